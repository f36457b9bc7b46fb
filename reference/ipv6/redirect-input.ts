import { formatAddress, isLinkLocal, isMulticast, sameAddress } from '../net/address.js';
import type { Layer } from '../wire/frame.js';
import { Redirect } from '../wire/nd.js';
import { linkLayerAddressIn, validatedNd } from './nd-validation.js';
import { knownHop } from './optimistic-addresses.js';
import type { ReceivedPacket } from './services.js';

/** RFC 4861 sections 8.1 and 8.3. */
export function receiveRedirect(packet: ReceivedPacket, layer: Layer): void {
  const { iface } = packet;
  if (iface.variables.isRouter && iface.context.refuse('redirect-on-router', iface.name)) return;
  if (!iface.variables.features.acceptRedirects && iface.context.refuse('redirect-not-accepted', iface.name)) return;
  const redirect = validatedNd(packet, layer, Redirect, 'redirect');
  if (redirect === undefined || !isAcceptable(packet, redirect)) return;
  const { target, destination } = redirect;
  const toRouter = !sameAddress(target, destination);
  iface.context.event('redirected', iface.name, `${formatAddress(destination)} via ${formatAddress(target)}`);
  iface.routes.redirect(destination, { router: packet.source, target, source: packet.destination });
  const linkLayerAddress = linkLayerAddressIn(redirect.options, 'targetLinkLayerAddress');
  if (linkLayerAddress !== undefined) iface.neighbors.learned(target, linkLayerAddress, toRouter || undefined);
  else if (toRouter) iface.neighbors.isRouter(target, true);
}

function isAcceptable(packet: ReceivedPacket, { target, destination }: Redirect): boolean {
  const { iface, source } = packet;
  const { context, name } = iface;
  if (!isLinkLocal(source) && context.refuse('redirect-source', name, formatAddress(source))) return false;
  if (isMulticast(destination) && context.refuse('redirect-destination-multicast', name, formatAddress(destination))) return false;
  const aims = isLinkLocal(target) || (sameAddress(target, destination) && !isMulticast(target));
  if (!aims && context.refuse('redirect-target', name, formatAddress(target))) return false;
  const nextHop = iface.routes.currentFirstHop(destination, packet.destination);
  // RFC 4429 section 2.3: what an Optimistic address sends by way of a router, that router redirects.
  const firstHop = nextHop && knownHop(iface, packet.destination, nextHop);
  const isFirstHop = firstHop !== undefined && sameAddress(firstHop, source);
  return isFirstHop || !context.refuse('redirect-not-first-hop', name, formatAddress(source));
}
