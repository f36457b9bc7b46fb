import { EventQueue } from '../../reference/engine/event-queue.js';
import { memoryBinding } from '../bindings/memory.js';
import { performTest } from '../execute.js';
import { loadTests } from '../run/suites.js';
import { cpuWatch } from './cpu-time.js';

/** All conformance tests once, on the embedded reference, without Mocha, records and report. */
export interface Round {
  readonly events: number;
  /** CPU time of one event, of all threads: the collection of garbage and the compiler are in it. */
  readonly usPerEvent: number;
  /** The same with all that tests do between events. */
  readonly usPerEventInAll: number;
}

const ROUNDS = 6;
const SEED = 1;

/**
 * An event is an entry of the event queue that is executed: the arrival of a frame at one end of a link, or the end of a timer, with all
 * that follows from it at once: decoding, what the reference or a simulated neighbour makes of it, the frames that it sends,
 * encoded, and the tester's record of an arrival. What a test does between events (building stimuli, looking for what it
 * expects) is not in it.
 */
let [events, inEventsMs] = [0, 0];
const { runNext } = EventQueue.prototype;
EventQueue.prototype.runNext = function (this: EventQueue): boolean {
  const begin = performance.now();
  const ran = runNext.call(this);
  inEventsMs += performance.now() - begin;
  if (ran) events += 1;
  return ran;
};

/** On a busy machine a clock counts the waiting, too; so it only tells which part of the CPU time passed inside events. */
async function measured(run: () => Promise<void>): Promise<Round> {
  [events, inEventsMs] = [0, 0];
  const begin = performance.now();
  const spentMs = cpuWatch();
  await run();
  const cpuUs = 1_000 * spentMs();
  const share = inEventsMs / (performance.now() - begin);
  const inAll = cpuUs / events;
  return { events, usPerEvent: share * inAll, usPerEventInAll: inAll };
}

const tests = await loadTests();
const binding = memoryBinding();
const rounds: Round[] = [];
for (let i = 0; i < ROUNDS; i++)
  rounds.push(
    await measured(async () => {
      for (const test of tests) await performTest(test, binding, { seed: SEED });
    }),
  );
process.stdout.write(`\n${JSON.stringify({ rounds })}`);
