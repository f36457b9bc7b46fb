import { isLinkLocal, isMulticast } from '../../net/address.js';
import type { Datagram, UdpSending } from './udp-service.js';

/**
 * How to answer a datagram: from the address that it was sent to (RFC 1122 section 4.1.3.5) and, where that address or the
 * sender's means something on one link only, by the interface that it came by. Undefined when no answer is expected (RFC 768).
 */
export function answering({ source, sourcePort, destination, link }: Datagram, octets: Uint8Array): UdpSending | undefined {
  if (sourcePort === 0) return undefined;
  const isForGroup = isMulticast(destination);
  const isOfOneLink = isForGroup || isLinkLocal(source) || isLinkLocal(destination);
  return {
    octets,
    to: { address: source, port: sourcePort },
    ...(!isForGroup && { source: destination }),
    ...(isOfOneLink && { link }),
  };
}
