import type { DecodedFrame, Layer } from './decode-frame.js';
import { decodeNested } from './decode-frame.js';
import type { FieldSpec } from './kit/field.js';
import { MAX_NESTING } from './kit/limits.js';
import type { AnyMessage } from './kit/message.js';
import { walk, type FieldPlace } from './kit/walk.js';

export type ValueAt =
  { readonly found: true; readonly value: unknown; readonly offset: number; readonly octets: number } | { readonly found: false };

const ABSENT: ValueAt = { found: false };

/** The steps of `redirect.options[1].packet.ipv6.source`: names, and numbers for indices. */
export function stepsOfPath(path: string): readonly (string | number)[] {
  const parts = path.match(/[^.[\]]+|\[\d+\]/g) ?? [];
  return parts.map((part) => (part.startsWith('[') ? Number(part.slice(1, -1)) : part));
}

const parsedPaths = new Map<string, readonly (string | number)[]>();

function cachedSteps(path: string): readonly (string | number)[] {
  let steps = parsedPaths.get(path);
  if (!steps) {
    steps = stepsOfPath(path);
    if (parsedPaths.size < 10_000) parsedPaths.set(path, steps);
  }
  return steps;
}

/**
 * The value at a path, with its place in the frame's octets. `layer.field`; the layer by its message's name or family,
 * `ipv6[1]` for the second; an option by index or kind; within a quoted packet its own layers follow.
 */
export function valueAt(decoded: DecodedFrame, path: string): ValueAt {
  return resolve(decoded, cachedSteps(path), 0, 0);
}

/** The places of a layer's fields in its frame. */
export function placesOf(decoded: DecodedFrame, layer: Layer): readonly FieldPlace[] {
  const { places } = walk(layer.message, decoded.octets, layer.offset, layer.offset + layer.length);
  return places;
}

function resolve(decoded: DecodedFrame, steps: readonly (string | number)[], base: number, depth: number): ValueAt {
  const [name, second] = steps;
  const nth = typeof second === 'number' ? second : 0;
  const layer = layerNamed(decoded, name, nth);
  if (!layer) return ABSENT;
  const rest = steps.slice(typeof second === 'number' ? 2 : 1);
  if (rest.length === 0) return { found: true, value: layer.value, offset: base + layer.offset, octets: layer.length };
  return descend(decoded, layer, rest, base, depth);
}

function layerNamed(decoded: DecodedFrame, name: string | number | undefined, nth: number): Layer | undefined {
  if (typeof name !== 'string') return undefined;
  let left = nth;
  for (const layer of decoded.layers) if ((layer.message.name === name || layer.message.family === name) && left-- === 0) return layer;
  return undefined;
}

/** Follows the value, and looks for places only when one is asked for. */
function descend(decoded: DecodedFrame, layer: Layer, steps: readonly (string | number)[], base: number, depth: number): ValueAt {
  let value = layer.value;
  let message: AnyMessage | undefined = layer.message;
  let spec: FieldSpec | undefined;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as string | number;
    if (value instanceof Uint8Array) {
      return spec?.kind === 'rest' && spec.packet ? intoPacket(value, decoded.octets, steps.slice(i), base, depth) : ABSENT;
    }
    if (typeof value !== 'object' || value === null) return ABSENT;
    const isList = Array.isArray(value);
    const key: string | number = isList && typeof step === 'string' ? kindIndex(value as readonly unknown[], step) : step;
    if (!Object.hasOwn(value, key)) return ABSENT;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
    if (isList) message = elementMessage(spec, value);
    else spec = message?.fields[step];
  }
  return new Located(value, steps, () => placesOf(decoded, layer), base);
}

const kindIndex = (list: readonly unknown[], kind: string): number =>
  list.findIndex((element) => typeof element === 'object' && element !== null && 'kind' in element && element.kind === kind);

/** The description of an element of the list that `spec` describes. */
function elementMessage(spec: FieldSpec | undefined, element: unknown): AnyMessage | undefined {
  if (spec?.kind === 'records') return spec.record;
  return spec?.kind === 'tlvs' ? spec.family.byKind.get((element as { readonly kind: string }).kind) : undefined;
}

function intoPacket(packet: Uint8Array, octets: Uint8Array, steps: readonly (string | number)[], base: number, depth: number): ValueAt {
  if (depth >= MAX_NESTING) return ABSENT;
  return resolve(decodeNested(packet, depth + 1), steps, base + packet.byteOffset - octets.byteOffset, depth + 1);
}

/** What was found, and where: worked out when it is asked for, which it seldom is. */
class Located implements Extract<ValueAt, { found: true }> {
  readonly found = true;
  readonly value: unknown;
  readonly #steps: readonly (string | number)[];
  readonly #places: () => readonly FieldPlace[];
  readonly #base: number;
  #known: FieldPlace | undefined;

  constructor(value: unknown, steps: readonly (string | number)[], places: () => readonly FieldPlace[], base: number) {
    this.value = value;
    this.#steps = steps;
    this.#places = places;
    this.#base = base;
  }

  get offset(): number {
    return this.#base + (this.#place?.offset ?? 0);
  }

  get octets(): number {
    return this.#place?.octets ?? 0;
  }

  get #place(): FieldPlace | undefined {
    return (this.#known ??= placeAt(this.#places(), this.#steps));
  }
}

/** The place that steps lead to from a layer's (or an element's) fields. */
export function placeAt(places: readonly FieldPlace[], steps: readonly (string | number)[]): FieldPlace | undefined {
  let among = places;
  let found: FieldPlace | undefined;
  for (const step of steps) {
    found = among.find(({ name, message }, index) => (typeof step === 'number' ? index === step : name === step || message?.name === step));
    if (!found) return undefined;
    among = found.children;
  }
  return found;
}
