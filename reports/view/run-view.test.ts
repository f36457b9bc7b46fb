import { expect } from 'chai';
import { sampleRun } from '../sample/sample-run.js';
import { deviceName, runFacts } from './run-view.js';

describe('the header of a report', () => {
  const { run } = sampleRun().result;

  it('names the device with its version, and what it runs in brackets where that has a name', () => {
    expect(deviceName({ dut: 'AX-3' })).to.equal('AX-3');
    expect(deviceName({ dut: 'AX-3', firmware: '4.2.1' })).to.equal('AX-3 4.2.1');
    expect(deviceName({ dut: 'linux', firmware: 'Linux 6.18.0' })).to.equal('linux (Linux 6.18.0)');
    expect(deviceName({ dut: 'bird', firmware: 'BIRD 2.0.12, Linux 6.18.0' })).to.equal('bird (BIRD 2.0.12, Linux 6.18.0)');
  });

  it('names who ran the tests, as far as the run knows', () => {
    const by = (more: object) => runFacts({ ...run, ...more }, 3).filter(({ term }) => term === 'Tested by');
    expect(by({})).to.deep.equal([{ term: 'Tested by', value: 'R. Lee, Acme test lab' }]);
    expect(by({ testedBy: undefined })).to.deep.equal([]);
  });

  it('says of how many tests the greatest uncertainty is not', () => {
    const uncertainty = (more: object) => runFacts({ ...run, ...more }, 3).find(({ term }) => term === 'Uncertainty')?.value;
    const favour = "each window is widened by that of its own test, in the device's favour";
    expect(uncertainty({ uncertaintyUs: 50_000 })).to.equal(`up to 50 ms; ${favour}`);
    expect(uncertainty({ uncertaintyUs: 96_923, usualUncertaintyUs: 50_000 })).to.equal(
      `usually 50 ms, in some tests up to 96.923 ms; ${favour}`,
    );
    expect(uncertainty({ uncertaintyUs: 50_000, usualUncertaintyUs: 50_000 })).to.match(/^50 ms; every window/);
    expect(uncertainty({ uncertaintyUs: 0, clock: 'virtual' })).to.equal('0 (virtual clock)');
  });

  it('says for how long tests the run waited, where it was asked to', () => {
    const waited = (more: object) => runFacts({ ...run, ...more }, 3).filter(({ term }) => term === 'Waited for');
    expect(waited({})).to.deep.equal([]);
    expect(waited({ longestUs: 7_200_000_000 })).to.deep.equal([{ term: 'Waited for', value: 'tests of up to 2 h' }]);
  });
});
