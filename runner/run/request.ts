import type { Duration } from '../../reference/time.js';
import { asTyped } from '../../reports/typed-time.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import type { RunDescription } from '../../suites/kit/record.js';
import { loadDut, withoutSecrets, type Dut } from '../configuration/load-dut.js';
import { unknownTests } from '../configuration/load-waivers.js';
import { Problem } from '../exit-codes.js';
import { packageVersion } from '../package-root.js';
import { readJournal, type Journal } from '../results/journal.js';
import { newRunPath, RESULTS, runDirectory, type RunDirectory } from '../results/run-directory.js';
import { formatShard, parseShard, partOf, type Shard } from '../results/shards.js';
import { select } from '../selectors.js';
import type { Behaviour } from '../../reference/ipv6/behaviour.js';
import { canMultiply, isVirtual } from './bindings.js';
import { suitesVersion } from './suites-version.js';
import { whoRunsThis } from './tested-by.js';
import { loadTests, verdictsOfRun, type SelectableTest } from './suites.js';

/** The options of `sixproof run` that make a run what it is, as far as given. */
export interface RunOptions {
  readonly selectors: readonly string[];
  readonly dut?: string;
  readonly role?: 'host' | 'router';
  readonly profile?: Behaviour;
  readonly seed?: number;
  readonly out?: string;
  readonly shard?: Shard;
  readonly longest?: Duration;
  readonly testedBy?: string;
}

/** A run that is about to begin, or to go on. */
export interface RunRequest {
  readonly dut: Dut;
  readonly run: RunDescription;
  /** Ids of the whole selection, before sharding. */
  readonly selected: readonly string[];
  /** What this process has to see to: the part of the shard. */
  readonly tests: readonly RegisteredTest[];
  readonly directory: RunDirectory;
  /** What is there already, when the run goes on. */
  readonly journal?: Journal;
}

/** Decides everything about a new run; throws a `Problem` for what cannot be. */
export async function newRun(options: RunOptions, now = new Date()): Promise<RunRequest> {
  const dut = loadDut(options.dut ?? 'reference');
  requireProfileFor(dut, options.profile);
  const roles = rolesToPlay(dut, options.role);
  const tests = await loadTests();
  checkWaivers(dut, tests);
  const chosen = select(tests, options.selectors, verdictsOfRun).filter(
    ({ plays }) => roles.includes(plays) || !KNOWN_ROLES.includes(plays),
  );
  const { device, control } = dut.configuration;
  const run: RunDescription = {
    tool: 'sixproof',
    version: packageVersion(),
    suites: suitesVersion(),
    dut: dut.spec,
    adapter: control.adapter,
    ...(options.role !== undefined && { role: options.role }),
    ...(device.firmware !== undefined && { firmware: device.firmware }),
    testedBy: options.testedBy ?? dut.configuration.testedBy ?? whoRunsThis(),
    profile: options.profile ?? 'current',
    seed: options.seed ?? defaultSeed(dut),
    startedAt: now.toISOString(),
    wallUs: 0,
    protocolUs: 0,
    clock: isVirtual(dut) ? 'virtual' : 'real',
    uncertaintyUs: 0,
    selectors: options.selectors,
    ...(options.shard !== undefined && { shard: formatShard(options.shard) }),
    ...(options.longest !== undefined && { longestUs: options.longest }),
    interrupted: true,
  };
  const suffix = options.shard === undefined ? undefined : `${options.shard.index}of${options.shard.of}`;
  return {
    dut,
    run,
    selected: chosen.map(({ id }) => id),
    tests: partOf(chosen, options.shard),
    directory: runDirectory(options.out ?? newRunPath(dut.spec, suffix, now)),
  };
}

/** In memory the same seed each time, so that a run says the same tomorrow; a device has seen the last run's packets. */
const defaultSeed = (dut: Dut): number => (isVirtual(dut) ? 1 : Math.floor(Math.random() * 2 ** 32));

const KNOWN_ROLES: readonly string[] = ['host', 'router'];

/** Which parts the device plays in this run, each in turn: one that is made for the run can be either, any other is what its file says. */
function rolesToPlay(dut: Dut, wanted: string | undefined): readonly string[] {
  const can = canMultiply(dut) ? KNOWN_ROLES : [dut.configuration.device.role];
  if (wanted === undefined) return can;
  if (!can.includes(wanted)) throw new Problem(`${dut.spec} does not play a ${wanted}. It can be: ${can.join(', ')}.`);
  return [wanted];
}

/** The defects of `kame-book` are built into the reference: of another device the report would say that it has them. */
function requireProfileFor(dut: Dut, profile: Behaviour | undefined): void {
  if (profile === 'kame-book' && dut.configuration.control.adapter !== 'reference')
    throw new Problem(`--profile kame-book is for --dut reference, whose defects it chooses. Judge ${dut.spec} by --profile kame.`);
}

/** A waiver for a test that does not exist would never be noticed as stale. */
function checkWaivers(dut: Dut, tests: readonly SelectableTest[]): void {
  const problems = unknownTests(dut.configuration.waivers, new Set(tests.map(({ id }) => id)), dut.where);
  if (problems.length > 0) throw new Problem(problems.join('\n'));
}

/** Goes on with the run in a directory, `results/latest` when none is named; what is given must be as it was. */
export async function resumedRun(options: RunOptions): Promise<RunRequest> {
  const directory = runDirectory(options.out ?? `${RESULTS}/latest`);
  const journal = readJournal(directory.journal);
  const { run, selected, configuration } = journal.header;
  requireSame('version of sixproof', packageVersion(), run.version, directory);
  if (options.dut !== undefined) requireSame('--dut', options.dut, run.dut, directory);
  if (options.role !== undefined) requireSame('--role', options.role, run.role, directory);
  if (options.profile !== undefined) requireSame('--profile', options.profile, run.profile, directory);
  if (options.seed !== undefined) requireSame('--seed', options.seed, run.seed, directory);
  if (options.shard !== undefined) requireSame('--shard', formatShard(options.shard), run.shard, directory);
  if (options.longest !== undefined) requireSame('--longest', options.longest, run.longestUs, directory, asTyped);
  if (options.testedBy !== undefined) requireSame('--tested-by', options.testedBy, run.testedBy, directory);
  if (options.selectors.length > 0) requireSame('the selection', options.selectors.join(' '), run.selectors.join(' '), directory);
  const dut = loadDut(run.dut);
  if (JSON.stringify(withoutSecrets(dut.configuration)) !== JSON.stringify(configuration))
    throw new Problem(`${run.dut} is not as it was when ${directory.path} began: start a new run.`);
  const byId = new Map((await loadTests()).map((test) => [test.id, test]));
  const chosen = selected.map((id) => byId.get(id) ?? gone(id, directory));
  return { dut, run, selected, tests: partOf(chosen, run.shard === undefined ? undefined : parseShard(run.shard)), directory, journal };
}

function gone(id: string, directory: RunDirectory): never {
  throw new Problem(`${directory.path} was to run ${id}, which does not exist any more: start a new run.`);
}

function requireSame<T extends string | number>(
  what: string,
  now: T,
  then: T | undefined,
  directory: RunDirectory,
  inWords: (value: T) => string = String,
): void {
  if (now === then) return;
  const before = then === undefined ? 'not given' : inWords(then);
  throw new Problem(
    `${directory.path} cannot go on: ${what} is ${inWords(now)}, it was ${before}. Leave it out, or start a new run without --resume.`,
  );
}
