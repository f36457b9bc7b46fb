import { NO_LINK_LAYER_ADDRESS } from '../../net/link-layer-address.js';
import { NO_IPV4 } from './point-to-point-link.js';
import type { Ipv6Interface, LinkService } from '../services.js';

/** RFC 4291 section 2.5.3: an imaginary link that goes nowhere. What is sent there arrives at the node itself. */
export const loopbackLink = (iface: Ipv6Interface): LinkService => ({
  kind: 'loopback',
  hasAddresses: false,
  isPointToPoint: false,
  encapsulates: false,
  isConfiguredAutomatically: false,
  mtu: (linkMtu) => linkMtu,
  groupAddress: () => NO_LINK_LAYER_ADDRESS,
  send: (_to, { octets }) => iface.loopBack(octets),
  ...NO_IPV4,
  open: () => void iface.context.refuse('loopback-arrival', iface.name),
});
