import type { ReceivedIpv4 } from '../../ipv4/services.js';
import { NO_LINK_LAYER_ADDRESS } from '../../net/link-layer-address.js';
import { decodePacket } from '../../wire/frame.js';
import { Ipv4 } from '../../wire/ipv4.js';
import { Ipv6 } from '../../wire/ipv6.js';
import type { Ipv6Interface, ReceivedPacket } from '../services.js';

/** A packet that never arrived by itself: one that a tunnel error quotes, or that this node sends into a tunnel. Undefined without a whole header. */
export function carriedPacket(iface: Ipv6Interface, octets: Uint8Array): ReceivedPacket | undefined {
  const decoded = decodePacket(octets);
  const [header] = decoded.layers;
  if (header === undefined || header.message !== Ipv6 || header.partial) return undefined;
  const { source, destination, hopLimit } = header.value as Ipv6;
  return {
    ...{ iface, decoded, octets, source, destination, hopLimit },
    linkLayerSource: NO_LINK_LAYER_ADDRESS,
    linkLayerDestination: 'unicast',
    fragmented: false,
    isOwn: false,
  };
}

export function carriedIpv4(iface: Ipv6Interface, octets: Uint8Array): ReceivedIpv4 | undefined {
  const decoded = decodePacket(octets);
  const [network] = decoded.layers;
  if (network === undefined || network.message !== Ipv4 || network.partial) return undefined;
  return { iface, decoded, network, header: network.value as Ipv4, octets };
}
