import { address, type Address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import type { NodeBench } from '../node-bench.js';
import {
  ALL_NODES,
  answers,
  echoTo,
  FAR,
  introduce,
  LINK_LOCAL,
  PEER,
  ROUTER,
  ROUTER_MAC,
  SOLICITED_NODE,
  UNSPECIFIED,
} from '../settled-node.js';
import { milliseconds, seconds } from '../time.js';
import { destinationOptions, fragment, hopByHop, noNextHeader, routingUnknown } from '../wire/extension-headers.js';
import { frame } from '../wire/frame.js';
import { destinationUnreachable, echoReply, echoRequest, packetTooBig, unknownIcmpv6 } from '../wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../wire/ipv6.js';
import { routerAlert, unknownIpv6Option } from '../wire/ipv6-options.js';
import { cut, linkPadding, raw, type LayerDraft } from '../wire/layer-draft.js';
import { multicastListenerQuery, multicastListenerQuery2 } from '../wire/mld.js';
import { neighborAdvertisement, neighborSolicitation, redirect, routerAdvertisement, routerSolicitation } from '../wire/nd.js';
import { mtu, sourceLinkLayerAddress, targetLinkLayerAddress, unknownOption } from '../wire/nd-options.js';
import { udp } from '../wire/udp.js';
import type { DiscardReason } from './discard-reasons.js';
import type { RuleBreakingPackets } from './rule-breaking-packet.js';
import { RULE_BREAKING_NODE_INFORMATION } from './rule-breaking-node-information.js';
import { RULE_BREAKING_ROUTER_OPTIONS } from './rule-breaking-router-options.js';

const [NEW, ZONED] = [address('fe80::c'), address('fe80:1::b')];
const NEW_MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x0c]);
const slla = sourceLinkLayerAddress(NEW_MAC);
const tlla = targetLinkLayerAddress(NEW_MAC);
const zeroLength = { ...unknownOption({ type: 200 }), length: 0 };

const put = (bench: NodeBench, destination: Address, layers: readonly LayerDraft[], options = {}): void => {
  bench.send(destination, layers, options);
  bench.advance(milliseconds(10));
};
const echo =
  (destination: Address, change: Parameters<typeof ipv6>[0], between: readonly LayerDraft[] = []) =>
  (bench: NodeBench) =>
    put(bench, destination, [ipv6({ source: PEER, destination, ...change }), ...between, echoRequest({ identifier: 7 })]);

/** From a node that is not known yet: no link-layer address is learned from a message that is discarded. */
const knows = (neighbor: Address) => (bench: NodeBench) =>
  bench.node.interfaces()[0]!.neighbors.some((n) => String(n.address) === String(neighbor));
const ns =
  (change: Parameters<typeof neighborSolicitation>[0] = {}, header: Parameters<typeof ipv6>[0] = {}, destination = SOLICITED_NODE) =>
  (bench: NodeBench) =>
    put(bench, destination, [
      ipv6({ source: NEW, destination, ...header }),
      neighborSolicitation({ target: LINK_LOCAL, options: [slla], ...change }),
    ]);

/** The answer that a resolution waits for, wrong in one way. */
const na =
  (
    change: Parameters<typeof neighborAdvertisement>[0] = {},
    header: Parameters<typeof ipv6>[0] = {},
    destination = LINK_LOCAL,
    after: LayerDraft[] = [],
  ) =>
  (bench: NodeBench) => {
    put(bench, LINK_LOCAL, echoTo(LINK_LOCAL, NEW));
    const advertisement = neighborAdvertisement({ target: NEW, solicited: true, override: true, options: [tlla], ...change });
    put(bench, destination, [ipv6({ source: NEW, destination, ...header }), ...after, advertisement]);
  };

const SECOND = address('fe80::2');
const ra =
  (change: Parameters<typeof routerAdvertisement>[0] = {}, header: Parameters<typeof ipv6>[0] = {}, before: LayerDraft[] = []) =>
  (bench: NodeBench) =>
    put(bench, ALL_NODES, [
      ipv6({ source: SECOND, destination: ALL_NODES, ...header }),
      ...before,
      routerAdvertisement({ options: [slla], ...change }),
    ]);
