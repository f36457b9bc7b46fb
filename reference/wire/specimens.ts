import { address } from '../net/address.js';
import { concat, fromHex } from '../net/octets.js';
import { linkLayerAddress, multicastLinkLayerAddress } from '../net/link-layer-address.js';
import * as headers from './extension-headers.js';
import { ethernet, pppoeSession } from './ethernet.js';
import { frame, withEthernet, type FrameDraft } from './frame-draft.js';
import * as icmpv6 from './icmpv6.js';
import { ipv6 } from './ipv6.js';
import { IPV4_SPECIMENS } from './ipv4-specimens.js';
import { aligned } from './ipv6-option-alignment.js';
import * as ipv6Options from './ipv6-options.js';
import { raw, type LayerDraft } from './layer-draft.js';
import { linuxCooked, linuxCooked2, LINK_TYPE, loopback } from './link-headers.js';
import * as mld from './mld.js';
import * as nd from './nd.js';
import * as information from './node-information.js';
import { ripng } from './ripng.js';
import * as renumbering from './router-renumbering.js';
import { udp } from './udp.js';

/** One well-formed Ethernet frame; together they hold every message and every option that the descriptions know. */
export interface Specimen {
  readonly name: string;
  readonly draft: FrameDraft;
}

const HOST = address('fe80::a8bb:ccff:fe00:1');
const ROUTER = address('fe80::a8bb:ccff:fe00:2');
const HOST_GLOBAL = address('2001:db8:1::a');
const REMOTE = address('2001:db8:2::b');
const WAYPOINT = address('2001:db8:3::c');
const GROUP = address('ff02::db8:1');
const ALL_NODES = address('ff02::1');
const HOST_MAC = linkLayerAddress([0x02, 0x00, 0x5e, 0x10, 0x00, 0x01]);
const ROUTER_MAC = linkLayerAddress([0x02, 0x00, 0x5e, 0x10, 0x00, 0x02]);

const link = { source: ROUTER_MAC, destination: HOST_MAC };
const toHost = (...layers: readonly LayerDraft[]): FrameDraft =>
  withEthernet(frame(ipv6({ source: ROUTER, destination: HOST }), ...layers), link);
const fromAfar = (...layers: readonly LayerDraft[]): FrameDraft =>
  withEthernet(frame(ipv6({ source: REMOTE, destination: HOST_GLOBAL }), ...layers), link);
const toGroup = (group: typeof GROUP, ...layers: readonly LayerDraft[]): FrameDraft =>
  withEthernet(frame(ipv6({ source: ROUTER, destination: group }), ...layers), {
    source: ROUTER_MAC,
    destination: multicastLinkLayerAddress(group),
  });

const payload = fromHex('000102030405060708090a0b0c0d0e0f1011121314151617');
const echo = icmpv6.echoRequest({ identifier: 0x1234, sequence: 7, data: payload });
const hostPacket = ipv6({ source: ROUTER, destination: HOST });
/** The address field of cooked captures has eight octets. */
const cookedAddress = concat(ROUTER_MAC, [0, 0]);
const routerAlert = headers.hopByHop({ options: [ipv6Options.routerAlert()] });
/** What the host sent before: a packet to quote. */
const quoted = frame(
  ipv6({ source: HOST_GLOBAL, destination: REMOTE, hopLimit: 63 }),
  udp({ sourcePort: 40000, destinationPort: 33434, data: payload }),
).packet;

const ROUTER_OPTIONS: readonly nd.NdOptionDraft[] = [
  nd.sourceLinkLayerAddress(ROUTER_MAC),
  nd.mtu(1480),
  nd.prefixInformation({ prefix: address('2001:db8:1::'), routerAddress: true, validLifetime: 86_400, preferredLifetime: 14_400 }),
  nd.advertisementInterval(200_000),
  nd.homeAgentInformation({ preference: 5, lifetime: 1800 }),
  nd.routeInformation({ prefixLength: 48, preference: 1, routeLifetime: 600, prefix: address('2001:db8:2::').subarray(0, 8) }),
  nd.rdnss({ lifetime: 1200, addresses: [address('2001:db8::53'), address('2001:db8::54')] }),
  nd.dnssl({ lifetime: 1200, names: ['example.com', 'lab.example.org'] }),
  nd.captivePortal('https://portal.example/api'),
  nd.pref64({ scaledLifetime: 75, prefixLengthCode: 0, prefix: address('64:ff9b::').subarray(0, 12) }),
  nd.nonce(fromHex('a1a2a3a4a5a6')),
  nd.unknownOption({ type: 253, data: fromHex('010203040506') }),
];

