import { groupBy } from '../../suites/kit/grouping.js';
import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import { clauseView } from './clause.js';
import { reasonInWords } from './findings.js';
import { testFile } from './file-names.js';
import { partsOf } from './parts.js';
import { deviceName } from './run-view.js';
import { counted, distinct, duration, shortened } from './text.js';
import { favicon, headline, VERDICTS, verdictView, type VerdictView } from './verdicts.js';

/** The page that lists every test of a run, to be filtered, searched and sorted. */
export interface TestListView {
  readonly title: string;
  readonly root: string;
  readonly favicon: string;
  readonly device: string;
  readonly testCount: string;
  readonly filters: FilterView;
  /** What failed or was not decided, for those whose browser runs no scripts and cannot filter. */
  readonly notPassed: readonly { readonly id: string; readonly anchor: string }[];
  readonly moreNotPassed: number;
  readonly suites: readonly { readonly name: string; readonly tests: readonly TestRow[] }[];
}

/** One line; short, since there are thousands. */
interface TestRow {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  /** Why the test did not pass: found by the search, too. Empty of one that passed. */
  readonly reason: string;
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

/** Titles longer than this are whole on the test's own page. */
const TITLE = 110;
const REASON = 130;
const MOST_NOT_PASSED = 100;

export function testListView(result: RunResult): TestListView {
  const { run, tests } = result;
  const head = headline(result);
  const grave = VERDICTS.filter((verdict) => verdict !== 'pass' && verdict !== 'skip');
  const notPassed = grave.flatMap((verdict) => tests.filter((test) => test.verdict === verdict));
  return {
    title: `${head.title} · all tests · ${deviceName(run)} · ${run.tool}`,
    root: '',
    favicon: favicon(head.verdict),
    device: deviceName(run),
    testCount: counted(tests.length, 'test'),
    filters: filterView(tests),
    notPassed: notPassed.slice(0, MOST_NOT_PASSED).map(({ id }) => ({ id, anchor: `t-${encodeURIComponent(id)}` })),
    moreNotPassed: Math.max(0, notPassed.length - MOST_NOT_PASSED),
    suites: [...groupBy(tests, (test) => test.suite)].map(([name, group]) => ({
      name,
      tests: group.map((test) => testRow(test, run.clock === 'real')),
    })),
  };
}

function testRow(test: TestRecord, real: boolean): TestRow {
  return {
    id: test.id,
    file: testFile(test.id, 'html'),
    title: shortened(test.title, TITLE),
    reason: test.verdict === 'pass' ? '' : shortened(reasonInWords(test.reason), REASON),
    verdict: test.verdict,
    word: verdictView(test.verdict).word,
    clause: clauseView(test.rfc, test.section).text.replace('RFC ', ''),
    level: test.level,
    roles: partsOf(test).join(' '),
    took: duration(real ? test.wallUs : test.protocolUs),
  };
}

function filterView(tests: readonly TestRecord[]): FilterView {
  return {
    verdicts: VERDICTS.filter((verdict) => tests.some((test) => test.verdict === verdict)).map(verdictView),
    suites: distinct(tests.map((test) => test.suite)),
    levels: distinct(tests.map((test) => test.level)),
    roles: distinct(tests.flatMap(partsOf)),
  };
}
