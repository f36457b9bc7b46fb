import '../ledger/ledger.js';
import type { Address } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { begunSince } from '../nd/commanded.js';
import { RECORD } from './constants.js';
import { ask, freshGroup, freshSources, newQuerier, query2, QUERY_DELAY, SETTLING_TIME, speakVersion2 } from './listener.js';
import { anythingAbout, reportOnly, type WantedRecord } from './records.js';

interface Wish {
  readonly mode: 'include' | 'exclude';
  readonly sources: readonly Address[];
}

const include = (...sources: readonly Address[]): Wish => ({ mode: 'include', sources });
const exclude = (...sources: readonly Address[]): Wish => ({ mode: 'exclude', sources });

const want = (t: TestContext, group: Address, wish: Wish): Promise<void> =>
  t.do({ kind: 'filter-sources', link: 'link0', group, mode: wish.mode, sources: wish.sources });

/** A program wants something of a group, and that was said often enough. */
async function settledOn(t: TestContext, group: Address, wish: Wish): Promise<void> {
  await want(t, group, wish);
  await t.elapse(SETTLING_TIME);
}

/** What a program wants of the group changes; the report of that has come. */
async function expectChange(
  t: TestContext,
  group: Address,
  wish: Wish,
  ...records: readonly Omit<WantedRecord, 'group'>[]
): Promise<Received> {
  const before = t.now();
  await want(t, group, wish);
  return t.expect('a report of the change', reportOnly(group, ...records), begunSince(t, before));
}

type Sources = readonly [Address, Address, Address];

interface ChangeRow {
  readonly requirement: string;
  readonly title: string;
  readonly from?: (sources: Sources) => Wish;
  readonly to: (sources: Sources) => Wish;
  readonly records: (sources: Sources) => readonly Omit<WantedRecord, 'group'>[];
}

const changes: Readonly<Record<string, ChangeRow>> = {
  'first-source': {
    requirement: 'v2h-join-source',
    title: 'listening to one source is reported as ALLOW',
    to: ([a]) => include(a),
    records: ([a]) => [{ type: RECORD.allow, sources: [a] }],
  },
  'last-source': {
    requirement: 'v2h-leave-record',
    title: 'the end of listening to a source is reported as BLOCK',
    from: ([a]) => include(a),
    to: () => include(),
    records: ([a]) => [{ type: RECORD.block, sources: [a] }],
  },
  'another-source': {
    requirement: 'v2h-two-records',
    title: 'one source in place of another is reported as ALLOW and BLOCK, in one report',
    from: ([a]) => include(a),
    to: ([, b]) => include(b),
    records: ([a, b]) => [
      { type: RECORD.allow, sources: [b] },
      { type: RECORD.block, sources: [a] },
    ],
  },
  'excluded-source': {
    requirement: 'v2h-join-source',
    title: 'a source that is not wanted any more, of a group that is, is reported as BLOCK',
    from: () => exclude(),
    to: ([a]) => exclude(a),
    records: ([a]) => [{ type: RECORD.block, sources: [a] }],
  },
  'any-source': {
    requirement: 'v2h-filter-mode-change',
    title: 'listening to any source in place of one is reported as a change to EXCLUDE mode',
    from: ([a]) => include(a),
    to: () => exclude(),
    records: () => [{ type: RECORD.toExclude }],
  },
  'one-source': {
    requirement: 'v2h-filter-mode-change',
    title: 'listening to one source in place of any is reported as a change to INCLUDE mode with that source',
    from: () => exclude(),
    to: ([a]) => include(a),
    records: ([a]) => [{ type: RECORD.toInclude, sources: [a] }],
  },
};

suite('Multicast listener: changes of sources', () => {
  for (const [name, { requirement, title, from, to, records }] of Object.entries(changes))
    conformance({
      id: `mld.sources.${name}`,
      title,
      requirement,
      role: 'node',
      testbed: oneLink,
      profiles: ['current'],
      actions: ['filter-sources'],
      async run(t) {
        await speakVersion2(t, newQuerier(t));
        const [group, sources] = [freshGroup(t), freshSources(t, 3) as Sources];
        if (from) await settledOn(t, group, from(sources));
        await expectChange(t, group, to(sources), ...records(sources));
      },
    });

  conformance({
    id: 'mld.sources.repeated',
    title: 'a change of sources is repeated within a second',
    requirement: 'v2h-change-retransmit',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['filter-sources'],
    async run(t) {
      await speakVersion2(t, newQuerier(t));
      const [group, [a]] = [freshGroup(t), freshSources(t, 1) as readonly [Address]];
      const first = await expectChange(t, group, include(a), { type: RECORD.allow, sources: [a] });
      const again = reportOnly(group, { type: RECORD.allow, sources: [a] });
      await t.expect('the report once more', again, { since: first, within: seconds(1) });
    },
  });
});

