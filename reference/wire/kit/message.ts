import { internetChecksum, upperLayerChecksum, type PseudoHeader } from '../../net/checksum.js';
import { failed, ok, type Result } from '../../net/result.js';
import { compileDecoder } from './compile-decoder.js';
import { compileEncoder } from './compile-encoder.js';
import type { AnyMessage, Compiled, DecodeError, Message, MessageTraits } from './description.js';
import type { Fields } from './field.js';
import { layoutOf } from './layout.js';
import { sourceOf } from './source.js';
import { walk } from './walk.js';
import { writer, written } from './writer.js';

export type { AnyMessage, DecodeError, Draft, Extent, Message, MessageTraits, Value } from './description.js';

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
  if (at < 0 || draft['checksum'] !== undefined) return octets;
  if (message.traits.checksum === 'structure') putChecksum(octets, at, internetChecksum(octets, 0, octets.length), message);
  else if (pseudo) putChecksum(octets, at, upperLayerChecksum(octets, 0, octets.length, pseudo), message);
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
  const value = end < 0 ? undefined : decode(sourceOf(octets), 0, end);
  if (value !== undefined) return ok(value);
  const walked = walk(message, octets, 0, octets.length);
  if (!walked.error) return ok(walked.value);
  return failed({ ...walked.error, partial: walked.value });
}
