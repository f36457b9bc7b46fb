import { ipv4FromOctets } from '../net/ipv4-address.js';
import { frame, raw } from '../wire/frame.js';
import { ipv4, Ipv4 } from '../wire/ipv4.js';

/** RFC 791 section 3.1: offsets count units of eight octets. */
const UNIT = 8;

/** Cuts a packet, which may itself be a fragment, into fragments that fit an MTU (RFC 791 section 3.2). Options go into the first alone. */
export function ipv4Fragments(packet: Uint8Array, mtu: number): readonly Uint8Array[] {
  const decoded = Ipv4.decode(packet);
  if (!decoded.ok) throw new Error(`not a packet: ${decoded.error.path}`);
  const header = decoded.value;
  const payload = packet.subarray(header.headerLength * 4);
  const { totalLength: _computed, headerLength: _length, checksum: _sum, ...rest } = header;
  const fields = { ...rest, source: ipv4FromOctets(header.source), destination: ipv4FromOctets(header.destination) };
  const size = Math.floor((mtu - header.headerLength * 4) / UNIT) * UNIT;
  const fragments: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const { options, ...others } = fields;
    const own = at === 0 && options !== undefined ? { ...others, options } : others;
    const moreFragments = header.moreFragments || at + size < payload.length;
    const fragmentOffset = header.fragmentOffset + at / UNIT;
    fragments.push(frame(ipv4({ ...own, moreFragments, fragmentOffset }), raw(payload.subarray(at, at + size), header.protocol)).packet);
  }
  return fragments;
}
