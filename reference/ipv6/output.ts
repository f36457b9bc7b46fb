import {
  formatAddress,
  INTERFACE_LOCAL_SCOPE,
  isLinkLocal,
  isMulticast,
  multicastScope,
  sameAddress,
  type Address,
} from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { LayerDraft } from '../wire/layer-draft.js';
import { chooseSource, type PrivacyPreference } from './address-selection.js';
import { isAssigned } from './address-table.js';
import { fragmented } from './fragmentation.js';
import { DESTINATION_OFFSET } from './header-offsets.js';
import { assembled, LARGEST_PLAIN_PACKET } from './jumbograms.js';
import { knownHop } from './optimistic-addresses.js';
import type { Ipv6Interface, OutgoingPacket, OutputService, PacketToSend } from './services.js';

/** Builds packets, chooses source and next hop, and hands them to the neighbour's machine or straight to the link. */
export class Output implements OutputService {
  readonly #iface: Ipv6Interface;
  readonly #sent: () => void;

  /** `sent` is called for each frame that leaves. */
  constructor(iface: Ipv6Interface, sent: () => void) {
    this.#iface = iface;
    this.#sent = sent;
  }

  sourceFor(destination: Address, prefers?: PrivacyPreference): Address | undefined {
    return chooseSource(this.#iface, destination, prefers)?.address;
  }

  pathMtuTo(destination: Address, notThrough: Ipv6Interface): number {
    return this.#leavingInterface({ destination }, notThrough).pathMtu.to(destination);
  }

  transmit(to: LinkLayerAddress, packet: PacketToSend): void {
    const { context, link, state } = this.#iface;
    if (state !== 'up') return;
    this.#sent();
    context.count('ipv6.out');
    context.count('ipv6.out.octets', packet.octets.length);
    if (isMulticast(packet.octets.subarray(DESTINATION_OFFSET))) context.count('ipv6.out.multicast');
    link.send(to, packet);
  }

  send(packet: OutgoingPacket): boolean {
    const { context, name, pathMtu, state } = this.#iface;
    if (state !== 'up') return false;
    const { destination } = packet;
    const leaving = this.#leavingInterface(packet, packet.tunnelled?.through);
    if (leaving !== this.#iface) return leaving.output.send(packet);
    countSending(this.#iface, packet);
    const source = packet.source ?? this.sourceFor(destination, packet.prefers);
    if (source === undefined) {
      context.refuse('no-source-address', name, formatAddress(destination));
      return false;
    }
    const hopLimit = packet.hopLimit ?? defaultHopLimit(this.#iface, packet);
    const { trafficClass, flowLabel } = packet;
    const octets = assembled({ source, destination, hopLimit, trafficClass, flowLabel }, packet.layers);
    if (isMulticast(destination) && this.#staysHere(packet, octets)) return true;
    const mtu = Math.min(packet.largest ?? Infinity, pathMtu.to(destination));
    const isJumbogram = octets.length > LARGEST_PLAIN_PACKET;
    if (isJumbogram && octets.length > mtu && context.refuse('jumbogram-too-big', name, `${octets.length} octets`)) return false;
    const fits = octets.length <= mtu && !pathMtu.wantsFragmentHeader(destination);
    if (isJumbogram || fits) return this.#toNextHop(packet, source, octets);
    const identification = context.environment.random.uint32();
    const pieces = fragmented(octets, mtu, identification);
    context.count('ipv6.out.fragmented');
    context.count('ipv6.out.fragments', pieces.length);
    const { tunnelled, ...others } = packet;
    // Who is told of a packet that cannot be delivered is told once.
    const { tellUnreachable: _once, ...quiet } = tunnelled ?? {};
    const rest = tunnelled === undefined ? others : { ...others, tunnelled: { ...tunnelled, ...quiet } };
    return pieces.every((piece, i) => this.#toNextHop(i === 0 ? packet : rest, source, piece));
  }

  /** Gives the node its own copy of a packet to a group; true when nobody else may get it (RFC 4291 section 2.7). */
  #staysHere({ destination, loops }: OutgoingPacket, octets: Uint8Array): boolean {
    if (loops && this.#iface.groups.accepts(destination)) this.#iface.loopBack(octets);
    return multicastScope(destination) <= INTERFACE_LOCAL_SCOPE;
  }

  /** What a router has to say leaves by the interface that its routes name, whichever part of it speaks. */
  #leavingInterface(
    { destination, toNeighbor, linkLayerDestination }: Omit<OutgoingPacket, 'layers'>,
    notThrough?: Ipv6Interface,
  ): Ipv6Interface {
    const { context, variables } = this.#iface;
    const isBound = isMulticast(destination) || isLinkLocal(destination) || toNeighbor || linkLayerDestination !== undefined;
    if (!variables.isRouter || isBound) return this.#iface;
    const way = context.routing.wayTo(destination);
    return typeof way !== 'object' || way.iface === notThrough ? this.#iface : way.iface;
  }

  #toNextHop(packet: OutgoingPacket, source: Address, octets: Uint8Array): boolean {
    const { addresses, context, link, name, neighbors, routes } = this.#iface;
    const { destination, tunnelled } = packet;
    const holder = isAssigned(addresses.find(destination)) ? this.#iface : context.routing.holder(destination);
    if (holder !== undefined) {
      holder.loopBack(octets);
      return true;
    }
    const to = isMulticast(destination) ? link.groupAddress(destination) : packet.linkLayerDestination;
    if (to !== undefined) {
      this.transmit(to, { octets, ...(tunnelled && { tunnelled }) });
      return true;
    }
    const nextHop = packet.toNeighbor ? destination : routes.nextHop(destination, source);
    if (nextHop === undefined) {
      context.refuse('no-route', name, formatAddress(destination));
      return false;
    }
    const pending = { source, destination, octets, ...(tunnelled && { tunnelled }) };
    const hop = knownHop(this.#iface, source, nextHop);
    if (hop === undefined) this.#iface.assignment.hold(nextHop, pending);
    else neighbors.transmit(hop, pending);
    return true;
  }
}

function countSending({ context }: Ipv6Interface, { layers }: OutgoingPacket): void {
  context.count('ipv6.out.local');
  const type = icmpv6TypeOf(layers.at(-1));
  if (type === undefined) return;
  context.count('icmpv6.out');
  context.count(`icmpv6.out.type-${type}`);
}

function icmpv6TypeOf(layer: LayerDraft | undefined): number | undefined {
  if (layer?.message.family !== 'icmpv6') return undefined;
  const field = layer.message.fields['type'];
  return field?.kind === 'number' ? field.initial : undefined;
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
  const addressed = (iface.context.routing.holder(received.destination) ?? iface).addresses.find(received.destination);
  const isUnicast = addressed !== undefined && addressed.detection !== 'duplicate' && !addressed.anycast;
  return isUnicast ? addressed.address : iface.output.sourceFor(received.source);
}

export const isOwnAddress = (iface: Ipv6Interface, address: Address): boolean =>
  iface.addresses.candidates().some((candidate) => sameAddress(candidate.address, address));
