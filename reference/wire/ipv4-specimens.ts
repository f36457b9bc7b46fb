import { address } from '../net/address.js';
import { ipv4Address } from '../net/ipv4-address.js';
import { LINK_LAYER_BROADCAST, linkLayerAddress } from '../net/link-layer-address.js';
import { fromHex } from '../net/octets.js';
import { arp, ARP_REPLY } from './arp.js';
import { frame, withEthernet, type FrameDraft } from './frame-draft.js';
import * as icmpv4 from './icmpv4.js';
import { echoRequest } from './icmpv6.js';
import { ipv4 } from './ipv4.js';
import { ipv6 } from './ipv6.js';
import { raw, type LayerDraft } from './layer-draft.js';
import { PROTOCOL } from './protocol-numbers.js';
import type { Specimen } from './specimens.js';
import { udp } from './udp.js';

const HOST = ipv4Address('192.0.2.10');
const ROUTER = ipv4Address('192.0.2.1');
const REMOTE = ipv4Address('198.51.100.7');
const HOST_MAC = linkLayerAddress([0x02, 0x00, 0x5e, 0x10, 0x00, 0x01]);
const ROUTER_MAC = linkLayerAddress([0x02, 0x00, 0x5e, 0x10, 0x00, 0x02]);

const link = { source: ROUTER_MAC, destination: HOST_MAC };
const payload = fromHex('000102030405060708090a0b0c0d0e0f1011121314151617');
const toHost = (header: Parameters<typeof ipv4>[0], ...layers: readonly LayerDraft[]): FrameDraft =>
  withEthernet(frame(ipv4({ source: REMOTE, destination: HOST, ...header }), ...layers), link);

const quoted = frame(
  ipv4({ source: HOST, destination: REMOTE, identification: 0x1234, dontFragment: true, timeToLive: 3 }),
  udp({ sourcePort: 40000, destinationPort: 33434, data: payload }),
).packet;
const inner = [
  ipv6({ source: address('2001:db8:1::a'), destination: address('2001:db8:2::b') }),
  echoRequest({ identifier: 0x1234, sequence: 7, data: payload }),
];
const innerIpv4 = [
  ipv4({ source: HOST, destination: REMOTE, identification: 0x4321 }),
  icmpv4.icmpv4EchoRequest({ identifier: 0x1234, sequence: 7, data: payload }),
];

export const IPV4_SPECIMENS: readonly Specimen[] = [
  {
    name: 'ARP request',
    draft: withEthernet(frame(arp({ senderHardwareAddress: HOST_MAC, senderProtocolAddress: HOST, targetProtocolAddress: ROUTER })), {
      source: HOST_MAC,
      destination: LINK_LAYER_BROADCAST,
    }),
  },
  {
    name: 'ARP reply',
    draft: withEthernet(
      frame(
        arp({
          operation: ARP_REPLY,
          senderHardwareAddress: ROUTER_MAC,
          senderProtocolAddress: ROUTER,
          targetHardwareAddress: HOST_MAC,
          targetProtocolAddress: HOST,
        }),
      ),
      link,
    ),
  },
  {
    name: 'ICMPv4 echo request, behind IPv4 options',
    draft: toHost(
      { identification: 0x1111, typeOfService: 0xb8, options: fromHex('94040000') },
      icmpv4.icmpv4EchoRequest({ identifier: 0x1234, sequence: 7, data: payload }),
    ),
  },
  { name: 'ICMPv4 echo reply', draft: toHost({}, icmpv4.icmpv4EchoReply({ identifier: 0x1234, sequence: 7, data: payload })) },
  {
    name: 'ICMPv4 destination unreachable',
    draft: toHost({}, icmpv4.icmpv4DestinationUnreachable({ code: 4, nextHopMtu: 1400, invokingPacket: quoted })),
  },
  { name: 'ICMPv4 time exceeded', draft: toHost({}, icmpv4.icmpv4TimeExceeded({ invokingPacket: quoted })) },
  { name: 'unknown ICMPv4 type', draft: toHost({}, icmpv4.unknownIcmpv4({ type: 201, body: payload })) },
  { name: 'UDP over IPv4', draft: toHost({ identification: 9 }, udp({ sourcePort: 40000, destinationPort: 40001, data: payload })) },
  {
    name: 'last fragment of an IPv4 packet',
    draft: toHost({ identification: 0xcafe, fragmentOffset: 185 }, raw(payload, PROTOCOL.icmpv4)),
  },
  { name: 'IPv6 in IPv4', draft: toHost({ identification: 5 }, ...inner) },
  { name: 'IPv4 in IPv4', draft: toHost({ identification: 6 }, ...innerIpv4) },
  {
    name: 'IPv4 in IPv6',
    draft: withEthernet(frame(ipv6({ source: address('2001:db8:1::a'), destination: address('2001:db8:2::b') }), ...innerIpv4), link),
  },
];
