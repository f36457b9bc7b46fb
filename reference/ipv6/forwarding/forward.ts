import { formatAddress, isLinkLocal, isUnspecified, type Address } from '../../net/address.js';
import { hopByHopPasses } from '../option-input.js';
import { commonPrefixLength } from '../../net/prefix.js';
import type { Ipv6Interface, ReceivedPacket, Way } from '../services.js';
import { hasHopsLeft, oneHopLess } from './hop-limit.js';
import { considerRedirect } from './redirect-output.js';

/** RFC 4443 section 3.1: codes of Destination Unreachable. */
const NO_ROUTE = 0;
const BEYOND_SCOPE_OF_SOURCE = 2;
const ADDRESS_UNREACHABLE = 3;
const REJECT_ROUTE = 6;

/** What a source route changes of a packet (RFC 2460 section 4.4). */
export interface Onward {
  readonly destination: Address;
  /** In the copy that goes on. */
  readonly rewrite: (octets: Uint8Array) => void;
}

/**
 * Sends a packet for somebody else on its way (RFC 8200 sections 3 and 4, RFC 4007 section 9): nothing but the Hop Limit
 * changes, and no header behind the first is looked at, but for Hop-by-Hop Options where the router is configured so.
 */
export function forward(packet: ReceivedPacket, onward?: Onward): void {
  const { iface, source } = packet;
  const { destination } = onward ?? packet;
  const { context, name } = iface;
  if (isUnspecified(source) && context.refuse('forward-source-unspecified', name)) return;
  if (iface.variables.features.processHopByHopInTransit && !hopByHopPasses(packet)) return;
  if (!hasHopsLeft(packet)) return;
  context.count('ipv6.forward.attempted');
  const way = wayOf(packet, destination);
  if (way === undefined) return;
  if (wouldReturn(iface, destination, way) && context.refuse('forward-point-to-point', name, formatAddress(destination)))
    return iface.errors.report(packet, { kind: 'destination-unreachable', code: ADDRESS_UNREACHABLE });
  if (isLinkLocal(source) && way.iface !== iface && context.refuse('forward-source-link-local', name, formatAddress(source)))
    return iface.errors.report(packet, { kind: 'destination-unreachable', code: BEYOND_SCOPE_OF_SOURCE });
  const { mtu } = way.iface;
  if (packet.octets.length > mtu && context.refuse('forward-too-big', name, `${packet.octets.length} octets`))
    return iface.errors.report(packet, { kind: 'packet-too-big', mtu });
  // Between two nodes there is no better first hop than the one that was asked; a source route asked for this one (RFC 4861 section 8.2).
  if (way.iface === iface && !iface.link.isPointToPoint && onward === undefined) considerRedirect(packet, way.nextHop);
  context.count('ipv6.forwarded');
  const octets = oneHopLess(packet);
  onward?.rewrite(octets);
  way.iface.neighbors.transmit(way.nextHop, { source, destination, octets, inTransit: packet });
}

/** The way of a packet in transit; the sender is told when there is none. */
function wayOf(packet: ReceivedPacket, destination: Address): Way | undefined {
  const { iface } = packet;
  const { context, name, errors } = iface;
  // RFC 4007 section 9: the zone of a link-local destination is the link where the packet came from.
  if (isLinkLocal(destination)) return { iface, nextHop: destination };
  const way = context.routing.wayTo(destination);
  if (way === 'rejected') {
    context.refuse('forward-rejected', name, formatAddress(destination));
    errors.report(packet, { kind: 'destination-unreachable', code: REJECT_ROUTE });
    return undefined;
  }
  if (way === 'blackholed' && context.refuse('forward-blackholed', name, formatAddress(destination))) return undefined;
  if (typeof way !== 'object' || !routes(way.iface)) {
    context.refuse('forward-no-route', name, formatAddress(destination));
    errors.report(packet, { kind: 'destination-unreachable', code: NO_ROUTE });
    return undefined;
  }
  return way;
}

/** RFC 4443 section 3.1: the other end of the line would send it back again. */
const wouldReturn = (iface: Ipv6Interface, destination: Address, way: Way): boolean =>
  way.iface === iface &&
  iface.link.isPointToPoint &&
  iface.addresses.list().some(({ address, prefixLength, anycast }) => !anycast && commonPrefixLength(address, destination) >= prefixLength);

/** RFC 4861 section 6.2.1, IsRouter: packets are forwarded to and from the interface. */
const routes = (iface: Ipv6Interface): boolean => iface.variables.isRouter && iface.state === 'up';
