import { ALL_NODES, ALL_ROUTERS, address, solicitedNodeMulticast, UNSPECIFIED, type Address } from '../../../reference/net/address.js';
import { ethernet } from '../../../reference/wire/ethernet.js';
import { fragment, hopByHop } from '../../../reference/wire/extension-headers.js';
import { cut, raw, type LayerDraft } from '../../../reference/wire/frame.js';
import { destinationUnreachable, echoReply, echoRequest, packetTooBig, timeExceeded } from '../../../reference/wire/icmpv6.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import { routerAlert } from '../../../reference/wire/ipv6-options.js';
import { multicastListenerQuery, multicastListenerReport2 } from '../../../reference/wire/mld.js';
import {
  neighborAdvertisement,
  neighborSolicitation,
  redirect,
  routerAdvertisement,
  routerSolicitation,
} from '../../../reference/wire/nd.js';
import {
  dnssl,
  mtu,
  nonce,
  prefixInformation,
  rdnss,
  redirectedHeader,
  routeInformation,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
  unknownOption,
} from '../../../reference/wire/nd-options.js';
import { frame } from '../../../reference/wire/frame.js';
import { udp } from '../../../reference/wire/udp.js';
import type { Actor, Scene } from './scene.js';
import { usual } from './scene.js';

/** A conversation in which one node breaks one rule; other rules may be broken by the way. */
export interface CraftedViolation {
  readonly rule: string;
  play(s: Scene): void;
}

const MLDV2_ROUTERS = address('ff02::16');
const data = new Uint8Array(8);

type Build<F> = (fields: F) => LayerDraft;
type Fields = Readonly<Record<string, unknown>>;
interface MessageKind {
  readonly name: string;
  send(s: Scene, fields: Fields, hopLimit?: number): void;
}

const options = (s: Scene): readonly [ReturnType<typeof sourceLinkLayerAddress>] => [sourceLinkLayerAddress(s.a.mac)];
const solicit = (s: Scene, source: Address, destination: Address, target: Address, fields: Fields, hopLimit: number | undefined): void =>
  s.send(
    0,
    s.a,
    { source, destination, ...(hopLimit !== undefined && { hopLimit }) },
    (neighborSolicitation as Build<Fields>)({ target, ...fields }),
  );

/** Each Neighbor Discovery message, right but for the fields given. */
const MESSAGES: readonly MessageKind[] = [
  {
    name: 'router-solicitation',
    send: (s, fields, hopLimit) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_ROUTERS, ...(hopLimit !== undefined && { hopLimit }) },
        (routerSolicitation as Build<Fields>)({ options: options(s), ...fields }),
      ),
  },
  {
    name: 'router-advertisement',
    send: (s, fields, hopLimit) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_NODES, ...(hopLimit !== undefined && { hopLimit }) },
        (routerAdvertisement as Build<Fields>)({ options: options(s), ...fields }),
      ),
  },
  {
    name: 'dad-solicitation',
    send: (s, fields, hopLimit) => solicit(s, UNSPECIFIED, solicitedNodeMulticast(s.a.linkLocal), s.a.linkLocal, fields, hopLimit),
  },
  {
    name: 'multicast-solicitation-link-local',
    send: (s, fields, hopLimit) =>
      solicit(s, s.a.linkLocal, solicitedNodeMulticast(s.b.linkLocal), s.b.linkLocal, { options: options(s), ...fields }, hopLimit),
  },
  {
    name: 'multicast-solicitation-global',
    send: (s, fields, hopLimit) =>
      solicit(s, s.a.global, solicitedNodeMulticast(s.b.global), s.b.global, { options: options(s), ...fields }, hopLimit),
  },
  {
    name: 'unicast-solicitation',
    send: (s, fields, hopLimit) => solicit(s, s.a.linkLocal, s.b.linkLocal, s.b.linkLocal, { options: options(s), ...fields }, hopLimit),
  },
  {
    name: 'neighbor-advertisement',
    send: (s, fields, hopLimit) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_NODES, ...(hopLimit !== undefined && { hopLimit }) },
        (neighborAdvertisement as Build<Fields>)({
          target: s.a.linkLocal,
          override: true,
          options: [targetLinkLayerAddress(s.a.mac)],
          ...fields,
        }),
      ),
  },
  {
    name: 'redirect',
    send: (s, fields, hopLimit) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: s.b.global, ...(hopLimit !== undefined && { hopLimit }) },
        (redirect as Build<Fields>)({
          target: s.router.global,
          destination: s.router.global,
          options: [targetLinkLayerAddress(s.router.mac)],
          ...fields,
        }),
      ),
  },
];

