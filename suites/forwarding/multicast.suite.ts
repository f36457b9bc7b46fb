import '../ledger/ledger.js';
import { address, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import type { FrameDraft, LayerDraft } from '../../reference/wire/frame.js';
import type { Ipv6Draft } from '../../reference/wire/ipv6.js';
import { unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { errorTo } from '../icmpv6/questions.js';
import { UNRECOGNIZED_OPTION } from '../ipv6/outcomes.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { processingHopByHop, twoLinks } from '../kit/testbed.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { addressIn } from '../nd/device-addresses.js';
import { freshGroup, routeGroups, sentOnToGroup } from './groups.js';
import { expectSilentlyDropped, problem, refusalMatch, tooBig } from './refusals.js';
import { betweenLinks, type Topology } from './topology.js';
import { cargo, copies, expectDropped, sendTransit, transit } from './transit.js';

type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'> & Partial<Pick<ConformanceTest, 'actions' | 'testbed'>>;

const test = (row: Row): void =>
  conformance({
    ...{ role: 'router', testbed: twoLinks, actions: ['add-address', 'add-multicast-route'], ...row },
    id: `forwarding.multicast.${row.id}`,
  });

/** RFC 4291 section 2.7. */
const SCOPES = { 'admin-local': 4, 'site-local': 5, 'organization-local': 8, global: 0xe, 'scope-f': 0xf } as const;
const GLOBAL = SCOPES.global;

const toGroup = (topology: Topology, group: Address, layers: readonly LayerDraft[], header: Ipv6Draft = {}): FrameDraft =>
  transit(topology, layers, { destination: group, ...header });

async function expectPassed(t: TestContext, topology: Topology, group: Address, draft: FrameDraft): Promise<Received> {
  const sent = await sendTransit(t, topology, 'packet to a group', draft);
  const wanted = sentOnToGroup(t, topology, group, draft);
  return t.expect('the packet, on the far link', wanted, { since: sent, within: ANSWER_TIME, link: topology.far.link });
}

/** Multicast is routed, as an ordinary packet shows. */
async function givenRouted(t: TestContext, topology: Topology): Promise<void> {
  await routeGroups(t, topology);
  const group = freshGroup(t, GLOBAL);
  await t.given('the device forwards packets to groups', () => expectPassed(t, topology, group, toGroup(topology, group, [cargo(t)])));
}

suite('Forwarding: packets to groups', () => {
  for (const [name, scope] of Object.entries(SCOPES))
    test({
      id: name,
      title: `a packet to a group of scope ${scope.toString(16)} goes where its route leads, once`,
      requirement: 'fwd-mcast-copied',
      async run(t) {
        const topology = await betweenLinks(t);
        await routeGroups(t, topology);
        const group = freshGroup(t, scope);
        const draft = toGroup(topology, group, [cargo(t)]);
        const passed = await expectPassed(t, topology, group, draft);
        await t.expectNone('the packet once more', copies(draft), { since: passed, for: ANSWER_TIME });
        await t.expectNone('the packet, where it came from', copies(draft), { since: passed, for: ANSWER_TIME, link: topology.near.link });
      },
    });

  test({
    id: 'no-route',
    title: 'a packet to a global group that no route concerns stays where it is, and nobody is told',
    requirement: 'fwd-dst-mcast-global',
    actions: ['add-address'],
    async run(t) {
      const topology = await betweenLinks(t);
      const draft = toGroup(topology, freshGroup(t, GLOBAL), [cargo(t)]);
      await expectSilentlyDropped(t, topology, await sendTransit(t, topology, 'packet to a group', draft), draft);
    },
  });

  test({
    id: 'other-source',
    title: 'a route for one source concerns no other',
    requirement: 'fwd-dst-mcast-global',
    async run(t) {
      const topology = await betweenLinks(t);
      const group = freshGroup(t, GLOBAL);
      await routeGroups(t, topology, { address: group, length: 128 }, topology.near.node);
      await t.given('the route is used', () => expectPassed(t, topology, group, toGroup(topology, group, [cargo(t)])));
      const draft = toGroup(topology, group, [cargo(t)], { source: addressIn(t, topology.near.prefix) });
      await expectDropped(t, topology, await sendTransit(t, topology, 'packet from another source', draft), draft);
    },
  });
});

interface Confined {
  readonly requirement: string;
  readonly title: string;
  readonly group: (t: TestContext) => Address;
  readonly header?: (topology: Topology) => Ipv6Draft;
}

const inScope = (requirement: string, title: string, scope: number): Confined => ({
  requirement,
  title,
  group: (t) => freshGroup(t, scope),
});
const fromSource = (requirement: string, title: string, header: (topology: Topology) => Ipv6Draft): Confined => ({
  requirement,
  title,
  group: (t) => freshGroup(t, GLOBAL),
  header,
});

const confined: Readonly<Record<string, Confined>> = {
  'scope-0': inScope('hdr-mcast-scope0-drop', 'to a group of the reserved scope 0', 0),
  'interface-local': inScope('fwd-dst-mcast-link-no', 'to an interface-local group', 1),
  'link-local': inScope('fwd-dst-mcast-link-no', 'to a link-local group', 2),
  'all-nodes': { requirement: 'fwd-dst-mcast-link-no', title: 'to all nodes', group: () => address('ff02::1') },
  'realm-local': inScope('fwd-dst-mcast-realm-no', 'to a realm-local group', 3),
  'from-link-local': fromSource('scope-no-cross-zone', 'from a link-local address', ({ near }) => ({ source: near.neighbor.linkLocal })),
  'from-unspecified': fromSource('fwd-src-unspecified-no', 'from the unspecified address', () => ({ source: UNSPECIFIED })),
  'hop-limit-1': fromSource('fwd-mcast-hop-limit', 'whose Hop Limit is 1', () => ({ hopLimit: 1 })),
  'hop-limit-0': fromSource('fwd-mcast-hop-limit', 'whose Hop Limit is 0', () => ({ hopLimit: 0 })),
};

suite('Forwarding: packets to groups that stay on their link whatever the routes say', () => {
  for (const [name, { requirement, title, group, header }] of Object.entries(confined))
    test({
      id: name,
      title: `a packet ${title} is not forwarded`,
      requirement,
      async run(t) {
        const topology = await betweenLinks(t);
        await givenRouted(t, topology);
        const draft = toGroup(topology, group(t), [cargo(t)], header?.(topology));
        const sent = await sendTransit(t, topology, `packet ${title}`, draft);
        await expectDropped(t, topology, sent, draft, [topology.far.link]);
      },
    });

  test({
    id: 'zone-boundary',
    title: 'a packet does not leave the zone of its group, and one of a larger scope does',
    requirement: 'fwd-mcast-zone',
    actions: ['add-address', 'add-multicast-route', 'set-zone'],
    async run(t) {
      const topology = await betweenLinks(t);
      const { near, far } = topology;
      await t.do({ kind: 'set-zone', link: near.link, scope: SCOPES['site-local'], zone: 1 });
      await t.do({ kind: 'set-zone', link: far.link, scope: SCOPES['site-local'], zone: 2 });
      await routeGroups(t, topology);
      const larger = freshGroup(t, SCOPES['organization-local']);
      await t.given('a packet of a larger scope is forwarded', () =>
        expectPassed(t, topology, larger, toGroup(topology, larger, [cargo(t)])),
      );
      const draft = toGroup(topology, freshGroup(t, SCOPES['site-local']), [cargo(t)]);
      await expectSilentlyDropped(t, topology, await sendTransit(t, topology, 'packet to a group of the site', draft), draft);
    },
  });
});

const mute = {
  'hop-limit': { title: 'a Hop Limit that is used up', slug: 'hl', header: (): Ipv6Draft => ({ hopLimit: 1 }) },
  scope: {
    title: 'a link-local source',
    slug: 'scope',
    header: ({ near }: Topology): Ipv6Draft => ({ source: near.neighbor.linkLocal }),
  },
} as const;

suite('Forwarding: packets to groups and ICMPv6 errors', () => {
  for (const [name, { title, slug, header }] of Object.entries(mute))
    test({
      id: `no-error-${name}`,
      title: `${title} in a packet to a group brings no error`,
      requirement: `noerr-${slug}-on-mcast-dst`,
      async run(t) {
        const topology = await betweenLinks(t);
        await givenRouted(t, topology);
        const draft = toGroup(topology, freshGroup(t, GLOBAL), [cargo(t)], header(topology));
        const sent = await sendTransit(t, topology, `packet to a group with ${title}`, draft);
        await expectSilentlyDropped(t, topology, sent, draft);
      },
    });

  for (const [name, requirement, octets] of [
    ['full', 'err-ptb-multicast', LINK_MTU],
    ['by-one', 'noerr-exception-ptb-mcast', MINIMUM_MTU + 1],
  ] as const)
    test({
      id: `too-big-${name}`,
      title: `a packet of ${octets} octets to a group brings Packet Too Big where the next link takes ${MINIMUM_MTU}`,
      requirement,
      actions: ['add-address', 'add-multicast-route', 'set-variable'],
      async run(t) {
        const topology = await betweenLinks(t);
        await givenRouted(t, topology);
        await t.do({ kind: 'set-variable', link: topology.far.link, variable: 'linkMtu', value: MINIMUM_MTU });
        const draft = toGroup(topology, freshGroup(t, GLOBAL), [cargo(t, octets - 48)]);
        const sent = await sendTransit(t, topology, `packet of ${octets} octets to a group`, draft);
        await t.expect('Packet Too Big', refusalMatch(t, topology, draft, tooBig(MINIMUM_MTU)), { since: sent, within: ANSWER_TIME });
        await expectDropped(t, topology, sent, draft);
      },
    });

  for (const [bits, type] of Object.entries({ '10': 0x9b, '11': 0xdb }))
    test({
      id: `option-${bits}`,
      title: `an option of unknown type 0x${type.toString(16)} in a packet to a group brings ${bits === '10' ? 'Parameter Problem' : 'no error'}`,
      requirement: `opt-hbh-unrec-${bits}-transit`,
      testbed: processingHopByHop,
      async run(t) {
        const topology = await betweenLinks(t);
        await givenRouted(t, topology);
        const options = [unknownIpv6Option(type, t.random.octets(4))];
        const draft = toGroup(topology, freshGroup(t, GLOBAL), [hopByHop({ options }), cargo(t)]);
        const sent = await sendTransit(t, topology, 'packet with the option', draft);
        const refusal = refusalMatch(t, topology, draft, problem(UNRECOGNIZED_OPTION, draft.offsetOf('hopByHop.options[0].type')));
        if (bits === '10') await t.expect('Parameter Problem', refusal, { since: sent, within: ANSWER_TIME });
        await t.expectNone('an error more', errorTo(topology.near.node), { since: sent, for: ANSWER_TIME });
        await expectDropped(t, topology, sent, draft);
      },
    });
});
