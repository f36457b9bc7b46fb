import { ALL_MLDV2_ROUTERS, ALL_NODES, UNSPECIFIED, address } from '../../../reference/net/address.js';
import { ethernet } from '../../../reference/wire/ethernet.js';
import { hopByHop } from '../../../reference/wire/extension-headers.js';
import { destinationUnreachable, echoReply, echoRequest, packetTooBig, timeExceeded } from '../../../reference/wire/icmpv6.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import { routerAlert } from '../../../reference/wire/ipv6-options.js';
import { multicastListenerQuery, multicastListenerReport2 } from '../../../reference/wire/mld.js';
import { redirect } from '../../../reference/wire/nd.js';
import { udp } from '../../../reference/wire/udp.js';
import { usual, type Scene } from './scene.js';
import { type CraftedViolation, data, lives, meet, messageNamed, packetOf, ping, pong, report, tellTimers } from './messages.js';

/** RFC 4884 sections 4, 7 and 8: the least that is quoted before an extension, an object, and a structure without checksum. */
const QUOTED = 128;
const OBJECT = [0, 8, 2, 1, 0, 0, 0, 1];
const STRUCTURE = [0x20, 0, 0, 0, ...OBJECT];

/** Time Exceeded about a short packet, padded to so many octets, with what follows the quote. */
function extended(s: Scene, octets: number, structure: readonly number[], change: (quote: Uint8Array) => unknown = () => undefined): void {
  const quote = new Uint8Array(octets);
  quote.set(packetOf(s.b.global, s.a.global, udp({ data })));
  change(quote);
  const invokingPacket = Uint8Array.from([...quote, ...structure]);
  s.send(0, s.a, { source: s.a.global, destination: s.b.global }, timeExceeded({ unused: (octets / 8) << 24, invokingPacket }));
}

export const icmpv6Violations: readonly CraftedViolation[] = [
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
    play(s) {
      tellTimers(s);
      const addresses = { source: s.b.linkLocal, destination: s.a.linkLocal, hopLimit: 128 };
      s.send(5_000, s.b, addresses, echoReply({ identifier: 7, sequence: 1, data }));
    },
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
      usual.resolution(s, 50, s.a, s.b);
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
      lives(s, 0, s.b, s.b.global);
      ping(s, 10, s.a, s.b.global);
      pong(s, 11, s.b.linkLocal);
      lives(s, 12_000, s.b, s.b.global);
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
    play(s) {
      lives(s, 0, s.a, s.a.global);
      report(s, packetOf(s.b.global, s.a.global, udp({ data: new Uint8Array(600) })).subarray(0, 200));
    },
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
  { rule: 'icmpv6.extension.quote', play: (s) => extended(s, QUOTED - 8, STRUCTURE) },
  {
    rule: 'icmpv6.extension.quote',
    play: (s) => extended(s, QUOTED, STRUCTURE, (octets) => octets.fill(1, QUOTED - 1, QUOTED)),
  },
  { rule: 'icmpv6.extension.structure', play: (s) => extended(s, QUOTED, [0x10, 0, 0, 0, ...OBJECT]) },
  { rule: 'icmpv6.extension.structure', play: (s) => extended(s, QUOTED, [0x20, 0, 0xde, 0xad, ...OBJECT]) },
  { rule: 'icmpv6.extension.structure', play: (s) => extended(s, QUOTED, [0x20, 0, 0, 0]) },
  { rule: 'icmpv6.extension.structure', play: (s) => extended(s, QUOTED, [0x20, 0, 0, 0, ...OBJECT, 0, 3, 1, 1]) },
  { rule: 'icmpv6.extension.structure', play: (s) => extended(s, QUOTED, [0x20, 0, 0, 0, 0, 12, 2, 1, 0, 0, 0, 1]) },
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
        { source: s.a.linkLocal, destination: ALL_MLDV2_ROUTERS, hopLimit: 255 },
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
        { source: s.a.linkLocal, destination: ALL_MLDV2_ROUTERS },
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
        { source: s.a.linkLocal, destination: ALL_MLDV2_ROUTERS },
        hopByHop({ options: [routerAlert()] }),
        multicastListenerReport2({ records: [{ multicastAddress: ALL_NODES }] }),
      ),
  },
];
