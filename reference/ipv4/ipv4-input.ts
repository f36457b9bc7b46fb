import { BROADCAST_IPV4, formatIpv4Address, isIpv4Loopback, isIpv4Multicast, isSubnetBroadcast, numberOf } from '../net/ipv4-address.js';
import { equalOctets } from '../net/octets.js';
import type { Ipv6Interface } from '../ipv6/services.js';
import type { DecodedFrame, Layer } from '../wire/frame.js';
import { Ipv4 } from '../wire/ipv4.js';
import type { Ipv4Service, ReceivedIpv4 } from './services.js';

/** The checks of RFC 1122 sections 3.2.1.1 to 3.2.1.3; the packet when it passes. */
export function checkedIpv4(iface: Ipv6Interface, decoded: DecodedFrame): ReceivedIpv4 | undefined {
  const { context, name } = iface;
  const network = decoded.layers.find(({ message }) => message === Ipv4);
  if (network === undefined || network.partial) return void context.refuse('ipv4-header', name);
  const header = network.value as Ipv4;
  const isCut = decoded.stopped?.path === 'ipv4.totalLength' && decoded.stopped.offset < network.offset + network.length;
  if (header.version !== 4 || isCut || header.totalLength < network.length) return void context.refuse('ipv4-header', name);
  if (network.checksum === 'bad' && context.refuse('ipv4-checksum', name)) return undefined;
  if (isImpossibleSource(header) && context.refuse('ipv4-source', name, formatIpv4Address(header.source))) return undefined;
  return { iface, decoded, network, header, octets: decoded.octets.subarray(network.offset, network.offset + header.totalLength) };
}

/** The layer behind the header of a packet. */
export const carriedLayer = ({ decoded, network }: ReceivedIpv4): Layer | undefined => decoded.layers[decoded.layers.indexOf(network) + 1];

/** RFC 1122 section 3.2.1.3: a source names one node, and the loopback network is not on any link. */
const isImpossibleSource = ({ source }: Ipv4): boolean =>
  isIpv4Multicast(source) || isIpv4Loopback(source) || equalOctets(source, BROADCAST_IPV4);

/** A group, or all nodes of a subnet: nobody takes such a packet here, and no error answers it. */
export const isForMany = ({ iface, header }: ReceivedIpv4, service: Ipv4Service): boolean => {
  const { destination } = header;
  if (isIpv4Multicast(destination) || equalOctets(destination, BROADCAST_IPV4) || numberOf(destination) === 0) return true;
  return service.addressesOf(iface).some((prefix) => isSubnetBroadcast(prefix, destination));
};
