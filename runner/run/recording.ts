import type { TestDetails, TestRecord } from '../../suites/kit/record.js';
import type { Waiver } from '../configuration/dut-schema.js';
import { writingTo } from '../results/files.js';
import type { JournalWriter } from '../results/journal.js';
import { earlierAttempt, saveDetails, type RunDirectory } from '../results/run-directory.js';
import { withWaiver } from '../results/waivers.js';

/** One execution of a test: what the journal gets and what the details file gets. */
export interface Attempt {
  readonly record: TestRecord;
  readonly details: TestDetails;
  /** Wall-clock milliseconds since 1970 of the test's zero; absent on a virtual clock, where no such instant exists. */
  readonly zeroAtMs?: number;
}

/** A test that has ended; `earlier` is the INCONCLUSIVE attempt before it. */
export interface Performance {
  readonly last: Attempt;
  readonly earlier?: Attempt;
}

/** Writes down what ended: details first, so that whatever the journal names is complete. */
export interface Recording {
  /** Returns the record as journalled, with its waiver. */
  write(performance: Performance): TestRecord;
}

export function startRecording(
  directory: RunDirectory,
  journal: JournalWriter,
  run: { readonly startedAtMs: number; readonly protocolUsBefore: number; readonly waivers: readonly Waiver[] },
): Recording {
  // On a virtual clock the tests lie one behind the other, in the order in which they ended.
  let protocolUs = run.protocolUsBefore;
  const stamp = ({ record, zeroAtMs, details: { uncertaintyUs } }: Attempt): { startedUs: number; uncertaintyUs: number } => {
    const startedUs = zeroAtMs === undefined ? protocolUs : Math.round((zeroAtMs - run.startedAtMs) * 1_000);
    protocolUs += record.protocolUs;
    return { startedUs, uncertaintyUs };
  };
  return {
    write: ({ last, earlier }) =>
      writingTo(directory.path, () => {
        if (earlier !== undefined) {
          saveDetails(directory, earlier.details, earlierAttempt(earlier.record.id));
          journal.attempt({ test: earlier.record, ...stamp(earlier) });
        }
        const test = withWaiver(last.record, run.waivers);
        saveDetails(directory, last.details);
        journal.test({ test, ...stamp(last) });
        return test;
      }),
  };
}
