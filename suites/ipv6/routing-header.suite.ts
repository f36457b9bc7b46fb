import '../ledger/ledger.js';
import { address, ALL_NODES, type Address } from '../../reference/net/address.js';
import {
  destinationOptions,
  fragment,
  hopByHop,
  routing0,
  routing2,
  routing4,
  routingUnknown,
} from '../../reference/wire/extension-headers.js';
import { padN } from '../../reference/wire/ipv6-options.js';
import type { LayerDraft } from '../../reference/wire/frame.js';
import { conformance, suite, type Profile } from '../kit/conformance.js';
import { absent } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ERRONEOUS_FIELD, expectDiscarded, expectOutcome, expectReply, outcomeInWords, type Outcome } from './outcomes.js';
import { filler } from './filler.js';
import { echoBehind, linkLocalEnds } from './probes.js';

interface RoutingRow {
  readonly requirement: string;
  readonly title: string;
  readonly outcome: Outcome;
  readonly headers: (t: TestContext) => readonly LayerDraft[];
  readonly destination?: Address;
  readonly profiles?: readonly Profile[];
}

const unknown = (segmentsLeft: number, routingType = 33): LayerDraft =>
  routingUnknown({ routingType, segmentsLeft, data: new Uint8Array(4) });
const sourceRoute = (t: TestContext, segmentsLeft: number): LayerDraft => routing0({ segmentsLeft, addresses: [t.tester.address] });
const segments = (t: TestContext, segmentsLeft: number): LayerDraft =>
  routing4({ segmentsLeft, segments: [t.dut.linkLocal, t.tester.address] });

const toMapped = routing0({ segmentsLeft: 1, addresses: [address('::ffff:10.1.1.1')] });

/** RFC 8200 section 4.4: discarded, with the type pointed at. */
const refused: Outcome = { code: ERRONEOUS_FIELD, at: 'routing.routingType' };

const rows: Readonly<Record<string, RoutingRow>> = {
  'unknown-none-left': { requirement: 'rh-unrec-sl0', title: 'type 33, none left', outcome: 'reply', headers: () => [unknown(0)] },
  'experiment-none-left': { requirement: 'rh-unrec-sl0', title: 'type 253, none left', outcome: 'reply', headers: () => [unknown(0, 253)] },
  'unknown-one-left': { requirement: 'rh-unrec-slnon0', title: 'type 33, one left', outcome: refused, headers: () => [unknown(1)] },
  'unknown-255-left': { requirement: 'rh-unrec-slnon0', title: 'type 33, 255 left', outcome: refused, headers: () => [unknown(255)] },
  'type-0-none-left': { requirement: 'rh-rh0-sl0', title: 'type 0, none left', outcome: 'reply', headers: (t) => [sourceRoute(t, 0)] },
  'type-0-one-left': {
    requirement: 'rh-rh0-slnon0-endnode',
    title: 'type 0, one left',
    outcome: refused,
    headers: (t) => [sourceRoute(t, 1)],
    profiles: ['current'],
  },
  'type-0-mapped': {
    requirement: 'hdr-v4mapped-rthdr-drop',
    title: 'type 0 with an IPv4-mapped address to go to',
    outcome: refused,
    headers: () => [toMapped],
    profiles: ['current'],
  },
  'type-0-mapped-book': {
    requirement: 'hdr-v4mapped-rthdr-drop',
    title: 'type 0 with an IPv4-mapped address to go to, at a node that follows routes',
    outcome: 'silence',
    headers: () => [toMapped],
    profiles: ['book', 'kame'],
  },
  'type-0-group': {
    requirement: 'rh-anycast-mcast-in-route',
    title: 'type 0 with a group to go to',
    outcome: refused,
    headers: () => [routing0({ segmentsLeft: 1, addresses: [ALL_NODES] })],
    profiles: ['current'],
  },
  'type-4-one-left': {
    requirement: 'rh-type4-not-configured',
    title: 'segment routing, one left',
    outcome: refused,
    headers: (t) => [segments(t, 1)],
  },
  'type-4-none-left': {
    requirement: 'rh-type4-not-configured',
    title: 'segment routing, none left',
    outcome: 'reply',
    headers: (t) => [segments(t, 0)],
  },
  'after-hop-by-hop': {
    requirement: 'rh-after-hbh-pointer',
    title: 'type 33, one left, after Hop-by-Hop Options',
    outcome: refused,
    headers: () => [hopByHop({ options: [padN(6)] }), unknown(1)],
  },
  'after-two': {
    requirement: 'rh-after-hbh-pointer',
    title: 'type 33, one left, after Hop-by-Hop and Destination Options',
    outcome: refused,
    headers: () => [hopByHop({ options: [padN(6)] }), destinationOptions({ options: filler(14) }), unknown(1)],
  },
  'second-one-left': {
    requirement: 'rh-unrec-slnon0',
    title: 'a second Routing header with one left',
    outcome: { code: ERRONEOUS_FIELD, at: 'routing[1].routingType' },
    headers: () => [unknown(0), unknown(1)],
  },
  'to-group': {
    requirement: 'rh-slnon0-multicast',
    title: 'type 33, one left, in a packet to all nodes',
    outcome: 'silence',
    headers: () => [unknown(1)],
    destination: ALL_NODES,
  },
  checksum: {
    requirement: 'ul-routing-header-final-dst',
    title: 'none left, with a checksum for the destination in the IPv6 header',
    outcome: 'reply',
    headers: (t) => [sourceRoute(t, 0), fragment({ identification: 6 })],
  },
};

suite('Routing headers', () => {
  for (const [name, { requirement, title, outcome, headers, destination, profiles }] of Object.entries(rows))
    conformance({
      id: `ipv6.routing.${name}`,
      title: `${title}: ${outcomeInWords(outcome)}`,
      requirement,
      role: 'node',
      testbed: oneLink,
      ...(profiles && { profiles }),
      async run(t) {
        const ends = linkLocalEnds(t);
        await expectOutcome(t, title, echoBehind(t, destination ? { ...ends, destination } : ends, headers(t)), outcome);
      },
    });

  conformance({
    id: 'ipv6.routing.type-2-one-left',
    title: "a Mobile IPv6 route to somebody else's home address: Parameter Problem or silence",
    requirement: 'rh-type2-not-mn',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const headers = [routing2({ segmentsLeft: 1, homeAddress: t.tester.address })];
      await expectDiscarded(t, 'type 2, one left', echoBehind(t, linkLocalEnds(t), headers), {
        code: ERRONEOUS_FIELD,
        at: 'routing.routingType',
      });
    },
  });

  for (const [name, header] of Object.entries({
    'type-0': sourceRoute,
    'type-33': (_t: TestContext, segmentsLeft: number) => unknown(segmentsLeft),
  }))
    conformance({
      id: `ipv6.routing.not-reversed-${name}`,
      title: `the reply to a packet that came by ${name} has no Routing header`,
      requirement: 'ul-no-route-reversal',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const probe = echoBehind(t, linkLocalEnds(t), [header(t, 0)]);
        t.require('no way back', await expectReply(t, 'Echo Request that came by a route', probe), { 'routing.routingType': absent });
      },
    });
});
