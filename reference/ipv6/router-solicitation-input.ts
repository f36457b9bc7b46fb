import { isUnspecified } from '../net/address.js';
import type { Layer } from '../wire/frame.js';
import { RouterSolicitation } from '../wire/nd.js';
import { linkLayerAddressIn, validatedNd } from './nd-validation.js';
import type { ReceivedPacket } from './services.js';

/** RFC 4861 sections 6.1.1 and 6.2.6. */
export function receiveRouterSolicitation(packet: ReceivedPacket, layer: Layer): void {
  const { iface, source } = packet;
  const { context, name } = iface;
  if (!iface.variables.isRouter && context.refuse('rs-on-host', name)) return;
  const solicitation = validatedNd(packet, layer, RouterSolicitation, 'rs');
  if (solicitation === undefined) return;
  const linkLayerAddress = linkLayerAddressIn(solicitation.options, 'sourceLinkLayerAddress');
  const isAnonymous = isUnspecified(source);
  if (isAnonymous && linkLayerAddress !== undefined && context.refuse('rs-unspecified-link-layer-address', name)) return;

  // Whoever looks for routers is none. A solicitation from the unspecified address says nothing of any neighbour.
  if (!isAnonymous && linkLayerAddress !== undefined) iface.neighbors.learned(source, linkLayerAddress, false);
  else if (!isAnonymous) iface.neighbors.isRouter(source, false);
  iface.advertising.solicited(source);
}
