import { deviceName } from '../reports/view/run-view.js';
import { TRANSITIONS, type Comparison, type Transition } from '../reports/compare/comparison.js';
import { extentInWords } from '../reports/compare/extent.js';
import { conclusionOf, transitionWords } from '../reports/compare/words.js';
import { formatDuration, microseconds } from '../reference/time.js';
import { coloured, verdictWord, type Terminal } from './terminal.js';

const MOST_PER_KIND = 10;

export interface ComparisonPage {
  readonly page: string;
  /** The directories of runs that its links lead into. */
  readonly linked: readonly string[];
}

/** What the terminal says of a comparison: the runs, what differs besides the device, each kind of change with its tests. */
export function comparisonText(comparison: Comparison, { page, linked }: ComparisonPage, terminal: Pick<Terminal, 'hasColour'>): string {
  const { runs, notes, transitions } = comparison;
  const several = runs.length > 2;
  const kinds = TRANSITIONS.flatMap((kind) => {
    const own = transitions.filter((one) => one.kind === kind);
    if (own.length === 0) return [];
    const { title, verdict } = transitionWords[kind];
    const more = own.length > MOST_PER_KIND ? [`  and ${own.length - MOST_PER_KIND} more`] : [];
    const head = `${coloured(title, verdict, terminal)}  ${several ? extentInWords(own) : own.length}`;
    return [head, ...own.slice(0, MOST_PER_KIND).map((one) => line(one, several)), ...more];
  });
  return [
    '',
    ...runs.map(
      ({ name, path, run, totals }) =>
        `${name}  ${deviceName(run)}  ${path}  ${totals.fail} FAIL, ${totals.warn} WARN, ${totals.pass} PASS`,
    ),
    '',
    ...notes.map(({ grave, text }) => `${grave ? 'NOTE' : 'note'}      ${text}`),
    ...(notes.length > 0 ? [''] : []),
    ...kinds,
    ...chance(comparison),
    ...(kinds.length > 0 ? [''] : []),
    conclusionOf(comparison).sentence,
    `report    ${page}`,
    ...(linked.length > 0 ? [`links     into ${linked.join(', ')}: send these along with it, in the same places`] : []),
    '',
  ].join('\n');
}

function chance({ changes }: Comparison): readonly string[] {
  const counts = changes.filter(({ byChance }) => byChance > 0).map(({ run, byChance }) => `A to ${run} ${byChance}`);
  return counts.length > 0 ? [`Moved by chance inside their windows, and counted as the same: ${counts.join(', ')}`] : [];
}

function line({ id, run, before, after, move }: Transition, several: boolean): string {
  const what = move
    ? `${move.label}: +${formatDuration(microseconds(move.beforeUs))}, now +${formatDuration(microseconds(move.afterUs))}`
    : [before ? verdictWord(before.verdict) : 'not there', after ? verdictWord(after.verdict) : 'not there'].join(' to ');
  const reason = !move && after && after.verdict !== 'pass' ? `: ${after.reason.text}` : '';
  return `  ${several ? `${run}  ` : ''}${id}  ${what}${reason}`;
}