const hasRouter = (router: Address) => (bench: NodeBench) => bench.node.interfaces()[0]!.routers.some((r) => String(r) === String(router));

const redirected =
  (change: Parameters<typeof redirect>[0] = {}, header: Parameters<typeof ipv6>[0] = {}, before: LayerDraft[] = []) =>
  (bench: NodeBench) =>
    put(
      bench,
      LINK_LOCAL,
      [
        ipv6({ source: ROUTER, destination: LINK_LOCAL, ...header }),
        ...before,
        redirect({ target: SECOND, destination: FAR, options: [tlla], ...change }),
      ],
      { from: ROUTER_MAC },
    );

const optionOf = (type: number) => [destinationOptions({ options: [unknownIpv6Option(type, new Uint8Array(4))] })];
const atomic = fragment({});
const datagram =
  (given: Parameters<typeof udp>[0] = {}) =>
  (bench: NodeBench) =>
    put(bench, LINK_LOCAL, [
      ipv6({ source: PEER, destination: LINK_LOCAL }),
      udp({ sourcePort: 1, destinationPort: 2, data: new Uint8Array(3), ...given }),
    ]);
const ALERT: readonly LayerDraft[] = [hopByHop({ options: [routerAlert()] })];
const query =
  (header: Parameters<typeof ipv6>[0] = {}, before: readonly LayerDraft[] = ALERT) =>
  (bench: NodeBench) => {
    bench.send(ALL_NODES, [
      ipv6({ source: ROUTER, destination: ALL_NODES, hopLimit: 1, ...header }),
      ...before,
      multicastListenerQuery2({ maximumResponseCode: 1 }),
    ]);
    bench.advance(seconds(1));
  };
const reports = (bench: NodeBench) => bench.heard.some(({ line }) => line.includes('MLDv2 report IS_EX'));

/** A big reply to the peer, cut or not: what the node believes about the way. */
const answeredBefore = (bench: NodeBench): NodeBench => (put(bench, LINK_LOCAL, echoTo(LINK_LOCAL, PEER)), bench);
const bigEchoAfter = (layers: readonly LayerDraft[]) => (bench: NodeBench) => {
  if (layers.length > 0) put(bench, LINK_LOCAL, layers);
  bench.heard.length = 0;
  put(bench, LINK_LOCAL, echoTo(LINK_LOCAL, PEER, [], new Uint8Array(1_300)));
};
const quoted = (source: Address) => frame(ipv6({ source, destination: PEER }), echoReply({})).packet;
const tooBig = (mtuOctets: number, source = LINK_LOCAL) => [
  ipv6({ source: ROUTER, destination: LINK_LOCAL }),
  packetTooBig({ mtu: mtuOctets, invokingPacket: quoted(source) }),
];

const fragments =
  (...pieces: readonly (readonly [offset: number, more: boolean, octets: Uint8Array, next?: number])[]) =>
  (bench: NodeBench) => {
    for (const [fragmentOffset, moreFragments, octets, next = 58] of pieces)
      put(bench, LINK_LOCAL, [
        ipv6({ source: PEER, destination: LINK_LOCAL }),
        fragment({ fragmentOffset, moreFragments, identification: 9 }),
        raw(octets, next),
      ]);
  };
const message = frame(ipv6({ source: PEER, destination: LINK_LOCAL }), echoRequest({ data: new Uint8Array(16) })).packet.subarray(
  IPV6_HEADER_OCTETS,
);

