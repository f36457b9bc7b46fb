import type { RunResult, TestRecord, Verdict } from '../../suites/kit/record.js';
import { counted } from './text.js';
import { dayOf, isWaived } from './waiver-in-force.js';

/** Verdicts as a reader looks for them: what needs attention first. */
export const VERDICTS: readonly Verdict[] = ['fail', 'error', 'inconclusive', 'warn', 'skip', 'pass'];

export interface VerdictWords {
  readonly word: string;
  /** Stands beside the word, so that a verdict is never told by colour alone. */
  readonly symbol: string;
  readonly meaning: string;
}

export const verdictWords: Readonly<Record<Verdict, VerdictWords>> = {
  fail: { word: 'FAIL', symbol: '✕', meaning: 'A MUST or MUST NOT was violated; the frames, or their proved absence, are in the record.' },
  error: { word: 'ERROR', symbol: '!', meaning: 'The harness itself went wrong. It says nothing about the device.' },
  inconclusive: {
    word: 'INCONCLUSIVE',
    symbol: '?',
    meaning: 'The run cannot speak: device unreachable, precondition not reached, or frames lost.',
  },
  warn: { word: 'WARN', symbol: '△', meaning: 'A SHOULD was not followed, or only a tolerated variant was seen.' },
  skip: { word: 'SKIP', symbol: '–', meaning: 'Not applicable to this device; each with its reason.' },
  pass: { word: 'PASS', symbol: '✓', meaning: 'Everything expected was seen, inside its window.' },
};

export interface VerdictView extends VerdictWords {
  readonly verdict: Verdict;
}

export const verdictView = (verdict: Verdict): VerdictView => ({ verdict, ...verdictWords[verdict] });

/** What the run as a whole is headed with. */
export interface Headline extends VerdictView {
  /** `FAIL 2 of 412`: the start of the page's title. */
  readonly title: string;
  readonly sentence: string;
}

/**
 * The first verdict that somebody has to act on heads the run. A run in which nothing was executed is not green. Waivers
 * count when they are in force on the day.
 */
export function headline(result: RunResult, judgedOn = dayOf(result.run)): Headline {
  const { totals, tests } = result;
  const executed = tests.length - totals.skip;
  const interrupted = result.run.interrupted ? ' The run was interrupted: not every selected test was run.' : '';
  const heading = (verdict: Verdict, title: string, sentence: string): Headline => ({
    ...verdictView(verdict),
    title,
    sentence: sentence + interrupted,
  });
  if (executed === 0) return heading('inconclusive', 'NOTHING RAN', `None of ${counted(tests.length, 'test')} was executed.`);

  const share = (verdict: Verdict) => `${verdictWords[verdict].word} ${totals[verdict]} of ${tests.length}`;
  if (totals.fail > 0) {
    const failed = tests.filter((test) => test.verdict === 'fail');
    return heading('fail', share('fail'), `${failureSentence(failed, executed, judgedOn)}${others(totals, 'fail')}`);
  }
  if (totals.error > 0)
    return heading(
      'error',
      share('error'),
      `${counted(totals.error, 'test')} of ${executed} ended by a fault of the harness${others(totals, 'error')}`,
    );
  if (totals.inconclusive > 0)
    return heading(
      'inconclusive',
      share('inconclusive'),
      `No violation seen, but ${totals.inconclusive} of ${counted(executed, 'executed test')} could not be decided${others(totals, 'inconclusive')}`,
    );
  if (totals.warn > 0)
    return heading('warn', share('warn'), `No MUST was violated; ${counted(totals.warn, 'test')} of ${executed} ended with a warning.`);
  return heading('pass', `PASS ${totals.pass} of ${tests.length}`, `All ${counted(executed, 'executed test')} passed.`);
}

function failureSentence(failed: readonly TestRecord[], executed: number, judgedOn: string): string {
  const broken = new Set(failed.map((test) => test.requirement)).size;
  return `${failed.length} of ${counted(executed, 'executed test')} failed${waivers(failed, judgedOn)}, breaking ${counted(broken, 'requirement')}`;
}

function waivers(failed: readonly TestRecord[], judgedOn: string): string {
  const waived = failed.filter((test) => isWaived(test, judgedOn)).length;
  const expired = failed.filter(({ waiver }) => waiver !== undefined).length - waived;
  const parts = [
    waived === 0 ? '' : waived === failed.length ? 'all waived' : `${waived} of them waived`,
    expired === 0 ? '' : `${counted(expired, 'waiver')} expired`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function others(totals: RunResult['totals'], than: Verdict): string {
  const rest = (['error', 'inconclusive', 'warn'] as const).filter((verdict) => verdict !== than && totals[verdict] > 0);
  return rest.length === 0 ? '.' : `; also ${rest.map((verdict) => `${totals[verdict]} ${verdictWords[verdict].word}`).join(', ')}.`;
}

/** For pictures that stand outside the pages, white on a colour of its own. */
export const verdictColours: Readonly<Record<Verdict, string>> = {
  fail: '#b3261e',
  error: '#7b1fa2',
  inconclusive: '#5b5bb0',
  warn: '#a15c00',
  skip: '#5f6b76',
  pass: '#00695c',
};

/** A small square with the verdict's symbol, as a data URL: six open reports can be told apart by their tabs. */
export function favicon(verdict: Verdict): string {
  const paths: Readonly<Record<Verdict, string>> = {
    fail: 'M10 10 22 22M22 10 10 22',
    error: 'M16 8V18M16 22V24',
    inconclusive: 'M11 12Q11 8 16 8T21 12Q21 15 16 17V19M16 23V25',
    warn: 'M16 8 25 24H7Z',
    skip: 'M9 16H23',
    pass: 'M9 17 14 22 23 10',
  };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${verdictColours[verdict]}"/><path d="${paths[verdict]}" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
