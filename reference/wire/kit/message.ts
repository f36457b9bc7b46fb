import { upperLayerChecksum, type PseudoHeader } from '../../net/checksum.js';
import { failed, ok, type Result } from '../../net/result.js';
import { compileDecoder, type Decoder, type Measure } from './compile-decoder.js';
import { compileEncoder, type Encoder } from './compile-encoder.js';
import type { FieldDraft, Fields, FieldValue, IsOptional } from './field.js';
import { layoutOf, type Layout } from './layout.js';
import { walk } from './walk.js';
import { writer, written } from './writer.js';

/** Why decoding stopped, and where: offsets and counts are octets. */
export interface DecodeError {
  readonly kind: 'truncated' | 'bad-length' | 'bad-value' | 'limit';
  /** `routerAdvertisement.options[2].length` */
  readonly path: string;
  readonly offset: number;
  readonly needed: number;
  readonly left: number;
}

/** Where the end of a structure is, when a field of it says so: `base + unit * field` octets from its start. */
export interface Extent {
  readonly field: string;
  readonly unit: number;
  readonly base: number;
  /** Zero in the field means up to the end of what is there (UDP in a jumbogram, RFC 2675 section 4). */
  readonly zeroMeansAll?: boolean;
  /** How the encoder fills up to a whole unit when the length is left to it: with zeros, or with a padding option of this type. */
  readonly fill?: 'zeros' | { readonly padN: number };
}

export interface MessageTraits {
  /** Messages of one family share a first path element: `icmpv6.type`. */
  readonly family?: string;
  /** The name in the RFC's words; by default made from the name. */
  readonly title?: string;
  readonly extent?: Extent;
  /** The value of a Next Header field that announces this structure. */
  readonly nextHeader?: number;
  readonly etherType?: number;
  /** Only fills up space: a header that computes its length puts it back when it is taken out. */
  readonly padding?: boolean;
  /** The hop limit that a packet with this message is sent with, unless given. */
  readonly hopLimit?: number;
}

type Plain<T> = { readonly [K in keyof T]: T[K] };
type FieldsOf<T> = T extends { readonly fields: infer F } ? F : T;
type Values<F> = Plain<
  { [K in keyof F as IsOptional<F[K]> extends true ? never : K]: FieldValue<F[K]> } & {
    [K in keyof F as IsOptional<F[K]> extends true ? K : never]?: FieldValue<F[K]>;
  }
>;

/** Every field present; octet strings are views of the decoded octets. Takes a message or its fields. */
export type Value<T> = Values<FieldsOf<T>>;
/** Every field optional: omitted means default or computed, given means literal. */
export type Draft<T> = { readonly [K in keyof FieldsOf<T>]?: FieldDraft<FieldsOf<T>[K]> | undefined };

export interface Message<N extends string = string, F extends Fields = Fields> {
  readonly name: N;
  /** `RFC4861:4.3` */
  readonly cite: string;
  readonly family?: string;
  readonly title: string;
  readonly fields: F;
  readonly traits: MessageTraits;
  readonly compiled: Compiled;
  /** Octets of the message; throws EncodeMistake for a value that does not fit. The checksum is computed when `pseudo` is given and the draft has none. */
  encode(draft?: Draft<F>, pseudo?: PseudoHeader): Uint8Array;
  /** Reads one message from the start of `octets`; never throws. */
  decode(octets: Uint8Array): Result<Value<F>, DecodeError & { readonly partial: Partial<Value<F>> }>;
}

export interface Compiled {
  readonly layout: Layout;
  /** Fast path: the value, or undefined when anything does not fit; `end` is what `measure` gave. */
  readonly decode: Decoder;
  /** The offset after the structure, or -1 when it does not fit into [at, end). */
  readonly measure: Measure;
  readonly encode: Encoder;
}

// A message of unknown fields: its encode parameter would otherwise make Message invariant.
export interface AnyMessage {
  readonly name: string;
  readonly cite: string;
  readonly family?: string;
  readonly title: string;
  readonly fields: Fields;
  readonly traits: MessageTraits;
  readonly compiled: Compiled;
}

/** `neighborSolicitation` to `Neighbor Solicitation`. */
export function titleOf(name: string): string {
  const spaced = name.replace(/([a-z])([A-Z0-9])/g, '$1 $2');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/**
 * Describes a message once, in the order of the RFC's figure. `cite` names that figure's section.
 * Throws at load when the description makes no sense (a group of bits that does not end on an octet, say).
 */
export function message<const N extends string, F extends Fields>(
  name: N,
  cite: string,
  fields: F,
  traits: MessageTraits = {},
): Message<N, F> {
  return describe(name, cite, fields, traits, undefined);
}

/** A member of an option family: as `message`, and its decoded values carry `kind`. */
export function option<const N extends string, F extends Fields>(
  name: N,
  cite: string,
  fields: F,
  traits: MessageTraits = {},
): Message<N, F> {
  return describe(name, cite, fields, traits, name);
}

function describe<N extends string, F extends Fields>(
  name: N,
  cite: string,
  fields: F,
  traits: MessageTraits,
  kind: string | undefined,
): Message<N, F> {
  const layout = layoutOf(name, fields, traits);
  const { decode, measure } = compileDecoder(layout, kind);
  const compiled: Compiled = { layout, decode, measure, encode: compileEncoder(layout) };
  const described: Message<N, F> = {
    name,
    cite,
    ...(traits.family !== undefined && { family: traits.family }),
    title: traits.title ?? titleOf(name),
    fields,
    traits,
    compiled,
    encode: (draft, pseudo) => encodeAlone(described, draft ?? {}, pseudo),
    decode: (octets) => decodeAlone(described, octets) as ReturnType<Message<N, F>['decode']>,
  };
  return described;
}

function encodeAlone(message: AnyMessage, draft: Readonly<Record<string, unknown>>, pseudo: PseudoHeader | undefined): Uint8Array {
  const into = writer();
  message.compiled.encode(into, draft, message.name);
  const octets = written(into);
  const at = message.compiled.layout.checksumOffset;
  if (pseudo && at >= 0 && draft['checksum'] === undefined)
    putChecksum(octets, at, upperLayerChecksum(octets, 0, octets.length, pseudo), message);
  return octets;
}

/** Writes a computed checksum; UDP sends 0xffff for 0 (RFC 8200 section 8.1). */
export function putChecksum(octets: Uint8Array, at: number, checksum: number, message: AnyMessage): void {
  const sent = checksum === 0 && message.traits.nextHeader === 17 ? 0xffff : checksum;
  octets[at] = sent >> 8;
  octets[at + 1] = sent & 0xff;
}

function decodeAlone(message: AnyMessage, octets: Uint8Array): Result<unknown, DecodeError & { readonly partial: unknown }> {
  const { measure, decode } = message.compiled;
  const end = measure(octets, 0, octets.length);
  const value = end < 0 ? undefined : decode(octets, 0, end);
  if (value !== undefined) return ok(value);
  const walked = walk(message, octets, 0, octets.length);
  if (!walked.error) return ok(walked.value);
  return failed({ ...walked.error, partial: walked.value });
}
