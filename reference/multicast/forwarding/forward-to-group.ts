import { formatAddress, isLinkLocal, isUnspecified, LINK_LOCAL_SCOPE, multicastScope } from '../../net/address.js';
import { hasHopsLeft, oneHopLess } from '../../ipv6/forwarding/hop-limit.js';
import { hasSoundLength } from '../../ipv6/jumbograms.js';
import { hopByHopPasses } from '../../ipv6/option-input.js';
import type { Ipv6Interface, ReceivedPacket } from '../../ipv6/services.js';
import type { Ipv6 } from '../../wire/ipv6.js';

/** What became of a packet to a group: no route concerns it; it was sent on as far as it may go; nobody may have it. */
export type Passage = 'none' | 'done' | 'discarded';

/**
 * Sends a packet to a group on to the links that a multicast route names (RFC 8200 section 3, RFC 4007 section 9). Of ICMPv6
 * errors a packet to a group brings Packet Too Big and the option that asks for one, and no other (RFC 4443 section 2.4).
 */
export function forwardToGroup(packet: ReceivedPacket, header: Ipv6): Passage {
  const { iface, source, destination } = packet;
  const { context, name, variables } = iface;
  const route = context.multicastRoutes.lookup(source, destination);
  if (route === undefined) return 'none';
  if (!hasSoundLength(packet, header)) return 'discarded';
  const group = formatAddress(destination);
  // RFC 4291 section 2.7: nothing of this scope, or a smaller one, leaves its link.
  if (multicastScope(destination) <= LINK_LOCAL_SCOPE && context.refuse('forward-group-scope', name, group)) return 'done';
  if (isUnspecified(source) && context.refuse('forward-source-unspecified', name)) return 'done';
  if (route.link !== name && context.refuse('forward-group-interface', name, group)) return 'done';
  if (variables.features.processHopByHopInTransit && !hopByHopPasses(packet)) return 'discarded';
  if (!hasHopsLeft(packet)) return 'done';
  context.count('ipv6.forward.attempted');
  const links = [...context.interfaces()].filter((one) => one !== iface && route.to.includes(one.name) && mayLeaveBy(packet, one));
  const octets = oneHopLess(packet);
  const tooSmall = links.filter(({ mtu }) => isTooBig(packet, mtu));
  for (const link of links) if (!tooSmall.includes(link)) sendBy(link, packet, octets);
  // RFC 8201 section 4: of the links that copies go over the smallest counts.
  if (tooSmall.length > 0 && variables.features.multicastPathMtu)
    iface.errors.report(packet, { kind: 'packet-too-big', mtu: Math.min(...tooSmall.map(({ mtu }) => mtu)) });
  return 'done';
}

/** RFC 4007 section 9: neither the destination nor the source leaves its zone. */
function mayLeaveBy({ iface, source, destination }: ReceivedPacket, out: Ipv6Interface): boolean {
  const { context, name } = iface;
  if (out.state !== 'up' || !out.variables.isRouter) return false;
  const scope = multicastScope(destination);
  const isElsewhere = scope > LINK_LOCAL_SCOPE && out.zones.indexFor(scope) !== iface.zones.indexFor(scope);
  if (isElsewhere && context.refuse('forward-group-zone', name, `${formatAddress(destination)} by ${out.name}`)) return false;
  return !(isLinkLocal(source) && context.refuse('forward-source-link-local', name, formatAddress(source)));
}

const isTooBig = ({ iface, octets }: ReceivedPacket, mtu: number): boolean =>
  octets.length > mtu && iface.context.refuse('forward-too-big', iface.name, `${octets.length} octets`);

function sendBy(out: Ipv6Interface, packet: ReceivedPacket, octets: Uint8Array): void {
  out.context.count('ipv6.forwarded');
  out.output.transmit(out.link.groupAddress(packet.destination), { octets, inTransit: packet });
}
