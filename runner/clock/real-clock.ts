import type { Schedule } from '../../reference/engine/environment.js';
import { EventQueue } from '../../reference/engine/event-queue.js';
import type { Instant } from '../../reference/time.js';
import { monotonicMicroseconds } from './monotonic.js';

/** What the clock needs of the outside world; replaced in its own test. Milliseconds and microseconds, as named. */
export interface TimeSource {
  nowUs(): number;
  /** Calls back after some milliseconds, possibly late; the returned function cancels it. */
  wake(afterMs: number, action: () => void): () => void;
}

const MACHINE: TimeSource = {
  nowUs: monotonicMicroseconds,
  wake(afterMs, action) {
    const timer = setTimeout(action, afterMs);
    return () => clearTimeout(timer);
  },
};

/** setTimeout takes no more; longer waits are made of several. */
const LONGEST_WAKE_MS = 2 ** 31 - 1;

/** Microseconds of the machine's monotonic clock, counted from a zero of its own; the clock part of a node's environment. */
export interface RealClock {
  /** The zero, on the monotonic clock. */
  readonly zeroUs: number;
  now(): Instant;
  /** Runs an action at an instant or, when that has passed, as soon as possible; at equal instants in order of creation. */
  readonly schedule: Schedule;
  /** The worst lateness of an action so far, microseconds; one that was due in the past counts from when it was asked for. */
  lateness(): number;
  /** Nothing runs any more, and the process is free to end. */
  stop(): void;
}

/**
 * Actions wait in the same queue that drives virtual time, so that their order is the same; one timer of the system is
 * armed for the earliest. `onError` gets what an action throws.
 */
export function createRealClock(onError: (error: unknown) => void, zeroUs = monotonicMicroseconds(), source = MACHINE): RealClock {
  const queue = new EventQueue();
  let armedFor: Instant | undefined;
  let disarm: () => void = () => undefined;
  let worstUs = 0;
  let stopped = false;
  const now = (): Instant => (source.nowUs() - zeroUs) as Instant;

  function arm(): void {
    const next = stopped ? undefined : queue.next();
    if (next === armedFor) return;
    disarm();
    disarm = () => undefined;
    armedFor = next;
    if (next === undefined) return;
    const waitMs = Math.min(LONGEST_WAKE_MS, Math.max(0, Math.ceil((next - now()) / 1_000)));
    disarm = source.wake(waitMs, run);
  }

  function run(): void {
    armedFor = undefined;
    for (let next = queue.next(); next !== undefined && next <= now() && !stopped; next = queue.next()) {
      try {
        queue.runNext();
      } catch (error) {
        onError(error);
      }
    }
    arm();
  }

  return {
    zeroUs,
    now,
    schedule(at, action) {
      const due = Math.max(at, now());
      const cancel = queue.schedule(Math.max(at, queue.now) as Instant, 'timer', () => {
        worstUs = Math.max(worstUs, now() - due);
        action();
      });
      arm();
      return () => {
        cancel();
        arm();
      };
    },
    lateness: () => worstUs,
    stop() {
      stopped = true;
      arm();
    },
  };
}
