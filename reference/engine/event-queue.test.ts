import { expect } from 'chai';
import fc from 'fast-check';
import { after, instant, START, type Duration, type Instant } from '../time.js';
import { EventQueue, type EventClass } from './event-queue.js';

const CLASSES: readonly EventClass[] = ['frame', 'command', 'timer'];

describe('EventQueue', () => {
  it('runs events in order of time and leaves the clock at the last', () => {
    const queue = new EventQueue();
    const ran: number[] = [];
    for (const at of [30, 10, 20]) queue.schedule(instant(at), 'timer', () => ran.push(queue.now));
    expect(queue.next()).to.equal(10);
    while (queue.runNext());
    expect(ran).to.deep.equal([10, 20, 30]);
    expect(queue.now).to.equal(30);
  });

  it('runs frames before commands before timers at one instant', () => {
    const queue = new EventQueue();
    const ran: string[] = [];
    for (const kind of ['timer', 'command', 'frame', 'timer', 'frame'] as const) queue.schedule(instant(5), kind, () => ran.push(kind));
    queue.runUntil(instant(5));
    expect(ran).to.deep.equal(['frame', 'frame', 'command', 'timer', 'timer']);
  });

  it('runs what an event schedules for its own instant, and refuses the past', () => {
    const queue = new EventQueue();
    let nested = false;
    queue.schedule(instant(7), 'timer', () => {
      queue.schedule(queue.now, 'timer', () => (nested = true));
      expect(() => queue.schedule(instant(6), 'timer', () => undefined)).to.throw('lies in the past');
    });
    expect(queue.runUntil(instant(7))).to.equal(2);
    expect(nested).to.equal(true);
  });

  it('refuses an instant that is no number', () => {
    expect(() => new EventQueue().schedule(NaN as Instant, 'timer', () => undefined)).to.throw('past');
  });

  it('moves the clock through a stretch without events', () => {
    const queue = new EventQueue();
    expect(queue.runUntil(instant(1_000))).to.equal(0);
    expect(queue.now).to.equal(1_000);
    expect(queue.runNext()).to.equal(false);
  });

  it('forgets cancelled events, however many, and cancelling twice changes nothing', () => {
    const queue = new EventQueue();
    const cancels = Array.from({ length: 1_000 }, (_, i) => queue.schedule(instant(i), 'timer', () => expect.fail('was cancelled')));
    queue.schedule(instant(2_000), 'timer', () => undefined);
    for (const cancel of cancels) cancel();
    for (const cancel of cancels) cancel();
    expect(queue.size).to.equal(1);
    expect(queue.next()).to.equal(2_000);
    queue.runNext();
    expect(queue.size).to.equal(0);
  });

  it('agrees with sorting by (time, class, creation), with any events cancelled', () => {
    const entry = fc.record({ at: fc.nat(20), kind: fc.constantFrom(...CLASSES), cancelled: fc.boolean() });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), (entries) => {
        const queue = new EventQueue();
        const ran: number[] = [];
        const cancels = entries.map((e, i) => queue.schedule(instant(e.at), e.kind, () => ran.push(i)));
        entries.forEach((e, i) => e.cancelled && cancels[i]?.());
        while (queue.runNext());
        const wanted = entries
          .map((e, i) => ({ ...e, i }))
          .filter((e) => !e.cancelled)
          .sort((a, b) => a.at - b.at || CLASSES.indexOf(a.kind) - CLASSES.indexOf(b.kind) || a.i - b.i)
          .map((e) => e.i);
        expect(ran).to.deep.equal(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it('never turns the clock back, whatever events schedule', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), (waits) => {
        const queue = new EventQueue();
        let last = START;
        const chain = [...waits];
        const act = (): void => {
          expect(queue.now).to.be.at.least(last);
          last = queue.now;
          const wait = chain.pop();
          if (wait !== undefined) queue.schedule(after(queue.now, wait as Duration), 'timer', act);
        };
        queue.schedule(START, 'timer', act);
        while (queue.runNext());
        expect(queue.now).to.equal(waits.reduce((a, b) => a + b, 0));
      }),
    );
  });
});
