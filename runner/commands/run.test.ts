import { expect } from 'chai';
import { InvalidArgumentError } from 'commander';
import { days, hours, minutes } from '../../reference/time.js';
import { parseLongest } from './run.js';

describe('--longest', () => {
  it('is a number of minutes, hours or days, of a year at most', () => {
    expect(['20min', '2h', '3d', '365d', '8760h'].map(parseLongest)).to.deep.equal([minutes(20), hours(2), days(3), days(365), days(365)]);
  });

  it('is refused before the run where it is more or something else', () => {
    for (const more of ['366d', '999999d', '8761h', '525601min'])
      expect(() => parseLongest(more), more).to.throw(InvalidArgumentError, /365d/);
    for (const other of ['2', '2 h', '2H', '-1d', '1.5h', '1000000min', ''])
      expect(() => parseLongest(other), other).to.throw(/such as 2h/);
  });
});
