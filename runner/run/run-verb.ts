import { ZERO, type Duration } from '../../reference/time.js';
import type { Dut } from '../configuration/load-dut.js';
import { EXIT, Problem, type ExitCode } from '../exit-codes.js';
import { holdsUnfinishedLiveRun } from '../results/journal.js';
import { requireUsable } from '../results/run-directory.js';
import { abilitiesFor, canMultiply, isVirtual, longestOf, profileOf } from './bindings.js';
import { conduct } from './conduct.js';
import { withFirmware } from './firmware.js';
import type { Interruption } from './interruption.js';
import { plan, planLine, planText, skippedIn, type Plan } from './plan.js';
import { rehearse } from './rehearsal.js';
import { newRun, resumedRun, type RunOptions, type RunRequest } from './request.js';

/** The options of `sixproof run`, as given. */
export interface RunVerbOptions extends RunOptions {
  readonly resume?: true;
  readonly jobs?: number;
  readonly plan?: true;
  readonly failOn?: 'warn';
}

/** Decides what to run, plans it, runs it. Returns the exit code; throws a `Problem` for what the user can put right. */
export async function runVerb(options: RunVerbOptions, interruption: Interruption): Promise<ExitCode> {
  const request = options.resume === true ? await resumedRun(options) : await newRun(options);
  const jobs = jobsFor(request, options.jobs);
  if (request.tests.length === 0) throw new Problem(nothingTo(request), EXIT.unable);
  const { directory } = request;
  if (request.journal === undefined && options.plan !== true) requireUsable(directory, () => holdsUnfinishedLiveRun(directory.journal));
  if (isVirtual(request.dut) && options.plan !== true) {
    process.stderr.write(`${headline(request)}\n`);
    return conduct(request, { jobs, estimates: new Map(), failOnWarn: options.failOn === 'warn', interruption });
  }
  const planned = await planFor(request, interruption);
  if (interruption.signal.aborted) return EXIT.interrupted;
  if (options.plan === true) {
    process.stdout.write(planText(planned, jobs));
    return EXIT.fine;
  }
  await requireInterfaces(request.dut);
  process.stderr.write(`${headline(request)}\n${planLine(planned, jobs)}\n`);
  const estimates = withoutSkipped(planned);
  return conduct(await withFirmware(request), { jobs, estimates, failOnWarn: options.failOn === 'warn', interruption });
}

function headline({ run, directory, journal }: RunRequest): string {
  const shard = run.shard === undefined ? '' : `  shard ${run.shard}`;
  const going = journal === undefined ? '' : `  resumed, ${journal.tests.length} done before`;
  return `sixproof ${run.version}  dut ${run.dut}  profile ${run.profile}  seed ${run.seed}${shard}  out ${directory.path}${going}`;
}

function nothingTo({ run, selected }: RunRequest): string {
  if (selected.length > 0 && run.shard !== undefined) return `shard ${run.shard} of ${selected.length} tests is empty: nothing to run.`;
  return `nothing to run: no test ${run.selectors.length > 0 ? `that ${run.selectors.join(' ')} takes ` : ''}applies to ${run.dut}.`;
}

async function planFor(request: RunRequest, { signal }: Interruption): Promise<Plan> {
  const { tests, run, dut } = request;
  const profile = profileOf(run);
  const estimates = await rehearse(tests, { seed: run.seed, profile, signal });
  return plan(tests, await abilitiesFor(dut, profile, longestOf(run)), estimates);
}

/** A NIC that is not there is told with its place in the file, all of them at once. */
async function requireInterfaces(dut: Dut): Promise<void> {
  const links = Object.entries(dut.configuration.links);
  if (links.length === 0) return;
  const { interfaceNames } = await import('../links/nic/interface-facts.js');
  const present = await interfaceNames();
  const absent = links.filter(([, { tester }]) => present.length > 0 && !present.includes(tester));
  if (absent.length === 0) return;
  const lines = absent.map(
    ([name, { tester }]) => `${dut.where(['links', name, 'tester'])}interface "${tester}" does not exist. Present: ${present.join(', ')}.`,
  );
  throw new Problem(lines.join('\n'), EXIT.unable);
}

/** What will be skipped costs no time. */
function withoutSkipped(planned: Plan): ReadonlyMap<string, Duration> {
  const skipped = skippedIn(planned);
  return new Map([...planned.estimates].map(([id, wait]) => [id, skipped.has(id) ? ZERO : wait]));
}

/** Waiting is most of a live run, so many tests share a machine. */
const LINUX_JOBS = 16;

function jobsFor({ dut, tests }: RunRequest, wanted: number | undefined): number {
  const several = canMultiply(dut);
  if (wanted !== undefined && wanted > 1 && !several)
    throw new Problem(
      `--jobs ${wanted}: ${dut.spec} describes one device, and tests cannot share it. Describe more devices and use --shard.`,
    );
  const jobs = wanted ?? (several && !isVirtual(dut) ? LINUX_JOBS : 1);
  return Math.max(1, Math.min(jobs, tests.length));
}