/** For each check, what tells a node that makes it from one that does not. */
export const RULE_BREAKING_PACKETS: RuleBreakingPackets = {
  'link-layer-destination': { send: (bench) => put(bench, LINK_LOCAL, echoTo(LINK_LOCAL), { to: NEW_MAC }), shows: 'echoReply' },
  'ipv6-version': { send: echo(LINK_LOCAL, { version: 5 }), shows: 'echoReply' },
  'ipv6-payload-length': { send: echo(LINK_LOCAL, { payloadLength: 100 }), shows: 'echoReply' },
  'source-multicast': { send: echo(LINK_LOCAL, { source: ALL_NODES }), shows: 'echoReply' },
  'source-loopback': { send: echo(LINK_LOCAL, { source: address('::1') }), shows: 'echoReply' },
  'destination-unspecified': { send: echo(UNSPECIFIED, {}), shows: 'echoReply' },
  'destination-loopback': { send: echo(address('::1'), {}), shows: 'echoReply' },
  'ipv4-mapped-address': { send: echo(LINK_LOCAL, { source: address('::ffff:10.1.1.1') }), shows: 'echoReply' },
  'ipv4-compatible-address': { send: echo(LINK_LOCAL, { source: address('::10.1.1.1') }), shows: 'echoReply' },
  'embedded-zone': { send: echo(LINK_LOCAL, { source: ZONED }), shows: 'neighborSolicitation' },
  'multicast-scope-reserved': { send: echo(address('ff00::1'), {}), shows: 'echoReply' },
  'multicast-interface-local': { send: echo(address('ff01::1'), {}), shows: 'echoReply' },
  'multicast-not-joined': { send: echo(address('ff02::1:ff00:dead'), {}), shows: 'echoReply' },
  'destination-not-ours': { send: echo(address('fe80::dead'), {}), shows: 'echoReply' },
  'destination-tentative': {
    send(bench) {
      bench.node.command({ kind: 'add-address', link: 'link0', address: NEW, prefixLength: 64 });
      echo(NEW, {})(bench);
    },
    shows: 'echoReply',
  },

  'option-discard': { send: echo(LINK_LOCAL, {}, optionOf(0x47)), shows: 'echoReply' },
  'option-report': { send: echo(LINK_LOCAL, {}, optionOf(0x87)), shows: 'echoReply' },
  'option-report-unicast': { send: echo(LINK_LOCAL, {}, optionOf(0xc7)), shows: 'echoReply' },
  'routing-segments-left': {
    send: echo(LINK_LOCAL, {}, [routingUnknown({ segmentsLeft: 1, data: new Uint8Array(4) })]),
    shows: 'echoReply',
  },
  'next-header-unrecognized': {
    send: (bench) =>
      put(bench, LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL, nextHeader: 200 }), raw(new Uint8Array(8), 200)]),
    shows: '!parameterProblem',
  },
  'no-next-header': {
    send: (bench) => put(bench, LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), noNextHeader({})]),
    shows: 'parameterProblem',
  },
  'fragment-length': { send: fragments([0, true, message.subarray(0, 12)]), shows: '!parameterProblem' },
  'fragment-overflow': { send: fragments([8_191, true, new Uint8Array(64)]), shows: '!parameterProblem' },
  'fragment-overlap': {
    send: fragments([0, true, message.subarray(0, 16)], [1, true, new Uint8Array(8).fill(9)], [2, false, message.subarray(16)]),
    shows: 'echoReply',
  },
  'fragment-header-chain': { send: fragments([0, true, Uint8Array.of(58, 1, 1, 4, 0, 0, 0, 0), 60]), shows: '!parameterProblem' },
  'reassembly-timeout': {
    send(bench) {
      fragments([0, true, message.subarray(0, 16)])(bench);
      bench.advance(seconds(59));
      introduce(bench, PEER);
      bench.advance(seconds(2));
    },
    shows: '!timeExceeded',
  },

  'icmpv6-checksum': {
    send: (bench) => put(bench, LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), echoRequest({ checksum: 1 })]),
    shows: 'echoReply',
  },
  'icmpv6-unknown-informational': {
    send: (bench) => put(bench, LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), unknownIcmpv6({ type: 200 })]),
    shows: 'parameterProblem',
  },
  'echo-source-unspecified': { send: echo(LINK_LOCAL, { source: UNSPECIFIED }), shows: 'echoReply' },
  'packet-too-big-minimum': { send: (bench) => bigEchoAfter(tooBig(1_000))(answeredBefore(bench)), shows: 'fragmentPayload' },
  'packet-too-big-foreign': { send: (bench) => bigEchoAfter(tooBig(1_280, PEER))(answeredBefore(bench)), shows: 'fragmentPayload' },
  'packet-too-big-unsent': { send: bigEchoAfter(tooBig(1_280)), shows: 'fragmentPayload' },
  'udp-length': { send: datagram({ length: 99 }), shows: 'destinationUnreachable' },
  'udp-checksum': { send: datagram({ checksum: 1 }), shows: 'destinationUnreachable' },
  'udp-checksum-zero': { send: datagram({ checksum: 0 }), shows: 'destinationUnreachable' },
  'udp-port-closed': { send: datagram(), shows: '!destinationUnreachable' },

  'ns-fragmented': {
    send: (bench) =>
      put(bench, SOLICITED_NODE, [
        ipv6({ source: NEW, destination: SOLICITED_NODE, hopLimit: 255 }),
        atomic,
        neighborSolicitation({ target: LINK_LOCAL, options: [slla] }),
      ]),
    shows: 'neighborAdvertisement',
  },
  'ns-hop-limit': { send: ns({}, { hopLimit: 254 }), shows: 'neighborAdvertisement' },
  'ns-checksum': { send: ns({ checksum: 1 }), shows: 'neighborAdvertisement' },
  'ns-code': { send: ns({ code: 1 }), shows: 'neighborAdvertisement' },
  'ns-length': {
    send(bench) {
      const whole = neighborSolicitation({ target: LINK_LOCAL, options: [slla] });
      const rest = frame(ipv6({ source: NEW, destination: SOLICITED_NODE }), whole).packet.subarray(56);
      put(bench, SOLICITED_NODE, [ipv6({ source: NEW, destination: SOLICITED_NODE }), cut(whole, 16), linkPadding(rest)]);
    },
    shows: 'neighborAdvertisement',
  },
  'ns-target-multicast': { send: ns({ target: ALL_NODES }, {}, LINK_LOCAL), shows: 'neighborAdvertisement' },
  'ns-option-length': { send: ns({ options: [slla, zeroLength] }), shows: 'neighborAdvertisement' },
  'ns-unspecified-destination': { send: ns({ options: [] }, { source: UNSPECIFIED }, ALL_NODES), shows: 'neighborAdvertisement' },
  'ns-unspecified-link-layer-address': { send: ns({}, { source: UNSPECIFIED }), shows: 'neighborAdvertisement' },
  'ns-target-not-assigned': { send: ns({ target: address('fe80::1:ff:fe00:a') }), shows: 'neighborAdvertisement' },
  'ns-target-tentative': {
    send(bench) {
      const target = address('fe80::1:ff:fe00:a');
      bench.node.command({ kind: 'add-address', link: 'link0', address: target, prefixLength: 64 });
      ns({ target })(bench);
    },
    shows: 'neighborAdvertisement',
  },

  'na-fragmented': { send: na({}, { hopLimit: 255 }, LINK_LOCAL, [atomic]), shows: 'echoReply' },
  'na-hop-limit': { send: na({}, { hopLimit: 254 }), shows: 'echoReply' },
  'na-checksum': { send: na({ checksum: 1 }), shows: 'echoReply' },
  'na-code': { send: na({ code: 1 }), shows: 'echoReply' },
  'na-length': {
    send(bench) {
      put(bench, LINK_LOCAL, echoTo(LINK_LOCAL, NEW));
      const whole = neighborAdvertisement({ target: NEW, solicited: true, override: true, options: [tlla] });
      const rest = frame(ipv6({ source: NEW, destination: LINK_LOCAL }), whole).packet.subarray(56);
      put(bench, LINK_LOCAL, [ipv6({ source: NEW, destination: LINK_LOCAL }), cut(whole, 16), linkPadding(rest)]);
    },
    shows: 'echoReply',
  },
  'na-target-multicast': {
    send: (bench) =>
      put(bench, LINK_LOCAL, [
        ipv6({ source: NEW, destination: LINK_LOCAL }),
        neighborAdvertisement({ target: ALL_NODES, options: [tlla] }),
      ]),
    shows: (bench) => bench.discarded('na-no-entry') > 0,
  },
  'na-solicited-multicast': { send: na({}, {}, ALL_NODES), shows: 'echoReply' },
  'na-option-length': { send: na({ options: [tlla, zeroLength] }), shows: 'echoReply' },
  'na-no-entry': {
    send: (bench) =>
      put(bench, ALL_NODES, [ipv6({ source: NEW, destination: ALL_NODES }), neighborAdvertisement({ target: NEW, options: [tlla] })]),
    shows: knows(NEW),
  },
  'na-no-override': {
    send: (bench) =>
      put(bench, ALL_NODES, [ipv6({ source: PEER, destination: ALL_NODES }), neighborAdvertisement({ target: PEER, options: [tlla] })]),
    shows: (bench) => bench.node.interfaces()[0]!.neighbors.some((n) => String(n.linkLayerAddress) === String(NEW_MAC)),
  },
  'na-own-address': {
    send: (bench) =>
      put(bench, ALL_NODES, [
        ipv6({ source: PEER, destination: ALL_NODES }),
        neighborAdvertisement({ target: LINK_LOCAL, options: [tlla] }),
      ]),
    shows: (bench) => bench.discarded('na-no-entry') > 0,
  },

  'rs-on-host': {
    send: (bench) => put(bench, ALL_NODES, [ipv6({ source: NEW, destination: ALL_NODES }), routerSolicitation({ options: [slla] })]),
    shows: knows(NEW),
  },
  'ra-fragmented': { send: ra({}, { hopLimit: 255 }, [atomic]), shows: hasRouter(SECOND) },
  'ra-source': { send: ra({}, { source: address('2001:db8::99') }), shows: hasRouter(address('2001:db8::99')) },
  'ra-hop-limit': { send: ra({}, { hopLimit: 254 }), shows: hasRouter(SECOND) },
  'ra-checksum': { send: ra({ checksum: 1 }), shows: hasRouter(SECOND) },
  'ra-code': { send: ra({ code: 1 }), shows: hasRouter(SECOND) },
  'ra-length': {
    send(bench) {
      const whole = routerAdvertisement({ options: [slla] });
      const rest = frame(ipv6({ source: SECOND, destination: ALL_NODES }), whole).packet.subarray(48);
      put(bench, ALL_NODES, [ipv6({ source: SECOND, destination: ALL_NODES }), cut(whole, 8), linkPadding(rest)]);
    },
    shows: hasRouter(SECOND),
  },
  'ra-option-length': { send: ra({ options: [slla, zeroLength] }), shows: hasRouter(SECOND) },
  'ra-mtu-range': { send: (bench) => bigEchoAfter([])(settledWith(bench, ra({ options: [mtu(1_000)] }))), shows: 'fragmentPayload' },
  ...RULE_BREAKING_ROUTER_OPTIONS,
  ...RULE_BREAKING_NODE_INFORMATION,

  'redirect-fragmented': { send: redirected({}, { hopLimit: 255 }, [atomic]), shows: knows(SECOND) },
  'redirect-source': {
    send: redirected({}, { source: address('2001:db8::1') }),
    shows: (bench) => bench.discarded('redirect-not-first-hop') > 0,
  },
  'redirect-hop-limit': { send: redirected({}, { hopLimit: 254 }), shows: knows(SECOND) },
  'redirect-checksum': { send: redirected({ checksum: 1 }), shows: knows(SECOND) },
  'redirect-code': { send: redirected({ code: 1 }), shows: knows(SECOND) },
  'redirect-length': {
    send(bench) {
      const whole = redirect({ target: SECOND, destination: FAR, options: [tlla] });
      const rest = frame(ipv6({ source: ROUTER, destination: LINK_LOCAL }), whole).packet.subarray(72);
      put(bench, LINK_LOCAL, [ipv6({ source: ROUTER, destination: LINK_LOCAL }), cut(whole, 32), linkPadding(rest)]);
    },
    shows: knows(SECOND),
  },
  'redirect-not-first-hop': { send: redirected({}, { source: NEW }), shows: knows(SECOND) },
  'redirect-destination-multicast': {
    send: redirected({ destination: address('ff0e::1') }),
    shows: (bench) => bench.discarded('redirect-not-first-hop') > 0,
  },
  'redirect-target': { send: redirected({ target: address('2001:db8::2') }), shows: knows(address('2001:db8::2')) },
  'redirect-option-length': { send: redirected({ options: [tlla, zeroLength] }), shows: knows(SECOND) },

  'mld-hop-limit': { send: query({ hopLimit: 2 }), shows: reports },
  'mld-source': { send: query({ source: address('2001:db8::1') }), shows: reports },
  'mld-router-alert': { send: query({}, []), shows: reports },
  'mld-length': {
    send(bench) {
      const odd = multicastListenerQuery({ maximumResponseDelay: 1, surplus: new Uint8Array(2) });
      put(bench, ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), ...ALERT, odd]);
    },
    shows: (bench) => bench.heard.some(({ decoded }) => decoded.layers.at(-1)?.name === 'multicastListenerReport'),
  },

  'error-about-error': {
    send: (bench) =>
      put(bench, LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), ...optionOf(0x87), destinationUnreachable({})]),
    shows: 'parameterProblem',
  },
  'error-about-redirect': {
    send: (bench) => put(bench, LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), ...optionOf(0x87), redirect({})]),
    shows: 'parameterProblem',
  },
  'error-multicast-destination': { send: echo(ALL_NODES, {}, optionOf(0xc7)), shows: 'parameterProblem' },
  'error-link-layer-multicast': {
    send: (bench) => put(bench, LINK_LOCAL, echoTo(LINK_LOCAL, PEER, optionOf(0xc7)), { to: linkLayerAddress([0x33, 0x33, 0, 0, 0, 1]) }),
    shows: 'parameterProblem',
  },
  'error-link-layer-broadcast': {
    send: (bench) =>
      put(bench, LINK_LOCAL, echoTo(LINK_LOCAL, PEER, optionOf(0xc7)), { to: linkLayerAddress([255, 255, 255, 255, 255, 255]) }),
    shows: 'parameterProblem',
  },
  'error-source': {
    send: echo(LINK_LOCAL, { source: UNSPECIFIED }, optionOf(0x87)),
    shows: (bench) => bench.discarded('error-source') === 0 && bench.heard.length > 0,
  },
  'error-rate': {
    send(bench) {
      for (let i = 0; i < 12; i++) put(bench, LINK_LOCAL, echoTo(LINK_LOCAL, PEER, optionOf(0x87)));
    },
    shows: (bench) => answers(bench).filter((name) => name === 'parameterProblem').length === 12,
  },
};

function settledWith(bench: NodeBench, change: (bench: NodeBench) => void): NodeBench {
  change(bench);
  return bench;
}

/** Nothing is left to process without these checks, or there is no message to send. */
export const CANNOT_BE_IGNORED: readonly DiscardReason[] = [
  'interface-down',
  'ipv6-disabled',
  'ether-type',
  'ipv6-truncated',
  'header-truncated',
  'option-malformed',
  'header-limit',
  'fragment-empty',
  'reassembly-limit',
  'icmpv6-truncated',
  'icmpv6-error-unmatched',
  'ns-looped-back',
  'na-no-link-layer-address',
  'ra-not-accepted',
  'dnssl-length',
  'ni-reply-unasked',
  'mld-group',
  'mld-not-for-listeners',
  'resolution-queue-overflow',
  'resolution-failed',
  'optimistic-queue-overflow',
  'optimistic-duplicate',
  'forward-no-route',
  'forward-rejected',
  // Between two links it has nowhere else to go.
  'forward-group-interface',
  'no-route',
  'no-source-address',
];
