import { repeatFailures } from '../reports/repeat-command.js';
import { isInForce } from '../reports/view/waiver-in-force.js';
import { waiversByTest } from '../reports/view/waiver-states.js';
import { waiversOf } from '../reports/view/waivers.js';
import type { RunResult, Verdict } from '../suites/kit/record.js';
import { LEVELS } from '../suites/kit/requirement.js';
import { VERDICTS } from './results/assemble.js';
import type { Difference } from './results/previous-run.js';
import type { StaleWaiver } from './results/waivers.js';
import { coloured, verdictWord, type Terminal } from './terminal.js';
import { inRoundFigures } from './wall-time.js';

export interface SummaryFacts {
  readonly result: RunResult;
  /** Directory of the run, as the user would type it. */
  readonly path: string;
  /** The page to open; absent when it could not be rendered. */
  readonly report: string | undefined;
  readonly difference: Difference | undefined;
  readonly staleWaivers: readonly StaleWaiver[];
  /** `2026-11-21`, in UTC: the day by which waivers hold or have expired. */
  readonly today: string;
  /** Tests that were selected and did not run. */
  readonly notRun: number;
}

/** What is said at the end of a run, and nothing else. */
export function summary(facts: SummaryFacts, terminal: Pick<Terminal, 'hasColour'>): string {
  const { result, report, path } = facts;
  return [
    '',
    ...totalsTable(result, terminal),
    '',
    ...skippedLines(result),
    ...waivedLines(facts),
    ...staleWaiverLines(facts),
    ...differenceLines(facts.difference),
    durationLine(result),
    ...(facts.notRun > 0 ? [`not run   ${counted(facts.notRun, 'test')}; go on with: sixproof run --resume --out ${path}`] : []),
    `report    ${report ?? path}`,
    ...repeatLines(facts),
    '',
  ].join('\n');
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Verdicts across, levels down; a line for all when there are several levels. */
function totalsTable({ tests, totals }: RunResult, terminal: Pick<Terminal, 'hasColour'>): readonly string[] {
  const levels = [...new Set(tests.map(({ level }) => level))].sort((a, b) => LEVELS.indexOf(a) - LEVELS.indexOf(b));
  const width = Math.max(4, ...levels.map((level) => level.length));
  const row = (name: string, countOf: (verdict: Verdict) => number): string =>
    [
      name.padEnd(width),
      ...VERDICTS.map((verdict) => {
        const cell = String(countOf(verdict)).padStart(verdictWord(verdict).length);
        return countOf(verdict) > 0 ? coloured(cell, verdict, terminal) : cell;
      }),
    ].join('  ');
  const rows = levels.map((level) =>
    row(level, (verdict) => tests.filter((test) => test.level === level && test.verdict === verdict).length),
  );
  const head = ['', ...VERDICTS.map(verdictWord)].map((word, i) => (i === 0 ? ' '.repeat(width) : word)).join('  ');
  return [head, ...rows, ...(levels.length === 1 ? [] : [row('all', (verdict) => totals[verdict])])];
}

function skippedLines({ tests }: RunResult): readonly string[] {
  const reasons = new Map<string, number>();
  for (const { verdict, reason } of tests) if (verdict === 'skip') reasons.set(reason.text, (reasons.get(reason.text) ?? 0) + 1);
  return [...reasons].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `skipped   ${count}: ${reason}`);
}

const waivedLines = ({ result, today }: SummaryFacts): readonly string[] =>
  result.tests.flatMap(({ id, verdict, waiver }) =>
    waiver === undefined || !isInForce(waiver, today)
      ? []
      : [`waived    ${verdictWord(verdict)} of ${id} by ${waiver.owner} until ${waiver.until}: ${waiver.reason}`],
  );

/** A report made again knows the waivers beside the verdicts, if no others. */
function staleWaiverLines({ result, staleWaivers, today }: SummaryFacts): readonly string[] {
  const toldOf = waiversByTest(staleWaivers.map(({ waiver }) => waiver));
  const beside = waiversOf(result.tests).filter(({ test, until }) => toldOf(test) === undefined && !isInForce({ until }, today));
  const stale = [...staleWaivers, ...beside.map((waiver) => ({ waiver, why: 'expired' as const }))];
  return stale.map(({ waiver, why }) =>
    why === 'expired'
      ? `waiver    of ${waiver.test} (${waiver.owner}) has expired on ${waiver.until}`
      : `waiver    of ${waiver.test} (${waiver.owner}) is not needed any more: the test passes`,
  );
}

function differenceLines(difference: Difference | undefined): readonly string[] {
  if (difference === undefined) return [];
  const line = (name: string, ids: readonly string[]): readonly string[] =>
    ids.length === 0 ? [] : [`${name.padEnd(8)}  ${counted(ids.length, 'failure')} since ${difference.since}: ${someOf(ids)}`];
  return [...line('new', difference.newFailures), ...line('gone', difference.goneFailures)];
}

function someOf(ids: readonly string[]): string {
  const shown = ids.slice(0, 5).join(', ');
  return ids.length > 5 ? `${shown}, ...` : shown;
}

function durationLine({ run }: RunResult): string {
  const wall = inRoundFigures(run.wallUs);
  return run.clock === 'virtual' ? `time      ${inRoundFigures(run.protocolUs)} of protocol time in ${wall}` : `time      ${wall}`;
}

/** The exact command that runs the failures again. */
function repeatLines({ result, path }: SummaryFacts): readonly string[] {
  const repeat = repeatFailures(result, path);
  return repeat === undefined ? [] : [`repeat    ${repeat}`];
}
