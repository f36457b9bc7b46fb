import type { RunResult } from '../../suites/kit/record.js';
import type { PlacedRequirement } from '../coverage-model.js';
import type { Timer } from '../timing/timers.js';
import { timingOverview, type TimingOverview } from '../timing/timing-view.js';
import { levelTable, type LevelTable } from './level-table.js';
import type { MatrixView } from './clause-matrix.js';
import { byReason, filterHref, findings, type Findings, type ReasonGroup } from './findings.js';
import { heatMap, type HeatMap } from './heat-map.js';
import { deviceName, runFacts, type Fact } from './run-view.js';
import { counted, percent } from './text.js';
import { favicon, headline, VERDICTS, verdictView, type Headline, type VerdictView } from './verdicts.js';
import { dayOf } from './waiver-in-force.js';
import { waiversOf, waiversView, type Waiver, type WaiversView } from './waivers.js';

/** The first page of a report: what fails and how it all went, in a size that does not grow with the number of tests. */
export interface IndexView {
  readonly title: string;
  /** Path from the page to the report's directory. */
  readonly root: string;
  readonly favicon: string;
  readonly device: string;
  readonly headline: Headline;
  readonly facts: readonly Fact[];
  readonly totals: readonly TotalRow[];
  readonly testCount: string;
  readonly failures: Findings;
  readonly warnings: Findings;
  readonly troubles: readonly ReasonGroup[];
  readonly skips: readonly ReasonGroup[];
  readonly skipCount: string;
  readonly waivers: WaiversView;
  readonly heat: HeatMap;
  readonly levels: LevelTable;
  readonly matrix: MatrixView;
  readonly timing: TimingOverview;
  readonly files: readonly { readonly name: string; readonly what: string }[];
}

interface TotalRow extends VerdictView {
  readonly count: number;
  readonly percent: string;
  readonly href: string;
  /** The bar's length of at most 240. */
  readonly bar: number;
}

/** What the page says beyond the result. */
export interface IndexContext {
  /** Every waiver that the run was judged with; those that stand beside verdicts when left out. */
  readonly waivers?: readonly Waiver[];
  /** `2026-11-22`, the day by which they hold or have expired; the day of the run when left out. */
  readonly judgedOn?: string;
}

/** What other pages show, too, and takes time to find in a large run. */
export interface Found {
  /** Of the ledger, by their slugs. */
  readonly requirements: ReadonlyMap<string, PlacedRequirement>;
  readonly timers: readonly Timer[];
  readonly matrix: MatrixView;
}

export function indexView(
  result: RunResult,
  { requirements, timers, matrix }: Found,
  { waivers, judgedOn = dayOf(result.run) }: IndexContext = {},
): IndexView {
  const { run, tests } = result;
  const head = headline(result, judgedOn);
  return {
    title: `${head.title} · ${deviceName(run)} · ${run.tool}`,
    root: '',
    favicon: favicon(head.verdict),
    device: deviceName(run),
    headline: head,
    facts: runFacts(run, tests.length),
    totals: totalRows(result),
    testCount: counted(tests.length, 'test'),
    failures: findings(tests, 'fail', requirements, judgedOn),
    warnings: findings(tests, 'warn', requirements, judgedOn),
    troubles: [...byReason(tests, 'error'), ...byReason(tests, 'inconclusive')],
    skips: byReason(tests, 'skip'),
    skipCount: counted(result.totals.skip, 'test'),
    waivers: waiversView(tests, waivers ?? waiversOf(tests), judgedOn),
    heat: heatMap(tests),
    levels: levelTable(tests),
    matrix,
    timing: timingOverview(result, timers),
    files: FILES,
  };
}

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
