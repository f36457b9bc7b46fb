import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import type { CoverageReport } from '../../suites/kit/coverage-record.js';
import { requirementsBySlug } from '../coverage-model.js';
import { breakdowns, type BreakdownView } from './breakdown.js';
import { clauseView } from './clause.js';
import { matrixView, type MatrixView } from './clause-matrix.js';
import { testFile } from './file-names.js';
import { byReason, filterHref, findings, type Findings, type ReasonGroup } from './findings.js';
import { groupBy } from '../../suites/kit/grouping.js';
import { partsOf } from './parts.js';
import { deviceName, runFacts, type Fact } from './run-view.js';
import { counted, duration, shortened } from './text.js';
import { waiversOf, waiversView, type Waiver, type WaiversView } from './waivers.js';
import { favicon, headline, VERDICTS, verdictView, type Headline, type VerdictView } from './verdicts.js';

/** The first page of a report. */
export interface IndexView {
  readonly title: string;
  /** Path from the page to the report's directory. */
  readonly root: string;
  readonly favicon: string;
  readonly device: string;
  readonly headline: Headline;
  readonly facts: readonly Fact[];
  readonly totals: readonly TotalRow[];
  readonly testCount: number;
  readonly failures: Findings;
  readonly warnings: Findings;
  readonly troubles: readonly ReasonGroup[];
  readonly skips: readonly ReasonGroup[];
  readonly skipCount: string;
  readonly waivers: WaiversView;
  readonly breakdowns: readonly BreakdownView[];
  readonly matrix: MatrixView;
  readonly filters: FilterView;
  readonly suites: readonly { readonly name: string; readonly tests: readonly TestRow[] }[];
  readonly files: readonly { readonly name: string; readonly what: string }[];
}

interface TotalRow extends VerdictView {
  readonly count: number;
  readonly percent: string;
  readonly href: string;
  /** The bar's length of at most 240. */
  readonly bar: number;
}

/** One line of the list of all tests; short, since there are thousands. */
interface TestRow {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly verdict: string;
  readonly word: string;
  readonly clause: string;
  readonly level: string;
  readonly roles: string;
  readonly took: string;
}

interface FilterView {
  readonly verdicts: readonly VerdictView[];
  readonly suites: readonly string[];
  readonly levels: readonly string[];
  readonly roles: readonly string[];
}

/** What the page says beyond the result. */
export interface IndexContext {
  /** Every waiver that the run was judged with; those that stand beside verdicts when left out. */
  readonly waivers?: readonly Waiver[];
  /** `2026-11-22`, the day by which they hold or have expired; the day of the run when left out. */
  readonly judgedOn?: string;
}

export function indexView(result: RunResult, coverage: CoverageReport, { waivers, judgedOn }: IndexContext = {}): IndexView {
  const { run, tests } = result;
  const requirements = requirementsBySlug(coverage);
  const head = headline(result);
  return {
    title: `${head.title} · ${deviceName(run)} · ${run.tool}`,
    root: '',
    favicon: favicon(head.verdict),
    device: deviceName(run),
    headline: head,
    facts: runFacts(run, tests.length),
    totals: totalRows(result),
    testCount: tests.length,
    failures: findings(tests, 'fail', requirements),
    warnings: findings(tests, 'warn', requirements),
    troubles: [...byReason(tests, 'error'), ...byReason(tests, 'inconclusive')],
    skips: byReason(tests, 'skip'),
    skipCount: counted(result.totals.skip, 'test'),
    waivers: waiversView(tests, waivers ?? waiversOf(tests), judgedOn ?? run.startedAt.slice(0, 10)),
    breakdowns: breakdowns(tests),
    matrix: matrixView(coverage, tests),
    filters: filterView(tests),
    suites: [...groupBy(tests, (test) => test.suite)].map(([name, group]) => ({
      name,
      tests: group.map((test) => testRow(test, run.clock === 'real')),
    })),
    files: FILES,
  };
}

/** Titles longer than this are whole on the test's own page. */
const TITLE = 110;

const FILES = [
  { name: 'result.json', what: 'every verdict with its reason, for programs' },
  { name: 'junit.xml', what: 'for continuous integration' },
  { name: 'run.pcapng', what: 'all frames, commented, for Wireshark' },
  { name: 'timing.json', what: 'every measured time with its window' },
  { name: 'summary.md', what: 'the short version, as Markdown' },
  { name: 'badge.svg', what: 'the outcome as a small picture' },
] as const;

function totalRows({ totals, tests }: RunResult): readonly TotalRow[] {
  const most = Math.max(1, ...Object.values(totals));
  return VERDICTS.map((verdict) => ({
    ...verdictView(verdict),
    count: totals[verdict],
    percent: tests.length === 0 ? '' : percent(totals[verdict] / tests.length),
    href: filterHref({ verdict }),
    bar: Math.round((240 * totals[verdict]) / most),
  }));
}

/** Whole percents, but never 0 or 100 for what is not exactly that. */
function percent(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  if (share > 0.99 && share < 1) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}

function testRow(test: TestRecord, real: boolean): TestRow {
  return {
    id: test.id,
    file: testFile(test.id, 'html'),
    title: shortened(test.title, TITLE),
    verdict: test.verdict,
    word: verdictView(test.verdict).word,
    clause: clauseView(test.rfc, test.section).text.replace('RFC ', ''),
    level: test.level,
    roles: partsOf(test).join(' '),
    took: duration(real ? test.wallUs : test.protocolUs),
  };
}

function filterView(tests: readonly TestRecord[]): FilterView {
  const distinct = (values: readonly string[]) => [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en'));
  return {
    verdicts: VERDICTS.filter((verdict) => tests.some((test) => test.verdict === verdict)).map(verdictView),
    suites: distinct(tests.map((test) => test.suite)),
    levels: distinct(tests.map((test) => test.level)),
    roles: distinct(tests.flatMap(partsOf)),
  };
}
