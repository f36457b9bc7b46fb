import type { Reason, TestRecord, Verdict } from '../../suites/kit/record.js';
import { replayBinding } from '../bindings/replay.js';
import { dutSchema } from '../configuration/dut-schema.js';
import { executeTest } from '../execute.js';
import { EXIT, Problem } from '../exit-codes.js';
import { recordings } from '../results/capture.js';
import { readJournal, type RunHeader } from '../results/journal.js';
import { runDirectory } from '../results/run-directory.js';
import { longestOf, profileOf, testPrefixes } from './bindings.js';
import { loadTests } from './suites.js';

/** A test whose recorded verdict or reason is not what its code says today about the same frames. */
export interface Difference {
  readonly id: string;
  readonly recorded: { readonly verdict: Verdict; readonly reason: Reason };
  readonly replayed: { readonly verdict: Verdict; readonly reason: Reason };
}

export interface ReplayOutcome {
  readonly judged: number;
  readonly differences: readonly Difference[];
}

/**
 * Judges the tests of a recorded run again: frames from `run.pcapng`, actions and waits from the details beside the
 * journal. Tests that never met a device (SKIP before the bench was opened) have nothing to be judged by.
 */
export async function replayRun(path: string): Promise<ReplayOutcome> {
  const directory = runDirectory(path);
  const journal = readJournal(directory.journal);
  const { run } = journal.header;
  const options = { seed: run.seed, profile: profileOf(run), prefixes: prefixesOf(journal.header), longest: longestOf(run) };
  const tests = new Map((await loadTests()).map((test) => [test.id, test]));
  const differences: Difference[] = [];
  let judged = 0;
  for await (const { test: recorded, recording } of recordings(directory, journal)) {
    const test = tests.get(recorded.id);
    if (test === undefined) throw new Problem(`${path} holds ${recorded.id}, which does not exist any more.`, EXIT.usage);
    const { record } = await executeTest(
      test,
      replayBinding(() => recording),
      options,
    );
    judged++;
    if (differs(recorded, record)) differences.push({ id: test.id, recorded: pick(recorded), replayed: pick(record) });
  }
  return { judged, differences };
}

/** The bench's own clean-up is not recorded; what it found is taken over. */
const differs = (recorded: TestRecord, replayed: TestRecord): boolean =>
  recorded.verdict !== replayed.verdict && recorded.reason.code !== 'cleanup-failed';

const pick = ({ verdict, reason }: TestRecord): Difference['recorded'] => ({ verdict, reason });

function prefixesOf({ configuration, run }: RunHeader): ReturnType<typeof testPrefixes> {
  const stored = dutSchema.safeParse(configuration);
  if (!stored.success) throw new Problem(`the journal of the run against ${run.dut} does not hold its configuration.`, EXIT.usage);
  return testPrefixes({ configuration: stored.data });
}
