import { hex } from '../net/octets.js';
import type { DecodedFrame, Layer } from './decode-frame.js';
import { decodeNested } from './decode-frame.js';
import { MAX_NESTING } from './kit/limits.js';
import type { FieldPlace } from './kit/walk.js';
import { summaryOf } from './notation.js';
import { placesOf } from './paths.js';
import { describeDecodeError, describeFirstPart, fieldText, fieldTitle } from './presentation.js';
import { splitRest } from './redraft.js';

/** One row of a dissection. Leaves cover every octet of the frame; what no description covers is a row named `rest`. */
export interface FieldNode {
  readonly name: string;
  /** As `valueAt` takes it. */
  readonly path: string;
  readonly title: string;
  /** The value in words. */
  readonly text: string;
  /** The octets in hexadecimal, for leaves of at most 64 octets. */
  readonly raw?: string;
  /** Octets from the start of the frame. */
  readonly offset: number;
  readonly length: number;
  /** For a field narrower than its octets: its first bit, counted from the most significant of the octet at `offset`. */
  readonly bitOffset?: number;
  readonly bits?: number;
  readonly children: readonly FieldNode[];
  /** What is wrong: `checksum wrong, 0x1234 expected`. */
  readonly note?: string;
}

/** Where a frame stands within the frame that is shown. */
interface Position {
  readonly base: number;
  readonly path: string;
  readonly depth: number;
}

const MAX_RAW_OCTETS = 64;

/** The dissection of a frame, one root for each layer and one for what follows the last. */
export function fieldTree(decoded: DecodedFrame): readonly FieldNode[] {
  return rootsOf(decoded, { base: 0, path: '', depth: 0 });
}

function rootsOf(decoded: DecodedFrame, at: Position): readonly FieldNode[] {
  const seen = new Map<string, number>();
  const roots = decoded.layers.map((layer) => {
    const nth = seen.get(layer.name) ?? 0;
    seen.set(layer.name, nth + 1);
    return layerNode(decoded, layer, nth === 0 ? layer.name : `${layer.name}[${nth}]`, at);
  });
  return [...roots, ...restNodes(decoded, at)];
}

function layerNode(decoded: DecodedFrame, layer: Layer, name: string, at: Position): FieldNode {
  const path = at.path + name;
  const children = fieldNodes(decoded.octets, placesOf(decoded, layer), path, at);
  const expected = layer.expectedChecksum;
  return {
    name,
    path,
    title: layer.message.title,
    text: summaryOf(layer.message, layer.value),
    offset: at.base + layer.offset,
    length: layer.length,
    children:
      expected === undefined ? children : children.map((child) => (child.name === 'checksum' ? withExpected(child, expected) : child)),
    ...noteOf(layer),
  };
}

function noteOf({ firstPart, partial }: Layer): { readonly note?: string } {
  if (firstPart) return { note: `${describeFirstPart(firstPart)}: goes on in further fragments` };
  return partial ? { note: 'not complete' } : {};
}

const withExpected = (node: FieldNode, expected: number): FieldNode => ({
  ...node,
  note: `checksum wrong, 0x${expected.toString(16).padStart(4, '0')} expected`,
});

/** What no layer took: octets of the packet that were not understood (and why), then octets after the packet. */
function restNodes(decoded: DecodedFrame, at: Position): readonly FieldNode[] {
  const { stopped, octets, rest } = decoded;
  const { inside, after } = splitRest(decoded);
  const start = at.base + octets.length - rest.length;
  const node = (name: string, title: string, part: Uint8Array, offset: number): FieldNode => ({
    name,
    path: at.path + name,
    title,
    text: fieldText(part, undefined),
    ...rawOf(part),
    offset,
    length: part.length,
    children: [],
  });
  const nodes: FieldNode[] = [];
  if (inside.length > 0 || stopped) {
    nodes.push({ ...node('rest', 'Not understood', inside, start), ...(stopped && { note: describeDecodeError(stopped) }) });
  }
  if (after.length > 0) nodes.push(node('afterPacket', 'After the packet', after, start + inside.length));
  return nodes;
}

const rawOf = (octets: Uint8Array): { readonly raw?: string } => (octets.length <= MAX_RAW_OCTETS ? { raw: hex(octets) } : {});

function fieldNodes(octets: Uint8Array, places: readonly FieldPlace[], path: string, at: Position): readonly FieldNode[] {
  return places.filter((place) => place.octets > 0).map((place) => fieldNode(octets, place, path, at));
}

function fieldNode(octets: Uint8Array, place: FieldPlace, parent: string, at: Position): FieldNode {
  const path = parent + (place.name.startsWith('[') ? place.name : `.${place.name}`);
  const children = childNodes(octets, place, path, at);
  return {
    name: place.name,
    path,
    title: place.message?.title ?? fieldTitle(place.name, place.spec),
    text: place.message ? summaryOf(place.message, place.value) : fieldText(place.value, place.spec),
    ...(children.length === 0 && rawOf(octets.subarray(place.offset, place.offset + place.octets))),
    offset: at.base + place.offset,
    length: place.octets,
    ...(place.bitOffset !== undefined && { bitOffset: place.bitOffset }),
    ...(place.bits !== undefined && { bits: place.bits }),
    children,
  };
}

function childNodes(octets: Uint8Array, place: FieldPlace, path: string, at: Position): readonly FieldNode[] {
  if (place.spec?.kind !== 'rest' || !place.spec.packet || at.depth >= MAX_NESTING) return fieldNodes(octets, place.children, path, at);
  const packet = octets.subarray(place.offset, place.offset + place.octets);
  return rootsOf(decodeNested(packet, at.depth + 1), { base: at.base + place.offset, path: `${path}.`, depth: at.depth + 1 });
}
