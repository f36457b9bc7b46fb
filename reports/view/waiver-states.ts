import type { TestRecord, Verdict } from '../../suites/kit/record.js';
import { groupBy } from '../../suites/kit/grouping.js';
import { idWithoutPart } from '../../suites/kit/parts.js';
import { isInForce } from './waiver-in-force.js';

/** What the rules about waivers look at. */
interface Waives {
  readonly test: string;
  readonly until: string;
}

export type WaiverState = 'in force' | 'expired' | 'not needed' | 'cannot say' | 'not run';

/** Which waiver is for a test: one that names it, else one that names the test without its part and so is for all parts. */
export function waiversByTest<W extends Waives>(waivers: readonly W[]): (id: string) => W | undefined {
  // Of two for one test the first counts.
  const byId = new Map([...waivers].reverse().map((waiver) => [waiver.test, waiver]));
  return (id) => byId.get(id) ?? byId.get(idWithoutPart(id));
}

export interface WaiverFate<W extends Waives> {
  readonly waiver: W;
  readonly state: WaiverState;
  /** The test that it is for which needs it most; absent when none was run. */
  readonly test?: TestRecord;
}

/**
 * What became of each waiver on a day. One is not needed when its tests passed, in each part that they say anything about;
 * where a test could not be judged nothing is known about the need.
 */
export function fatesOf<W extends Waives>(waivers: readonly W[], tests: readonly TestRecord[], day: string): readonly WaiverFate<W>[] {
  const waiverOf = waiversByTest(waivers);
  const covered = groupBy(tests, ({ id }) => waiverOf(id)?.test);
  return waivers.map((waiver) => {
    const [neediest] = (covered.get(waiver.test) ?? []).toSorted((a, b) => NEED.indexOf(a.verdict) - NEED.indexOf(b.verdict));
    return neediest === undefined
      ? { waiver, state: 'not run' }
      : { waiver, state: isInForce(waiver, day) ? stateFor(neediest.verdict) : 'expired', test: neediest };
  });
}

const NEED: readonly Verdict[] = ['fail', 'warn', 'error', 'inconclusive', 'pass', 'skip'];

/** The run fails for it. */
export const isStale = (state: WaiverState): state is 'expired' | 'not needed' => state === 'expired' || state === 'not needed';

function stateFor(verdict: Verdict): WaiverState {
  if (verdict === 'fail' || verdict === 'warn') return 'in force';
  return verdict === 'pass' ? 'not needed' : 'cannot say';
}
