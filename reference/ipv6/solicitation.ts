import { solicitedNodeMulticast, UNSPECIFIED, type Address } from '../net/address.js';
import { neighborSolicitation } from '../wire/nd.js';
import { nonce as nonceOption } from '../wire/nd-options.js';
import { chooseSolicitingSource } from './address-selection.js';
import { isAssigned, isOptimistic } from './address-table.js';
import { sourceOptions } from './links/link-layer-options.js';
import type { NeighborSent } from './neighbor-state.js';
import type { Ipv6Interface } from './services.js';

/**
 * RFC 4861 section 7.2.2: to the solicited-node group, or straight to the cached link-layer address as a probe. The
 * source is that of the packet that asked, as long as it is an address of the interface, and known to be unique (RFC 4429
 * section 3.2).
 */
export function solicitNeighbor(iface: Ipv6Interface, target: Address, sent: Extract<NeighborSent, { kind: 'solicitation' }>): void {
  const entry = iface.addresses.find(sent.source);
  const source = isAssigned(entry) && !isOptimistic(entry) ? sent.source : chooseSolicitingSource(iface, target);
  if (source === undefined) return;
  iface.output.send({
    source,
    destination: sent.to === undefined ? solicitedNodeMulticast(target) : target,
    layers: [neighborSolicitation({ target, options: sourceOptions(iface) })],
    ...(sent.to !== undefined && { linkLayerDestination: sent.to }),
  });
}

/** RFC 4862 section 5.4.2, with the nonce of RFC 7527 section 4.1 when there is one. */
export function sendDadProbe(iface: Ipv6Interface, target: Address, nonce: Uint8Array | undefined): void {
  iface.output.send({
    source: UNSPECIFIED,
    destination: solicitedNodeMulticast(target),
    layers: [neighborSolicitation({ target, options: nonce === undefined ? [] : [nonceOption(nonce)] })],
  });
}
