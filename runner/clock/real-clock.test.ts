import { expect } from 'chai';
import { days, seconds, type Instant } from '../../reference/time.js';
import { createRealClock, type TimeSource } from './real-clock.js';

/** A machine whose timers fire when told, never before their time. */
function machine(): TimeSource & { pass(us: number): void; readonly waits: number[] } {
  let nowUs = 5_000_000;
  let pending: { readonly atUs: number; readonly action: () => void }[] = [];
  const waits: number[] = [];
  return {
    waits,
    nowUs: () => nowUs,
    wake(afterMs, action) {
      waits.push(afterMs);
      const entry = { atUs: nowUs + afterMs * 1_000, action };
      pending.push(entry);
      return () => {
        pending = pending.filter((other) => other !== entry);
      };
    },
    pass(us) {
      const end = nowUs + us;
      for (;;) {
        const [first] = [...pending].sort((a, b) => a.atUs - b.atUs);
        if (first === undefined || first.atUs > end) break;
        pending = pending.filter((other) => other !== first);
        nowUs = Math.max(nowUs, first.atUs);
        first.action();
      }
      nowUs = end;
    },
  };
}

const at = (us: number): Instant => us as Instant;

describe('the real clock', () => {
  const started = (errors: unknown[] = []) => {
    const source = machine();
    return { source, clock: createRealClock((error) => errors.push(error), source.nowUs(), source) };
  };

  it('counts from its own zero', () => {
    const { source, clock } = started();
    source.pass(1_234);
    expect(clock.now()).to.equal(1_234);
  });

  it('runs actions at or after their instant, in order of instant and then of creation', () => {
    const { source, clock } = started();
    const ran: string[] = [];
    clock.schedule(at(2_500), () => ran.push('late'));
    clock.schedule(at(1_700), () => ran.push('first'));
    clock.schedule(at(1_700), () => ran.push('second'));
    source.pass(1_600);
    expect(ran).to.deep.equal([]);
    source.pass(1_000);
    expect(ran).to.deep.equal(['first', 'second']);
    source.pass(1_000);
    expect(ran).to.deep.equal(['first', 'second', 'late']);
  });

  it('waits longer than the longest timer of the system', () => {
    const { source, clock } = started();
    let ran = 0;
    clock.schedule(at(days(60)), () => ran++);
    source.pass(days(60) - seconds(1));
    expect(ran).to.equal(0);
    source.pass(seconds(1));
    expect(ran).to.equal(1);
    expect(Math.max(...source.waits)).to.equal(2 ** 31 - 1);
  });

  it('runs what was due in the past as soon as possible', () => {
    const { source, clock } = started();
    source.pass(seconds(1));
    let ranAt = 0;
    clock.schedule(at(10), () => (ranAt = clock.now()));
    expect(ranAt).to.equal(0);
    source.pass(1);
    expect(ranAt).to.equal(seconds(1));
    expect(clock.lateness()).to.equal(0);
  });

  it('forgets a cancelled action, also one that cancels the next', () => {
    const { source, clock } = started();
    const ran: string[] = [];
    const cancelSecond = clock.schedule(at(2_000), () => ran.push('second'));
    clock.schedule(at(1_000), () => {
      ran.push('first');
      cancelSecond();
    });
    source.pass(seconds(1));
    expect(ran).to.deep.equal(['first']);
  });

  it('hands over what an action throws and goes on', () => {
    const errors: unknown[] = [];
    const { source, clock } = started(errors);
    let ran = 0;
    clock.schedule(at(1_000), () => {
      throw new Error('broken');
    });
    clock.schedule(at(1_000), () => ran++);
    source.pass(2_000);
    expect(ran).to.equal(1);
    expect(errors).to.have.length(1);
  });

  it('runs nothing after it was stopped', () => {
    const { source, clock } = started();
    let ran = 0;
    clock.schedule(at(1_000), () => ran++);
    clock.stop();
    source.pass(seconds(10));
    expect(ran).to.equal(0);
  });
});
