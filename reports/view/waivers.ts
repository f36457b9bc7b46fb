import type { TestRecord } from '../../suites/kit/record.js';
import { testFile } from './file-names.js';
import { counted } from './text.js';
import { verdictView, type VerdictView } from './verdicts.js';
import { fatesOf, isStale, type WaiverFate, type WaiverState } from './waiver-states.js';

/** Somebody's word that a known failure is accepted until a day. It never changes a verdict. */
export interface Waiver {
  readonly test: string;
  readonly owner: string;
  readonly reason: string;
  readonly until: string;
}

/** All waivers of a run, those that need somebody's attention first. */
export interface WaiversView {
  readonly judgedOn: string;
  readonly rows: readonly WaiverRow[];
  readonly more: string;
}

interface WaiverRow {
  readonly id: string;
  readonly href: string;
  readonly verdict: VerdictView | false;
  readonly owner: string;
  readonly reason: string;
  readonly until: string;
  readonly state: string;
  /** It has expired or is not needed: the run fails for it. */
  readonly stale: boolean;
}

const MOST_ROWS = 60;

export function waiversView(tests: readonly TestRecord[], waivers: readonly Waiver[], judgedOn: string): WaiversView {
  const rows = fatesOf(waivers, tests, judgedOn).map((fate) => waiverRow(fate, judgedOn));
  const ordered = [...rows.filter(({ stale }) => stale), ...rows.filter(({ stale }) => !stale)];
  const more = ordered.length > MOST_ROWS ? counted(ordered.length - MOST_ROWS, 'more waiver') : '';
  return { judgedOn, rows: ordered.slice(0, MOST_ROWS), more };
}

/** The waivers that stand beside verdicts. */
export const waiversOf = (tests: readonly TestRecord[]): readonly Waiver[] =>
  tests.flatMap(({ id, waiver }) => (waiver ? [{ test: id, ...waiver }] : []));

function waiverRow({ waiver, state, test }: WaiverFate<Waiver>, judgedOn: string): WaiverRow {
  const { test: id, owner, reason, until } = waiver;
  const href = test ? `tests/${testFile(test.id, 'html')}` : '';
  const words = state === 'in force' ? `in force, ${daysLeft(until, judgedOn)}` : stateWords[state];
  return { id, href, verdict: test ? verdictView(test.verdict) : false, owner, reason, until, state: words, stale: isStale(state) };
}

const stateWords: Readonly<Record<Exclude<WaiverState, 'in force'>, string>> = {
  expired: 'expired',
  'not needed': 'not needed any more',
  'cannot say': 'the run cannot say',
  'not run': 'the test was not run',
};

const DAY_MS = 86_400_000;

function daysLeft(until: string, judgedOn: string): string {
  const days = Math.round((Date.parse(until) - Date.parse(judgedOn)) / DAY_MS);
  return days === 0 ? 'its last day' : `${counted(days, 'day')} left`;
}
