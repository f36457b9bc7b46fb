import type { Binding } from '../../suites/kit/bench.js';
import type { Profile, RegisteredTest } from '../../suites/kit/conformance.js';
import type { Defect, FaultDeclaration } from '../../suites/kit/faults.js';
import type { Reason, Verdict } from '../../suites/kit/record.js';
import { performTest, type Performed } from '../execute.js';
import type { Onset } from './apply-defects.js';
import { BaselineCollector, type Baseline, type BaselineTest } from './baseline.js';
import { explainSurvivors, type Explanation } from './explanations.js';
import { deafMutant, discardMutant, mutantsOfMessage, plantedFault, type Mutant } from './mutants.js';

export interface PerturbOptions {
  readonly tests: readonly RegisteredTest[];
  readonly faults: readonly FaultDeclaration[];
  /** A device of a behaviour set with these defects, from the onset on where there is one; with none, the sound device. */
  readonly binding: (profile: Profile, defects: readonly Defect[], onset?: Onset) => Binding;
  /** Every check that discards a packet, with what it says of the packet. */
  readonly discardReasons: readonly { readonly reason: string; readonly says: string }[];
  readonly explanations: readonly Explanation[];
  readonly seed: number;
  /** The behaviour set of the device (default: today's); a test that does not hold for it meets one that it holds for. */
  readonly profile?: Profile;
  /** Mutants that no test's traffic had a target for are left out: for a part of the suite. */
  readonly onlyReachable?: boolean;
  readonly onProgress?: (progress: PerturbProgress) => void;
}

export interface PerturbProgress {
  readonly phase: 'baseline' | 'mutants' | 'tests';
  readonly done: number;
  readonly total: number;
  readonly current: string;
}

export interface MutantOutcome {
  readonly id: string;
  readonly title: string;
  /** How many tests had its target in their traffic. */
  readonly candidates: number;
  readonly killedBy?: string;
}

export interface PerturbResult {
  readonly mutants: number;
  readonly killed: number;
  readonly explained: number;
  /** Those that nobody explained. */
  readonly survivors: readonly MutantOutcome[];
  readonly unkillableTests: readonly string[];
  readonly explainedSurvivors: readonly (MutantOutcome & Pick<Explanation, 'reason' | 'clause'>)[];
  /** Explanations of mutants that are killed, or that do not exist. */
  readonly staleExplanations: readonly string[];
  /** Tests that did not pass on the sound device; they can kill nothing. */
  readonly baselineFailures: readonly { readonly id: string; readonly verdict: Verdict; readonly reason: Reason }[];
  readonly kills: readonly { readonly mutant: string; readonly test: string }[];
  readonly testsRun: number;
}

/** Runs the suite against generated and planted defects of the device, and tells which of them no test notices. */
export async function perturb(options: PerturbOptions): Promise<PerturbResult> {
  const hunt = new Hunt(options);
  const baseline = await hunt.collectBaseline();
  const mutants = mutantsFor(baseline, options);
  const outcomes = await hunt.killMutants(mutants, baseline);
  const unkillableTests = await hunt.findUnkillable(mutants, baseline);
  return { ...explainSurvivors(outcomes, options.explanations), ...hunt.summary, unkillableTests };
}

function mutantsFor(baseline: Baseline, { discardReasons, faults, onlyReachable, tests }: PerturbOptions): readonly Mutant[] {
  const reachable = new Set(baseline.tests.flatMap(({ targets }) => [...targets]));
  const ids = new Set(tests.map((test) => test.id));
  const generated = [
    ...[...baseline.sent].flatMap(([message, fields]) => mutantsOfMessage(message, [...fields.values()], new Set(fields.keys()))),
    ...[...baseline.heard].map(deafMutant),
    ...discardReasons.map(({ reason, says }) => discardMutant(reason, says)),
  ];
  const planted = faults.filter((fault) => !onlyReachable || ids.has(fault.target)).map(plantedFault);
  return [...generated.filter(({ target }) => !onlyReachable || reachable.has(target)), ...planted];
}

class Hunt {
  readonly #options: PerturbOptions;
  /** Tests that have noticed at least one defect. */
  readonly #able = new Set<string>();
  readonly #tried = new Map<string, Set<string>>();
  readonly #killed: { readonly mutant: string; readonly test: string }[] = [];
  readonly #baselineFailures: PerturbResult['baselineFailures'][number][] = [];
  #testsRun = 0;

  constructor(options: PerturbOptions) {
    this.#options = options;
  }

