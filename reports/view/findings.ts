import type { Reason, ReasonCode, TestRecord, Verdict } from '../../suites/kit/record.js';
import type { PlacedRequirement } from '../coverage-model.js';
import { distinctAnchors } from './anchors.js';
import { clauseView, type ClauseView } from './clause.js';
import { testFile } from './file-names.js';
import { groupBy } from '../../suites/kit/grouping.js';
import { counted, shortened } from './text.js';
import { verdictView, type VerdictView } from './verdicts.js';
import { waiverInWords } from './waiver-in-force.js';

/** Tests that break the same requirement are one finding. */
export interface FindingView {
  readonly slug: string;
  readonly verdict: VerdictView;
  readonly level: string;
  readonly clause: ClauseView;
  /** The requirement in words; its slug when the ledger is not at hand. */
  readonly text: string;
  /** `3 of 8 tests` */
  readonly count: string;
  readonly tests: readonly FindingTest[];
  readonly more: string;
  readonly moreHref: string;
  /** The bug report of the first test, empty when it has none. */
  readonly message: string;
}

interface FindingTest {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  readonly reason: string;
  readonly waived: string;
}

/**
 * Bounds that keep the first page small when everything fails: the list of tests below and the tests' own pages have it
 * all. The tests named are shared out among the findings.
 */
const SHOWN = { findings: 40, messages: 20, reasons: 40, testsInAll: 100 } as const;
const share = (groups: number, most: number): number => Math.max(1, Math.min(most, Math.floor(SHOWN.testsInAll / Math.max(1, groups))));

export interface Findings {
  readonly shown: readonly FindingView[];
  /** How many more requirements there are, as a sentence's part; empty when all are shown. */
  readonly more: string;
  readonly moreHref: string;
}

export function findings(
  tests: readonly TestRecord[],
  verdict: Verdict,
  requirements: ReadonlyMap<string, PlacedRequirement>,
  judgedOn: string,
): Findings {
  const hit = groupBy(
    tests.filter((test) => test.verdict === verdict),
    (test) => test.requirement,
  );
  const checked = groupBy(
    tests.filter((test) => test.verdict !== 'skip'),
    (test) => test.requirement,
  );
  const groups = [...hit.values()].slice(0, SHOWN.findings);
  const shown = groups.flatMap((group, i) => {
    const [first] = group;
    if (!first) return [];
    const text = requirements.get(first.requirement)?.text ?? first.requirement;
    const view = findingView(first, group, {
      checked: checked.get(first.requirement)?.length ?? group.length,
      most: share(groups.length, 10),
      judgedOn,
    });
    return [{ ...view, text, message: i < SHOWN.messages ? (first.message ?? '') : '' }];
  });
  return {
    shown,
    more: hit.size > shown.length ? counted(hit.size - shown.length, 'more requirement') : '',
    moreHref: filterHref({ verdict }),
  };
}

function findingView(
  first: TestRecord,
  group: readonly TestRecord[],
  { checked, most, judgedOn }: { readonly checked: number; readonly most: number; readonly judgedOn: string },
): Omit<FindingView, 'text' | 'message'> {
  const clause = clauseView(first.rfc, first.section);
  return {
    slug: first.requirement,
    verdict: verdictView(first.verdict),
    level: first.level,
    clause,
    count: `${group.length} of ${counted(checked, 'test')}`,
    tests: group.slice(0, most).map((test) => findingTest(test, judgedOn)),
    more: group.length > most ? counted(group.length - most, 'more test') : '',
    moreHref: filterHref({ verdict: first.verdict, clause: clause.selector }),
  };
}

const findingTest = (test: TestRecord, judgedOn: string): FindingTest => ({
  id: test.id,
  href: `tests/${testFile(test.id, 'html')}`,
  title: test.title,
  reason: test.reason.text,
  waived: waiverInWords(test.waiver, judgedOn),
});

/** A link from the first page to the list of tests with some filters set; the list's script reads the same names. */
export function filterHref(filters: Readonly<Record<string, string>>): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '');
  return set.length === 0 ? LIST : `${LIST}#${set.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

/** The page that lists all tests. */
const LIST = 'tests.html';

/** Tests that could not speak or did not apply, by the reason that they share. */
export interface ReasonGroup {
  readonly anchor: string;
  readonly verdict: VerdictView;
  readonly code: string;
  readonly text: string;
  readonly count: number;
  readonly tests: readonly { readonly id: string; readonly href: string }[];
  readonly more: number;
  readonly moreHref: string;
}

export function byReason(tests: readonly TestRecord[], verdict: Verdict): readonly ReasonGroup[] {
  const groups = groupBy(
    tests.filter((test) => test.verdict === verdict),
    (test) => `${test.reason.code}\n${test.reason.text}`,
  );
  const largest = [...groups.values()].sort((a, b) => b.length - a.length).slice(0, SHOWN.reasons);
  const anchor = distinctAnchors(verdict);
  return largest.map((group) => ({
    anchor: anchor(group[0] ? reasonInWords(group[0].reason) : ''),
    ...reasonGroup(verdict, group, share(largest.length, 40)),
  }));
}

function reasonGroup(verdict: Verdict, group: readonly TestRecord[], most: number): Omit<ReasonGroup, 'anchor'> {
  const reason = group[0]?.reason;
  return {
    verdict: verdictView(verdict),
    code: reason ? reasonWords[reason.code] : '',
    text: shortened(reason?.text ?? '', 240),
    count: group.length,
    tests: group.slice(0, most).map(({ id }) => ({ id, href: `tests/${testFile(id, 'html')}` })),
    more: Math.max(0, group.length - most),
    moreHref: filterHref({ verdict }),
  };
}

/** Reason codes as a reader says them. */
export const reasonWords: Readonly<Record<ReasonCode, string>> = {
  'as-expected': 'as expected',
  remark: 'pass with a remark',
  'not-seen': 'not seen',
  mismatch: 'differs',
  'out-of-window': 'outside its window',
  'forbidden-seen': 'forbidden, but seen',
  'stopped-answering': 'stopped answering',
  'not-claimed': 'not claimed by the device',
  'unsupported-action': 'action not supported by the adapter',
  'testbed-does-not-fit': 'testbed does not fit',
  'not-applicable': 'not applicable',
  precondition: 'precondition not reached',
  'no-proof-of-life': 'no proof of life',
  'frames-lost': 'frames lost',
  'tester-late': 'tester late',
  'action-failed': 'action failed',
  'cleanup-failed': 'cleanup failed',
  'link-lost': 'link lost',
  flooded: 'flooded by the device',
  'replay-differs': 'replay differs from the record',
  'event-budget': 'event budget used up',
  exception: 'exception in the harness',
};

export const reasonInWords = ({ code, text }: Reason): string => (text === '' ? reasonWords[code] : text);
