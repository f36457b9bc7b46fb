import { expect } from 'chai';
import fc from 'fast-check';
import { after, days, elapsed, formatDuration, hours, instant, microseconds, milliseconds, minutes, seconds, times, ZERO } from './time.js';

describe('durations', () => {
  it('count microseconds, whatever the unit they were given in', () => {
    expect([microseconds(7), milliseconds(1), seconds(1), minutes(1), hours(1), days(1)]).to.deep.equal([
      7, 1_000, 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000,
    ]);
  });

  it('stay whole numbers when scaled', () => {
    expect(times(seconds(1), 1 / 3)).to.equal(333_333);
  });

  it('lie between the instant they are added to and the instant that results', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (start, length) => {
        expect(elapsed(instant(start), after(instant(start), microseconds(length)))).to.equal(length);
      }),
    );
  });
});

describe('formatDuration', () => {
  const rows = [
    [ZERO, '0 s'],
    [microseconds(850), '850 µs'],
    [milliseconds(2.5), '2.5 ms'],
    [seconds(3.5), '3.5 s'],
    [seconds(-0.31), '-310 ms'],
    [seconds(119), '119 s'],
    [minutes(12), '12 min'],
    [minutes(192), '3 h 12 min'],
    [days(30), '30 d'],
  ] as const;
  for (const [duration, words] of rows) it(`writes ${words}`, () => expect(formatDuration(duration)).to.equal(words));
});