  get summary(): Pick<PerturbResult, 'baselineFailures' | 'kills' | 'testsRun'> {
    return { baselineFailures: this.#baselineFailures, kills: this.#killed, testsRun: this.#testsRun };
  }

  async collectBaseline(): Promise<Baseline> {
    const { tests } = this.#options;
    const collector = new BaselineCollector();
    for (const [done, test] of tests.entries()) {
      this.#report('baseline', done, tests.length, test.id);
      const performed = await this.#perform(test, []);
      const { verdict, reason } = performed;
      if (verdict === 'pass' && reason.code === 'as-expected') collector.add(test, performed);
      else if (verdict !== 'skip') this.#baselineFailures.push({ id: test.id, verdict, reason });
    }
    return collector.result;
  }

  /** Each mutant against the tests that can notice it, until the first one does. */
  async killMutants(mutants: readonly Mutant[], baseline: Baseline): Promise<readonly MutantOutcome[]> {
    const outcomes: MutantOutcome[] = [];
    for (const [done, mutant] of mutants.entries()) {
      this.#report('mutants', done, mutants.length, mutant.id);
      const candidates = candidatesFor(mutant, baseline);
      let killedBy: string | undefined;
      for (const { test } of candidates) {
        if (!(await this.#kills(mutant, test))) continue;
        killedBy = test.id;
        break;
      }
      outcomes.push({ id: mutant.id, title: mutant.title, candidates: candidates.length, ...(killedBy !== undefined && { killedBy }) });
    }
    return outcomes;
  }

  /** The tests that no mutant and no planted fault makes fail. */
  async findUnkillable(mutants: readonly Mutant[], baseline: Baseline): Promise<readonly string[]> {
    const unkillable: string[] = [];
    const idle = baseline.tests.filter(({ test }) => !this.#able.has(test.id));
    for (const [done, candidate] of idle.entries()) {
      this.#report('tests', done, idle.length, candidate.test.id);
      if (!(await this.#isKillable(candidate, mutants))) unkillable.push(candidate.test.id);
    }
    return unkillable;
  }

  /**
   * A device that is defective from the start often does not get as far as a test's preconditions; so the test is tried
   * against devices that become defective once these are met, and then against those that it has not met yet.
   */
  async #isKillable(candidate: BaselineTest, mutants: readonly Mutant[]): Promise<boolean> {
    const { test, ready } = candidate;
    const hits = mutants.filter((mutant) => concerns(mutant, candidate));
    hits.sort((a, b) => rank(a, candidate) - rank(b, candidate));
    for (const onset of [ready, undefined])
      for (const mutant of hits) {
        if (onset === undefined && this.#tried.get(mutant.id)?.has(test.id)) continue;
        await this.#kills(mutant, test, onset);
        if (this.#able.has(test.id)) return true;
      }
    return false;
  }

  async #kills(mutant: Mutant, test: RegisteredTest, onset?: Onset): Promise<boolean> {
    const performed = await this.#perform(test, mutant.defects, onset);
    if (onset === undefined) this.#tried.set(mutant.id, (this.#tried.get(mutant.id) ?? new Set()).add(test.id));
    if (!notices(test, performed)) return false;
    this.#able.add(test.id);
    // A test of what a clause only allows passes with a remark: enough for the fault that was planted for it.
    if (performed.verdict === 'pass' && mutant.only !== test.id) return false;
    this.#killed.push({ mutant: onset === undefined ? mutant.id : `${mutant.id} once the preconditions are met`, test: test.id });
    return true;
  }

  #perform(test: RegisteredTest, defects: readonly Defect[], onset?: Onset): Promise<Performed> {
    this.#testsRun++;
    const { binding, profile, seed } = this.#options;
    const judged = profileFor(test, profile);
    return performTest(test, binding(judged, defects, onset), { seed, profile: judged });
  }

  #report(phase: PerturbProgress['phase'], done: number, total: number, current: string): void {
    this.#options.onProgress?.({ phase, done, total, current });
  }
}

/** A test of another generation of the RFCs must be able to fail as well: on a device of that generation. */
export function profileFor({ profiles }: Pick<RegisteredTest, 'profiles'>, wanted: Profile = 'current'): Profile {
  const [first = wanted] = profiles ?? [];
  return profiles?.includes(wanted) === false ? first : wanted;
}

/**
 * Whether a test noticed a defect: its own requirement was found violated by an expectation. Anything else (a precondition
 * not reached, a device that fell silent) would be noticed by a test that checks nothing.
 */
export function notices(test: RegisteredTest, { verdict, outcome }: Pick<Performed, 'verdict' | 'outcome'>): boolean {
  const deviation = outcome?.deviation;
  if (!deviation || deviation.requirement.slug !== test.requirement || deviation.code === 'stopped-answering') return false;
  return verdict === 'fail' || verdict === 'warn' || verdict === 'pass';
}

const concerns = (mutant: Mutant, { test, targets }: BaselineTest): boolean =>
  mutant.only === undefined ? targets.has(mutant.target) : mutant.only === test.id;

const rank = (mutant: Mutant, { used }: BaselineTest): number => (mutant.only !== undefined || used.has(mutant.target) ? 0 : 1);

/** The tests whose traffic had the target, first those whose expectations looked at the frames that had it. */
const candidatesFor = (mutant: Mutant, { tests }: Baseline): readonly BaselineTest[] =>
  tests.filter((candidate) => concerns(mutant, candidate)).sort((a, b) => rank(mutant, a) - rank(mutant, b));
