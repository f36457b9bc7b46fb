import type { Verdict } from '../../suites/kit/record.js';
import type { RequirementCoverage, SectionReasonKind } from '../../suites/kit/coverage-record.js';

/**
 * What a run says about one clause. `partly`: something passed, something was not looked at; `not-run`: there are tests,
 * but none was executed; `excused`: every requirement has a written reason why no test can check it; `foreign`, `aside`: no
 * requirement, for a reason that somebody wrote down.
 */
export type Paint = 'fail' | 'unclear' | 'warn' | 'pass' | 'partly' | 'not-run' | 'excused' | 'untested' | 'foreign' | 'aside';

export const paints: Readonly<Record<Paint, { readonly symbol: string; readonly word: string; readonly meaning: string }>> = {
  fail: { symbol: '✕', word: 'violated', meaning: 'a test of this section failed' },
  unclear: { symbol: '?', word: 'undecided', meaning: 'a test could not be decided' },
  warn: { symbol: '△', word: 'warned', meaning: 'a SHOULD was not followed' },
  pass: { symbol: '✓', word: 'passed', meaning: 'every requirement was tested and held' },
  partly: { symbol: '◐', word: 'partly', meaning: 'what was tested held; not everything was' },
  'not-run': { symbol: '–', word: 'not run', meaning: 'there are tests, none was executed in this run' },
  excused: { symbol: '·', word: 'excused', meaning: 'out of scope, implied elsewhere or untestable, with reason' },
  untested: { symbol: '○', word: 'open', meaning: 'should be tested, and no test does' },
  foreign: { symbol: '→', word: 'another’s', meaning: 'superseded by another RFC, or of a protocol without a suite here' },
  aside: { symbol: '∅', word: 'set aside', meaning: 'key words, told elsewhere, for people, or nothing on the link' },
};

export const PAINTS = Object.keys(paints) as readonly Paint[];

/** What somebody has to look at, the gravest first. */
export const GRAVE: readonly Paint[] = ['fail', 'unclear', 'warn'];

export function requirementPaint(requirement: RequirementCoverage, verdicts: readonly Verdict[]): Paint {
  const has = (verdict: Verdict) => verdicts.includes(verdict);
  if (has('fail')) return 'fail';
  if (has('error') || has('inconclusive')) return 'unclear';
  if (has('warn')) return 'warn';
  if (has('pass')) return 'pass';
  if (has('skip') || requirement.state === 'covered') return 'not-run';
  return requirement.state === 'open' || requirement.state === 'missing' ? 'untested' : 'excused';
}

/** The gravest of a section's requirements; without any it is untested, unless a reason is known. */
export function sectionPaint(painted: readonly Paint[]): Paint {
  for (const grave of GRAVE) if (painted.includes(grave)) return grave;
  const gaps = painted.includes('not-run') || painted.includes('untested');
  if (painted.includes('pass')) return gaps ? 'partly' : 'pass';
  if (painted.includes('not-run')) return 'not-run';
  return painted.length > 0 && painted.every((paint) => paint === 'excused') ? 'excused' : 'untested';
}

export const PAINT_OF_REASON: Readonly<Record<SectionReasonKind, Paint>> = {
  superseded: 'foreign',
  'another protocol': 'foreign',
  'stands elsewhere': 'aside',
  'not the device': 'aside',
  'not on the wire': 'aside',
  'key words': 'aside',
  open: 'untested',
};
