import type { Address } from '../../net/address.js';
import type { Ipv4Address } from '../../net/ipv4-address.js';
import type { LinkLayerAddress } from '../../net/link-layer-address.js';
import type { AnyMessage, Draft, Value } from './description.js';
import type { AnyTlvFamily, TlvDraft, TlvValue } from './tlv.js';

/** What the encoder computes when the field is left out of a draft. */
export type Auto =
  | 'checksum'
  /** The size of this structure, by the message's `extent`. */
  | 'length'
  /** The octets from here to the end of the packet, less the field's own `minus`. */
  | 'remainder'
  | 'nextHeader'
  | 'etherType'
  | 'hopLimit'
  /** The number of elements (or of units of octets) of another field. */
  | 'count';

/** How a reader wants to see the field. */
export interface Presentation {
  /** The RFC's words for the field; by default made from its name. */
  readonly title?: string;
  /** Words for values: code names, protocol names. */
  readonly words?: Readonly<Record<number, string>>;
  readonly unit?: string;
  readonly hex?: boolean;
}

declare const VALUE: unique symbol;
declare const DRAFT: unique symbol;
declare const OPTIONAL: unique symbol;

interface Typed<V, D, O extends boolean> {
  readonly [VALUE]?: V;
  readonly [DRAFT]?: D;
  readonly [OPTIONAL]?: O;
}

export interface NumberSpec {
  readonly kind: 'number' | 'flag';
  readonly bits: number;
  readonly initial: number;
  readonly auto?: Auto;
  /** With auto `count`: the field counted; it counts in units of `unitOctets` when that is an octet string. */
  readonly counts?: string;
  readonly unitOctets?: number;
  /** With auto `count`: what is added to the count (the SRH's Last Entry is a count minus one). */
  readonly plus?: number;
  readonly minus?: number;
  readonly show: Presentation;
}

export interface FixedSpec {
  readonly kind: 'address' | 'ipv4Address' | 'linkLayerAddress' | 'octets';
  readonly size: number;
  readonly initial: Uint8Array;
  readonly show: Presentation;
}

export interface RestSpec {
  readonly kind: 'rest';
  /** Left out of the value when there are no octets. */
  readonly optional: boolean;
  /** The octets are a packet, usually cut. */
  readonly packet: boolean;
  /** Link-layer address whose size the enclosing structure gives. */
  readonly linkLayer: boolean;
  readonly show: Presentation;
}

/** Octets whose number another field gives. */
export interface CountedOctetsSpec {
  readonly kind: 'countedOctets';
  readonly countedBy: string;
  readonly show: Presentation;
}

export interface AddressesSpec {
  readonly kind: 'addresses';
  /** Absent: as many as fit. */
  readonly countedBy?: string;
  readonly show: Presentation;
}

export interface RecordsSpec {
  readonly kind: 'records';
  readonly record: AnyMessage;
  /** Absent: as many as fit, of a record whose size is fixed. */
  readonly countedBy?: string;
  readonly show: Presentation;
}

export interface TlvsSpec {
  readonly kind: 'tlvs';
  readonly family: AnyTlvFamily;
  readonly show: Presentation;
}

/** A value with its own reader and writer; `read` takes what it understands and says where it stopped, and never fails. */
export interface CodedSpec<V = unknown> {
  readonly kind: 'coded';
  readonly initial: V;
  readonly read: (octets: Uint8Array, from: number, to: number) => { readonly value: V; readonly next: number };
  /** Throws a plain Error for a value that has no encoding. */
  readonly write: (value: V) => Uint8Array;
  readonly text: (value: V) => string;
  readonly show: Presentation;
}

// The reader and writer of a coded field agree on their own type; to the kit it is opaque.

export type FieldSpec = NumberSpec | FixedSpec | RestSpec | CountedOctetsSpec | AddressesSpec | RecordsSpec | TlvsSpec | CodedSpec<any>;
export type Field<V = unknown, D = V, O extends boolean = boolean> = FieldSpec & Typed<V, D, O>;
export type NumberField = NumberSpec & Typed<number, number, false>;
export type Fields = Readonly<Record<string, Field>>;

export type FieldValue<F> = F extends Typed<infer V, unknown, boolean> ? V : never;
export type FieldDraft<F> = F extends Typed<unknown, infer D, boolean> ? D : never;
export type IsOptional<F> = F extends { readonly [OPTIONAL]?: infer O } ? (true extends O ? true : false) : false;

type NumberOptions = Presentation & {
  readonly initial?: number;
  readonly auto?: Auto;
  readonly counts?: string;
  readonly unitOctets?: number;
  readonly plus?: number;
  readonly minus?: number;
};

