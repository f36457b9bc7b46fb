import type { InWords, Violation, Way } from '../../suites/kit/rule.js';
import { firstOf, MAX_EVIDENCE, type Evidence } from './evidence.js';
import { unheardText } from './ways.js';

/** Sets of ways, of one rule about one node. */
const MAX_SILENCES = 8;
const TOO_MANY_WAYS = 'more neighbors waited in vain than are told apart';

/**
 * What had to come on the same ways and was not seen. Whether that means anything is known only when the capture is over: a
 * frame that goes one of these ways later shows that the capture holds them.
 */
export interface Silence {
  /** Undefined for what found no room to be told apart. */
  readonly ways: readonly Way[] | undefined;
  readonly count: number;
  readonly firstFrame: number;
  readonly absences: readonly Evidence[];
}

/** Absences of which nothing can be concluded. */
export interface Doubt {
  readonly why: string;
  readonly count: number;
  readonly firstFrame: number;
}

const isSameWay = (a: Way, b: Way | undefined): boolean => a.segment === b?.segment && a.from === b.from && a.to === b.to;
const areSameWays = (a: Silence['ways'], b: Silence['ways']): boolean =>
  a === b || (a?.length === b?.length && a?.every((way, index) => isSameWay(way, b?.[index])) === true);

/** The list with one more. Where there is no room for further ways, it counts to the one that has none. */
export function withAbsence(
  list: readonly Silence[],
  frame: number,
  missed: Violation | InWords,
  asked: readonly Way[],
): readonly Silence[] {
  const same = list.find((one) => areSameWays(one.ways, asked));
  const ways = same || list.length < MAX_SILENCES ? asked : undefined;
  const known = same ?? list.find((one) => areSameWays(one.ways, ways));
  const isWanted = !known || known.absences.length < MAX_EVIDENCE;
  const absences = isWanted ? [{ frame, violation: typeof missed === 'function' ? missed() : missed }] : [];
  return withSilence(list, { ways, count: 1, firstFrame: frame, absences });
}

/** The list with what another one says. */
export function withSilence(list: readonly Silence[], more: Silence): readonly Silence[] {
  const at = list.findIndex(({ ways }) => areSameWays(ways, more.ways));
  const known = list[at];
  if (!known) return [...list, more];
  const absences = firstOf([...known.absences, ...more.absences]);
  const firstFrame = Math.min(known.firstFrame, more.firstFrame);
  return list.with(at, { ways: known.ways, count: known.count + more.count, firstFrame, absences });
}

/** Why nothing can be said of a silence. */
function doubtAbout({ ways }: Silence): string | undefined {
  if (!ways) return TOO_MANY_WAYS;
  const unheard = ways.find((way) => !way.segment.isHeard(way));
  return unheard && unheardText(unheard);
}

/** What was really absent, and what may only not have been captured. */
export function weighed(silences: readonly Silence[]): {
  readonly absent: number;
  readonly absences: readonly Evidence[];
  readonly doubts: readonly Doubt[];
} {
  const judged = silences.map((one) => ({ ...one, why: doubtAbout(one) }));
  const [sure, doubtful] = [judged.filter(({ why }) => why === undefined), judged.filter(({ why }) => why !== undefined)];
  return {
    absent: sure.reduce((sum, { count }) => sum + count, 0),
    absences: absencesIn(sure.length > 0 ? sure : doubtful),
    doubts: doubtful.map(({ why = '', count, firstFrame }) => ({ why, count, firstFrame })),
  };
}

export const absencesIn = (silences: readonly Silence[]): readonly Evidence[] => firstOf(silences.flatMap(({ absences }) => absences));
