import type { RunResult, TestRecord, Verdict } from '../suites/kit/record.js';
import { repeatFailures } from './repeat-command.js';
import { pageTemplate } from './templates.js';
import { clauseView } from './view/clause.js';
import { groupBy } from '../suites/kit/grouping.js';
import { reasonInWords } from './view/findings.js';
import { code, escaped, onOneLine } from './view/markdown.js';
import { deviceName, runFacts } from './view/run-view.js';
import { headline, VERDICTS, verdictWords } from './view/verdicts.js';

/** No summary is longer than this, whatever failed. */
export const MOST_LINES = 60;

const PER_GROUP: Readonly<Partial<Record<Verdict, number>>> = { fail: 8, error: 2, inconclusive: 3, warn: 3, skip: 2 };

interface Group {
  readonly title: string;
  readonly lines: readonly string[];
  readonly more: number;
}

/** The run in at most sixty lines of Markdown, for the page of a continuous-integration job; `directory` is that of the run. */
export function markdownSummary(result: RunResult, directory: string, judgedOn?: string): string {
  const { run, tests, totals } = result;
  const repeat = repeatFailures(result, directory);
  const head = headline(result, judgedOn);
  return pageTemplate('summary')({
    title: escaped(`${head.title}: ${deviceName(run)}`),
    sentence: escaped(head.sentence),
    facts: runFacts(run, tests.length)
      .filter(({ term }) => term !== 'Device')
      .map(({ term, value }) => ({ term, value: escaped(value) })),
    totals: VERDICTS.filter((verdict) => totals[verdict] > 0).map((verdict) => ({
      word: verdictWords[verdict].word,
      count: totals[verdict],
    })),
    groups: [
      findingGroup(tests, 'fail'),
      ...(['error', 'inconclusive'] as const).map((verdict) => reasonGroup(tests, verdict)),
      findingGroup(tests, 'warn'),
      reasonGroup(tests, 'skip'),
    ].filter((group) => group.lines.length > 0),
    repeat: repeat === undefined ? '' : onOneLine(repeat),
  });
}

/** Failed tests by requirement. */
function findingGroup(tests: readonly TestRecord[], verdict: 'fail' | 'warn'): Group {
  const groups = [
    ...groupBy(
      tests.filter((test) => test.verdict === verdict),
      (test) => test.requirement,
    ).values(),
  ];
  return grouped(verdict, groups, (group) => {
    const [first] = group;
    if (!first) return '';
    const others = group.length > 1 ? ` (and ${group.length - 1} more)` : '';
    return `**${first.level}** ${escaped(clauseView(first.rfc, first.section).text)}: ${code(first.id)}${others}: ${escaped(reasonInWords(first.reason))}`;
  });
}

function reasonGroup(tests: readonly TestRecord[], verdict: 'error' | 'inconclusive' | 'skip'): Group {
  const groups = [
    ...groupBy(
      tests.filter((test) => test.verdict === verdict),
      (test) => reasonInWords(test.reason),
    ).entries(),
  ];
  return grouped(
    verdict,
    groups.sort(([, a], [, b]) => b.length - a.length),
    ([reason, group]) => {
      const which = group.length === 1 ? `: ${code(group[0]?.id ?? '')}` : '';
      return `${group.length} × ${escaped(reason)}${which}`;
    },
  );
}

function grouped<T>(verdict: Verdict, items: readonly T[], line: (item: T) => string): Group {
  const most = PER_GROUP[verdict] ?? 0;
  return { title: verdictWords[verdict].word, lines: items.slice(0, most).map(line), more: Math.max(0, items.length - most) };
}
