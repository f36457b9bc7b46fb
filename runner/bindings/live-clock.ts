import { milliseconds, type Duration, type Instant } from '../../reference/time.js';
import type { Clock } from '../../suites/kit/bench.js';
import { createRealClock } from '../clock/real-clock.js';

/** The driver of a live test's time, with the ends that the bench holds. */
export interface LiveClock {
  readonly clock: Clock;
  /** Its zero on the monotonic clock. */
  readonly zeroUs: number;
  /** To be called after each batch of frames was handed over. */
  arrived(): void;
  /** Ends the wait that is under way, and every later one. */
  fail(reason: unknown): void;
  stop(): void;
}

export interface LiveClockOptions {
  readonly floor: Duration;
  /** Returns when every frame that has arrived was handed over. */
  drain(): Promise<void>;
  /** How late stamps were at worst so far, microseconds. */
  lateness(): number;
}

/** The system's timers take whole milliseconds: the deadline is met by at most this much too late. */
const TIMER_STEP = milliseconds(1);

interface Wait {
  readonly done: () => boolean;
  readonly end: (failure?: Error) => void;
}

export function createLiveClock({ floor, drain, lateness }: LiveClockOptions): LiveClock {
  let failure: Error | undefined;
  let wait: Wait | undefined;
  const fail = (reason: unknown): void => {
    failure ??= asError(reason);
    wait?.end(failure);
  };
  const throwIfFailed = (): void => {
    if (failure !== undefined) throw failure;
  };
  const real = createRealClock(fail);

  async function waitUntil(done: () => boolean, deadline: Instant): Promise<void> {
    throwIfFailed();
    if (done()) return;
    if (await arrivalOrDeadline(done, deadline)) return;
    // What arrived before the deadline may still be on its way from the capture process: stamps decide, not callbacks.
    await drain();
    throwIfFailed();
  }

  /** True when `done()` held, false when the deadline passed. */
  function arrivalOrDeadline(done: () => boolean, deadline: Instant): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const finish = (how: () => void): void => {
        wait = undefined;
        cancel();
        how();
      };
      const cancel = real.schedule(deadline, () => finish(() => resolve(false)));
      const end = (reason?: Error): void => finish(() => (reason === undefined ? resolve(true) : reject(reason)));
      wait = { done, end };
    });
  }

  return {
    zeroUs: real.zeroUs,
    clock: {
      kind: 'real',
      get uncertainty() {
        return Math.max(floor, lateness(), real.lateness() + TIMER_STEP) as Duration;
      },
      now: real.now,
      waitUntil,
      schedule: real.schedule,
    },
    arrived() {
      if (wait === undefined) return;
      try {
        if (wait.done()) wait.end();
      } catch (error) {
        wait?.end(asError(error));
      }
    },
    fail,
    stop() {
      real.stop();
      wait?.end();
    },
  };
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
