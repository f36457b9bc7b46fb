import type { RunResult, TestRecord } from '../suites/kit/record.js';
import { pageTemplate } from './templates.js';
import { clauseView } from './view/clause.js';
import { groupBy } from '../suites/kit/grouping.js';
import { runFacts } from './view/run-view.js';
import { verdictWords } from './view/verdicts.js';
import { dayOf, waiverInWords } from './view/waiver-in-force.js';

interface Outcome {
  readonly message: string;
  readonly type: string;
  readonly text: string;
}

interface Property {
  readonly name: string;
  readonly value: string;
}

interface CaseView {
  readonly classname: string;
  readonly name: string;
  readonly time: string;
  readonly properties: readonly Property[];
  readonly failure: Outcome | false;
  readonly error: Outcome | false;
  readonly skipped: { readonly message: string } | false;
  readonly output: string;
}

/**
 * The run as JUnit XML. JUnit knows four outcomes: FAIL is a failure, INCONCLUSIVE and ERROR are errors, SKIP is skipped
 * with its reason, and a WARN passes with a property and the report in `system-out`. Times are seconds of the wall clock.
 */
export function junitXml(result: RunResult, judgedOn = dayOf(result.run)): string {
  const { run, tests } = result;
  const timestamp = run.startedAt.replace(/(\.\d+)?Z$/, '');
  const facts = runFacts(run, tests.length).map(({ term, value }) => ({ name: term.toLowerCase(), value }));
  const suites = [...groupBy(tests, (test) => test.suite)].map(([name, group]) => ({
    name,
    ...counts(group),
    timestamp,
    properties: facts,
    cases: group.map((test) => caseView(test, judgedOn)),
  }));
  return pageTemplate('junit')({ name: `sixproof ${run.dut}`, ...counts(tests), timestamp, suites });
}

function counts(tests: readonly TestRecord[]) {
  const of = (...verdicts: readonly string[]) => tests.filter((test) => verdicts.includes(test.verdict)).length;
  return {
    tests: tests.length,
    failures: of('fail'),
    errors: of('inconclusive', 'error'),
    skipped: of('skip'),
    time: inSeconds(tests.reduce((sum, test) => sum + test.wallUs, 0)),
  };
}

const inSeconds = (us: number): string => (us / 1_000_000).toFixed(6);

function caseView(test: TestRecord, judgedOn: string): CaseView {
  const outcome: Outcome = {
    message: test.reason.text === '' ? test.reason.code : test.reason.text,
    type: `${verdictWords[test.verdict].word} ${test.reason.code}`,
    text: test.message ?? test.reason.text,
  };
  return {
    classname: test.suite,
    name: test.id,
    time: inSeconds(test.wallUs),
    properties: properties(test, judgedOn),
    failure: test.verdict === 'fail' ? outcome : false,
    error: test.verdict === 'inconclusive' || test.verdict === 'error' ? outcome : false,
    skipped: test.verdict === 'skip' ? { message: outcome.message } : false,
    output: test.verdict === 'warn' ? outcome.text : '',
  };
}

function properties(test: TestRecord, judgedOn: string): readonly Property[] {
  const all = [
    { name: 'requirement', value: test.requirement },
    { name: 'clause', value: clauseView(test.rfc, test.section).text },
    { name: 'level', value: test.level },
  ];
  if (test.verdict === 'warn') all.push({ name: 'warning', value: test.reason.text });
  if (test.waiver) all.push({ name: 'waiver', value: waiverInWords(test.waiver, judgedOn) });
  return all;
}
