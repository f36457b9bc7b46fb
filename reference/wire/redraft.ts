import type { DecodedFrame, Layer } from './decode-frame.js';
import { frame } from './frame-draft.js';
import { linkPadding, raw, type LayerDraft } from './layer-draft.js';
import { PROTOCOL } from './protocol-numbers.js';

/** The layers of a decoded frame as drafts that give every field: they encode to the same octets, right or wrong. */
export function redraft(decoded: DecodedFrame): readonly LayerDraft[] {
  const { inside, after } = splitRest(decoded);
  const drafts = decoded.layers.map(literalLayer);
  if (inside.length > 0) drafts.push(raw(inside, PROTOCOL.noNextHeader));
  if (after.length > 0) drafts.push(linkPadding(after));
  return drafts;
}

/** The octets of a decoded frame, encoded again from its values. */
export const encodeFrame = (decoded: DecodedFrame): Uint8Array => frame(...redraft(decoded)).octets;

/** The octets after the last layer: those that the packet's length counts, and those after the packet. */
export function splitRest({ rest, octets, packetEnd }: DecodedFrame): { readonly inside: Uint8Array; readonly after: Uint8Array } {
  const inside = Math.max(0, packetEnd - (octets.length - rest.length));
  return { inside: rest.subarray(0, inside), after: rest.subarray(inside) };
}

/** Of a partial layer, the octets that were understood are sent. */
function literalLayer({ message, value, partial, length }: Layer): LayerDraft {
  const values = value as LayerDraft['values'];
  const announcedAs = message.traits.nextHeader ?? message.traits.etherType;
  return { message, values, ...(announcedAs !== undefined && { announcedAs }), ...(partial && { sent: length }) };
}
