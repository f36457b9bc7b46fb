import { isGroupAddress, LINK_LAYER_BROADCAST, multicastLinkLayerAddress } from '../../net/link-layer-address.js';
import { concat, equalOctets } from '../../net/octets.js';
import { Ethernet, ETHER_TYPE } from '../../wire/ethernet.js';
import { decodeFrame } from '../../wire/frame.js';
import type { Ipv6Interface, LinkService, ReceivedPacket } from '../services.js';

/** RFC 2464: packets in Ethernet frames, between nodes with addresses of 48 bits. */
export const ethernetLink = (iface: Ipv6Interface): LinkService => ({
  kind: 'ethernet',
  hasAddresses: true,
  isPointToPoint: false,
  encapsulates: false,
  isConfiguredAutomatically: true,
  mtu: (linkMtu) => linkMtu,
  groupAddress: multicastLinkLayerAddress,
  send(to, { octets }) {
    const header = Ethernet.encode({ destination: to, source: iface.linkLayerAddress });
    iface.context.environment.transmit(iface.name, concat(header, octets));
  },
  open(octets) {
    const { context, name } = iface;
    const decoded = decodeFrame(octets);
    const [link] = decoded.layers;
    if (link === undefined || link.partial) return void context.refuse('ether-type', name);
    const { destination, source, etherType } = link.value as Ethernet;
    const isOurs = isGroupAddress(destination) || equalOctets(destination, iface.linkLayerAddress);
    if (!isOurs && context.refuse('link-layer-destination', name)) return;
    if (etherType !== ETHER_TYPE.ipv6)
      return speaksIpv4(etherType) && context.ipv4.receiveFrame(iface, decoded) ? undefined : void context.refuse('ether-type', name);
    return { decoded, linkLayerSource: source, linkLayerDestination: kindOf(destination) };
  },
  ipv4Mtu: () => iface.variables.constants.LINK_MTU,
  sendIpv4(nextHop, packet) {
    iface.context.ipv4.resolve(iface, nextHop, packet);
    return true;
  },
});

const speaksIpv4 = (etherType: number): boolean => etherType === ETHER_TYPE.ipv4 || etherType === ETHER_TYPE.arp;

function kindOf(destination: Uint8Array): ReceivedPacket['linkLayerDestination'] {
  if (!isGroupAddress(destination)) return 'unicast';
  return equalOctets(destination, LINK_LAYER_BROADCAST) ? 'broadcast' : 'multicast';
}
