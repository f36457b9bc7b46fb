import {
  formatAddress,
  INTERFACE_LOCAL_SCOPE,
  isLinkLocal,
  isLoopback,
  isMulticast,
  isUnicast,
  isUnspecified,
  multicastScope,
  type Address,
} from '../net/address.js';
import { commonPrefixLength } from '../net/prefix.js';
import { decodePacket, layer, type DecodedFrame, type Layer } from '../wire/frame.js';
import { Ipv6 } from '../wire/ipv6.js';
import { NeighborSolicitation } from '../wire/nd.js';
import type { DiscardReason } from './discard-reasons.js';
import { forward } from './forwarding/forward.js';
import { forwardToGroup } from '../multicast/forwarding/forward-to-group.js';
import { processHeaders, type TakeFragment } from './header-chain.js';
import { hasSoundLength, leavesLengthToOption, understandsJumbograms } from './jumbograms.js';
import type { ArrivedPacket, Ipv6Interface, ReceivedPacket } from './services.js';
import { IPV4_COMPATIBLE_PREFIX, IPV4_MAPPED_PREFIX } from './well-known-prefixes.js';

/** RFC 4291 section 2.7. */
const RESERVED_SCOPE = 0;

/** Takes what arrived from the link: filters, checks the IPv6 header, and processes what follows. */
export function receiveFrame(iface: Ipv6Interface, octets: Uint8Array, takeFragment: TakeFragment): void {
  const { context, name } = iface;
  if (iface.state === 'down') return void context.refuse('interface-down', name);
  if (iface.state === 'disabled') return void context.refuse('ipv6-disabled', name);
  const arrived = iface.link.open(octets);
  if (arrived !== undefined) receivePacket(iface, { ...arrived, isOwn: false }, takeFragment);
}

/** A packet of the node for itself: from its IPv6 header on. */
export function receiveOwn(iface: Ipv6Interface, octets: Uint8Array, takeFragment: TakeFragment): void {
  if (iface.state !== 'up') return;
  const arrived = {
    decoded: decodePacket(octets),
    linkLayerSource: iface.linkLayerAddress,
    linkLayerDestination: 'unicast',
    isOwn: true,
  } as const;
  receivePacket(iface, arrived, takeFragment);
}

function receivePacket(iface: Ipv6Interface, arrived: ArrivedPacket & Pick<ReceivedPacket, 'isOwn'>, takeFragment: TakeFragment): void {
  const { context, name } = iface;
  const { decoded } = arrived;
  const network = decoded.layers.find(({ message }) => message === Ipv6);
  if (network === undefined || network.partial) return void context.refuse('ipv6-truncated', name);
  const header = network.value as Ipv6;
  const end = endOf(decoded, network);
  countReceived(iface, header, Math.min(decoded.octets.length, end) - network.offset);
  if (!isIntact(iface, decoded, network)) return;
  const packet: ReceivedPacket = {
    iface,
    decoded,
    linkLayerSource: arrived.linkLayerSource,
    linkLayerDestination: arrived.linkLayerDestination,
    isOwn: arrived.isOwn,
    octets: decoded.octets.subarray(network.offset, end),
    source: header.source,
    destination: header.destination,
    hopLimit: header.hopLimit,
    fragmented: false,
  };
  if (!hasPlausibleSource(packet)) return;
  if (isForProxy(packet)) return processHeaders(packet, takeFragment);
  const isToForward = isInTransit(packet);
  if (isForGroups(packet) && !isAlsoForUs(packet, header)) return;
  if ((!isToForward && !isForUs(packet)) || !hasSoundLength(packet, header)) return;
  if (isToForward) forward(packet);
  else processHeaders(packet, takeFragment);
}

/** Where the packet ends, which may be before the frame does. One that says so nowhere is all that there is, to be quoted. */
function endOf({ octets, packetEnd }: DecodedFrame, { value, offset, length }: Layer): number {
  const header = value as Ipv6;
  const next = offset + length;
  if (!leavesLengthToOption(header)) return next + header.payloadLength;
  return packetEnd > next ? packetEnd : octets.length;
}

function countReceived({ context }: Ipv6Interface, { destination }: Ipv6, octets: number): void {
  context.count('ipv6.in');
  context.count('ipv6.in.octets', octets);
  if (isMulticast(destination)) context.count('ipv6.in.multicast');
}

/** RFC 8200 section 3. */
function isIntact(iface: Ipv6Interface, { stopped }: DecodedFrame, { value, offset, length }: Layer): boolean {
  const { context, name } = iface;
  const header = value as Ipv6;
  const { version } = header;
  if (version !== 6 && context.refuse('ipv6-version', name, `${version}`)) return false;
  // What the option says is nothing to a node that does not understand it.
  if (leavesLengthToOption(header) && !understandsJumbograms(iface)) return true;
  // The length of a packet within the packet concerns the end of its tunnel.
  const isTooLong = stopped?.path === 'ipv6.payloadLength' && stopped.offset < offset + length;
  return !isTooLong || !context.refuse('ipv6-payload-length', name, `${stopped.needed}`);
}

