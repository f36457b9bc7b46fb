import type { PseudoHeader } from '../../net/checksum.js';
import type { Result } from '../../net/result.js';
import type { FieldDraft, Fields, FieldValue, IsOptional } from './field.js';
import type { Layout } from './layout.js';
import type { Source } from './source.js';
import type { Writer } from './writer.js';

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
  /** What a checksum covers: the structure alone; without it the rest of the packet and a pseudo-header. */
  readonly checksum?: 'structure';
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

/** The value of the octets [at, end), or undefined when they do not fit the description. */
export type Decoder = (source: Source, at: number, end: number) => object | undefined;
/** The offset after a structure that begins at `at`, or -1 when it does not fit into [at, end). */
export type Measure = (octets: Uint8Array, at: number, end: number) => number;
/** Appends the message of a draft; `path` is where the draft stands, for the report of a mistake. */
export type Encoder = (into: Writer, draft: Readonly<Record<string, unknown>>, path: string) => void;