const messageNamed = (name: string): MessageKind => MESSAGES.find((message) => message.name === name) as MessageKind;

const headerViolations = MESSAGES.flatMap(({ name, send }): CraftedViolation[] => [
  { rule: `nd.${name}.hop-limit`, play: (s) => send(s, {}, 64) },
  { rule: `nd.${name}.code`, play: (s) => send(s, { code: 1 }) },
  { rule: `nd.${name}.reserved`, play: (s) => send(s, { reserved: 1 }) },
]);

const solicitationViolations = [
  'dad-solicitation',
  'multicast-solicitation-link-local',
  'multicast-solicitation-global',
  'unicast-solicitation',
].flatMap((name): CraftedViolation[] => [
  {
    rule: `nd.${name}.destination`,
    play: (s) => messageNamed(name).send(s, { target: name.endsWith('global') ? s.router.global : s.router.linkLocal }),
  },
  ...(name.endsWith('link-local')
    ? []
    : [{ rule: `nd.${name}.target`, play: (s: Scene) => messageNamed(name).send(s, { target: address('ff02::1') }) }]),
]);

const advertise = (s: Scene, fields: Fields, atMs = 0): void =>
  s.send(
    atMs,
    s.a,
    { source: s.a.linkLocal, destination: ALL_NODES },
    (routerAdvertisement as Build<Fields>)({ options: options(s), ...fields }),
  );

const withOptions = (rule: string, list: (s: Scene) => readonly object[], fields: Fields = {}): CraftedViolation => ({
  rule: `nd.router-advertisement.${rule}`,
  play: (s) => advertise(s, { ...fields, options: list(s) }),
});

const packetOf = (source: Address, destination: Address, ...layers: readonly LayerDraft[]): Uint8Array =>
  frame(ipv6({ source, destination }), ...layers).octets;

/** An error of node a to node b about a packet of b. */
const report = (s: Scene, packet: Uint8Array, to: Address = s.b.global): void =>
  s.send(0, s.a, { source: s.a.global, destination: to }, destinationUnreachable({ code: 4, invokingPacket: packet }));

/** Both nodes are seen to hold their link-local addresses, and one resolves the other. */
function meet(s: Scene, atMs = 0): void {
  usual.solicitation(s, atMs, s.a, s.b.linkLocal);
  usual.answer(s, atMs + 1, s.b, s.b.linkLocal, s.a.linkLocal);
  usual.probe(s, atMs + 2, s.b, s.a.linkLocal);
  usual.answer(s, atMs + 3, s.a, s.a.linkLocal, s.b.linkLocal);
}

const ping = (s: Scene, atMs: number, from: Actor, to: Address, fields: Fields = {}): void =>
  s.send(
    atMs,
    from,
    { source: from.linkLocal, destination: to },
    (echoRequest as Build<Fields>)({ identifier: 7, sequence: 1, data, ...fields }),
  );
const pong = (s: Scene, atMs: number, source: Address, fields: Fields = {}): void =>
  s.send(atMs, s.b, { source, destination: s.a.linkLocal }, (echoReply as Build<Fields>)({ identifier: 7, sequence: 1, data, ...fields }));