type AddressRule = readonly [DiscardReason, (address: Address, iface: Ipv6Interface, packet: ReceivedPacket) => boolean];

/** RFC 4291 section 2.5.3: on no interface but the one that has the address. */
const isForeignLoopback = (address: Address, iface: Ipv6Interface): boolean =>
  isLoopback(address) && iface.addresses.find(address) === undefined;

const isMapped = (address: Address): boolean => commonPrefixLength(address, IPV4_MAPPED_PREFIX.address) >= IPV4_MAPPED_PREFIX.length;
/** ::a.b.c.d, but for the two addresses of that form that mean something else. */
const isCompatible = (address: Address, { variables }: Ipv6Interface): boolean =>
  variables.features.refuseCompatibleAddresses &&
  commonPrefixLength(address, IPV4_COMPATIBLE_PREFIX.address) >= IPV4_COMPATIBLE_PREFIX.length &&
  !isUnspecified(address) &&
  !isLoopback(address);
const hasScope = (address: Address, scope: number): boolean => isMulticast(address) && multicastScope(address) === scope;

/** What KAME keeps there inside the kernel; RFC 4291 section 2.5.6 has 54 zero bits behind the prefix. */
const hasEmbeddedZone = (address: Address, { variables }: Ipv6Interface): boolean =>
  variables.features.refuseEmbeddedZones && isLinkLocal(address) && (address[2] !== 0 || address[3] !== 0);

const SOURCE_RULES: readonly AddressRule[] = [
  ['source-multicast', isMulticast],
  ['source-loopback', isForeignLoopback],
  ['ipv4-mapped-address', isMapped],
  ['ipv4-compatible-address', isCompatible],
  ['embedded-zone', hasEmbeddedZone],
];

/** A group that no rule about scopes concerns, and that was not joined. */
const isForeignGroup = (address: Address, iface: Ipv6Interface): boolean =>
  isMulticast(address) && multicastScope(address) > INTERFACE_LOCAL_SCOPE && !iface.groups.accepts(address);

/** An address of some other node. */
const isForeignUnicast = (address: Address, iface: Ipv6Interface): boolean =>
  isUnicast(address) && !isLoopback(address) && (iface.addresses.find(address)?.detection ?? 'duplicate') === 'duplicate';

/** RFC 4861 section 7.3.3: a neighbour probes what it was told by a proxy with unicast solicitations. */
const isForProxy = ({ iface, destination, decoded }: ReceivedPacket): boolean =>
  iface.proxies.find(destination) !== undefined && layer(decoded, NeighborSolicitation) !== undefined;

/** For a node that a router may send it on to, if the router is asked by the frame itself. */
const isInTransit = ({ iface, destination }: ReceivedPacket): boolean =>
  iface.variables.isRouter &&
  isForeignUnicast(destination, iface) &&
  !isMapped(destination) &&
  !isCompatible(destination, iface) &&
  iface.context.routing.holder(destination) === undefined;

/** A router may have to send it on, whether it listens itself or not. */
const isForGroups = ({ iface, destination, isOwn }: ReceivedPacket): boolean =>
  iface.variables.isRouter && isMulticast(destination) && !isOwn;

/** Sends the packet on. What concerned a route is for the node itself only where it listens. */
function isAlsoForUs(packet: ReceivedPacket, header: Ipv6): boolean {
  const passage = forwardToGroup(packet, header);
  return passage === 'none' || (passage === 'done' && packet.iface.groups.accepts(packet.destination));
}

const DESTINATION_RULES: readonly AddressRule[] = [
  ['destination-unspecified', isUnspecified],
  ['destination-loopback', isForeignLoopback],
  ['ipv4-mapped-address', isMapped],
  ['ipv4-compatible-address', isCompatible],
  ['embedded-zone', hasEmbeddedZone],
  ['multicast-scope-reserved', (address) => hasScope(address, RESERVED_SCOPE)],
  ['multicast-interface-local', (address, _iface, { isOwn }) => hasScope(address, INTERFACE_LOCAL_SCOPE) && !isOwn],
  ['multicast-not-joined', isForeignGroup],
  ['destination-tentative', (address, iface) => iface.addresses.find(address)?.detection === 'tentative'],
  ['destination-not-ours', (address, iface) => isForeignUnicast(address, iface) && iface.context.routing.holder(address) === undefined],
];

const hasPlausibleSource = (packet: ReceivedPacket): boolean => obeys(SOURCE_RULES, packet.source, packet);

const isForUs = (packet: ReceivedPacket): boolean => obeys(DESTINATION_RULES, packet.destination, packet);

function obeys(rules: readonly AddressRule[], address: Address, packet: ReceivedPacket): boolean {
  const { iface } = packet;
  for (const [reason, isBroken] of rules)
    if (isBroken(address, iface, packet) && iface.context.refuse(reason, iface.name, formatAddress(address))) return false;
  return true;
}
