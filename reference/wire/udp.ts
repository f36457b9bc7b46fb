import { rest, u16 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { builder } from './layer-draft.js';
import type { DecodedFrame } from './decoded-frame.js';
import { PROTOCOL } from './protocol-numbers.js';

export const UDP_HEADER_OCTETS = 8;

/**
 * The layout of RFC 768; over IPv6 the checksum is not optional (RFC 8200 section 8.1). A length of 0 is
 * that of a jumbogram (RFC 2675 section 4). Where a description knows what the datagram carries, that is a layer of its own
 * and `data` is empty.
 */
export const Udp = message(
  'udp',
  'RFC768',
  {
    sourcePort: u16(),
    destinationPort: u16(),
    length: u16({ auto: 'remainder', unit: 'octets' }),
    checksum: u16({ auto: 'checksum', hex: true }),
    data: rest(),
  },
  { title: 'UDP', nextHeader: PROTOCOL.udp, extent: { field: 'length', unit: 1, base: 0, zeroMeansAll: true } },
);
export type Udp = Value<typeof Udp>;
export type UdpDraft = Draft<typeof Udp>;
export const udp = builder(Udp);

/** The data of the first datagram of a frame as octets, whether a description knows them or not; undefined without one. */
export function datagramData({ octets, layers, packetEnd }: DecodedFrame): Uint8Array | undefined {
  const header = layers.find(({ message }) => message === Udp);
  if (header === undefined) return undefined;
  const { data, length } = header.value as Partial<Udp>;
  if (layers.at(-1) === header && data?.length !== 0) return data;
  const from = header.offset + UDP_HEADER_OCTETS;
  const end = length === 0 ? packetEnd : header.offset + (length ?? 0);
  return octets.subarray(from, Math.max(from, end));
}
