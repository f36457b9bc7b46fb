import type { Profile } from './conformance.js';
import type { Reason, ReasonCode, Verdict } from './record.js';
import type { Level, Requirement } from './requirement.js';

/** What the failure of a line of this level makes of a test: KAME lines bind only who claims to be KAME. */
export function verdictOf(level: Level, profile: Profile): 'fail' | 'warn' | 'pass' {
  if (level === 'MUST' || (level === 'KAME' && profile === 'kame')) return 'fail';
  return level === 'SHOULD' ? 'warn' : 'pass';
}

/** The end of a test before its last line: thrown through the test's own code, caught by the kit. */
export class TestEnd extends Error {
  readonly verdict: Verdict;
  readonly reason: Reason;

  constructor(verdict: Verdict, code: ReasonCode, text: string) {
    super(text);
    this.name = 'TestEnd';
    this.verdict = verdict;
    this.reason = { code, text };
  }
}

/** A deviation of the device: the step that shows it, and the ledger line that it violates. */
export interface Deviation {
  readonly code: ReasonCode;
  readonly text: string;
  readonly step: number;
  readonly requirement: Requirement;
}

const SEVERITY: Readonly<Record<'pass' | 'warn' | 'fail', number>> = { pass: 0, warn: 1, fail: 2 };

/** Collects what is held against the device and decides the verdict in the end. */
export class Judgement {
  readonly #profile: Profile;
  readonly #own: Requirement;
  readonly #deviations: Deviation[] = [];
  #end: TestEnd | undefined;
  /** Depth of `given`: a failed expectation inside says that the precondition was not reached. */
  preconditions = 0;

  constructor(own: Requirement, profile: Profile) {
    this.#own = own;
    this.#profile = profile;
  }

  get own(): Requirement {
    return this.#own;
  }

  get deviations(): readonly Deviation[] {
    return this.#deviations;
  }

  /** How the test ended early; undefined while it goes on. */
  get end(): TestEnd | undefined {
    return this.#end;
  }

  /** Ends the test now. The first end stands, whatever the test's code does with the exception. */
  stop(verdict: Verdict, code: ReasonCode, text: string): never {
    this.#end ??= new TestEnd(verdict, code, text);
    throw this.#end;
  }

  /** The end that was reached is not to stand: the device was found dead. */
  withdraw(): void {
    this.#end = undefined;
  }

  /** Whether a failure of the test's own line is more than a remark. */
  get canFail(): boolean {
    return verdictOf(this.#own.level, this.#profile) !== 'pass';
  }

  /** Whether a failure of this line would end the test: those of a MUST and of the test's own requirement do. */
  isDecisive(requirement: Requirement): boolean {
    return requirement.slug === this.#own.slug || verdictOf(requirement.level, this.#profile) === 'fail';
  }

  /** Records a deviation without ending the test; returns the outcome for the step. */
  hold(deviation: Deviation): 'not-met' | 'remark' {
    this.#deviations.push(deviation);
    return verdictOf(deviation.requirement.level, this.#profile) === 'pass' ? 'remark' : 'not-met';
  }

  /**
   * Ends the test over a deviation: by its level, or INCONCLUSIVE inside a precondition, or where a doubt (frames lost,
   * tester late) takes away what an absence would prove.
   */
  fail(deviation: Deviation, doubt?: Reason): never {
    if (this.preconditions > 0) this.stop('inconclusive', 'precondition', deviation.text);
    if (doubt) this.stop('inconclusive', doubt.code, `${deviation.text}; ${doubt.text}`);
    this.#deviations.push(deviation);
    const verdict = verdictOf(deviation.requirement.level, this.#profile);
    this.stop(verdict, verdict === 'pass' ? 'remark' : deviation.code, deviation.text);
  }

  /** The verdict of a test whose code has come to its end, early or not. */
  verdict(): { readonly verdict: Verdict; readonly reason: Reason; readonly deviation?: Deviation } {
    const worst = this.#worst();
    const held = worst && verdictOf(worst.requirement.level, this.#profile);
    const end = this.#end;
    if (end && (held === undefined || !isGraded(end.verdict) || SEVERITY[end.verdict] >= SEVERITY[held]))
      return { verdict: end.verdict, reason: end.reason, ...(worst && isGraded(end.verdict) && { deviation: worst }) };
    if (!worst || held === undefined) return { verdict: 'pass', reason: { code: 'as-expected', text: 'everything expected was seen' } };
    return { verdict: held, reason: { code: held === 'pass' ? 'remark' : worst.code, text: worst.text }, deviation: worst };
  }

  /** The last of the gravest: the one that ended the test, where one did. */
  #worst(): Deviation | undefined {
    const grade = (one: Deviation): number => SEVERITY[verdictOf(one.requirement.level, this.#profile)];
    return this.#deviations.reduce<Deviation | undefined>((worst, one) => (worst && grade(worst) > grade(one) ? worst : one), undefined);
  }
}

/** Nothing that a dead device must not get. */
export const isHarmless = (verdict: Verdict): boolean => verdict === 'pass' || verdict === 'skip';
const isGraded = (verdict: Verdict): verdict is 'pass' | 'warn' | 'fail' => verdict === 'pass' || verdict === 'warn' || verdict === 'fail';
