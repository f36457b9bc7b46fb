import { expect } from 'chai';
import { repeatCommand, repeatFailures } from './repeat-command.js';
import { sampleRun } from './sample/sample-run.js';

describe('repeatCommand', () => {
  const { run } = sampleRun().result;

  it('names the test, the device, the part it played and the seed', () => {
    expect(repeatCommand(run, 'nd.a.b')).to.equal('sixproof run nd.a.b --dut AX-3 --role host --seed 7');
  });

  it('waits for tests of hours where the run did', () => {
    expect(repeatCommand({ ...run, longestUs: 7_200_000_000 }, 'nd.a.b')).to.match(/ --longest 2h$/);
  });

  it('quotes what a shell would take apart', () => {
    expect(repeatCommand({ ...run, dut: "lab's box; rm -rf ." }, 'nd.a.b')).to.contain(`--dut 'lab'\\''s box; rm -rf .'`);
  });
});

describe('repeatFailures', () => {
  const { result } = sampleRun();

  it('looks the verdicts up in the directory of the run, and keeps what the run was made with', () => {
    expect(repeatFailures(result, '/tmp/x')).to.equal(
      'sixproof run verdict:fail,inconclusive,error@/tmp/x --dut AX-3 --role host --seed 7',
    );
  });

  it('names a single test by its id, and nothing where all went well', () => {
    const only = (verdict: 'error' | 'warn') => ({ ...result, tests: result.tests.filter((test) => test.verdict === verdict).slice(0, 1) });
    expect(repeatFailures(only('error'), '/tmp/x')).to.equal(`sixproof run ${only('error').tests[0]?.id} --dut AX-3 --role host --seed 7`);
    expect(repeatFailures(only('warn'), '/tmp/x')).to.equal(undefined);
  });
});
