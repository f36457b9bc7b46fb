import type { Binding } from '../../suites/kit/bench.js';
import type { Profile, RegisteredTest } from '../../suites/kit/conformance.js';
import type { Defect } from '../../suites/kit/faults.js';
import type { Reason, Verdict } from '../../suites/kit/record.js';
import { performTest, type Performed } from '../execute.js';
import type { Onset } from './apply-defects.js';
import { factsOf, type BaselineFacts } from './baseline.js';
import type { Mutant } from './mutants.js';

/** What a workman needs to run tests on devices with defects and without. */
export interface Workplace {
  readonly tests: readonly RegisteredTest[];
  /** A device of a behaviour set with these defects, from the onset on where there is one; with none, the sound device. */
  readonly binding: (profile: Profile, defects: readonly Defect[], onset?: Onset) => Binding;
  readonly seed: number;
  /** The behaviour set of the device (default: today's); a test that does not hold for it meets one that it holds for. */
  readonly profile?: Profile;
}

/** A piece of work that depends on no other one of its kind. Tests and mutants are named by their places in their lists. */
export type Job =
  | { readonly kind: 'baseline'; readonly test: number }
  /** The mutant against the tests that can notice it, until the first one kills it. */
  | { readonly kind: 'mutant'; readonly mutant: number; readonly candidates: readonly number[] }
  /** The test against the mutants, until it notices one. */
  | { readonly kind: 'test'; readonly test: number; readonly ready: Onset; readonly tries: readonly Try[] };

export interface Try {
  readonly mutant: number;
  /** The device becomes defective only once the preconditions of the test are met. */
  readonly isLate: boolean;
}

/** What came of a job; plain data. */
export interface Findings {
  readonly baseline: { readonly facts?: BaselineFacts; readonly failure?: { readonly verdict: Verdict; readonly reason: Reason } };
  readonly mutant: {
    readonly testsRun: number;
    /** The tests that noticed it; the last one killed it, if that is said. */
    readonly noticedBy: readonly number[];
    readonly isKilled: boolean;
  };
  readonly test: { readonly testsRun: number; readonly isAble: boolean; readonly kills: readonly Try[] };
}

export type JobOf<K extends Job['kind']> = Extract<Job, { readonly kind: K }>;

/** Does one job at a time. */
export class Workman {
  readonly #place: Workplace;
  #mutants: readonly Mutant[] = [];

  constructor(place: Workplace) {
    this.#place = place;
  }

  /** From now on these are the mutants. */
  learn(mutants: readonly Mutant[]): void {
    this.#mutants = mutants;
  }

  async perform<K extends Job['kind']>(job: JobOf<K>): Promise<Findings[K]>;
  async perform(job: Job): Promise<Findings[Job['kind']]> {
    switch (job.kind) {
      case 'baseline':
        return this.#baseline(job.test);
      case 'mutant':
        return this.#hunt(job);
      case 'test':
        return this.#provoke(job);
    }
  }

  async #baseline(test: number): Promise<Findings['baseline']> {
    const performed = await this.#run(this.#testAt(test), []);
    const { verdict, reason } = performed;
    if (verdict === 'pass' && reason.code === 'as-expected') {
      const facts = factsOf(performed);
      return facts === undefined ? {} : { facts };
    }
    return verdict === 'skip' ? {} : { failure: { verdict, reason } };
  }

  async #hunt({ mutant, candidates }: JobOf<'mutant'>): Promise<Findings['mutant']> {
    const noticedBy: number[] = [];
    for (const [before, test] of candidates.entries()) {
      const trial = await this.#try(mutant, test);
      if (trial !== 'unnoticed') noticedBy.push(test);
      if (trial === 'killed') return { testsRun: before + 1, noticedBy, isKilled: true };
    }
    return { testsRun: candidates.length, noticedBy, isKilled: false };
  }

  async #provoke({ test, ready, tries }: JobOf<'test'>): Promise<Findings['test']> {
    for (const [before, one] of tries.entries()) {
      const trial = await this.#try(one.mutant, test, one.isLate ? ready : undefined);
      if (trial !== 'unnoticed') return { testsRun: before + 1, isAble: true, kills: trial === 'killed' ? [one] : [] };
    }
    return { testsRun: tries.length, isAble: false, kills: [] };
  }

  /** A test of what is no more than allowed may notice a defect and pass all the same. */
  async #try(mutant: number, test: number, onset?: Onset): Promise<'killed' | 'noticed' | 'unnoticed'> {
    const found = this.#mutants[mutant];
    if (found === undefined) throw new Error(`there is no mutant ${mutant}`);
    const registered = this.#testAt(test);
    const performed = await this.#run(registered, found.defects, onset);
    if (!notices(registered, performed)) return 'unnoticed';
    // A test of what a clause only allows passes with a remark: enough for the fault that was planted for it.
    return performed.verdict === 'pass' && found.only !== registered.id ? 'noticed' : 'killed';
  }

  #run(test: RegisteredTest, defects: readonly Defect[], onset?: Onset): Promise<Performed> {
    const { binding, profile, seed } = this.#place;
    const judged = profileFor(test, profile);
    return performTest(test, binding(judged, defects, onset), { seed, profile: judged });
  }

  #testAt(index: number): RegisteredTest {
    const test = this.#place.tests[index];
    if (test === undefined) throw new Error(`there is no test ${index}`);
    return test;
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
