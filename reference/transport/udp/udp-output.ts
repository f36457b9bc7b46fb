import { isLinkLocal, isMulticast, isUnspecified, type Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';
import { commonPrefixLength } from '../../net/prefix.js';
import { IPV6_HEADER_OCTETS } from '../../wire/ipv6.js';
import { PROTOCOL } from '../../wire/protocol-numbers.js';
import { udp, UDP_HEADER_OCTETS } from '../../wire/udp.js';
import { isAssigned } from '../../ipv6/address-table.js';
import type { Ipv6Interface, OutgoingPacket } from '../../ipv6/services.js';
import { IPV4_MAPPED_PREFIX } from '../../ipv6/well-known-prefixes.js';
import { flowLabel } from '../flow-label.js';
import type { UdpConstants } from './constants.js';
import { understandsUdpJumbograms } from './udp-input.js';
import { areValid, isPort } from './udp-options.js';
import type { UdpOptions, UdpPeer, UdpProblem, UdpSending, UdpSocketView } from './udp-service.js';

/** What UDP uses of its node. */
export interface UdpOutlet {
  readonly interfaces: ReadonlyMap<string, Ipv6Interface>;
  /** The interface by which a packet leaves when nobody names one. */
  outgoing(destination: Address): Ipv6Interface | undefined;
  readonly constants: UdpConstants;
  /** Makes the flow labels unforeseeable. */
  readonly secret: () => Uint8Array;
}

const HEADERS = IPV6_HEADER_OCTETS + UDP_HEADER_OCTETS;
/** The Length field of UDP has 16 bits, and so has the Payload Length of IPv6. */
const LARGEST_DATAGRAM = 65_535 - UDP_HEADER_OCTETS;
/** The Hop-by-Hop Options header of a jumbogram, with its option. */
const JUMBO_HEADER = 8;

/** Sends a datagram of a socket: RFC 768, RFC 8200 section 8.1. */
export function sendDatagram(outlet: UdpOutlet, socket: UdpSocketView, given: UdpSending): Result<void, UdpProblem> {
  const { octets, to = socket.peer, ...own } = given;
  if (to === undefined) return failed('no-destination');
  const options: UdpOptions = { ...socket.options, ...own };
  if (!isPort(to.port) || !areValid(options)) return failed('invalid');
  const leaving = leavingInterface(outlet, socket, given, to.address);
  if (!leaving.ok) return leaving;
  const iface = leaving.value;
  const source = sourceOf(outlet, socket, given, { iface, destination: to.address, options });
  if (!source.ok) return source;
  const largest = largestPacket(iface, to.address, options);
  if (!fits(iface, octets.length, largest, options)) return failed('too-long');
  const hasLeft = iface.output.send({
    ...addressing(outlet, socket.port, to, { source: source.value, hasLabel: iface.variables.features.flowLabels }, options),
    layers: [udp({ sourcePort: socket.port, destinationPort: to.port, data: octets })],
    largest,
  });
  if (!hasLeft) return failed('no-route');
  iface.context.count('udp.out');
  return ok(undefined);
}

/** In one packet, or in what can be put together again. RFC 2675 section 3: a jumbogram must not be fragmented. */
function fits(iface: Ipv6Interface, octets: number, largest: number, { dontFragment = false }: UdpOptions): boolean {
  if (octets > LARGEST_DATAGRAM) return understandsUdpJumbograms(iface) && HEADERS + JUMBO_HEADER + octets <= largest;
  return !dontFragment || HEADERS + octets <= largest;
}

function addressing(
  { constants, secret }: UdpOutlet,
  sourcePort: number,
  to: UdpPeer,
  { source, hasLabel }: { readonly source: Address; readonly hasLabel: boolean },
  { hopLimit, multicastHopLimit, multicastLoop, trafficClass }: UdpOptions,
): Omit<OutgoingPacket, 'layers'> {
  const isForGroup = isMulticast(to.address);
  const hops = isForGroup ? (multicastHopLimit ?? constants.MULTICAST_HOP_LIMIT) : hopLimit;
  const flow = { source, destination: to.address, protocol: PROTOCOL.udp, sourcePort, destinationPort: to.port };
  return {
    ...{ source, destination: to.address, ...(hasLabel && { flowLabel: flowLabel(secret(), flow) }) },
    ...(hops !== undefined && { hopLimit: hops }),
    ...(trafficClass !== undefined && { trafficClass }),
    ...(isForGroup && multicastLoop !== false && { loops: true as const }),
  };
}

/** RFC 3542 section 6.7: what the datagram says counts first, then what the socket is bound to, then what is set for groups. */
function leavingInterface(
  { interfaces, outgoing }: UdpOutlet,
  socket: UdpSocketView,
  { link, multicastLink = socket.options.multicastLink }: UdpSending,
  destination: Address,
): Result<Ipv6Interface, UdpProblem> {
  if (isUnspecified(destination) || isMapped(destination)) return failed('no-route');
  const named = link ?? socket.link ?? (isMulticast(destination) ? multicastLink : undefined);
  if (socket.link !== undefined && named !== socket.link) return failed('no-route');
  if (named === undefined) {
    const iface = outgoing(destination);
    if (iface !== undefined) return ok(iface);
    return failed(isMulticast(destination) || isLinkLocal(destination) ? 'link-needed' : 'no-route');
  }
  const iface = interfaces.get(named);
  if (iface === undefined) return failed('no-such-link');
  if (iface.state !== 'up') return failed('link-down');
  return leadsElsewhere(iface, destination) ? failed('no-route') : ok(iface);
}

/** There is no IPv4 here for IPv4-mapped addresses to stand for (RFC 3493 section 3.7). */
const isMapped = (address: Address): boolean => commonPrefixLength(address, IPV4_MAPPED_PREFIX.address) >= IPV4_MAPPED_PREFIX.length;

/** A router sends by the interface that its routes name; a program that names another one gets nothing through. */
function leadsElsewhere(iface: Ipv6Interface, destination: Address): boolean {
  if (!iface.variables.isRouter || isMulticast(destination) || isLinkLocal(destination)) return false;
  if (iface.addresses.find(destination) !== undefined) return false;
  const way = iface.context.routing.wayTo(destination);
  return typeof way === 'string' || (way !== undefined && way.iface !== iface);
}

interface Leaving {
  readonly iface: Ipv6Interface;
  readonly destination: Address;
  readonly options: UdpOptions;
}

function sourceOf(
  { interfaces }: UdpOutlet,
  { address }: UdpSocketView,
  { source: asked }: UdpSending,
  { iface, destination, options }: Leaving,
): Result<Address, UdpProblem> {
  const given = asked ?? (address !== undefined && !isMulticast(address) ? address : undefined);
  if (given === undefined) {
    const chosen = iface.output.sourceFor(destination, options.prefers);
    return chosen === undefined ? failed('no-source') : ok(chosen);
  }
  // A link-local address names a node on its own link only (RFC 4007 section 6).
  const holders = isLinkLocal(given) ? [iface] : [...interfaces.values()];
  return holders.some(({ addresses }) => isAssigned(addresses.find(given))) ? ok(given) : failed('address-not-ours');
}

/** RFC 3542 section 11.1. */
function largestPacket(iface: Ipv6Interface, destination: Address, { minimumMtu = 'multicast' }: UdpOptions): number {
  const isMinimal = minimumMtu === 'always' || (minimumMtu === 'multicast' && isMulticast(destination));
  const mtu = iface.pathMtu.to(destination);
  return isMinimal ? Math.min(mtu, iface.variables.constants.MINIMUM_MTU) : mtu;
}
