import { Fragment, fragment } from '../wire/extension-headers.js';
import { frame } from '../wire/frame.js';
import { IPV6_HEADER_OCTETS, Ipv6, ipv6 } from '../wire/ipv6.js';
import { raw } from '../wire/layer-draft.js';

const FRAGMENT_HEADER = Fragment.encode().length;
/** RFC 8200 section 4.5: offsets count units of eight octets. */
const UNIT = 8;

/**
 * Cuts a packet without extension headers into fragments that fit an MTU (RFC 8200 section 4.5). Every fragment has the
 * packet's IPv6 header, and all but the last carry a multiple of eight octets.
 */
export function fragmented(packet: Uint8Array, mtu: number, identification: number): readonly Uint8Array[] {
  const decoded = Ipv6.decode(packet);
  if (!decoded.ok) throw new Error(`not a packet: ${decoded.error.path}`);
  const { payloadLength: _computed, nextHeader, ...header } = decoded.value;
  const payload = packet.subarray(IPV6_HEADER_OCTETS);
  const size = Math.floor((mtu - IPV6_HEADER_OCTETS - FRAGMENT_HEADER) / UNIT) * UNIT;
  const fragments: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const moreFragments = at + size < payload.length;
    const piece = raw(payload.subarray(at, at + size), nextHeader);
    fragments.push(frame(ipv6(header), fragment({ fragmentOffset: at / UNIT, moreFragments, identification }), piece).packet);
  }
  return fragments;
}
