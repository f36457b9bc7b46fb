import { expect } from 'chai';
import { days, hours, minutes } from '../reference/time.js';
import { asTyped } from './typed-time.js';

describe('asTyped', () => {
  it('writes a time in the largest unit that divides it', () => {
    expect([days(1_000), hours(36), minutes(90), minutes(1)].map(asTyped)).to.deep.equal(['1000d', '36h', '90min', '1min']);
  });
});
