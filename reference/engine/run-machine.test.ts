import { expect } from 'chai';
import { after, milliseconds, seconds, type Instant } from '../time.js';
import { at, drive, THREE_DICE } from './drive.js';
import { arm, disarm, event, send, stay, type Machine } from './machine.js';

/** Rings `left` times, a second apart; a command changes the number, zero stops it. */
const bell: Machine<number, never, number, string, { readonly name: 'silent' }> = {
  name: 'bell',
  start: (env) => ({ state: 3, outputs: [arm('ring', after(env.now, seconds(1)))] }),
  step(left, input, env) {
    if (input.kind === 'command')
      return input.command === 0
        ? { state: 0, outputs: [disarm('ring')] }
        : { state: input.command, outputs: [arm('ring', after(env.now, seconds(1)))] };
    if (input.kind !== 'timer') return stay(left);
    const outputs = left > 1 ? [arm('ring', after(env.now, seconds(1)))] : [event({ name: 'silent' } as const)];
    return { state: left - 1, outputs: [send(`${left}`), ...outputs] };
  },
};

describe('runMachine', () => {
  for (const dice of THREE_DICE)
    it(`carries out sends, timers and events (dice ${dice})`, () => {
      const driven = drive(bell, { dice });
      driven.advance(seconds(60));
      expect(driven.sentAt()).to.deep.equal([1, 2, 3].map((s) => at(seconds(s))));
      expect(driven.events()).to.deep.equal([{ at: at(seconds(3)), name: 'silent' }]);
      expect(driven.pendingTimers()).to.equal(0);
    });

  it('replaces a timer that is armed again and forgets a disarmed one', () => {
    const driven = drive(bell);
    driven.advance(milliseconds(900));
    driven.command(1);
    driven.advance(milliseconds(900));
    expect(driven.sent()).to.deep.equal([]);
    driven.command(0);
    driven.advance(seconds(60));
    expect(driven.sent()).to.deep.equal([]);
  });

  it('throws for a timer in the past: a bug of the machine', () => {
    const hasty: Machine<null, never, never, never, never> = {
      name: 'hasty',
      start: () => ({ state: null, outputs: [arm('x', -1 as Instant)] }),
      step: (state) => stay(state),
    };
    expect(() => drive(hasty)).to.throw('lies in the past');
  });
});
