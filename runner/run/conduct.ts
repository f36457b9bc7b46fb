import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import type { Duration } from '../../reference/time.js';
import type { RunResult } from '../../suites/kit/record.js';
import { withoutSecrets } from '../configuration/load-dut.js';
import type { ExitCode } from '../exit-codes.js';
import { createProgress, type Progress } from '../progress.js';
import { exitCodeOf } from '../results/exit-code.js';
import { pointLatestAt, writingTo } from '../results/files.js';
import { continueJournal, isUnfinished, readJournal, startJournal, type JournalWriter } from '../results/journal.js';
import { compareFailures, previousRun } from '../results/previous-run.js';
import { prepareDirectory, takesPartInLatest, type RunDirectory } from '../results/run-directory.js';
import { staleWaivers, todayInUtc } from '../results/waivers.js';
import { summary } from '../summary.js';
import { terminalOf, type Terminal } from '../terminal.js';
import { startPage, writeReport } from './finish.js';
import type { ExecutionEvents } from './executor.js';
import { runInProcess } from './in-process.js';
import type { Interruption } from './interruption.js';
import { startRecording } from './recording.js';
import type { RunRequest } from './request.js';
import { runInWorkers } from './workers.js';

export interface Conduct {
  readonly jobs: number;
  readonly failOnWarn: boolean;
  readonly estimates: ReadonlyMap<string, Duration>;
  readonly interruption: Interruption;
}

/** Runs what is left of a request, writes its report, says how it went. Returns the exit code. */
export async function conduct(request: RunRequest, conducted: Conduct): Promise<ExitCode> {
  const talk = terminalOf(process.stderr);
  const problem = await execute(request, conducted, talk);
  const journal = readJournal(request.directory.journal);
  if (journal.tests.length === 0 && problem !== undefined && request.journal === undefined) {
    discard(request.directory);
    throw problem;
  }
  const result = await writeReport(request.directory, journal);
  process.stdout.write(conclusion(request, result, terminalOf(process.stdout)));
  if (problem !== undefined) throw problem;
  return exitCodeOf(result, { waivers: request.dut.configuration.waivers, failOnWarn: conducted.failOnWarn, today: todayInUtc() });
}

/** Returns what broke the run off, if anything did; every finished test is in the journal then, too. */
async function execute(request: RunRequest, { jobs, estimates, interruption }: Conduct, talk: Terminal): Promise<Error | undefined> {
  const finished = new Set(request.journal?.tests.map(({ test }) => test.id));
  const remaining = request.tests.filter(({ id }) => !finished.has(id));
  if (remaining.length === 0 && request.journal !== undefined && !isUnfinished(request.journal)) return undefined;
  const { dut, run } = request;
  const journal = openJournal(request);
  const progress = createProgress({
    terminal: talk,
    tests: remaining.map(({ id }) => id),
    done: finished.size,
    estimates,
    jobs,
    isVirtual: run.clock === 'virtual',
  });
  const tellStop = (): void => progress.say('stopping: the bench is undone and the report written. Once more leaves at once.');
  interruption.signal.addEventListener('abort', tellStop, { once: true });
  const begunMs = performance.now();
  const executor = jobs > 1 ? runInWorkers(jobs) : runInProcess;
  const execution = { dut, run, estimates, signal: interruption.signal };
  const problem = await executor(remaining, execution, eventsFor(request, journal, progress)).then(() => undefined, asError);
  interruption.signal.removeEventListener('abort', tellStop);
  progress.end();
  const interrupted = interruption.signal.aborted || problem !== undefined;
  journal.end({ wallUs: Math.round((performance.now() - begunMs) * 1_000), interrupted });
  journal.close();
  return problem;
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

function eventsFor({ directory, dut, run, journal: before }: RunRequest, journal: JournalWriter, progress: Progress): ExecutionEvents {
  const recording = startRecording(directory, journal, {
    startedAtMs: Date.parse(run.startedAt),
    protocolUsBefore: before?.tests.reduce((total, { test }) => total + test.protocolUs, 0) ?? 0,
    waivers: dut.configuration.waivers,
  });
  let isFirst = true;
  return {
    started: (id, slot) => progress.started(id, slot),
    waiting: (id, wait, slot) => progress.waiting(id, wait, slot),
    finished(performed, slot) {
      progress.finished(recording.write(performed), slot);
      if (isFirst && takesPartInLatest(directory.path)) pointLatestAt(directory.path);
      isFirst = false;
    },
  };
}

function openJournal({ directory, run, selected, dut, journal }: RunRequest): JournalWriter {
  const options = { durable: run.clock === 'real' };
  if (journal !== undefined) return writingTo(directory.path, () => continueJournal(directory.journal, journal, options));
  return writingTo(directory.path, () => {
    prepareDirectory(directory);
    return startJournal(directory.journal, { run, selected, configuration: withoutSecrets(dut.configuration) }, options);
  });
}

/** A run that could not begin leaves nothing behind. */
function discard(directory: RunDirectory): void {
  for (const path of [directory.journal, directory.tests]) rmSync(path, { recursive: true, force: true });
  if (readdirSync(directory.path).length === 0) rmdirSync(directory.path);
}

function conclusion(request: RunRequest, result: RunResult, terminal: Terminal): string {
  const { directory, dut } = request;
  const before = previousRun(directory.path, result);
  const today = todayInUtc();
  return summary(
    {
      result,
      path: directory.path,
      report: startPage(directory),
      difference: before && compareFailures(before.path, before.result, result),
      staleWaivers: staleWaivers(dut.configuration.waivers, result.tests, today),
      today,
      notRun: request.tests.length - result.tests.length,
    },
    terminal,
  );
}
