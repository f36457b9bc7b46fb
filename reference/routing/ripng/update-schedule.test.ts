import { expect } from 'chai';
import { drive, THREE_DICE, type Dice } from '../../engine/drive.js';
import { inSeconds, minutes, seconds } from '../../time.js';
import type { Behaviour } from '../../ipv6/behaviour.js';
import { RIPNG_CONSTANTS } from './constants.js';
import { RIPNG_FEATURES } from './defaults.js';
import { updateSchedule } from './update-schedule.js';

const schedule = (dice: Dice = 'earliest', behaviour: Behaviour = 'current') =>
  drive(updateSchedule, { dice, variables: { constants: RIPNG_CONSTANTS, features: RIPNG_FEATURES[behaviour] } });
type Driven = ReturnType<typeof schedule>;

const secondsOf = (driven: Driven, name: string): readonly number[] =>
  driven.events().flatMap((event) => (event.name === name ? [inSeconds(event.at as never)] : []));

describe('updateSchedule, RFC 2080 section 2.3', () => {
  for (const dice of THREE_DICE)
    it(`updates regularly, 15 to 45 seconds apart (dice ${dice})`, () => {
      const router = schedule(dice);
      router.advance(minutes(60));
      const sent = secondsOf(router, 'regular-update');
      const waits = sent.map((at, i) => at - (sent[i - 1] ?? 0));
      expect(sent.length).to.be.within(79, 240);
      for (const wait of waits) expect(wait).to.be.within(15, 45);
      if (typeof dice === 'number') expect(new Set(waits).size).to.be.above(waits.length / 2);
    });
});

describe('updateSchedule, RFC 2080 section 2.5.1', () => {
  it('sends the first triggered update at once', () => {
    const router = schedule();
    router.advance(seconds(3));
    router.command({ kind: 'trigger' });
    expect(secondsOf(router, 'triggered-update')).to.deep.equal([3]);
  });

  for (const [dice, wait] of [
    ['earliest', 1],
    ['latest', 5],
  ] as const)
    it(`merges further changes into one update, ${wait} s later (dice ${dice})`, () => {
      const router = schedule(dice);
      for (let i = 0; i < 5; i++) {
        router.command({ kind: 'trigger' });
        router.advance(seconds(0.1));
      }
      router.advance(seconds(9));
      expect(secondsOf(router, 'triggered-update')).to.deep.equal([0, wait]);
    });

  it('waits again after the update that had to wait', () => {
    const router = schedule('latest');
    router.command({ kind: 'trigger' });
    router.advance(seconds(1));
    router.command({ kind: 'trigger' });
    router.advance(seconds(5));
    router.command({ kind: 'trigger' });
    router.advance(seconds(10));
    expect(secondsOf(router, 'triggered-update')).to.deep.equal([0, 5, 10]);
  });

  it('leaves a triggered update to the regular one that is due before', () => {
    const router = schedule('earliest');
    router.advance(seconds(14.2));
    router.command({ kind: 'trigger' });
    router.advance(seconds(0.1));
    router.command({ kind: 'trigger' });
    router.advance(seconds(10));
    expect(secondsOf(router, 'triggered-update')).to.deep.equal([14.2]);
    expect(secondsOf(router, 'regular-update')).to.deep.equal([15]);
  });

  it('limits triggered updates across a regular one', () => {
    const router = schedule('latest');
    router.advance(seconds(43));
    router.command({ kind: 'trigger' });
    router.advance(seconds(3));
    router.command({ kind: 'trigger' });
    router.advance(seconds(10));
    expect(secondsOf(router, 'triggered-update')).to.deep.equal([43, 48]);
  });
});

describe('updateSchedule as route6d has it', () => {
  it('sends each triggered update at once', () => {
    const router = schedule('earliest', 'kame');
    for (let i = 0; i < 4; i++) {
      router.command({ kind: 'trigger', heardOn: 'a' });
      router.advance(seconds(0.5));
    }
    expect(secondsOf(router, 'triggered-update')).to.deep.equal([0, 0.5, 1, 1.5]);
    expect(router.events()[0]).to.include({ heardOn: 'a' });
  });

  it('leaves them out when a regular update is due within 5 seconds', () => {
    const router = schedule('earliest', 'kame');
    router.advance(seconds(9.9));
    router.command({ kind: 'trigger' });
    router.advance(seconds(0.1));
    router.command({ kind: 'trigger' });
    expect(secondsOf(router, 'triggered-update')).to.deep.equal([9.9]);
    expect(secondsOf(router, 'triggered-update-left-out')).to.deep.equal([10]);
  });
});