const advertiseTo = (s: Scene, atMs: number, from: Actor, target: Address, destination: Address, fields: Fields): void =>
  s.send(
    atMs,
    from,
    { source: target, destination },
    (neighborAdvertisement as Build<Fields>)({
      target,
      solicited: true,
      override: true,
      options: [targetLinkLayerAddress(from.mac)],
      ...fields,
    }),
  );

/** Later sign of life, with the address that was asked for. */
const lives = (s: Scene, atMs: number, node: Actor, source: Address): void =>
  s.send(
    atMs,
    node,
    { source, destination: s.router.linkLocal },
    neighborSolicitation({ target: s.router.linkLocal, options: [sourceLinkLayerAddress(node.mac)] }),
  );

export const craftedViolations: readonly CraftedViolation[] = [
  { rule: 'ipv6.header.version', play: (s) => s.send(0, s.a, { version: 7, source: s.a.global, destination: s.b.global }, udp({ data })) },
  { rule: 'ipv6.source.not-multicast', play: (s) => s.send(0, s.a, { source: ALL_NODES, destination: s.b.global }, udp({ data })) },
  { rule: 'ipv6.address.not-loopback', play: (s) => s.send(0, s.a, { source: s.a.global, destination: address('::1') }, udp({ data })) },
  {
    rule: 'ipv6.destination.not-unspecified',
    play: (s) => s.send(0, s.a, { source: s.a.global, destination: UNSPECIFIED }, udp({ data })),
  },
  {
    rule: 'ipv6.source.not-mapped',
    play: (s) => s.send(0, s.a, { source: address('::ffff:192.0.2.1'), destination: s.b.global }, udp({ data })),
  },
  {
    rule: 'ipv6.destination.not-mapped',
    play: (s) => s.send(0, s.a, { source: s.a.global, destination: address('::ffff:192.0.2.1') }, udp({ data })),
  },
  {
    rule: 'ipv6.address.no-embedded-zone',
    play: (s) => s.send(0, s.a, { source: address('fe80:1::1'), destination: s.b.linkLocal }, udp({ data })),
  },
  {
    rule: 'ipv6.destination.scope-zero',
    play: (s) => s.send(0, s.a, { source: s.a.global, destination: address('ff00::5') }, udp({ data })),
  },
  {
    rule: 'ipv6.destination.interface-local',
    play: (s) => s.send(0, s.a, { source: s.a.global, destination: address('ff01::1') }, udp({ data })),
  },
  {
    rule: 'ipv6.multicast.mapping',
    play: (s) =>
      s.put(
        0,
        ethernet({ source: s.a.mac, destination: Uint8Array.of(0x33, 0x33, 0, 0, 0, 9) }),
        ipv6({ source: s.a.global, destination: ALL_NODES }),
        udp({ data }),
      ),
  },
  { rule: 'icmpv6.message.checksum', play: (s) => messageNamed('router-solicitation').send(s, { checksum: 0xdead }) },
  { rule: 'icmpv6.echo-reply.checksum', play: (s) => pong(s, 0, s.b.linkLocal, { checksum: 0xdead }) },
  {
    rule: 'icmpv6.echo-reply.hop-limit',
    play: (s) =>
      s.send(0, s.b, { source: s.b.linkLocal, destination: s.a.linkLocal, hopLimit: 128 }, echoReply({ identifier: 7, sequence: 1, data })),
  },
  { rule: 'icmpv6.echo-request.code', play: (s) => ping(s, 0, s.a, s.b.linkLocal, { code: 1 }) },
  { rule: 'icmpv6.echo-reply.code', play: (s) => pong(s, 0, s.b.linkLocal, { code: 1 }) },
  {
    rule: 'icmpv6.echo.link-local-answered',
    play(s) {
      meet(s);
      ping(s, 100, s.a, s.b.linkLocal);
      lives(s, 5_000, s.b, s.b.linkLocal);
      lives(s, 12_000, s.b, s.b.linkLocal);
    },
  },
  {
    rule: 'icmpv6.echo.global-answered',
    play(s) {
      lives(s, 0, s.b, s.b.global);
      s.send(100, s.a, { source: s.a.linkLocal, destination: s.b.global }, echoRequest({ identifier: 7, sequence: 1, data }));
      lives(s, 5_000, s.b, s.b.global);
      ping(s, 12_000, s.a, s.router.linkLocal);
    },
  },
  {
    rule: 'icmpv6.echo.multicast-source',
    play(s) {
      ping(s, 0, s.a, ALL_NODES);
      s.put(
        1,
        ethernet({ source: s.b.mac, destination: s.a.mac }),
        ipv6({ source: ALL_NODES, destination: s.a.linkLocal }),
        echoReply({ identifier: 7, sequence: 1, data }),
      );
    },
  },
  {
    rule: 'icmpv6.echo.source',
    play(s) {
      ping(s, 0, s.a, s.b.global);
      pong(s, 1, s.b.linkLocal);
    },
  },
  {
    rule: 'icmpv6.echo.data',
    play(s) {
      ping(s, 0, s.a, s.b.linkLocal);
      pong(s, 1, s.b.linkLocal, { data: new Uint8Array(7) });
    },
  },
  { rule: 'icmpv6.error.destination', play: (s) => report(s, packetOf(s.router.global, s.a.global, udp({ data }))) },
  {
    rule: 'icmpv6.error.quote',
    play: (s) => report(s, packetOf(s.b.global, s.a.global, udp({ data: new Uint8Array(600) })).subarray(0, 200)),
  },
  {
    rule: 'icmpv6.error.unused',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.global, destination: s.b.global },
        timeExceeded({ unused: 5, invokingPacket: packetOf(s.b.global, s.a.global, udp({ data })) }),
      ),
  },
  {
    rule: 'icmpv6.packet-too-big.code',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.global, destination: s.b.global },
        packetTooBig({ code: 1, invokingPacket: packetOf(s.b.global, s.a.global, udp({ data })) }),
      ),
  },
  {
    rule: 'icmpv6.packet-too-big.mtu',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.global, destination: s.b.global },
        packetTooBig({ mtu: 1000, invokingPacket: packetOf(s.b.global, s.a.global, udp({ data })) }),
      ),
  },
  {
    rule: 'icmpv6.error.not-about-error',
    play: (s) =>
      report(
        s,
        packetOf(s.b.global, s.a.global, destinationUnreachable({ invokingPacket: packetOf(s.a.global, s.b.global, udp({ data })) })),
      ),
  },
  {
    rule: 'icmpv6.error.not-about-redirect',
    play: (s) => report(s, packetOf(s.b.global, s.a.global, redirect({ target: s.router.linkLocal, destination: s.router.global }))),
  },
  { rule: 'icmpv6.error.not-about-multicast', play: (s) => report(s, packetOf(s.b.global, address('ff0e::5'), udp({ data }))) },
  { rule: 'icmpv6.error.not-about-ambiguous-source', play: (s) => report(s, packetOf(address('ff02::9'), s.a.global, udp({ data }))) },

  {
    rule: 'mld.message.hop-limit',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: MLDV2_ROUTERS, hopLimit: 255 },
        hopByHop({ options: [routerAlert()] }),
        multicastListenerReport2({ records: [{ multicastAddress: address('ff02::5') }] }),
      ),
  },
  {
    rule: 'mld.message.router-alert',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: MLDV2_ROUTERS },
        multicastListenerReport2({ records: [{ multicastAddress: address('ff02::5') }] }),
      ),
  },
  { rule: 'mld.report.source', play: (s) => usual.report(s, 0, s.a, s.a.linkLocal, s.a.global) },
  {
    rule: 'mld.query.source',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.global, destination: ALL_NODES },
        hopByHop({ options: [routerAlert()] }),
        multicastListenerQuery({ multicastAddress: UNSPECIFIED }),
      ),
  },
  {
    rule: 'mld.report.groups',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: MLDV2_ROUTERS },
        hopByHop({ options: [routerAlert()] }),
        multicastListenerReport2({ records: [{ multicastAddress: ALL_NODES }] }),
      ),
  },

  ...headerViolations,
  {
    rule: 'nd.options.well-formed',
    play: (s) =>
      messageNamed('router-solicitation').send(s, { options: [unknownOption({ type: 200, length: 0, data: new Uint8Array(6) })] }),
  },
  {
    rule: 'icmpv6.message.well-formed',
    play: (s) => s.send(0, s.a, { source: s.a.linkLocal, destination: s.b.linkLocal }, cut(echoRequest({ data }), 6)),
  },
  {
    rule: 'nd.options.link-layer-length',
    play: (s) => messageNamed('router-solicitation').send(s, { options: [sourceLinkLayerAddress(new Uint8Array(14))] }),
  },
  { rule: 'nd.options.placement', play: (s) => messageNamed('router-solicitation').send(s, { options: [...options(s), mtu(1500)] }) },
  {
    rule: 'nd.options.source-link-layer-address',
    play: (s) => messageNamed('router-solicitation').send(s, { options: [sourceLinkLayerAddress(s.b.mac)] }),
  },
  {
    rule: 'nd.message.unfragmented',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_ROUTERS, hopLimit: 255 },
        fragment({ identification: 5 }),
        routerSolicitation({ options: options(s) }),
      ),
  },

  ...solicitationViolations,
  {
    rule: 'nd.multicast-solicitation-link-local.source-link-layer-address',
    play: (s) => messageNamed('multicast-solicitation-link-local').send(s, { options: [] }),
  },
  {
    rule: 'nd.multicast-solicitation-global.source-link-layer-address',
    play: (s) => messageNamed('multicast-solicitation-global').send(s, { options: [] }),
  },
  { rule: 'nd.unicast-solicitation.source-link-layer-address', play: (s) => messageNamed('unicast-solicitation').send(s, { options: [] }) },
  { rule: 'nd.dad-solicitation.no-link-layer-address', play: (s) => messageNamed('dad-solicitation').send(s, { options: options(s) }) },
  {
    rule: 'nd.neighbor-solicitation.source',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: address('ff02::9'), destination: s.b.linkLocal },
        neighborSolicitation({ target: s.b.linkLocal, options: options(s) }),
      ),
  },
  {
    rule: 'nd.router-solicitation.destination',
    play: (s) => s.send(0, s.a, { source: s.a.linkLocal, destination: ALL_NODES }, routerSolicitation({ options: options(s) })),
  },
  {
    rule: 'nd.router-solicitation.no-link-layer-address',
    play: (s) => s.send(0, s.a, { source: UNSPECIFIED, destination: ALL_ROUTERS }, routerSolicitation({ options: options(s) })),
  },
  { rule: 'nd.router-solicitation.source-link-layer-address', play: (s) => messageNamed('router-solicitation').send(s, { options: [] }) },

  { rule: 'nd.neighbor-advertisement.target', play: (s) => messageNamed('neighbor-advertisement').send(s, { target: address('ff02::9') }) },
  {
    rule: 'nd.neighbor-advertisement.source',
    play: (s) => advertiseTo(s, 0, s.a, UNSPECIFIED, ALL_NODES, { solicited: false, target: s.a.linkLocal }),
  },
  {
    rule: 'nd.neighbor-advertisement.multicast-unsolicited',
    play: (s) => messageNamed('neighbor-advertisement').send(s, { solicited: true }),
  },
  {
    rule: 'nd.neighbor-advertisement.router-flag',
    play(s) {
      advertise(s, {});
      usual.probe(s, 1_000, s.b, s.a.linkLocal);
      usual.answer(s, 1_001, s.a, s.a.linkLocal, s.b.linkLocal);
    },
  },
  {
    rule: 'nd.solicited.answer-to-multicast',
    play(s) {
      usual.solicitation(s, 0, s.a, s.b.linkLocal);
      advertiseTo(s, 1, s.b, s.b.linkLocal, s.a.linkLocal, { override: false, options: [] });
    },
  },
  {
    rule: 'nd.solicited.answer-to-unicast',
    play(s) {
      usual.probe(s, 0, s.a, s.b.linkLocal);
      advertiseTo(s, 1, s.b, s.b.linkLocal, s.a.linkLocal, { solicited: false });
    },
  },
  {
    rule: 'nd.solicited.answer-to-dad',
    play(s) {
      usual.start(s, 0, s.a, s.b.global);
      advertiseTo(s, 101, s.b, s.b.global, ALL_NODES, {});
    },
  },
  {
    rule: 'nd.solicited.only-when-asked',
    play(s) {
      meet(s);
      advertiseTo(s, 20_000, s.b, s.b.linkLocal, s.a.linkLocal, {});
    },
  },
  {
    rule: 'nd.solicited.override',
    play(s) {
      meet(s);
      usual.probe(s, 10_000, s.a, s.b.linkLocal);
      advertiseTo(s, 10_001, s.b, s.b.linkLocal, s.a.linkLocal, { override: false });
    },
  },
  {
    rule: 'nd.unicast-solicitation.known-neighbor',
    play(s) {
      meet(s);
      s.put(
        10_000,
        ethernet({ source: s.a.mac, destination: s.router.mac }),
        ipv6({ source: s.a.linkLocal, destination: s.b.linkLocal }),
        neighborSolicitation({ target: s.b.linkLocal, options: options(s) }),
      );
    },
  },
  {
    rule: 'nd.address-resolution.interval',
    play(s) {
      usual.solicitation(s, 0, s.a, s.b.linkLocal);
      usual.solicitation(s, 200, s.a, s.b.linkLocal);
    },
  },
  {
    rule: 'nd.unreachability-detection.interval',
    play(s) {
      usual.probe(s, 0, s.a, s.b.linkLocal);
      usual.probe(s, 200, s.a, s.b.linkLocal);
    },
  },
  {
    rule: 'nd.unreachability-detection.count',
    play(s) {
      meet(s);
      for (let n = 0; n < 5; n++) usual.probe(s, 10_000 + 1_000 * n, s.a, s.b.linkLocal);
      usual.probe(s, 60_000, s.router, s.a.linkLocal);
    },
  },
  {
    rule: 'nd.unsolicited-advertisement.interval',
    play(s) {
      advertiseTo(s, 0, s.a, s.a.linkLocal, ALL_NODES, { solicited: false });
      advertiseTo(s, 100, s.a, s.a.linkLocal, ALL_NODES, { solicited: false });
    },
  },
  {
    rule: 'nd.dad-solicitation.interval',
    play(s) {
      usual.dad(s, 0, s.a, s.a.linkLocal);
      usual.dad(s, 300, s.a, s.a.linkLocal);
    },
  },
  {
    rule: 'nd.dad-solicitation.nonce',
    play(s) {
      messageNamed('dad-solicitation').send(s, { options: [nonce(Uint8Array.of(1, 2, 3, 4, 5, 6))] });
      s.send(
        1_000,
        s.a,
        { source: UNSPECIFIED, destination: solicitedNodeMulticast(s.a.linkLocal) },
        neighborSolicitation({ target: s.a.linkLocal, options: [nonce(Uint8Array.of(1, 2, 3, 4, 5, 6))] }),
      );
    },
  },
  {
    rule: 'nd.dad.tentative-source',
    play(s) {
      usual.start(s, 0, s.a);
      usual.solicitation(s, 400, s.a, s.b.linkLocal);
    },
  },
  {
    rule: 'nd.dad.wait',
    play(s) {
      usual.start(s, 0, s.a);
      advertiseTo(s, 400, s.a, s.a.linkLocal, ALL_NODES, { solicited: false });
    },
  },
  {
    rule: 'nd.dad.every-address',
    play(s) {
      usual.start(s, 0, s.a);
      usual.solicitation(s, 5_000, s.a, s.b.global, s.a.global);
    },
  },
  {
    rule: 'nd.dad.join-before',
    play(s) {
      usual.report(s, 0, s.a, s.b.linkLocal, UNSPECIFIED);
      usual.dad(s, 100, s.a, s.a.linkLocal);
    },
  },

  {
    rule: 'nd.router-advertisement.source',
    play: (s) => s.send(0, s.a, { source: s.a.global, destination: ALL_NODES }, routerAdvertisement({ options: options(s) })),
  },
  {
    rule: 'nd.router-advertisement.destination',
    play: (s) => s.send(0, s.a, { source: s.a.linkLocal, destination: ALL_ROUTERS }, routerAdvertisement({ options: options(s) })),
  },
  { rule: 'nd.router-advertisement.reachable-time', play: (s) => advertise(s, { reachableTime: 3_600_001 }) },
  { rule: 'nd.router-advertisement.preference', play: (s) => advertise(s, { preference: 2 }) },
  withOptions('prefix-fields', () => [prefixInformation({ prefix: address('2001:db8::1') })]),
  withOptions('prefix-lifetimes', () => [prefixInformation({ prefix: address('2001:db8::'), validLifetime: 10, preferredLifetime: 11 })]),
  withOptions('no-link-local-prefix', () => [prefixInformation({ prefix: address('fe80::') })]),
  withOptions('routes', () => [1, 2].map(() => routeInformation({ prefixLength: 48, prefix: address('2001:db8:9::').subarray(0, 8) }))),
  withOptions('dns-server-length', () => [rdnss({ addresses: [] })]),
  withOptions('dns-search-length', () => [dnssl({ names: [] })]),
  withOptions('flags-expansion', () => [unknownOption({ type: 26, data: new Uint8Array(6) })]),
  {
    rule: 'nd.router-advertisement.interval',
    play(s) {
      advertise(s, {});
      advertise(s, {}, 1_000);
    },
  },
  {
    rule: 'nd.router-advertisement.solicited',
    play(s) {
      advertise(s, {});
      s.send(
        10_000,
        s.b,
        { source: s.b.linkLocal, destination: ALL_ROUTERS },
        routerSolicitation({ options: [sourceLinkLayerAddress(s.b.mac)] }),
      );
      advertise(s, {}, 16_000);
    },
  },
  {
    rule: 'nd.router-solicitation.interval',
    play(s) {
      messageNamed('router-solicitation').send(s, {});
      s.send(1_000, s.a, { source: s.a.linkLocal, destination: ALL_ROUTERS }, routerSolicitation({ options: options(s) }));
    },
  },

  {
    rule: 'nd.redirect.source',
    play: (s) =>
      s.send(0, s.a, { source: s.a.global, destination: s.b.global }, redirect({ target: s.router.global, destination: s.router.global })),
  },
  {
    rule: 'nd.redirect.destination',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_NODES },
        redirect({ target: s.router.global, destination: s.router.global }),
      ),
  },
  { rule: 'nd.redirect.target', play: (s) => messageNamed('redirect').send(s, { target: s.b.global }) },
  {
    rule: 'nd.redirect.not-multicast',
    play: (s) => messageNamed('redirect').send(s, { target: address('ff0e::5'), destination: address('ff0e::5') }),
  },
  {
    rule: 'nd.redirect.size',
    play: (s) =>
      messageNamed('redirect').send(s, {
        options: [redirectedHeader(packetOf(s.b.global, s.router.global, udp({ data: new Uint8Array(1232) })))],
      }),
  },
  {
    rule: 'nd.redirect.cause',
    play: (s) =>
      messageNamed('redirect').send(s, { options: [redirectedHeader(packetOf(s.router.global, s.router.global, raw(data, 59)))] }),
  },
];
