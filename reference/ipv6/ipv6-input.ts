import { formatAddress, isLinkLocal, isLoopback, isMulticast, isUnspecified, multicastScope, type Address } from '../net/address.js';
import { isGroupAddress, LINK_LAYER_BROADCAST } from '../net/link-layer-address.js';
import { equalOctets } from '../net/octets.js';
import { commonPrefixLength } from '../net/prefix.js';
import { Ethernet, ETHER_TYPE } from '../wire/ethernet.js';
import { decodeFrame, decodePacket, layer, type DecodedFrame } from '../wire/frame.js';
import { Ipv6 } from '../wire/ipv6.js';
import { NeighborSolicitation } from '../wire/nd.js';
import type { DiscardReason } from './discard-reasons.js';
import { forward } from './forwarding/forward.js';
import { processHeaders, type TakeFragment } from './header-chain.js';
import type { Ipv6Interface, ReceivedPacket } from './services.js';
import { IPV4_MAPPED_PREFIX } from './well-known-prefixes.js';

/** RFC 4291 section 2.7. */
const RESERVED_SCOPE = 0;
const INTERFACE_LOCAL_SCOPE = 1;

const IPV6_HEADER_OCTETS = Ipv6.encode().length;

type LinkPart = Pick<ReceivedPacket, 'linkLayerSource' | 'linkLayerDestination'>;

/** Takes an Ethernet frame from the link: filters, checks the IPv6 header, and processes what follows. */
export function receiveFrame(iface: Ipv6Interface, octets: Uint8Array, takeFragment: TakeFragment): void {
  const { context, name } = iface;
  if (iface.state === 'down') return void context.refuse('interface-down', name);
  if (iface.state === 'disabled') return void context.refuse('ipv6-disabled', name);
  const decoded = decodeFrame(octets);
  const [link] = decoded.layers;
  if (link === undefined || link.partial) return void context.refuse('ether-type', name);
  const { destination, source, etherType } = link.value as Ethernet;
  const isOurs = isGroupAddress(destination) || equalOctets(destination, iface.linkLayerAddress);
  if (!isOurs && context.refuse('link-layer-destination', name)) return;
  if (etherType !== ETHER_TYPE.ipv6) return void context.refuse('ether-type', name);
  receivePacket(iface, decoded, { linkLayerSource: source, linkLayerDestination: kindOf(destination) }, takeFragment);
}

/** A packet of the node for itself: from its IPv6 header on. */
export function receiveOwn(iface: Ipv6Interface, octets: Uint8Array, takeFragment: TakeFragment): void {
  if (iface.state !== 'up') return;
  receivePacket(iface, decodePacket(octets), { linkLayerSource: iface.linkLayerAddress, linkLayerDestination: 'unicast' }, takeFragment);
}

function kindOf(destination: Uint8Array): LinkPart['linkLayerDestination'] {
  if (!isGroupAddress(destination)) return 'unicast';
  return equalOctets(destination, LINK_LAYER_BROADCAST) ? 'broadcast' : 'multicast';
}

function receivePacket(iface: Ipv6Interface, decoded: DecodedFrame, link: LinkPart, takeFragment: TakeFragment): void {
  const { context, name } = iface;
  const network = decoded.layers.find(({ message }) => message === Ipv6);
  if (network === undefined || network.partial) return void context.refuse('ipv6-truncated', name);
  const header = network.value as Ipv6;
  countReceived(iface, header, decoded.octets.length - network.offset);
  if (!isIntact(iface, decoded, header)) return;
  const packet: ReceivedPacket = {
    iface,
    decoded,
    octets: decoded.octets.subarray(network.offset, network.offset + network.length + header.payloadLength),
    source: header.source,
    destination: header.destination,
    hopLimit: header.hopLimit,
    linkLayerSource: link.linkLayerSource,
    linkLayerDestination: link.linkLayerDestination,
    fragmented: false,
  };
  if (!hasPlausibleSource(packet)) return;
  if (isForProxy(packet)) return processHeaders(packet, takeFragment);
  if (isInTransit(packet)) return forward(packet);
  if (isForUs(packet)) processHeaders(packet, takeFragment);
}

