import type { RunResult, TestRecord } from '../suites/kit/record.js';
import { groupBy } from '../suites/kit/grouping.js';
import { repeatFailures } from './repeat-command.js';
import { fitted, MOST_LINES, type Listed } from './summary-room.js';
import { pageTemplate } from './templates.js';
import { clauseView } from './view/clause.js';
import { reasonInWords } from './view/findings.js';
import { code, escaped, onOneLine } from './view/markdown.js';
import { deviceName, runFacts } from './view/run-view.js';
import { headline, VERDICTS, verdictWords } from './view/verdicts.js';
import { dayOf, waiverInWords } from './view/waiver-in-force.js';
import { fatesOf, isStale } from './view/waiver-states.js';
import { waiversOf, type Waiver } from './view/waivers.js';

interface SummaryContext {
  /** Every waiver that the run was judged with; those that stand beside verdicts when left out. */
  readonly waivers?: readonly Waiver[];
  /** The day by which waivers hold or have expired; that of the run when left out. */
  readonly judgedOn?: string;
}

/** Lines that are there whatever happened: title, sentence, facts and the head of the table; and the command behind all. */
const LINES_BEFORE_TOTALS = 8;
const LINES_OF_REPEAT = 6;

/** All of them together fit. */
const AT_LEAST = { fail: 8, stale: 2, error: 1, inconclusive: 2, warn: 2, skip: 1 } as const;

/** The run in at most sixty lines of Markdown, for the page of a continuous-integration job; `directory` is that of the run. */
export function markdownSummary(
  result: RunResult,
  directory: string,
  { waivers, judgedOn = dayOf(result.run) }: SummaryContext = {},
): string {
  const { run, tests } = result;
  const repeat = repeatFailures(result, directory);
  const head = headline(result, judgedOn);
  const totals = VERDICTS.filter((verdict) => result.totals[verdict] > 0);
  const lists = [
    findingList(tests, 'fail', judgedOn),
    staleList(tests, waivers ?? waiversOf(tests), judgedOn),
    ...(['error', 'inconclusive'] as const).map((verdict) => reasonList(tests, verdict)),
    findingList(tests, 'warn', judgedOn),
    reasonList(tests, 'skip'),
  ];
  const room = MOST_LINES - LINES_BEFORE_TOTALS - totals.length - (repeat === undefined ? 0 : LINES_OF_REPEAT);
  return pageTemplate('summary')({
    title: escaped(`${head.title}: ${deviceName(run)}`),
    sentence: escaped(head.sentence),
    facts: runFacts(run, tests.length)
      .filter(({ term }) => term !== 'Device')
      .map(({ term, value }) => ({ term, value: escaped(value) })),
    totals: totals.map((verdict) => ({ word: verdictWords[verdict].word, count: result.totals[verdict] })),
    groups: fitted(lists, room),
    repeat: repeat === undefined ? '' : onOneLine(repeat),
  });
}

/** Failed tests by requirement, those with a waiver one by one behind the others. */
function findingList(tests: readonly TestRecord[], verdict: 'fail' | 'warn', judgedOn: string): Listed {
  const found = tests.filter((test) => test.verdict === verdict);
  const groups = [
    ...groupBy(
      found.filter(({ waiver }) => waiver === undefined),
      (test) => test.requirement,
    ).values(),
    ...found.filter(({ waiver }) => waiver !== undefined).map((test) => [test]),
  ];
  const lines = groups.flatMap(([first, ...others]) => {
    if (!first) return [];
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    const waived = first.waiver ? ` **${escaped(waiverInWords(first.waiver, judgedOn))}**` : '';
    return `**${first.level}** ${escaped(clauseView(first.rfc, first.section).text)}: ${code(first.id)}${more}: ${escaped(reasonInWords(first.reason))}${waived}`;
  });
  return { title: verdictWords[verdict].word, lines, atLeast: AT_LEAST[verdict] };
}

/** Waivers that let the run fail though their tests may have passed. */
function staleList(tests: readonly TestRecord[], waivers: readonly Waiver[], judgedOn: string): Listed {
  const stale = fatesOf(waivers, tests, judgedOn).filter(({ state }) => isStale(state));
  const lines = stale.map(({ waiver: { test, owner, reason, until }, state }) => {
    const when = state === 'expired' ? `has expired on ${until}` : 'is not needed any more';
    return `${code(test)}: the waiver of ${escaped(owner)} ${when} (${escaped(reason)})`;
  });
  return { title: 'Stale waivers', lines, atLeast: AT_LEAST.stale };
}

function reasonList(tests: readonly TestRecord[], verdict: 'error' | 'inconclusive' | 'skip'): Listed {
  const groups = [
    ...groupBy(
      tests.filter((test) => test.verdict === verdict),
      (test) => reasonInWords(test.reason),
    ),
  ].sort(([, a], [, b]) => b.length - a.length);
  const lines = groups.map(([reason, group]) => {
    const which = group.length === 1 ? `: ${code(group[0]?.id ?? '')}` : '';
    return `${group.length} × ${escaped(reason)}${which}`;
  });
  return { title: verdictWords[verdict].word, lines, atLeast: AT_LEAST[verdict] };
}
