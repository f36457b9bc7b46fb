import { formatAddress } from '../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { hex } from '../../reference/net/octets.js';

/**
 * A match names fields by path (`neighborAdvertisement.override`, `icmpv6.type`, `ipv6.source`) and says what each must
 * be. A field asked for and absent is a mismatch; a field not named is not looked at. A path without a dot names a layer.
 */
export type Match = Readonly<Record<string, MatchValue>>;

export type Literal = number | bigint | boolean | string | Uint8Array;
export type MatchValue = Literal | Matcher;

/** A check of one field, with its wording in reports. */
export interface Matcher {
  readonly matcher: true;
  /** What is wanted, in words: `1 to 4`, `not 0`. */
  readonly words: string;
  /** Called with `found: false` when the frame has no such field. */
  accepts(field: { readonly found: true; readonly value: unknown } | { readonly found: false }): boolean;
}

const matcher = (words: string, accepts: Matcher['accepts']): Matcher => ({ matcher: true, words, accepts });
const ofValue = (words: string, accepts: (value: unknown) => boolean): Matcher =>
  matcher(words, (field) => field.found && accepts(field.value));

/** Numbers from one bound to the other, both included. */
export const between = (low: number | bigint, high: number | bigint): Matcher =>
  ofValue(`${low} to ${high}`, (value) => (typeof value === 'number' || typeof value === 'bigint') && value >= low && value <= high);

export const oneOf = (...wanted: readonly MatchValue[]): Matcher =>
  matcher(`one of ${wanted.map(inWords).join(', ')}`, (field) => wanted.some((one) => acceptsField(one, field)));

/** The field (or layer, or option) is not there. */
export const absent: Matcher = matcher('absent', (field) => !field.found);
export const present: Matcher = matcher('present', (field) => field.found);

/** There, and not as said. */
export const not = (unwanted: MatchValue): Matcher =>
  matcher(`not ${inWords(unwanted)}`, (field) => field.found && !acceptsField(unwanted, field));

/** Any other check; the words are what a reader of the report sees. */
export const satisfies = <V = unknown>(words: string, holds: (value: V) => boolean): Matcher =>
  ofValue(words, (value) => holds(value as V));

/** Octets that begin with these. */
export const startsWith = (octets: Uint8Array): Matcher =>
  ofValue(`begins with ${hex(octets)}`, (value) => value instanceof Uint8Array && sameValue(value.subarray(0, octets.length), octets));

export const isMatcher = (value: MatchValue): value is Matcher => typeof value === 'object' && 'matcher' in value;

export function acceptsField(wanted: MatchValue, field: Parameters<Matcher['accepts']>[0]): boolean {
  if (isMatcher(wanted)) return wanted.accepts(field);
  return field.found && sameValue(field.value, wanted);
}

/** Octets are compared by content; a number never equals a bigint or a boolean. */
export function sameValue(got: unknown, wanted: unknown): boolean {
  if (!(got instanceof Uint8Array) || !(wanted instanceof Uint8Array)) return got === wanted;
  return got.length === wanted.length && got.every((octet, i) => octet === wanted[i]);
}

const LONGEST_SHOWN = 24;

/** A value as reports and failure messages show it: addresses in their text forms, long octet strings cut. */
export function inWords(value: unknown): string {
  if (value instanceof Uint8Array) return octetsInWords(value);
  if (typeof value === 'object' && value !== null) {
    if ('matcher' in value) return (value as Matcher).words;
    if ('kind' in value) return String(value.kind);
    if (Array.isArray(value)) return `[${value.map(inWords).join(', ')}]`;
    return `{${Object.entries(value)
      .map(([name, field]) => `${name}: ${inWords(field)}`)
      .join(', ')}}`;
  }
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function octetsInWords(octets: Uint8Array): string {
  if (octets.length === 16) return formatAddress(octets);
  if (octets.length === 6) return formatLinkLayerAddress(octets);
  if (octets.length === 0) return 'no octets';
  if (octets.length <= LONGEST_SHOWN) return hex(octets);
  return `${hex(octets.subarray(0, LONGEST_SHOWN))}... (${octets.length} octets)`;
}
