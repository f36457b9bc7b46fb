import type { Duration } from '../../reference/time.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import type { RunDescription } from '../../suites/kit/record.js';
import type { Dut } from '../configuration/load-dut.js';
import type { Performance } from './recording.js';

/** What an executor needs to know to run tests; plain data but for the device and the signal. */
export interface Execution {
  readonly dut: Dut;
  /** Seed and profile, and what a bug report says to repeat a test. */
  readonly run: RunDescription;
  readonly signal: AbortSignal;
  /** Waiting time of each test, where known. */
  readonly estimates: ReadonlyMap<string, Duration>;
}

/** How long a test waits at most, and what for, in words that follow "waiting". */
export interface WaitOfTest {
  readonly atMost: Duration;
  readonly purpose?: string;
}

/** What the conductor of a run hears of. `slot` numbers what runs at the same time, from 0. */
export interface ExecutionEvents {
  started(id: string, slot: number): void;
  waiting(id: string, wait: WaitOfTest, slot: number): void;
  /** The test is in the journal when what this returns has resolved. */
  finished(performance: Performance, slot: number): void | Promise<void>;
}

/** Runs the tests and resolves when the last one has ended and the bench is given back. */
export type Executor = (tests: readonly RegisteredTest[], execution: Execution, events: ExecutionEvents) => Promise<void>;