interface AnswerRow {
  readonly requirement: string;
  readonly title: string;
  readonly wish: (sources: Sources) => Wish;
  /** The sources that each query asks for; none asks for the group. */
  readonly asked: (sources: Sources) => readonly (readonly Address[])[];
  /** Without one, silence. */
  readonly answer?: (sources: Sources) => Omit<WantedRecord, 'group'>;
}

const answers: Readonly<Record<string, AnswerRow>> = {
  'group-include': {
    requirement: 'v2h-masq-record',
    title: 'a query about a group of which two sources are wanted: INCLUDE mode with both',
    wish: ([a, b]) => include(a, b),
    asked: () => [[]],
    answer: ([a, b]) => ({ type: RECORD.isInclude, sources: [a, b] }),
  },
  'group-exclude': {
    requirement: 'v2h-masq-record',
    title: 'a query about a group of which one source is not wanted: EXCLUDE mode with that one',
    wish: ([a]) => exclude(a),
    asked: () => [[]],
    answer: ([a]) => ({ type: RECORD.isExclude, sources: [a] }),
  },
  'sources-include': {
    requirement: 'v2h-massq-include',
    title: 'a query about two sources of which one is wanted: that one',
    wish: ([a, b]) => include(a, b),
    asked: ([, b, c]) => [[b, c]],
    answer: ([, b]) => ({ type: RECORD.isInclude, sources: [b] }),
  },
  'sources-exclude': {
    requirement: 'v2h-massq-exclude',
    title: 'a query about two sources of which one is not wanted: the other',
    wish: ([a, b]) => exclude(a, b),
    asked: ([, b, c]) => [[b, c]],
    answer: ([, , c]) => ({ type: RECORD.isInclude, sources: [c] }),
  },
  'sources-not-included': {
    requirement: 'v2h-is-in-never-empty',
    title: 'a query about a source that is not wanted: nothing',
    wish: ([a, b]) => include(a, b),
    asked: ([, , c]) => [[c]],
  },
  'sources-excluded': {
    requirement: 'v2h-massq-exclude',
    title: 'a query about a source that is excluded: nothing',
    wish: ([a]) => exclude(a),
    asked: ([a]) => [[a]],
  },
  'sources-twice': {
    requirement: 'v2h-massq-accumulate',
    title: 'queries about one source each, one after the other: both sources in one answer',
    wish: ([a, b, c]) => include(a, b, c),
    asked: ([a, b]) => [[a], [b]],
    answer: ([a, b]) => ({ type: RECORD.isInclude, sources: [a, b] }),
  },
};

/** The last of the queries. */
async function askAbout(t: TestContext, querier: Neighbor, group: Address, asked: readonly (readonly Address[])[]) {
  let sent = await ask(t, querier, 'a query', query2(querier, { group }, { sources: asked[0] ?? [] }));
  for (const sources of asked.slice(1)) sent = await ask(t, querier, 'another query', query2(querier, { group }, { sources }));
  return sent;
}

suite('Multicast listener: queries about sources', () => {
  for (const [name, { requirement, title, wish, asked, answer }] of Object.entries(answers))
    conformance({
      id: `mld.answer.${name}`,
      title,
      requirement,
      role: 'node',
      testbed: oneLink,
      profiles: ['current'],
      actions: ['filter-sources'],
      async run(t) {
        const querier = newQuerier(t);
        await speakVersion2(t, querier);
        const [group, sources] = [freshGroup(t), freshSources(t, 3) as Sources];
        await settledOn(t, group, wish(sources));
        const sent = await askAbout(t, querier, group, asked(sources));
        if (answer) {
          const given = await t.expect('the answer', reportOnly(group, answer(sources)), { since: sent, within: QUERY_DELAY });
          await t.expectNone('another one', anythingAbout(group), { since: given, for: seconds(2) });
        } else {
          await t.expectNone('a report of the group', anythingAbout(group), { since: sent, for: seconds(2) });
        }
      },
    });
});