const neighborDiscovery: readonly Specimen[] = [
  {
    name: 'router solicitation',
    draft: toGroup(address('ff02::2'), nd.routerSolicitation({ options: [nd.sourceLinkLayerAddress(ROUTER_MAC)] })),
  },
  {
    name: 'router advertisement',
    draft: toGroup(
      ALL_NODES,
      nd.routerAdvertisement({
        other: true,
        homeAgent: true,
        preference: 1,
        reachableTime: 30_000,
        retransTimer: 1000,
        options: ROUTER_OPTIONS,
      }),
    ),
  },
  {
    name: 'neighbor solicitation',
    draft: toGroup(address('ff02::1:ff00:1'), nd.neighborSolicitation({ target: HOST, options: [nd.sourceLinkLayerAddress(ROUTER_MAC)] })),
  },
  {
    name: 'neighbor advertisement',
    draft: toHost(
      nd.neighborAdvertisement({
        router: true,
        solicited: true,
        override: true,
        target: ROUTER,
        options: [nd.targetLinkLayerAddress(ROUTER_MAC)],
      }),
    ),
  },
  {
    name: 'redirect',
    draft: toHost(
      nd.redirect({ target: ROUTER, destination: REMOTE, options: [nd.targetLinkLayerAddress(ROUTER_MAC), nd.redirectedHeader(quoted)] }),
    ),
  },
];

const errors: readonly Specimen[] = [
  { name: 'destination unreachable', draft: fromAfar(icmpv6.destinationUnreachable({ code: 4, invokingPacket: quoted })) },
  { name: 'packet too big', draft: fromAfar(icmpv6.packetTooBig({ mtu: 1400, invokingPacket: quoted })) },
  { name: 'time exceeded', draft: fromAfar(icmpv6.timeExceeded({ invokingPacket: quoted })) },
  { name: 'parameter problem', draft: fromAfar(icmpv6.parameterProblem({ code: 1, pointer: 6, invokingPacket: quoted })) },
];

const listeners: readonly Specimen[] = [
  {
    name: 'multicast listener query',
    draft: toGroup(ALL_NODES, routerAlert, mld.multicastListenerQuery({ maximumResponseDelay: 10_000 })),
  },
  { name: 'multicast listener report', draft: toGroup(GROUP, routerAlert, mld.multicastListenerReport({ multicastAddress: GROUP })) },
  {
    name: 'multicast listener done',
    draft: toGroup(address('ff02::2'), routerAlert, mld.multicastListenerDone({ multicastAddress: GROUP })),
  },
  {
    name: 'multicast listener query, version 2',
    draft: toGroup(
      GROUP,
      routerAlert,
      mld.multicastListenerQuery2({ maximumResponseCode: 1000, multicastAddress: GROUP, suppress: true, sources: [HOST_GLOBAL, REMOTE] }),
    ),
  },
  {
    name: 'multicast listener report, version 2',
    draft: toGroup(
      address('ff02::16'),
      routerAlert,
      mld.multicastListenerReport2({
        records: [
          { recordType: 4, multicastAddress: GROUP },
          { recordType: 5, multicastAddress: GROUP, sources: [HOST_GLOBAL, REMOTE], auxData: fromHex('01020304') },
        ],
      }),
    ),
  },
];

const NONCE = fromHex('0102030405060708');

const nodeInformation: readonly Specimen[] = [
  {
    name: 'node information query',
    draft: toHost(
      information.nodeInformationQuery({
        code: 0,
        qtype: information.QTYPE.nodeAddresses,
        globalScope: true,
        linkLocal: true,
        all: true,
        nonce: NONCE,
        data: HOST,
      }),
    ),
  },
  {
    name: 'node information reply, refused',
    draft: toHost(information.nodeInformationReply({ code: 1, qtype: information.QTYPE.nodeName, nonce: NONCE })),
  },
  { name: 'node information reply, names', draft: toHost(information.nodeNameReply({ nonce: NONCE, names: ['host.example.com'] })) },
  {
    name: 'node information reply, addresses',
    draft: toHost(
      information.nodeAddressesReply({
        globalScope: true,
        truncated: true,
        nonce: NONCE,
        addresses: [{ address: HOST }, { address: HOST_GLOBAL }],
      }),
    ),
  },
];

