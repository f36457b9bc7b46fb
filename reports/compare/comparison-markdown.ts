import { MOST_LINES } from '../summary-room.js';
import { clauseView } from '../view/clause.js';
import { reasonInWords } from '../view/findings.js';
import { code, escaped } from '../view/markdown.js';
import { deviceName } from '../view/run-view.js';
import { signed } from '../view/text.js';
import { verdictWords } from '../view/verdicts.js';
import { ABSENCES, TRANSITIONS, type Comparison, type Outcome, type Transition, type TransitionKind } from './comparison.js';
import { devicesInWords } from './devices.js';
import { extentInWords } from './extent.js';
import { absenceWords, conclusionOf, transitionWords } from './words.js';

/** The comparison in at most sixty lines of Markdown, for the page of a continuous-integration job. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { runs, notes, changes } = comparison;
  const conclusion = conclusionOf(comparison);
  const several = runs.length > 2;
  const shownRuns = runs.slice(0, MOST_RUNS);
  const kinds = TRANSITIONS.filter((kind) => changes.some(({ transitions }) => transitions[kind] > 0));
  const lines = [
    `# ${conclusion.title}: ${escaped(devicesInWords(runs))}`,
    '',
    conclusion.sentence,
    '',
    ...notes.slice(0, MOST_NOTES).map(({ grave, text }) => `- ${grave ? '**Note:** ' : ''}${escaped(text)}`),
    ...(notes.length > 0 ? [''] : []),
    ...shownRuns.map(
      ({ name, path, run, totals }) =>
        `- **${name}** ${escaped(deviceName(run))}, ${code(path)}: ${totals.fail} FAIL, ${totals.warn} WARN, ${totals.pass} PASS`,
    ),
    ...(runs.length > MOST_RUNS ? [`- and ${runs.length - MOST_RUNS} more`] : []),
    '',
    `| Change | ${changes.map(({ run }) => `A to ${run}`).join(' | ')} |`,
    `|---|${'---:|'.repeat(changes.length)}`,
    ...kinds.map((kind) => `| ${transitionWords[kind].title} | ${changes.map(({ transitions }) => transitions[kind]).join(' | ')} |`),
    `| The same | ${changes.map(({ same }) => same).join(' | ')} |`,
    ...(changes.some(({ byChance }) => byChance > 0)
      ? [`| of these moved by chance | ${changes.map(({ byChance }) => byChance).join(' | ')} |`]
      : []),
    ...ABSENCES.filter((absence) => changes.some(({ apart }) => apart[absence] > 0)).map(
      (absence) => `| ${absenceWords[absence].title} | ${changes.map(({ apart }) => apart[absence]).join(' | ')} |`,
    ),
  ];
  const groups = kinds.map((kind) => group(kind, comparison.transitions, several));
  return `${[...lines, ...fitting(groups, MOST_LINES - lines.length)].join('\n')}\n`;
}

const MOST_RUNS = 8;
const MOST_NOTES = 6;
const PER_GROUP = 6;

interface Group {
  readonly title: string;
  readonly lines: readonly string[];
  readonly count: number;
}

function group(kind: TransitionKind, transitions: readonly Transition[], several: boolean): Group {
  const own = transitions.filter((one) => one.kind === kind);
  const { title } = transitionWords[kind];
  return {
    title: several ? `${title}: ${extentInWords(own)}` : title,
    count: own.length,
    lines: own.slice(0, PER_GROUP).map((one) => line(one, several)),
  };
}

function line({ id, run, level, rfc, section, before, after, move }: Transition, several: boolean): string {
  const which = several ? ` (A to ${run})` : '';
  const what = move ? `${escaped(move.label)} ${signed(move.beforeUs)} → ${signed(move.afterUs)}` : `${side(before)} → ${side(after)}`;
  return `- **${level}** ${escaped(clauseView(rfc, section).text)}: ${code(id)}${which}: ${what}`;
}

function side(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'not there';
  const word = verdictWords[outcome.verdict].word;
  return outcome.verdict === 'pass' ? word : `${word} (${escaped(reasonInWords(outcome.reason))})`;
}

/** The groups in their order as far as there is room; what does not fit is counted. */
function fitting(groups: readonly Group[], room: number): readonly string[] {
  const lines: string[] = [];
  let left = room - 1;
  for (const { title, lines: own, count } of groups) {
    const fits = Math.min(own.length, left - 4);
    if (fits < 1) return [...lines, `and more in ${code('index.html')}`];
    lines.push(
      '',
      `## ${title}`,
      '',
      ...own.slice(0, fits),
      ...(count > fits ? [`- and ${count - fits} more in ${code('index.html')}`] : []),
    );
    left = room - 1 - lines.length;
  }
  return lines;
}
