import type { Reason, TestRecord, Verdict } from '../../suites/kit/record.js';
import type { TransitionKind } from './comparison.js';

/** What a verdict says about the device. */
type Standing = 'held' | 'warned' | 'failed' | 'undecided' | 'not tested';

const standings: Readonly<Record<Verdict, Standing>> = {
  pass: 'held',
  warn: 'warned',
  fail: 'failed',
  inconclusive: 'undecided',
  error: 'undecided',
  skip: 'not tested',
};

const judged: readonly Standing[] = ['held', 'warned', 'failed'];

/** Whether the run says anything about the device in this test. */
export const isJudged = ({ verdict }: Pick<TestRecord, 'verdict'>): boolean => judged.includes(standings[verdict]);

/** What became of a test; undefined where verdict and reason are as they were. One of the two runs has it. */
export function transitionOf(before: TestRecord | undefined, after: TestRecord | undefined): TransitionKind | undefined {
  if (before === undefined) return 'new';
  if (after === undefined) return 'gone';
  const [was, is] = [standings[before.verdict], standings[after.verdict]];
  if (was !== is) return betweenStandings(was, is);
  return is !== 'held' && (before.verdict !== after.verdict || essence(before.reason) !== essence(after.reason)) ? 'reason' : undefined;
}

function betweenStandings(was: Standing, is: Standing): TransitionKind {
  if (is === 'undecided') return 'undecided';
  if (is === 'not tested') return 'untested';
  if (is === 'failed') return judged.includes(was) ? 'broken' : 'failing';
  if (is === 'warned') return was === 'held' ? 'warned' : 'warning';
  return was === 'failed' ? 'fixed' : was === 'warned' ? 'cleared' : 'judged';
}

/**
 * A reason without what is not the same in any two runs of one device: numbers of frames, stamps, windows as widened,
 * addresses. What is left differs when the device does something else.
 */
export function essence({ code, text }: Reason): string {
  const rest = text
    .replace(/ \([^()]* (?:after|on) [^()]*(?:\([^()]*\)[^()]*)*\)/g, '')
    .replace(/\bframes? \d+/g, 'frame')
    .replace(/[+±-]?\d+(?:\.\d+)? (?:µs|ms|s|min|h|d)\b/g, 'a time')
    .replace(/(?<![0-9a-f:])(?:[0-9a-f]{0,4}:){2,}[0-9a-f]{0,4}(?![0-9a-f:])/gi, 'an address');
  return `${code} ${rest}`;
}
