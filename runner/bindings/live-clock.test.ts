import { expect } from 'chai';
import { after, milliseconds, ZERO } from '../../reference/time.js';
import { createLiveClock, type LiveClockOptions } from './live-clock.js';

describe('the clock of a live test', () => {
  const live = (options: Partial<LiveClockOptions> = {}) =>
    createLiveClock({ floor: ZERO, drain: () => Promise.resolve(), lateness: () => 0, ...options });

  it('returns at once when what is waited for is there already', async () => {
    const { clock, stop } = live();
    const startedAt = clock.now();
    await clock.waitUntil(() => true, after(startedAt, milliseconds(5_000)));
    expect(clock.now() - startedAt).to.be.below(milliseconds(1_000));
    stop();
  });

  it('wakes with the arrival that was waited for, and sleeps on with others', async () => {
    const { clock, arrived, stop } = live();
    const startedAt = clock.now();
    let frames = 0;
    const arrive = (): void => {
      frames++;
      arrived();
    };
    clock.schedule(after(startedAt, milliseconds(5)), arrive);
    clock.schedule(after(startedAt, milliseconds(20)), arrive);
    await clock.waitUntil(() => frames === 2, after(startedAt, milliseconds(60_000)));
    expect(clock.now() - startedAt).to.be.at.least(milliseconds(20));
    stop();
  });

  it('never returns before the deadline, and drains the links after it', async () => {
    let drained = 0;
    const { clock, stop } = live({
      drain: () => {
        drained++;
        return Promise.resolve();
      },
    });
    for (let i = 1; i <= 5; i++) {
      const deadline = after(clock.now(), milliseconds(3));
      await clock.waitUntil(() => false, deadline);
      expect(clock.now()).to.be.at.least(deadline);
      expect(drained).to.equal(i);
    }
    stop();
  });

  it('ends the wait under way, and every later one, when the link is lost', async () => {
    const { clock, fail, stop } = live();
    const reason = new Error('link lost');
    clock.schedule(after(clock.now(), milliseconds(5)), () => fail(reason));
    const errors: unknown[] = [];
    for (let i = 0; i < 2; i++)
      await clock.waitUntil(() => false, after(clock.now(), milliseconds(60_000))).catch((error: unknown) => errors.push(error));
    expect(errors).to.deep.equal([reason, reason]);
    stop();
  });

  it('hands over what the condition or a simulated neighbour throws', async () => {
    const { clock, arrived, stop } = live();
    clock.schedule(after(clock.now(), milliseconds(2)), arrived);
    let asked = 0;
    const broken = (): boolean => {
      if (asked++ > 0) throw new Error('broken condition');
      return false;
    };
    const wait = clock.waitUntil(broken, after(clock.now(), milliseconds(60_000)));
    expect(await wait.catch((error: unknown) => (error as Error).message)).to.equal('broken condition');
    clock.schedule(after(clock.now(), milliseconds(2)), () => {
      throw new Error('broken neighbour');
    });
    const next = clock.waitUntil(() => false, after(clock.now(), milliseconds(60_000)));
    expect(await next.catch((error: unknown) => (error as Error).message)).to.equal('broken neighbour');
    stop();
  });

  it('is as uncertain as its stamps are late, and never less than the floor', () => {
    let lateUs = 0;
    const { clock, stop } = live({ floor: milliseconds(50), lateness: () => lateUs });
    expect(clock.uncertainty).to.equal(milliseconds(50));
    lateUs = 80_000;
    expect(clock.uncertainty).to.equal(80_000);
    stop();
  });
});
