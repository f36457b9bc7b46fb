import { expect } from 'chai';
import { repeatCommand } from './repeat-command.js';
import { sampleRun } from './sample/sample-run.js';

describe('repeatCommand', () => {
  const { run } = sampleRun().result;

  it('names the test, the device, the part it played and the seed', () => {
    expect(repeatCommand(run, 'nd.a.b')).to.equal('sixproof run nd.a.b --dut AX-3 --role host --seed 7');
  });

  it('quotes what a shell would take apart', () => {
    expect(repeatCommand({ ...run, dut: "lab's box; rm -rf ." }, 'nd.a.b')).to.contain(`--dut 'lab'\\''s box; rm -rf .'`);
  });
});
