import { expect } from 'chai';
import { at, drive, THREE_DICE } from '../engine/drive.js';
import { milliseconds, seconds, ZERO } from '../time.js';
import { variablesFor } from './test-variables.js';
import { unsolicitedAdvertiser } from './unsolicited-advertiser.js';

describe('unsolicitedAdvertiser', () => {
  it('advertises MAX_NEIGHBOR_ADVERTISEMENT times, RetransTimer apart', () => {
    const driven = drive(unsolicitedAdvertiser({ spread: ZERO }), { variables: variablesFor({ retransTimer: seconds(2) }) });
    driven.advance(seconds(60));
    expect(driven.sentAt()).to.deep.equal([0, 2, 4].map((s) => at(seconds(s))));
    expect(driven.events()).to.deep.equal([{ at: at(seconds(4)), name: 'finished' }]);
    expect(driven.pendingTimers()).to.equal(0);
  });

  for (const dice of THREE_DICE)
    it(`waits up to the spread before the first (dice ${dice})`, () => {
      const driven = drive(unsolicitedAdvertiser({ spread: milliseconds(100) }), { dice, variables: variablesFor() });
      driven.advance(seconds(60));
      expect(driven.sentAt()[0]).to.be.within(0, 100_000);
      expect(driven.sentAt()).to.have.length(3);
    });
});
