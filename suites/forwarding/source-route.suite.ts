import '../ledger/ledger.js';
import { address, ALL_NODES, LOOPBACK, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { routing0 } from '../../reference/wire/extension-headers.js';
import type { FrameDraft, LayerDraft } from '../../reference/wire/frame.js';
import type { Ipv6Draft } from '../../reference/wire/ipv6.js';
import { ERRONEOUS_FIELD } from '../ipv6/outcomes.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { addressIn } from '../nd/device-addresses.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { expectRefused, expectSilentlyDropped, HOP_LIMIT_EXCEEDED, problem, tooBig } from './refusals.js';
import { betweenLinks, type Topology } from './topology.js';
import { acrossTo, cargo, expectDropped, packetBetween, sendTransit, sentOn } from './transit.js';

type Routing0Draft = NonNullable<Parameters<typeof routing0>[0]>;

/** The generation of RFC 2460: RFC 5095 has every node refuse what these tests ask for. */
const test = (row: Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'> & Partial<Pick<ConformanceTest, 'actions'>>): void =>
  conformance({
    ...{ role: 'router', testbed: twoLinks, profiles: ['book', 'kame'], actions: ['add-address'], ...row },
    id: `forwarding.source-route.${row.id}`,
  });

/** A packet for the router with a Routing header of type 0. */
const routed = ({ near }: Topology, route: Routing0Draft, load: LayerDraft, header?: Ipv6Draft): FrameDraft =>
  packetBetween(near.node, near.device, [routing0(route), load], header);

/** The packet as the router sends it on: its destination and the next address have changed places. */
const onward = ({ near }: Topology, next: Address, route: Routing0Draft, load: LayerDraft): FrameDraft =>
  packetBetween(near.node, next, [routing0(route), load]);

const elsewhere = (t: TestContext): Address => addressIn(t, t.prefixOn('link1'));

interface Route {
  readonly title: string;
  readonly before: (t: TestContext, topology: Topology, other: Address) => Routing0Draft;
  readonly after: (t: TestContext, topology: Topology, other: Address) => Routing0Draft;
}

const routes: Readonly<Record<string, Route>> = {
  only: {
    title: 'the only address',
    before: (_t, { far }) => ({ segmentsLeft: 1, addresses: [far.node] }),
    after: (_t, { near }) => ({ segmentsLeft: 0, addresses: [near.device] }),
  },
  first: {
    title: 'the first of two addresses, with two segments left',
    before: (_t, { far }, other) => ({ segmentsLeft: 2, addresses: [far.node, other] }),
    after: (_t, { near }, other) => ({ segmentsLeft: 1, addresses: [near.device, other] }),
  },
  last: {
    title: 'the last of two addresses, with one segment left',
    before: (_t, { far }, other) => ({ segmentsLeft: 1, addresses: [other, far.node] }),
    after: (_t, { near }, other) => ({ segmentsLeft: 0, addresses: [other, near.device] }),
  },
};

suite('Source routes of RFC 2460', () => {
  for (const [name, { title, before, after }] of Object.entries(routes))
    test({
      id: `forwarded-${name}`,
      title: `a packet is sent on to ${title}, which changes places with the destination`,
      requirement: 'rh-rh0-forward-book',
      async run(t) {
        const topology = await betweenLinks(t);
        const [load, other] = [cargo(t), elsewhere(t)];
        const sent = await sendTransit(t, topology, 'packet with a source route', routed(topology, before(t, topology, other), load));
        const wanted = sentOn(t, onward(topology, topology.far.node, after(t, topology, other), load), acrossTo(topology));
        await t.expect('the packet, on its way', wanted, { since: sent, within: ANSWER_TIME, link: topology.far.link });
      },
    });

  for (const [name, title, field, route] of [
    ['odd-length', 'an odd length', 'hdrExtLen', { segmentsLeft: 1, hdrExtLen: 3, surplus: new Uint8Array(8) }],
    ['too-many-segments', 'more segments left than addresses', 'segmentsLeft', { segmentsLeft: 2 }],
  ] as const)
    test({
      id: name,
      title: `a Routing header with ${title} is refused with Parameter Problem`,
      requirement: 'rh-rh0-forward-book',
      async run(t) {
        const topology = await betweenLinks(t);
        const draft = routed(topology, { addresses: [topology.far.node], ...route }, cargo(t));
        const sent = await sendTransit(t, topology, `packet with ${title} of its route`, draft);
        await expectRefused(t, topology, sent, draft, problem(ERRONEOUS_FIELD, draft.offsetOf(`routing0.${field}`)));
      },
    });

  for (const [name, title, requirement, next] of [
    ['to-group', 'to a group', 'rh-rh0-forward-book', (): Address => ALL_NODES],
    ['to-loopback', 'to the loopback address', 'fwd-dst-loopback-no', (): Address => LOOPBACK],
    ['to-unspecified', 'to the unspecified address', 'hdr-dst-unspecified-drop', (): Address => UNSPECIFIED],
    ['to-mapped', 'to an IPv4-mapped address', 'hdr-v4mapped-rthdr-drop', (): Address => address('::ffff:10.1.1.1')],
    [
      'to-smaller-scope',
      'from a global address to a link-local one',
      'rh-next-scope-smaller',
      ({ near }: Topology): Address => near.neighbor.linkLocal,
    ],
  ] as const)
    test({
      id: name,
      title: `a route that leads ${title} ends here`,
      requirement,
      actions: ['add-address', 'add-route'],
      async run(t) {
        const topology = await betweenLinks(t);
        // A way for whatever the router does not know.
        await t.do({ kind: 'add-route', link: topology.far.link, prefix: DEFAULT_ROUTE, gateway: topology.far.neighbor.linkLocal });
        const draft = routed(topology, { segmentsLeft: 1, addresses: [next(topology)] }, cargo(t));
        const sent = await sendTransit(t, topology, `packet with a route ${title}`, draft);
        await expectDropped(t, topology, sent, draft);
      },
    });

  test({
    id: 'from-group',
    title: 'a packet to a group goes no further, whatever its route says, and nobody is told',
    requirement: 'rh-rh0-forward-book',
    async run(t) {
      const topology = await betweenLinks(t);
      const { near, far } = topology;
      const draft = packetBetween(near.node, ALL_NODES, [routing0({ segmentsLeft: 1, addresses: [far.node] }), cargo(t)]);
      const sent = await sendTransit(t, topology, 'packet to all nodes with a route', draft);
      await expectSilentlyDropped(t, topology, sent, draft);
    },
  });

  test({
    id: 'hop-limit',
    title: 'a packet whose Hop Limit is used up gives Time Exceeded',
    requirement: 'rh-rh0-forward-book',
    async run(t) {
      const topology = await betweenLinks(t);
      const draft = routed(topology, { segmentsLeft: 1, addresses: [topology.far.node] }, cargo(t), { hopLimit: 1 });
      const sent = await sendTransit(t, topology, 'packet with a route and Hop Limit 1', draft);
      await expectRefused(t, topology, sent, draft, HOP_LIMIT_EXCEEDED);
    },
  });

  test({
    id: 'too-big',
    title: 'a packet that does not fit the next link of its route gives Packet Too Big',
    requirement: 'rh-mtu-after-processing',
    actions: ['add-address', 'set-variable'],
    async run(t) {
      const topology = await betweenLinks(t);
      await t.do({ kind: 'set-variable', link: topology.far.link, variable: 'linkMtu', value: MINIMUM_MTU });
      const draft = routed(topology, { segmentsLeft: 1, addresses: [topology.far.node] }, cargo(t, LINK_MTU - 40 - 24 - 8));
      const sent = await sendTransit(t, topology, `packet of ${LINK_MTU} octets with a route`, draft);
      await expectRefused(t, topology, sent, draft, tooBig(MINIMUM_MTU));
    },
  });
});