const ALL_ROUTERS_IN_SITE = address('ff05::2');
const usePrefix: renumbering.UsePrefixPartDraft = {
  useLen: 48,
  keepLen: 16,
  flagMask: 0xc0,
  raFlags: 0x40,
  validLifetime: 28_800,
  preferredLifetime: 7200,
  decrementValid: true,
  usePrefix: address('2001:db8:9::'),
};

/** One operation in each: tshark takes all that follows the first Match-Prefix Part for Use-Prefix Parts. */
const renumberingCommand = (operation: renumbering.PrefixControlOperationDraft): FrameDraft =>
  toGroup(
    ALL_ROUTERS_IN_SITE,
    renumbering.routerRenumberingCommand({
      ...{ sequenceNumber: 0x01020304, segmentNumber: 7, resultRequested: true, allInterfaces: true, maxDelay: 1500 },
      operations: [operation],
    }),
  );

const routerRenumbering: readonly Specimen[] = [
  {
    name: 'router renumbering command, ADD',
    draft: renumberingCommand({ kind: 'addOperation', ordinal: 3, matchLen: 128, matchPrefix: HOST_GLOBAL, usePrefixes: [usePrefix] }),
  },
  {
    name: 'router renumbering command, CHANGE',
    draft: renumberingCommand({
      ...{ kind: 'changeOperation', ordinal: 2, matchLen: 64, minLen: 64, maxLen: 64, matchPrefix: address('2001:db8:1::') },
      usePrefixes: [usePrefix, { ...usePrefix, useLen: 64, keepLen: 0, decrementPreferred: true }],
    }),
  },
  {
    name: 'router renumbering command, SET-GLOBAL',
    draft: renumberingCommand({
      ...{ kind: 'setGlobalOperation', ordinal: 1, matchLen: 10, minLen: 10, matchPrefix: address('fec0::') },
      usePrefixes: [usePrefix],
    }),
  },
  {
    name: 'router renumbering command, unknown operation',
    draft: renumberingCommand({ opCode: 4, ordinal: 9, matchLen: 64, body: new Uint8Array(52) }),
  },
  {
    name: 'router renumbering result',
    draft: toHost(
      renumbering.routerRenumberingResult({
        sequenceNumber: 0x01020304,
        segmentNumber: 7,
        resultRequested: true,
        processedPreviously: true,
        matchReports: [
          { ordinal: 1, matchedLen: 64, interfaceIndex: 3, matchedPrefix: address('2001:db8:1::') },
          { outOfBounds: true, ordinal: 2 },
          { forbidden: true, ordinal: 3, matchedLen: 64, interfaceIndex: 4, matchedPrefix: address('2001:db8:2::') },
        ],
      }),
    ),
  },
  {
    name: 'sequence number reset',
    draft: toHost(renumbering.sequenceNumberReset({ sequenceNumber: 0x01020304, resultRequested: true })),
  },
];

const extensionHeaders: readonly Specimen[] = [
  {
    name: 'hop-by-hop options',
    draft: toHost(headers.hopByHop({ options: [ipv6Options.pad1(), ipv6Options.unknownIpv6Option(0x1e, fromHex('0102030405'))] }), echo),
  },
  {
    name: 'destination options',
    draft: fromAfar(headers.destinationOptions({ options: aligned([ipv6Options.tunnelEncapsulationLimit(4), ipv6Options.padN(3)]) }), echo),
  },
  {
    name: 'home address option',
    draft: fromAfar(headers.destinationOptions({ options: aligned([ipv6Options.homeAddress(address('2001:db8:9::1'))]) }), echo),
  },
  { name: 'routing header, type 0', draft: fromAfar(headers.routing0({ segmentsLeft: 1, addresses: [WAYPOINT, HOST_GLOBAL] }), echo) },
  { name: 'routing header, type 2', draft: fromAfar(headers.routing2({ homeAddress: WAYPOINT }), echo) },
  {
    name: 'segment routing header',
    draft: fromAfar(
      headers.routing4({
        segmentsLeft: 1,
        tag: 0xbeef,
        segments: [WAYPOINT, HOST_GLOBAL],
        options: [
          { kind: 'hmac', keyId: 17, hmac: new Uint8Array(32).fill(0x5a) },
          { kind: 'padN', data: new Uint8Array(1) },
          { kind: 'pad1' },
          { type: 124, data: fromHex('0102') },
        ],
      }),
      echo,
    ),
  },
  { name: 'routing header, unknown type', draft: fromAfar(headers.routingUnknown({ segmentsLeft: 0, data: new Uint8Array(4) }), echo) },
  { name: 'atomic fragment', draft: toHost(headers.fragment({ identification: 0xcafe }), echo) },
  {
    name: 'last fragment',
    draft: toHost(headers.fragment({ identification: 0xcafe, fragmentOffset: 185 }), raw(payload, 58)),
  },
  { name: 'no next header', draft: toHost(headers.noNextHeader({ data: payload })) },
  { name: 'unknown upper layer', draft: toHost(raw(payload, 253)) },
];

