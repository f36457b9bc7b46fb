import { expect } from 'chai';
import type { RunResult } from '../../suites/kit/record.js';
import { sampleRuns } from '../sample/sample-comparison.js';
import { devicesInWords } from './devices.js';

describe('what is compared, in a line', () => {
  const [old, next, another] = sampleRuns().map(({ result }) => result) as [RunResult, RunResult, RunResult];

  it('is the way of one device from version to version', () => {
    expect(devicesInWords([old, next])).to.equal('AX-3 4.2.1 → AX-3 4.3.0');
  });

  it('is a list where the devices are several, or the runs of one version', () => {
    expect(devicesInWords([old, next, another])).to.equal('AX-3 4.2.1, AX-3 4.3.0, BX-1 1.0');
    expect(devicesInWords([old, old, another, old])).to.equal('3 runs of AX-3 4.2.1, BX-1 1.0');
  });
});
