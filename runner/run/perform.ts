import { formatDuration, milliseconds, minutes, sum, times, type Duration } from '../../reference/time.js';
import type { BindError, Binding } from '../../suites/kit/bench.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import type { TestDetails, TestRecord } from '../../suites/kit/record.js';
import { executeTest, type ExecuteOptions } from '../execute.js';
import { EXIT, Problem } from '../exit-codes.js';
import type { Attempt, Performance } from './recording.js';
import { wallClockMs, watchedBinding, type Watch } from './watched-binding.js';

export interface PerformOptions {
  readonly binding: Binding;
  readonly execute: ExecuteOptions;
  readonly signal: AbortSignal;
  /** Waiting time that the test asks for by its windows, where known. */
  estimate(id: string): Duration | undefined;
  onWait(id: string, atMost: Duration, purpose?: string): void;
}

/** A bench that cannot be opened for these reasons cannot be opened for the next test either. */
const FATAL: ReadonlySet<BindError['kind']> = new Set(['no-permission', 'module-missing']);
/** For these it is tried once more. */
const GRAVE: ReadonlySet<BindError['kind']> = new Set(['unreachable', 'link-lost']);

/** No live test takes longer than this plus three times what it waits for: something hangs. */
const PATIENCE = minutes(10);
const PATIENCE_WITHOUT_ESTIMATE = minutes(120);

/**
 * Runs single tests on a binding. A live test that ends INCONCLUSIVE is repeated once. Resolves to undefined when the run
 * was interrupted; rejects with a `Problem` when no test can run at all.
 */
export interface Performer {
  perform(test: RegisteredTest): Promise<Performance | undefined>;
  /** The record of a test whose code failed outside of what it awaited. */
  strayed(test: RegisteredTest, error: Error): Performance;
}

export function createPerformer(options: PerformOptions): Performer {
  let watch: Watch | undefined;
  const watched = watchedBinding(options.binding, () => {
    if (watch === undefined) throw new Error('a bench was opened outside of a test');
    return watch;
  });

  async function attempt(test: RegisteredTest): Promise<Attempt & { readonly bindError?: BindError; readonly live: boolean }> {
    const seen: { kind?: string; zeroAtMs?: number; bindError?: BindError } = {};
    const deadline = deadlineFor(options.estimate(test.id));
    watch = {
      signal: AbortSignal.any([options.signal, deadline.signal]),
      onOpen: (opened) => void Object.assign(seen, opened),
      onWait: (atMost, purpose) => options.onWait(test.id, atMost, purpose),
      onBindError: (error) => (seen.bindError = error),
    };
    const startedAtMs = wallClockMs();
    try {
      const { record, details } = await executeTest(test, watched, options.execute);
      const live = seen.kind === 'real';
      const zeroAtMs = live || seen.kind === undefined ? { zeroAtMs: seen.zeroAtMs ?? startedAtMs } : {};
      return { record, details, live, ...(seen.kind === 'virtual' ? {} : zeroAtMs), ...(seen.bindError && { bindError: seen.bindError }) };
    } finally {
      deadline.cancel();
    }
  }

  return {
    async perform(test) {
      const first = await attempt(test);
      if (options.signal.aborted) return undefined;
      if (first.bindError !== undefined && FATAL.has(first.bindError.kind)) throw cannotRun(first.bindError);
      const tryAgain =
        first.record.verdict === 'inconclusive' && (first.live || (first.bindError !== undefined && GRAVE.has(first.bindError.kind)));
      if (!tryAgain) return { last: first };
      const second = await attempt(test);
      if (options.signal.aborted) return undefined;
      if (second.bindError !== undefined && !isSkip(second.record)) throw cannotRun(second.bindError);
      const { verdict, reason } = first.record;
      return { last: { ...second, record: { ...second.record, earlier: { verdict, reason } } }, earlier: first };
    },
    strayed: (test, error) => ({ last: strayedAttempt(test, options.execute.seed, error) }),
  };
}

const isSkip = (record: TestRecord): boolean => record.verdict === 'skip';

const cannotRun = (error: BindError): Problem => new Problem(error.detail, EXIT.unable);

function deadlineFor(estimate: Duration | undefined): { readonly signal: AbortSignal; cancel(): void } {
  const limit = estimate === undefined ? PATIENCE_WITHOUT_ESTIMATE : sum(PATIENCE, times(estimate, 3));
  const controller = new AbortController();
  const expire = (): void => controller.abort(new Error(`the test did not end within ${formatDuration(limit)}`));
  const timer = setTimeout(expire, limit / milliseconds(1)).unref();
  return { signal: controller.signal, cancel: () => clearTimeout(timer) };
}

function strayedAttempt(test: RegisteredTest, seed: number, error: Error): Attempt {
  const record: TestRecord = {
    ...test.description,
    verdict: 'error',
    reason: { code: 'exception', text: error.message },
    message: `ERROR  ${test.id}\n  ${error.stack ?? error.message}`,
    seed,
    wallUs: 0,
    protocolUs: 0,
  };
  const details: TestDetails = {
    id: test.id,
    purpose: test.ledgerLine.text,
    testbed: test.testbed,
    nodes: [],
    steps: [],
    frames: [],
    events: [],
    uncertaintyUs: 0,
    tape: [],
  };
  return { record, details };
}
