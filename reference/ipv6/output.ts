import { formatAddress, isMulticast, sameAddress, type Address } from '../net/address.js';
import { multicastLinkLayerAddress } from '../net/link-layer-address.js';
import { concat } from '../net/octets.js';
import { Ethernet } from '../wire/ethernet.js';
import { frame } from '../wire/frame.js';
import { ipv6 } from '../wire/ipv6.js';
import { fragmented } from './fragmentation.js';
import type { Ipv6Interface, OutgoingPacket, OutputService } from './services.js';
import { selectSource } from './source-selection.js';

/** Builds packets, chooses source and next hop, and hands them to the neighbour's machine or straight to the link. */
export function output(iface: Ipv6Interface, sent: () => void): OutputService {
  const { context, name } = iface;

  const sourceFor = (destination: Address): Address | undefined => selectSource(iface.addresses.candidates(), destination);

  const transmit: OutputService['transmit'] = (to, packet) => {
    if (iface.state !== 'up') return;
    sent();
    context.count('ipv6.out');
    context.environment.transmit(name, concat(Ethernet.encode({ destination: to, source: iface.linkLayerAddress }), packet));
  };

  const toNextHop = (packet: OutgoingPacket, source: Address, octets: Uint8Array): boolean => {
    const { destination } = packet;
    if (isMulticast(destination)) {
      transmit(multicastLinkLayerAddress(destination), octets);
      return true;
    }
    if (packet.linkLayerDestination !== undefined) {
      transmit(packet.linkLayerDestination, octets);
      return true;
    }
    const nextHop = packet.toNeighbor ? destination : iface.routes.nextHop(destination);
    if (nextHop === undefined) {
      context.refuse('no-route', name, formatAddress(destination));
      return false;
    }
    iface.neighbors.transmit(nextHop, { source, destination, octets });
    return true;
  };

  return {
    sourceFor,
    transmit,
    send(packet) {
      if (iface.state !== 'up') return false;
      const { destination } = packet;
      const source = packet.source ?? sourceFor(destination);
      if (source === undefined) {
        context.refuse('no-source-address', name, formatAddress(destination));
        return false;
      }
      const hopLimit = packet.hopLimit ?? defaultHopLimit(iface, packet);
      const octets = frame(ipv6({ source, destination, hopLimit }), ...packet.layers).packet;
      const mtu = iface.pathMtu.to(destination);
      if (octets.length <= mtu) return toNextHop(packet, source, octets);
      const identification = context.environment.random.uint32();
      return fragmented(octets, mtu, identification).every((piece) => toNextHop(packet, source, piece));
    },
  };
}

/** Messages that must have a certain hop limit bring it along in their description; the rest gets CurHopLimit. */
function defaultHopLimit(iface: Ipv6Interface, packet: OutgoingPacket): number {
  for (const { message } of packet.layers) if (message.traits.hopLimit !== undefined) return message.traits.hopLimit;
  return iface.variables.curHopLimit;
}

/** RFC 4443 section 2.2: an answer to a packet for one of our unicast addresses comes from that address. */
export function answerSource(
  iface: Ipv6Interface,
  received: { readonly source: Address; readonly destination: Address },
): Address | undefined {
  const addressed = iface.addresses.find(received.destination);
  const isUnicast = addressed !== undefined && addressed.detection !== 'duplicate' && !addressed.anycast;
  return isUnicast ? addressed.address : iface.output.sourceFor(received.source);
}

export const isOwnAddress = (iface: Ipv6Interface, address: Address): boolean =>
  iface.addresses.candidates().some((candidate) => sameAddress(candidate.address, address));
