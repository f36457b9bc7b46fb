import { fork, type ChildProcess } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Duration } from '../../reference/time.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import type { RunDescription } from '../../suites/kit/record.js';
import { EXIT, Problem, type ExitCode } from '../exit-codes.js';
import type { Execution, ExecutionEvents, Executor } from './executor.js';
import { cost, partition } from './partition.js';
import type { Performance } from './recording.js';

/** To the worker. Sent as JSON over the channel that `fork` opens. */
export type Order =
  | { readonly kind: 'begin'; readonly run: RunDescription; readonly tests: readonly WorkerTest[] }
  /** The record is in the journal: the worker may go on. */
  | { readonly kind: 'journalled'; readonly id: string }
  | { readonly kind: 'stop' };

export interface WorkerTest {
  readonly id: string;
  readonly estimateUs?: number;
}

/** From the worker. */
export type Report =
  | { readonly kind: 'started'; readonly id: string }
  | { readonly kind: 'waiting'; readonly id: string; readonly atMostUs: number }
  | { readonly kind: 'finished'; readonly performance: Performance }
  | { readonly kind: 'problem'; readonly text: string; readonly exitCode: ExitCode };

/**
 * Runs the tests in several processes at once, each with a device of its own: waiting is most of a live run. The parent
 * alone writes the results. A worker lives in its own process group, so that Ctrl-C reaches it through the parent only,
 * and stops by itself when the parent is gone.
 */
export const runInWorkers =
  (jobs: number): Executor =>
  async (tests, execution, events) => {
    const parts = partition(tests, jobs, (test) => cost(execution.estimates.get(test.id)));
    const failure = new AbortController();
    const signal = AbortSignal.any([execution.signal, failure.signal]);
    // Each worker listens to it; Node warns of more than ten listeners unless it is told how many there will be.
    setMaxListeners(parts.length, signal);
    const workers = parts.map((part, slot) =>
      runWorker(part, { ...execution, signal }, events, slot).catch((problem: unknown) => failure.abort(problem)),
    );
    await Promise.all(workers);
    if (failure.signal.aborted) throw failure.signal.reason;
  };

async function runWorker(tests: readonly RegisteredTest[], execution: Execution, events: ExecutionEvents, slot: number): Promise<void> {
  if (execution.signal.aborted) return;
  const child = fork(workerModule(), [], { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let problem: Error | undefined;
  const order = (message: Order): void => void (child.connected && child.send(message));
  const stop = (): void => order({ kind: 'stop' });
  execution.signal.addEventListener('abort', stop, { once: true });
  const finish = async (performance: Performance): Promise<void> => {
    try {
      await events.finished(performance, slot);
      order({ kind: 'journalled', id: performance.last.record.id });
    } catch (error) {
      problem = error instanceof Error ? error : new Error(String(error));
      stop();
    }
  };
  child.on('message', (message) => {
    const report = message as Report;
    if (report.kind === 'started') events.started(report.id, slot);
    else if (report.kind === 'waiting') events.waiting(report.id, report.atMostUs as Duration, slot);
    else if (report.kind === 'problem') problem = new Problem(report.text, report.exitCode);
    else void finish(report.performance);
  });
  order({
    kind: 'begin',
    run: execution.run,
    tests: tests.map(({ id }) => ({ id, ...estimateOf(id, execution) })),
  });
  try {
    const ended = await exitOf(child);
    if (problem !== undefined) throw problem;
    if (ended !== '0' && !execution.signal.aborted)
      throw new Problem(`a process of the run ended unexpectedly (${ended}): add --resume to go on.`, EXIT.unable);
  } finally {
    execution.signal.removeEventListener('abort', stop);
  }
}

function estimateOf(id: string, { estimates }: Execution): { readonly estimateUs?: number } {
  const estimate = estimates.get(id);
  return estimate === undefined ? {} : { estimateUs: estimate };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ?? String(code)));
  });
}

/** This file's neighbour, as source or as built. */
const workerModule = (): string => fileURLToPath(import.meta.url).replace(/workers(\.[jt]s)$/, 'worker$1');
