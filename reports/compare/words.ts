import type { Verdict } from '../../suites/kit/record.js';
import { counted } from '../view/text.js';
import { isWaived } from '../view/waiver-in-force.js';
import { countApart, pairsOf } from './absence.js';
import { ABSENCES, TRANSITIONS, type Absence, type Comparison, type TransitionKind } from './comparison.js';
import { testsIn } from './extent.js';
import { isJudged } from './transitions.js';

export interface TransitionWords {
  readonly title: string;
  readonly meaning: string;
  /** Whose colours and sign a transition wears. */
  readonly verdict: Verdict;
}

export const transitionWords: Readonly<Record<TransitionKind, TransitionWords>> = {
  broken: { title: 'Broken', meaning: 'passed or warned before, fails now', verdict: 'fail' },
  failing: { title: 'Failing, not judged before', meaning: 'skipped or undecided before, fails now', verdict: 'fail' },
  undecided: { title: 'Undecided now', meaning: 'the later run cannot say', verdict: 'inconclusive' },
  warned: { title: 'New warnings', meaning: 'passed before, a SHOULD is not followed now', verdict: 'warn' },
  warning: {
    title: 'Warning, not passed before',
    meaning: 'failed, skipped or undecided before; a SHOULD is not followed now',
    verdict: 'warn',
  },
  fixed: { title: 'Fixed', meaning: 'failed before, passes now', verdict: 'pass' },
  cleared: { title: 'Warnings gone', meaning: 'warned before, passes now', verdict: 'pass' },
  judged: { title: 'Judged now', meaning: 'skipped or undecided before, passes now', verdict: 'pass' },
  untested: { title: 'Not tested any more', meaning: 'skipped now, with its reason', verdict: 'skip' },
  reason: { title: 'Changed reason', meaning: 'the same verdict for another reason', verdict: 'warn' },
  moved: {
    title: 'Moved in time',
    meaning: 'the same verdict; an arrival moved by more than uncertainty and chance explain',
    verdict: 'skip',
  },
  new: { title: 'New tests', meaning: 'only in the later run, though the baseline left none of them out', verdict: 'skip' },
  gone: { title: 'Tests gone', meaning: 'only in the baseline, though the later run left none of them out', verdict: 'skip' },
};

/** Why tests are neither new nor gone: as the title of a row, its meaning, and after a number. */
export const absenceWords: Readonly<Record<Absence, { readonly title: string; readonly meaning: string; readonly counted: string }>> = {
  'other role': {
    title: 'In another role',
    meaning: 'of a part that only one of the runs asked for',
    counted: 'of a role that only one run asked for',
  },
  'not asked': {
    title: 'Not asked for',
    meaning: 'selectors or shard left them out of one of the runs',
    counted: 'not asked for in one of the runs',
  },
  'not reached': {
    title: 'Not reached',
    meaning: 'one of the runs was interrupted before them',
    counted: 'not reached by an interrupted run',
  },
};

/** What the comparison as a whole says. */
export interface Conclusion {
  /** Decides colours and exit code: a waived failure is broken, too, but does not count against the run. */
  readonly state: 'broken' | 'silent' | 'whole';
  readonly verdict: Verdict;
  /** `BROKEN 2`: the start of the page's title. */
  readonly title: string;
  readonly sentence: string;
}

/**
 * `broken`: a test that held in the baseline fails in a later run. `silent`: none is known to, but a later run cannot say
 * so of a test that was judged before, or the runs have no judged test in common.
 */
export function conclusionOf(comparison: Comparison): Conclusion {
  const { transitions, runs } = comparison;
  const of = (...kinds: readonly TransitionKind[]): number => testsIn(transitions.filter(({ kind }) => kinds.includes(kind)));
  const broken = transitions.filter((one) => one.kind === 'broken');
  const onlyInOne = of('new', 'gone');
  const alone = onlyInOne === 0 ? '' : `, ${onlyInOne} in one run only`;
  const apart = countApart(comparison.tests, pairsOf(runs));
  const untold = ABSENCES.filter((absence) => apart[absence] > 0);
  const asides = untold.map((absence) => `, ${apart[absence]} ${absenceWords[absence].counted}`).join('');
  const counts = `${of('fixed')} fixed, ${of(...OTHERWISE)} otherwise different${alone}${asides}`;
  const each = runs.length > 2 ? `, over ${runs.length - 1} later runs` : '';
  if (broken.length > 0) {
    const unwaived = broken.filter(({ after }) => after === undefined || !isWaived(after, comparison.judgedOn));
    const [count, waived] = [testsIn(broken), testsIn(broken) - testsIn(unwaived)];
    const asides = [
      ...(count === broken.length ? [] : [counted(broken.length, 'change')]),
      ...(waived === 0 ? [] : [`${waived} of them waived`]),
    ];
    const aside = asides.length === 0 ? '' : ` (${asides.join(', ')})`;
    const sentence = `${counted(count, 'test')} broken${aside}, ${counts}${each}.`;
    return { state: unwaived.length === 0 ? 'whole' : 'broken', verdict: 'fail', title: `BROKEN ${count}`, sentence };
  }
  const silenced = testsIn(transitions.filter(({ kind, before }) => kind === 'undecided' && before !== undefined && isJudged(before)));
  if (silenced > 0)
    return {
      state: 'silent',
      verdict: 'inconclusive',
      title: `UNDECIDED ${silenced}`,
      sentence: `Nothing is known to be broken, but ${counted(silenced, 'test')} judged before cannot be decided any more; ${counts}${each}.`,
    };
  if (!comparison.tests.some(({ verdicts }) => judgedInSeveral(verdicts)))
    return {
      state: 'silent',
      verdict: 'inconclusive',
      title: 'NOTHING IN COMMON',
      sentence: 'No test was judged in the baseline and later.',
    };
  if (transitions.length === 0 && untold.length === 0) return theSame(comparison);
  return { state: 'whole', verdict: 'pass', title: 'NOTHING BROKEN', sentence: `Nothing is broken; ${counts}${each}.` };
}

function theSame({ tests, runs, changes }: Comparison): Conclusion {
  const fails = tests.filter(({ verdicts }) => Object.values(verdicts).includes('fail')).length;
  const failing = fails === 0 ? '' : `; ${fails} of them FAIL`;
  const all = runs.length > 2 ? 'all runs' : 'both runs';
  const chance = changes.some(({ byChance }) => byChance > 0) ? ', but for what chance explains of the times' : '';
  return {
    state: 'whole',
    verdict: 'pass',
    title: 'THE SAME',
    sentence: `No difference: ${counted(tests.length, 'test')} with the same verdict, reason and times in ${all}${chance}${failing}.`,
  };
}

const TOLD: readonly TransitionKind[] = ['broken', 'fixed', 'new', 'gone'];
const OTHERWISE = TRANSITIONS.filter((kind) => !TOLD.includes(kind));

function judgedInSeveral(verdicts: Readonly<Record<string, Verdict>>): boolean {
  const { A: baseline, ...later } = verdicts;
  return baseline !== undefined && isJudged({ verdict: baseline }) && Object.values(later).some((verdict) => isJudged({ verdict }));
}
