import { formatAddress, isMulticast } from '../net/address.js';
import type { Layer } from '../wire/frame.js';
import { NeighborAdvertisement } from '../wire/nd.js';
import { isAssigned, isUndecided } from './address-table.js';
import { linkLayerAddressIn, validatedNd } from './nd-validation.js';
import type { ReceivedPacket } from './services.js';

/** RFC 4861 sections 7.1.2 and 7.2.5, RFC 4862 section 5.4.4. */
export function receiveNeighborAdvertisement(packet: ReceivedPacket, layer: Layer): void {
  const { iface } = packet;
  const { context, name } = iface;
  const advertisement = validatedNd(packet, layer, NeighborAdvertisement, 'na');
  if (advertisement === undefined) return;
  const { target, router, solicited, override } = advertisement;
  if (isMulticast(target) && context.refuse('na-target-multicast', name, formatAddress(target))) return;
  if (isMulticast(packet.destination) && solicited && context.refuse('na-solicited-multicast', name, formatAddress(target))) return;

  const own = iface.addresses.find(target);
  if (isUndecided(own)) return iface.assignment.receive(target, { kind: 'advertisement' });
  if (isAssigned(own) && context.refuse('na-own-address', name, formatAddress(target))) return;

  const linkLayerAddress = linkLayerAddressIn(advertisement.options, 'targetLinkLayerAddress');
  iface.neighbors.advertised(target, { kind: 'advertisement', router, solicited, override, ...(linkLayerAddress && { linkLayerAddress }) });
}