function countReceived({ context }: Ipv6Interface, { destination, payloadLength }: Ipv6, present: number): void {
  context.count('ipv6.in');
  context.count('ipv6.in.octets', Math.min(present, IPV6_HEADER_OCTETS + payloadLength));
  if (isMulticast(destination)) context.count('ipv6.in.multicast');
}

/** RFC 8200 section 3. */
function isIntact(iface: Ipv6Interface, decoded: DecodedFrame, header: Ipv6): boolean {
  const { context, name } = iface;
  if (header.version !== 6 && context.refuse('ipv6-version', name, `${header.version}`)) return false;
  return decoded.stopped?.path !== 'ipv6.payloadLength' || !context.refuse('ipv6-payload-length', name, `${decoded.stopped.needed}`);
}

type AddressRule = readonly [DiscardReason, (address: Address, iface: Ipv6Interface) => boolean];

const isMapped = (address: Address): boolean => commonPrefixLength(address, IPV4_MAPPED_PREFIX.address) >= IPV4_MAPPED_PREFIX.length;
const hasScope = (address: Address, scope: number): boolean => isMulticast(address) && multicastScope(address) === scope;

/** What KAME keeps there inside the kernel; RFC 4291 section 2.5.6 has 54 zero bits behind the prefix. */
const hasEmbeddedZone = (address: Address, { variables }: Ipv6Interface): boolean =>
  variables.features.refuseEmbeddedZones && isLinkLocal(address) && (address[2] !== 0 || address[3] !== 0);

const SOURCE_RULES: readonly AddressRule[] = [
  ['source-multicast', isMulticast],
  ['source-loopback', isLoopback],
  ['ipv4-mapped-address', isMapped],
  ['embedded-zone', hasEmbeddedZone],
];

/** A group that no rule about scopes concerns, and that was not joined. */
const isForeignGroup = (address: Address, iface: Ipv6Interface): boolean =>
  isMulticast(address) && multicastScope(address) > INTERFACE_LOCAL_SCOPE && !iface.groups.accepts(address);

/** An address of some other node. */
const isForeignUnicast = (address: Address, iface: Ipv6Interface): boolean =>
  !isMulticast(address) &&
  !isUnspecified(address) &&
  !isLoopback(address) &&
  (iface.addresses.find(address)?.detection ?? 'duplicate') === 'duplicate';

/** RFC 4861 section 7.3.3: a neighbour probes what it was told by a proxy with unicast solicitations. */
const isForProxy = ({ iface, destination, decoded }: ReceivedPacket): boolean =>
  iface.proxies.find(destination) !== undefined && layer(decoded, NeighborSolicitation) !== undefined;

/** For a node that a router may send it on to, if the router is asked by the frame itself. */
const isInTransit = ({ iface, destination }: ReceivedPacket): boolean =>
  iface.variables.isRouter &&
  isForeignUnicast(destination, iface) &&
  !isMapped(destination) &&
  iface.context.routing.holder(destination) === undefined;

const DESTINATION_RULES: readonly AddressRule[] = [
  ['destination-unspecified', isUnspecified],
  ['destination-loopback', isLoopback],
  ['ipv4-mapped-address', isMapped],
  ['embedded-zone', hasEmbeddedZone],
  ['multicast-scope-reserved', (address) => hasScope(address, RESERVED_SCOPE)],
  ['multicast-interface-local', (address) => hasScope(address, INTERFACE_LOCAL_SCOPE)],
  ['multicast-not-joined', isForeignGroup],
  ['destination-tentative', (address, iface) => iface.addresses.find(address)?.detection === 'tentative'],
  ['destination-not-ours', (address, iface) => isForeignUnicast(address, iface) && iface.context.routing.holder(address) === undefined],
];

const hasPlausibleSource = ({ iface, source }: ReceivedPacket): boolean => obeys(SOURCE_RULES, source, iface);

const isForUs = ({ iface, destination }: ReceivedPacket): boolean => obeys(DESTINATION_RULES, destination, iface);

function obeys(rules: readonly AddressRule[], address: Address, iface: Ipv6Interface): boolean {
  for (const [reason, isBroken] of rules)
    if (isBroken(address, iface) && iface.context.refuse(reason, iface.name, formatAddress(address))) return false;
  return true;
}
