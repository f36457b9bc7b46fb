import { DestinationOptions, Fragment, FragmentPayload, HopByHop, NoNextHeader } from './extension-headers.js';
import type { FirstPart, Layer } from './decoded-frame.js';
import { Ipv4 } from './ipv4.js';
import { Ipv6 } from './ipv6.js';
import type { AnyMessage, DecodeError } from './kit/message.js';

/** Of UDP, and of ICMPv6 with what all of its messages have. */
const UPPER_LAYER_HEADER_OCTETS = 8;
const NO_UPPER_LAYER: ReadonlySet<AnyMessage> = new Set<AnyMessage>([
  HopByHop,
  DestinationOptions,
  Fragment,
  FragmentPayload,
  NoNextHeader,
  Ipv6,
  Ipv4,
]);

/**
 * What a first fragment that ends at `end` holds of the message that is its last layer. A message that is longer is not
 * damaged: the rest of it is in other fragments. All headers through that of the upper layer are here, though (RFC 8200
 * section 4.5): undefined where one is cut, or where the walk stopped for another reason than the end.
 */
export function firstPartOf(last: Layer, stopped: DecodeError | undefined, end: number): FirstPart | undefined {
  if (NO_UPPER_LAYER.has(last.message) || last.message.family === 'routing') return undefined;
  const octets = end - last.offset;
  if (!stopped) return { octets };
  const isCutByEnd = stopped.kind === 'truncated' && stopped.offset + stopped.left === end;
  const hasHeader = last.length >= Math.min(UPPER_LAYER_HEADER_OCTETS, last.message.compiled.layout.fixedOctets);
  if (!isCutByEnd || !hasHeader) return undefined;
  return stopped.offset === last.offset ? { octets, of: stopped.needed } : { octets };
}
