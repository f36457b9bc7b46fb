import type { RegisteredTest } from '../../suites/kit/conformance.js';
import type { Reason, Verdict } from '../../suites/kit/record.js';
import { BaselineCollector, type Baseline, type BaselineTest } from './baseline.js';
import { alone, type Crew } from './crew.js';
import { explainSurvivors, type Explanation } from './explanations.js';
import { learntFrom, mutantsFor, type MutantSources } from './learnt.js';
import type { Mutant } from './mutants.js';
import type { JobOf, Try, Workplace } from './workman.js';

export interface PerturbOptions extends Workplace, MutantSources {
  readonly explanations: readonly Explanation[];
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
export async function perturb(options: PerturbOptions, crew: Crew = alone(options)): Promise<PerturbResult> {
  const hunt = new Hunt(options, crew);
  const baseline = await hunt.collectBaseline();
  const learnt = learntFrom(baseline);
  const mutants = mutantsFor(learnt, options);
  crew.learn(learnt, mutants);
  const outcomes = await hunt.killMutants(mutants, baseline);
  const unkillableTests = await hunt.findUnkillable(mutants, baseline);
  return { ...explainSurvivors(outcomes, options.explanations), ...hunt.summary, unkillableTests };
}

class Hunt {
  readonly #options: PerturbOptions;
  readonly #crew: Crew;
  /** Tests that have noticed at least one defect. */
  readonly #able = new Set<number>();
  /** Which tests each mutant was tried with. */
  readonly #tried = new Map<number, ReadonlySet<number>>();
  readonly #killed: { readonly mutant: string; readonly test: string }[] = [];
  readonly #baselineFailures: PerturbResult['baselineFailures'][number][] = [];
  #testsRun = 0;

  constructor(options: PerturbOptions, crew: Crew) {
    this.#options = options;
    this.#crew = crew;
  }

  get summary(): Pick<PerturbResult, 'baselineFailures' | 'kills' | 'testsRun'> {
    return { baselineFailures: this.#baselineFailures, kills: this.#killed, testsRun: this.#testsRun };
  }

  async collectBaseline(): Promise<Baseline> {
    const { tests } = this.#options;
    const collector = new BaselineCollector();
    const jobs = tests.map((_, test): JobOf<'baseline'> => ({ kind: 'baseline', test }));
    const found = await this.#crew.work<'baseline'>(jobs, (done, { test }) =>
      this.#report('baseline', done, tests.length, this.#idOf(test)),
    );
    for (const [index, { facts, failure }] of found.entries()) {
      const test = tests[index] as RegisteredTest;
      if (facts !== undefined) collector.add(index, test, facts);
      if (failure !== undefined) this.#baselineFailures.push({ id: test.id, ...failure });
    }
    this.#testsRun += tests.length;
    return collector.result;
  }

  /** Each mutant against the tests that can notice it, until the first one does. */
  async killMutants(mutants: readonly Mutant[], baseline: Baseline): Promise<readonly MutantOutcome[]> {
    const jobs = mutants.map((mutant, index): JobOf<'mutant'> => {
      const candidates = candidatesFor(mutant, baseline).map((one) => one.index);
      return { kind: 'mutant', mutant: index, candidates };
    });
    const begun = (done: number, { mutant }: JobOf<'mutant'>): void =>
      this.#report('mutants', done, mutants.length, mutants[mutant]?.id ?? '');
    const found = await this.#crew.work<'mutant'>(jobs, begun);
    return mutants.map((mutant, index) => {
      const { testsRun = 0, noticedBy = [], isKilled = false } = found[index] ?? {};
      const { candidates = [] } = jobs[index] ?? {};
      for (const test of noticedBy) this.#able.add(test);
      this.#tried.set(index, new Set(candidates.slice(0, testsRun)));
      this.#testsRun += testsRun;
      const killer = isKilled ? noticedBy.at(-1) : undefined;
      if (killer !== undefined) this.#killed.push({ mutant: mutant.id, test: this.#idOf(killer) });
      const { id, title } = mutant;
      return { id, title, candidates: candidates.length, ...(killer !== undefined && { killedBy: this.#idOf(killer) }) };
    });
  }

  /** The tests that no mutant and no planted fault makes fail. */
  async findUnkillable(mutants: readonly Mutant[], baseline: Baseline): Promise<readonly string[]> {
    const idle = baseline.tests.filter(({ index }) => !this.#able.has(index));
    const jobs = idle.map((candidate): JobOf<'test'> => {
      return { kind: 'test', test: candidate.index, ready: candidate.ready, tries: this.#triesFor(candidate, mutants) };
    });
    const found = await this.#crew.work<'test'>(jobs, (done, { test }) => this.#report('tests', done, idle.length, this.#idOf(test)));
    return idle.flatMap(({ test }, nth) => {
      const { testsRun = 0, isAble = false, kills = [] } = found[nth] ?? {};
      this.#testsRun += testsRun;
      for (const { mutant, isLate } of kills) this.#killed.push({ mutant: killOf(mutants[mutant], isLate), test: test.id });
      return isAble ? [] : [test.id];
    });
  }

  /**
   * A device that is defective from the start often does not get as far as a test's preconditions; so the test is tried
   * against devices that become defective once these are met, and then against those that it has not met yet.
   */
  #triesFor(candidate: BaselineTest, mutants: readonly Mutant[]): readonly Try[] {
    const hits = mutants
      .map((mutant, index) => ({ mutant, index }))
      .filter(({ mutant }) => concerns(mutant, candidate))
      .sort((a, b) => rank(a.mutant, candidate) - rank(b.mutant, candidate));
    const late = hits.map(({ index }) => ({ mutant: index, isLate: true }));
    const early = hits.filter(({ index }) => !this.#tried.get(index)?.has(candidate.index));
    return [...late, ...early.map(({ index }) => ({ mutant: index, isLate: false }))];
  }

  #idOf(test: number): string {
    return this.#options.tests[test]?.id ?? '';
  }

  #report(phase: PerturbProgress['phase'], done: number, total: number, current: string): void {
    this.#options.onProgress?.({ phase, done, total, current });
  }
}

const killOf = (mutant: Mutant | undefined, isLate: boolean): string => `${mutant?.id}${isLate ? ' once the preconditions are met' : ''}`;

const concerns = (mutant: Mutant, { test, targets }: BaselineTest): boolean =>
  mutant.only === undefined ? targets.has(mutant.target) : mutant.only === test.id;

const rank = (mutant: Mutant, { used }: BaselineTest): number => (mutant.only !== undefined || used.has(mutant.target) ? 0 : 1);

/** The tests whose traffic had the target, first those whose expectations looked at the frames that had it. */
const candidatesFor = (mutant: Mutant, { tests }: Baseline): readonly BaselineTest[] =>
  tests.filter((candidate) => concerns(mutant, candidate)).sort((a, b) => rank(mutant, a) - rank(mutant, b));