/** RFC 2473 section 4.1.1. */
const limit = (left: number): LayerDraft =>
  headers.destinationOptions({ options: aligned([ipv6Options.tunnelEncapsulationLimit(left), ipv6Options.padN(3)]) });

const upperLayers: readonly Specimen[] = [
  { name: 'echo request', draft: toHost(echo) },
  { name: 'echo reply', draft: toHost(icmpv6.echoReply({ identifier: 0x1234, sequence: 7, data: payload })) },
  { name: 'unknown ICMPv6 type', draft: toHost(icmpv6.unknownIcmpv6({ type: 201, body: payload })) },
  { name: 'UDP', draft: fromAfar(udp({ sourcePort: 40000, destinationPort: 40001, data: payload })) },
  {
    name: 'RIPng response',
    draft: toGroup(
      address('ff02::9'),
      udp({ sourcePort: 521, destinationPort: 521 }),
      ripng({
        entries: [
          { prefix: address('2001:db8:1::'), prefixLength: 48, metric: 3, routeTag: 0x1234 },
          { prefix: HOST, metric: 255 },
          { prefix: address('2001:db8:2::'), prefixLength: 64, metric: 16 },
        ],
      }),
    ),
  },
  { name: 'tunnelled packet', draft: fromAfar(ipv6({ source: HOST_GLOBAL, destination: REMOTE }), echo) },
  {
    name: 'packet in a tunnel in a tunnel, each with its limit',
    draft: fromAfar(
      ...[limit(3), ipv6({ source: HOST_GLOBAL, destination: REMOTE })],
      ...[limit(4), ipv6({ source: REMOTE, destination: HOST_GLOBAL, hopLimit: 63 }), echo],
    ),
  },
  {
    name: 'VLAN tag',
    draft: withEthernet(frame(ipv6({ source: ROUTER, destination: HOST }), echo), { ...link, vlan: { priority: 5, vlanIdentifier: 42 } }),
  },
];

/** A packet of over 65,535 octets (RFC 2675). */
export const JUMBOGRAM: Specimen = {
  name: 'jumbogram',
  draft: fromAfar(
    headers.hopByHop({ options: [ipv6Options.jumboPayload(8 + 8 + 66_000)] }),
    icmpv6.echoRequest({ identifier: 1, data: new Uint8Array(66_000) }),
  ),
};

/** The same packet behind the headers of other link types than Ethernet. */
export const LINK_SPECIMENS: readonly (Specimen & { readonly linkType: number })[] = [
  {
    name: 'Linux cooked',
    linkType: LINK_TYPE.linuxCooked,
    draft: frame(linuxCooked({ packetType: 4, address: cookedAddress }), hostPacket, echo),
  },
  {
    name: 'Linux cooked, version 2',
    linkType: LINK_TYPE.linuxCooked2,
    draft: frame(linuxCooked2({ interfaceIndex: 3, packetType: 2, address: cookedAddress }), hostPacket, echo),
  },
  { name: 'loopback', linkType: LINK_TYPE.null, draft: frame(loopback({ addressFamily: 0x1e000000 }), hostPacket, echo) },
  { name: 'raw IP', linkType: LINK_TYPE.raw, draft: frame(hostPacket, echo) },
  { name: 'raw IPv6', linkType: LINK_TYPE.rawIpv6, draft: frame(hostPacket, echo) },
];

export const SPECIMENS: readonly Specimen[] = [
  ...neighborDiscovery,
  ...errors,
  ...listeners,
  ...nodeInformation,
  ...routerRenumbering,
  ...extensionHeaders,
  ...upperLayers,
  ...IPV4_SPECIMENS,
  { name: 'PPPoE', draft: frame(ethernet(link), pppoeSession({ sessionId: 0x2a }), hostPacket, echo) },
];
