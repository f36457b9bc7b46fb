import { NO_LINK_LAYER_ADDRESS } from '../../net/link-layer-address.js';
import { decodePacket } from '../../wire/frame.js';
import type { ArrivedPacket, Ipv6Interface, LinkService } from '../services.js';

/** What links between two nodes have in common: nobody needs an address there to be found. */
export const BETWEEN_TWO_NODES = {
  hasAddresses: false,
  isPointToPoint: true,
  isConfiguredAutomatically: true,
  groupAddress: () => NO_LINK_LAYER_ADDRESS,
} as const;

/** A link that carries no IPv4 packets. */
export const NO_IPV4 = { ipv4Mtu: () => 0, sendIpv4: () => false } as const;

/** A packet without anything before it. */
export const barePacket = (octets: Uint8Array): ArrivedPacket => ({
  decoded: decodePacket(octets),
  linkLayerSource: NO_LINK_LAYER_ADDRESS,
  linkLayerDestination: 'unicast',
});

/** A line to one other node, which carries bare IPv6 packets. */
export const pointToPointLink = (iface: Ipv6Interface): LinkService => ({
  ...BETWEEN_TWO_NODES,
  kind: 'point-to-point',
  encapsulates: false,
  mtu: (linkMtu) => linkMtu,
  send: (_to, { octets }) => iface.context.environment.transmit(iface.name, octets),
  open: barePacket,
  ...NO_IPV4,
});
