import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { AnyMessage, Value } from '../wire/kit/message.js';
import { sourceOf } from '../wire/kit/source.js';
import type { Layer } from '../wire/frame.js';
import type { NdOption } from '../wire/nd-options.js';
import type { ReceivedPacket } from './services.js';

/** The prefix of a message's names in the register of discard reasons. */
export type NdName = 'ns' | 'na' | 'rs' | 'ra' | 'redirect';

/** Octets of an Ethernet address (RFC 2464 section 6). */
const LINK_LAYER_OCTETS = 6;

/**
 * The checks that all Neighbor Discovery messages share (RFC 4861 sections 6.1.1, 6.1.2, 7.1.1, 7.1.2 and 8.1; RFC 6980
 * section 5). The message's fields when it passes; undefined when it is to be discarded.
 */
export function validatedNd<M extends AnyMessage>(packet: ReceivedPacket, layer: Layer, message: M, name: NdName): Value<M> | undefined {
  const { context, name: port } = packet.iface;
  if (packet.fragmented && context.refuse(`${name}-fragmented`, port)) return undefined;
  if (packet.hopLimit !== message.traits.hopLimit && context.refuse(`${name}-hop-limit`, port, `${packet.hopLimit}`)) return undefined;
  if (layer.checksum === 'bad' && context.refuse(`${name}-checksum`, port)) return undefined;
  const { code = 0 } = layer.value as { readonly code?: number };
  if (code !== 0 && context.refuse(`${name}-code`, port, `${code}`)) return undefined;
  const fields = layer.partial ? partialMessage(packet, layer, message, name) : (layer.value as Value<M>);
  return packet.iface.variables.constants.ND_OPTION_LIMIT > 0 && fields ? withFirstOptions(packet, fields) : fields;
}

/** What stands behind the options that the node looks at is as if it were not there. */
function withFirstOptions<T>({ iface }: ReceivedPacket, fields: T): T {
  const { options } = fields as { readonly options: readonly NdOption[] };
  const { ND_OPTION_LIMIT } = iface.variables.constants;
  const isTooMany = options.length > ND_OPTION_LIMIT && iface.context.refuse('nd-option-limit', iface.name, `${options.length}`);
  return isTooMany ? { ...fields, options: options.slice(0, ND_OPTION_LIMIT) } : fields;
}

/** A message that did not decode to its end: too short, or with an option that cannot be. */
function partialMessage<M extends AnyMessage>(packet: ReceivedPacket, layer: Layer, message: M, name: NdName): Value<M> | undefined {
  const { context, name: port } = packet.iface;
  const path = packet.decoded.stopped?.path ?? '';
  const inOptions = path.includes('.options');
  if (context.refuse(inOptions ? `${name}-option-length` : `${name}-length`, port, path)) return undefined;
  const fields = inOptions ? (layer.value as object) : beyondTheEnd(packet, layer, message);
  return fields && ({ options: [], ...fields } as unknown as Value<M>);
}

/** With the length check off: what a careless reader finds behind the packet's end, in the padding of the frame. */
export function beyondTheEnd(packet: ReceivedPacket, layer: Layer, message: AnyMessage): object | undefined {
  const { octets } = packet.decoded;
  const end = message.compiled.measure(octets, layer.offset, octets.length);
  return end < 0 ? undefined : message.compiled.decode(sourceOf(octets), layer.offset, end);
}

/** The first link-layer address option of a kind that fits Ethernet; others are ignored. */
export function linkLayerAddressIn(
  options: readonly NdOption[],
  kind: 'sourceLinkLayerAddress' | 'targetLinkLayerAddress',
): LinkLayerAddress | undefined {
  for (const option of options)
    if (option.kind === kind && option.linkLayerAddress.length === LINK_LAYER_OCTETS) return option.linkLayerAddress;
  return undefined;
}
