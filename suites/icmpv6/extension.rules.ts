import { internetChecksum } from '../../reference/net/checksum.js';
import { layer } from '../../reference/wire/frame.js';
import type { DestinationUnreachable } from '../../reference/wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, Ipv6 } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';

/** RFC 4884 section 4: what the length attribute counts in, and the least that is quoted. */
const UNIT = 8;
const LEAST_QUOTED = 128;

/** RFC 4884 sections 7 and 8. */
const VERSION = 2;
const HEADER_OCTETS = 4;
const OBJECT_HEADER_OCTETS = 4;

const EXTENSIBLE: ReadonlySet<string> = new Set(['destinationUnreachable', 'timeExceeded']);

/** An error with an extension structure: the quote, padded, and what stands behind it. */
interface Extended {
  readonly quote: Uint8Array;
  readonly structure: Uint8Array;
  readonly path: string;
}

/** RFC 4884 section 4: Destination Unreachable and Time Exceeded say in octet 5 how long the quote is, and may go on behind it. */
export function extensionOf({ message }: Pick<ObservedPacket, 'message'>): Extended | undefined {
  if (!EXTENSIBLE.has(message.name)) return undefined;
  const { unused, invokingPacket } = message.value as DestinationUnreachable;
  const end = UNIT * (unused >>> 24);
  if (end === 0 || end >= invokingPacket.length) return undefined;
  return { quote: invokingPacket.subarray(0, end), structure: invokingPacket.subarray(end), path: `${message.name}.invokingPacket` };
}

/** RFC 2675 section 3: the length of such a packet stands in an option, so that all of the quote may be of it, and nothing padding. */
const isJumbogram = ({ payloadLength, nextHeader }: Ipv6): boolean => payloadLength === 0 && nextHeader === PROTOCOL.hopByHop;

function checkQuote(packet: ObservedPacket): Outcome {
  const extended = extensionOf(packet);
  if (extended === undefined) return undefined;
  const { quote, path } = extended;
  if (quote.length < LEAST_QUOTED)
    return broken(`quotes ${quote.length} octets before the extension, at least ${LEAST_QUOTED} wanted`, path);
  const quoted = packet.message.nested && layer(packet.message.nested, Ipv6);
  if (quoted === undefined || isJumbogram(quoted)) return undefined;
  const padding = quote.subarray(IPV6_HEADER_OCTETS + quoted.payloadLength);
  return padding.every((octet) => octet === 0) ? KEPT : broken('the quote is padded with something else than zeros', path);
}

function checkStructure(packet: ObservedPacket): Outcome {
  const extended = extensionOf(packet);
  if (extended === undefined) return undefined;
  const { structure, path } = extended;
  const version = (structure[0] ?? 0) >> 4;
  if (version !== VERSION) return broken(`version ${version} of the extension structure, wanted ${VERSION}`, path);
  const checksum = ((structure[2] ?? 0) << 8) | (structure[3] ?? 0);
  // Zero says that there is none; else the sum over all, it included, is that of a right one.
  if (checksum !== 0 && internetChecksum(structure, 0, structure.length) !== 0)
    return broken(`checksum 0x${checksum.toString(16)} of the structure is wrong`, path);
  return objectsFill(structure.subarray(HEADER_OCTETS)) ? KEPT : broken('the objects do not fill the structure', path);
}

/** One or more, each as long as it says. */
function objectsFill(objects: Uint8Array): boolean {
  let at = 0;
  while (at + OBJECT_HEADER_OCTETS <= objects.length) {
    const length = ((objects[at] ?? 0) << 8) | (objects[at + 1] ?? 0);
    if (length < OBJECT_HEADER_OCTETS) return false;
    at += length;
  }
  return objects.length > 0 && at === objects.length;
}

/** RFC 4884 sections 4, 7 and 8: of errors that are extended; most are not. */
export const extensionRules: readonly FrameRule[] = [
  {
    id: 'icmpv6.extension.quote',
    requirement: 'icmp-ext-quote',
    title: 'quotes 128 octets or more in front of an extension, padded with zeros',
    on: ['icmpv6-error'],
    reads: 'message',
    check: checkQuote,
  },
  {
    id: 'icmpv6.extension.structure',
    requirement: 'icmp-ext-structure',
    title: 'extends an error by a well-formed structure of version 2',
    on: ['icmpv6-error'],
    reads: 'message',
    check: checkStructure,
  },
];