function numeric(bits: number, options: NumberOptions): NumberField {
  const { initial = 0, auto, counts, unitOctets, plus, minus, ...show } = options;
  return {
    kind: 'number',
    bits,
    initial,
    ...(auto !== undefined && { auto }),
    ...(counts !== undefined && { counts, auto: 'count' as const }),
    ...(unitOctets !== undefined && { unitOctets }),
    ...(plus !== undefined && { plus }),
    ...(minus !== undefined && { minus }),
    show,
  };
}

/** An unsigned number of 1 to 32 bits; consecutive narrow fields share octets, most significant bit first. */
export const bits = (count: number, options: NumberOptions = {}): NumberField => numeric(count, options);
export const u8 = (options: NumberOptions = {}): NumberField => numeric(8, options);
export const u16 = (options: NumberOptions = {}): NumberField => numeric(16, options);
export const u32 = (options: NumberOptions = {}): NumberField => numeric(32, options);

/** One bit as a boolean. */
export const flag = (options: Presentation & { readonly initial?: boolean } = {}): Field<boolean, boolean, false> => {
  const { initial = false, ...show } = options;
  return { kind: 'flag', bits: 1, initial: initial ? 1 : 0, show };
};

export const ipv6Address = (options: Presentation & { readonly initial?: Address } = {}): Field<Address, Uint8Array, false> => {
  const { initial = new Uint8Array(16), ...show } = options;
  return { kind: 'address', size: 16, initial, show };
};

export const ipv4AddressField = (show: Presentation = {}): Field<Ipv4Address, Uint8Array, false> => ({
  kind: 'ipv4Address',
  size: 4,
  initial: new Uint8Array(4),
  show,
});

export const ethernetAddress = (show: Presentation = {}): Field<LinkLayerAddress, Uint8Array, false> => ({
  kind: 'linkLayerAddress',
  size: 6,
  initial: new Uint8Array(6),
  show,
});

export const octets = (size: number, show: Presentation = {}): Field<Uint8Array, Uint8Array, false> => ({
  kind: 'octets',
  size,
  initial: new Uint8Array(size),
  show,
});

/** Everything up to the end of the structure. */
export const rest = (show: Presentation = {}): Field<Uint8Array, Uint8Array, false> => ({
  kind: 'rest',
  optional: false,
  packet: false,
  linkLayer: false,
  show,
});

/** Octets beyond the end that the RFC describes: absent from the value when there are none. */
export const surplus = (show: Presentation = {}): Field<Uint8Array, Uint8Array, true> => ({
  kind: 'rest',
  optional: true,
  packet: false,
  linkLayer: false,
  show,
});

/** The packet that an error or a Redirect quotes; it decodes as a nested frame. */
export const quotedPacket = (show: Presentation = {}): Field<Uint8Array, Uint8Array, false> => ({
  kind: 'rest',
  optional: false,
  packet: true,
  linkLayer: false,
  show,
});

/** A link-layer address whose size follows from the option's length; six octets on Ethernet. */
export const linkLayerAddressToEnd = (show: Presentation = {}): Field<LinkLayerAddress, Uint8Array, false> => ({
  kind: 'rest',
  optional: false,
  packet: false,
  linkLayer: true,
  show,
});

export const octetsCountedBy = (countedBy: string, show: Presentation = {}): Field<Uint8Array, Uint8Array, false> => ({
  kind: 'countedOctets',
  countedBy,
  show,
});

export const addresses = (show: Presentation = {}): Field<readonly Address[], readonly Uint8Array[], false> => ({
  kind: 'addresses',
  show,
});

export const addressesCountedBy = (
  countedBy: string,
  show: Presentation = {},
): Field<readonly Address[], readonly Uint8Array[], false> => ({
  kind: 'addresses',
  countedBy,
  show,
});

export const recordsCountedBy = <M extends AnyMessage>(
  countedBy: string,
  record: M,
  show: Presentation = {},
): Field<readonly Value<M>[], readonly Draft<M>[], false> => ({ kind: 'records', record, countedBy, show });

export const recordsToEnd = <M extends AnyMessage>(
  record: M,
  show: Presentation = {},
): Field<readonly Value<M>[], readonly Draft<M>[], false> => ({ kind: 'records', record, show });

/** Options (type, length, value) up to the end of the structure. */
export const tlvs = <T extends AnyTlvFamily>(
  family: T,
  show: Presentation = {},
): Field<readonly TlvValue<T>[], readonly TlvDraft<T>[], false> => ({
  kind: 'tlvs',
  family,
  show,
});

export const coded = <V>(codec: Omit<CodedSpec<V>, 'kind' | 'show'>, show: Presentation = {}): Field<V, V, false> => ({
  kind: 'coded',
  ...codec,
  show,
});
