import { ALL_NODES, formatAddress, isMulticast, isSolicitedNodeMulticast, isUnspecified, type Address } from '../net/address.js';
import { equalOctets } from '../net/octets.js';
import { after, ZERO } from '../time.js';
import type { Layer } from '../wire/frame.js';
import { neighborAdvertisement, NeighborSolicitation } from '../wire/nd.js';
import { isAssigned, isOptimistic, isUndecided, type InterfaceAddress } from './address-table.js';
import { targetOptions } from './links/link-layer-options.js';
import { linkLayerAddressIn, validatedNd } from './nd-validation.js';
import type { Proxied } from './proxy-table.js';
import type { Ipv6Interface, OutgoingPacket, ReceivedPacket } from './services.js';

/** RFC 4861 sections 7.1.1 and 7.2.3. */
export function receiveNeighborSolicitation(packet: ReceivedPacket, layer: Layer): void {
  const solicitation = validatedNd(packet, layer, NeighborSolicitation, 'ns');
  if (solicitation === undefined || !isAcceptable(packet, solicitation)) return;
  const { iface, source } = packet;
  const { context, name } = iface;
  const { target } = solicitation;
  const entry = iface.addresses.find(target);
  const proxied = entry === undefined ? iface.proxies.find(target) : undefined;
  // RFC 4429 section 3.3: of an Optimistic address, too, such a message says that somebody else tests it.
  if (isUndecided(entry) && isUnspecified(source)) return probeForTentative(packet, solicitation);
  if (entry?.detection === 'tentative') {
    // RFC 4862 section 5.4.3: somebody resolves an address that is not ours yet.
    if (context.refuse('ns-target-tentative', name, formatAddress(target))) return;
  } else if (
    !isAssigned(entry) &&
    proxied === undefined &&
    !isMulticast(target) &&
    context.refuse('ns-target-not-assigned', name, formatAddress(target))
  )
    return;

  const learned = isUnspecified(source) ? undefined : linkLayerAddressIn(solicitation.options, 'sourceLinkLayerAddress');
  if (learned !== undefined) iface.neighbors.learned(source, learned);
  answer(packet, target, entry, proxied);
}

/** The rules of section 7.1.1 that only this message has. */
function isAcceptable(packet: ReceivedPacket, { target, options }: NeighborSolicitation): boolean {
  const { context, name } = packet.iface;
  if (isMulticast(target) && context.refuse('ns-target-multicast', name, formatAddress(target))) return false;
  if (!isUnspecified(packet.source)) return true;
  if (
    !isSolicitedNodeMulticast(packet.destination) &&
    context.refuse('ns-unspecified-destination', name, formatAddress(packet.destination))
  )
    return false;
  const hasAddress = options.some(({ kind }) => kind === 'sourceLinkLayerAddress');
  return !(hasAddress && context.refuse('ns-unspecified-link-layer-address', name));
}

function probeForTentative(packet: ReceivedPacket, { target, options }: NeighborSolicitation): void {
  const { iface } = packet;
  const option = options.find(({ kind }) => kind === 'nonce');
  const nonce = option?.kind === 'nonce' ? option.nonce : undefined;
  const fromOwnLinkLayerAddress = iface.link.hasAddresses && equalOctets(packet.linkLayerSource, iface.linkLayerAddress);
  iface.assignment.receive(target, { kind: 'probe', fromOwnLinkLayerAddress, ...(nonce && { nonce }) });
}

/** Section 7.2.4. The link-layer address is always there, so Override depends on the kind of address alone. */
function answer(packet: ReceivedPacket, target: Address, entry: InterfaceAddress | undefined, proxied: Proxied | undefined): void {
  const { iface, source } = packet;
  const solicited = !isUnspecified(source);
  const anycast = entry?.anycast ?? false;
  const isOwn = proxied === undefined && !anycast;
  // An Optimistic address must not be what makes this node resolve the asker (RFC 4429 section 3.2).
  const own = isOptimistic(entry) ? (iface.addresses.linkLocal() ?? target) : target;
  const from = entry === undefined || anycast ? iface.output.sourceFor(source) : own;
  const reply: OutgoingPacket = {
    destination: solicited ? source : ALL_NODES,
    ...(from && { source: from }),
    layers: [
      neighborAdvertisement({
        target,
        router: iface.variables.isRouter,
        solicited,
        // Section 7.2.8: whoever holds the address of a proxied node itself takes precedence.
        // RFC 4429 section 3.3: nor is a holder of an address overridden that this node is not sure to have.
        override: isOwn && !isOptimistic(entry),
        options: targetOptions(iface, proxied?.linkLayerAddress),
      }),
    ],
    toNeighbor: true,
  };
  const isDelayed = anycast || (proxied !== undefined && iface.variables.features.delayProxyAdvertisements);
  if (!isDelayed) return void iface.output.send(reply);
  delayed(iface, () => iface.output.send(reply));
}

/** Several nodes may hold an anycast address, or answer for one node: a random delay keeps their answers apart. */
function delayed(iface: Ipv6Interface, action: () => void): void {
  const { environment } = iface.context;
  const wait = environment.random.uniform(ZERO, iface.variables.constants.MAX_ANYCAST_DELAY_TIME);
  environment.schedule(after(iface.context.now(), wait), action);
}
