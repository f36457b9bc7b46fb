import Mocha from 'mocha';
import type { RegisteredTest } from '../suites/kit/conformance.js';
import type { TestRecord } from '../suites/kit/record.js';

export interface Schedule {
  /** Runs one test; resolves when its record is in the journal, and not before. Undefined when the run was interrupted. */
  perform(test: RegisteredTest): Promise<TestRecord | undefined>;
  /** The test whose code Mocha saw failing outside of `perform`: an exception of some callback. */
  onStray(test: RegisteredTest | undefined, error: Error): void;
  /** Once aborted, no further test starts. */
  readonly signal: AbortSignal;
}

/**
 * Runs the tests in their order with Mocha as the scheduler. Mocha hears pass, fail or pending of each test after our own
 * record is written: it knows three outcomes and forgets reasons. Resolves when the last test has ended.
 */
export async function runWithMocha(tests: readonly RegisteredTest[], schedule: Schedule): Promise<void> {
  const mocha = new Mocha({ timeout: 0, reporter: reporterFor(schedule) });
  // A test that was given up must end before the next one touches the same device.
  let underWay: Promise<unknown> = Promise.resolve();
  for (const test of tests) {
    const body = async function (this: Mocha.Context): Promise<void> {
      await underWay;
      const performed = schedule.perform(test);
      underWay = performed.catch(() => undefined);
      const record = await performed;
      if (record === undefined || record.verdict === 'skip') this.skip();
      if (record.verdict !== 'pass' && record.verdict !== 'warn') throw failure(record);
    };
    const registered = new Mocha.Test(test.title, body);
    byMocha.set(registered, test);
    suiteOf(mocha.suite, test.titles).addTest(registered);
  }
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    const stop = (): void => void runner.abort();
    if (schedule.signal.aborted) stop();
    schedule.signal.addEventListener('abort', stop, { once: true });
    runner.once('end', () => schedule.signal.removeEventListener('abort', stop));
  });
  await underWay;
}

const byMocha = new WeakMap<Mocha.Runnable, RegisteredTest>();

function suiteOf(root: Mocha.Suite, titles: readonly string[]): Mocha.Suite {
  return titles.reduce((parent, title) => parent.suites.find((known) => known.title === title) ?? Mocha.Suite.create(parent, title), root);
}

/** How Mocha is told: our message as it is, without a stack or a difference of its own making. */
class NotPassed extends Error {
  public override readonly name = 'NotPassed';
}

function failure(record: TestRecord): Error {
  const error = new NotPassed(record.message ?? `${record.id}: ${record.reason.text}`);
  delete error.stack;
  return error;
}

/** Mocha's own output is of no use here; what it alone knows is an exception that no test awaited. */
function reporterFor(schedule: Schedule): Mocha.ReporterConstructor {
  return class extends Mocha.reporters.Base {
    public constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      runner.on('fail', (failed, error) => {
        if (!(error instanceof NotPassed)) schedule.onStray(byMocha.get(failed), error as Error);
      });
    }
  };
}
