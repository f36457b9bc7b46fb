import '../ledger/ledger.js';
import { ALL_NODES, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { milliseconds, seconds } from '../../reference/time.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { padN } from '../../reference/wire/ipv6-options.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ask, listenerWith, query1, query2, QUERY_DELAY, type QueryDetails } from './listener.js';
import { anythingAbout, expectEachReported } from './records.js';

interface OddQuery {
  readonly requirement: string;
  readonly title: string;
  readonly draft: (querier: Neighbor, t: TestContext, group: Address) => FrameDraft;
}

const accepted: Readonly<Record<string, OddQuery>> = {
  'to-link-local': {
    requirement: 'mld-query-any-dst',
    title: 'a General Query to the link-local address',
    draft: (querier, t) => query2(querier, { destination: t.dut.linkLocal }),
  },
  'to-group': {
    requirement: 'mld-query-any-dst',
    title: 'a General Query to a group that is listened to',
    draft: (querier, _t, group) => query2(querier, { destination: group }),
  },
  'about-group-to-all-nodes': {
    requirement: 'mld-query-any-dst',
    title: 'a query about the group to all nodes',
    draft: (querier, _t, group) => query2(querier, { group, destination: ALL_NODES }),
  },
  code: { requirement: 'env-code-zero', title: 'a query with code 5', draft: (querier) => query2(querier, {}, { code: 5 }) },
  reserved: {
    requirement: 'env-reserved-zero',
    title: 'a query with reserved bits set',
    draft: (querier) => query2(querier, {}, { reserved: 0xffff, reserved2: 0xf }),
  },
  'suppress-flag': {
    requirement: 'v2h-s-flag-not-for-hosts',
    title: 'a query with the S flag, which is for routers',
    draft: (querier, _t, group) => query2(querier, { group }, { suppress: true }),
  },
  'extra-octets': {
    requirement: 'v2h-query-extra-bytes',
    title: 'a query with octets behind its format',
    draft: (querier) => query2(querier, {}, { surplus: new Uint8Array(12) }),
  },
};

suite('Multicast listener: queries that are answered all the same', () => {
  for (const [name, { requirement, title, draft }] of Object.entries(accepted))
    conformance({
      id: `mld.accepted.${name}`,
      title: `${title} is answered`,
      requirement,
      role: 'node',
      testbed: oneLink,
      profiles: ['current'],
      actions: ['join-group'],
      async run(t) {
        const { querier, groups } = await listenerWith(t, 1);
        const [group] = groups;
        const sent = await ask(t, querier, title, draft(querier, t, group));
        await expectEachReported(t, [group], { since: sent, within: QUERY_DELAY });
      },
    });
});

const withHeader = (header: NonNullable<QueryDetails['header']>) => (querier: Neighbor) => query2(querier, { header, delay: AT_ONCE });
const AT_ONCE = milliseconds(1);
const SHORT_QUERY = 20;

const refused: Readonly<Record<string, OddQuery>> = {
  'hop-limit-2': { requirement: 'mld-invalid-hl', title: 'a query with hop limit 2', draft: withHeader({ hopLimit: 2 }) },
  'hop-limit-255': { requirement: 'mld-invalid-hl', title: 'a query with hop limit 255', draft: withHeader({ hopLimit: 255 }) },
  'source-unspecified': { requirement: 'mld-invalid-hl', title: 'a query from ::', draft: withHeader({ source: UNSPECIFIED }) },
  'source-global': {
    requirement: 'mld-invalid-hl',
    title: 'a query from a global address',
    draft: (querier) => query2(querier, { header: { source: querier.address }, delay: AT_ONCE }),
  },
  'no-router-alert': {
    requirement: 'mld-invalid-nora',
    title: 'a query without Router Alert option',
    draft: (querier) => query2(querier, { before: [hopByHop({ options: [padN(6)] })], delay: AT_ONCE }),
  },
  'no-hop-by-hop': {
    requirement: 'mld-invalid-nora',
    title: 'a query without Hop-by-Hop Options header',
    draft: (querier) => query2(querier, { before: [], delay: AT_ONCE }),
  },
  'checksum-wrong': {
    requirement: 'env-checksum-recv',
    title: 'a query with a wrong checksum',
    draft: (querier) => query2(querier, { delay: AT_ONCE }, { checksum: 0x1234 }),
  },
  'length-26': {
    requirement: 'v2h-query-length-version',
    title: 'a query of 26 octets, of no version',
    draft: (querier) => query1(querier, { delay: AT_ONCE }, { surplus: new Uint8Array(2) }),
  },
  'length-20': {
    requirement: 'env-v1-length-short',
    title: 'a query of 20 octets',
    draft: (querier) => cutShort(query1(querier, { delay: AT_ONCE })),
  },
};

/** The message ends early; the lengths around it say so. */
function cutShort(draft: FrameDraft): FrameDraft {
  const [header, options, message] = draft.layers;
  if (!header || !options || !message) throw new Error('a query has three layers');
  return frame(header, options, { ...message, sent: SHORT_QUERY });
}

suite('Multicast listener: queries that are discarded', () => {
  for (const [name, { requirement, title, draft }] of Object.entries(refused))
    conformance({
      id: `mld.refused.${name}`,
      title: `${title} is not answered`,
      requirement,
      role: 'node',
      testbed: oneLink,
      profiles: ['current'],
      actions: ['join-group'],
      async run(t) {
        const { querier, groups } = await listenerWith(t, 1);
        const [group] = groups;
        const sent = await t.send(title, draft(querier, t, group), { from: querier });
        await t.expectNone('a report', anythingAbout(group), { since: sent, for: seconds(1) });
        const right = await ask(t, querier, 'a query with nothing wrong', query2(querier, { group }));
        await t.expect('a report', anythingAbout(group), { since: right, within: QUERY_DELAY });
      },
    });
});
