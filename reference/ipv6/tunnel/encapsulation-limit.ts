import { DestinationOptions, isExtensionHeader } from '../../wire/extension-headers.js';
import type { DecodedFrame, Layer } from '../../wire/frame.js';
import { Ipv6 } from '../../wire/ipv6.js';
import type { Ipv6Option } from '../../wire/ipv6-options.js';
import { valueAt } from '../../wire/paths.js';

/** A Tunnel Encapsulation Limit and where its value stands, in octets from the beginning of the packet. */
export interface EncapsulationLimit {
  readonly limit: number;
  readonly offset: number;
}

/**
 * RFC 2473 section 4.1.1(a): the headers behind the first are examined from left to right, until a Destination Options
 * header has the option, or up to another IPv6 header, to one that is no extension header, or that cannot be parsed.
 * How many there may be is bounded by what the decoder reads.
 */
export function encapsulationLimitIn(decoded: DecodedFrame): EncapsulationLimit | undefined {
  const { layers } = decoded;
  let nth = 0;
  for (const layer of layers.slice(layers.findIndex(({ message }) => message === Ipv6) + 1)) {
    if (!isExtensionHeader(layer)) return undefined;
    if (layer.message !== DestinationOptions) continue;
    const found = limitIn(decoded, layer, nth++);
    if (found !== undefined) return found;
  }
  return undefined;
}

function limitIn(decoded: DecodedFrame, layer: Layer, nth: number): EncapsulationLimit | undefined {
  const { options = [] } = layer.value as { readonly options?: readonly Ipv6Option[] };
  const index = options.findIndex(({ kind }) => kind === 'tunnelEncapsulationLimit');
  const place = valueAt(decoded, `destinationOptions[${nth}].options[${index}].limit`);
  return place.found ? { limit: place.value as number, offset: place.offset - decoded.packetOffset } : undefined;
}
