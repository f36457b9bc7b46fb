import { Misread } from '../../ipv6/misreading.js';
import { isLinkLocal, isLoopback, isMulticast, isUnicast, parseAddress, type Address } from '../../net/address.js';
import { formatPrefix, parsePrefix, type Prefix } from '../../net/prefix.js';
import { quoted } from '../../net/quoted.js';
import { ok } from '../../net/result.js';
import { DEFAULT_ROUTE } from '../../ipv6/well-known-prefixes.js';
import { INFINITY } from './constants.js';
import type { Word, Words } from './hroute6d-words.js';

/** What stands behind the keywords of hroute6d's file. */

const MOST_TAG = 0xffff;

/** Complains of what is said for the second time. */
export function once(said: Map<string, Word>, key: string, word: Word): void {
  const before = said.get(key);
  if (before) throw new Misread(word.place, `${key}: is said already, on line ${before.place.line}`);
  said.set(key, word);
}

export function wholeNumber(words: Words, statement: Word, least: number, most: number): number {
  const wanted = `a whole number from ${least} to ${most}`;
  const { text, place } = words.take(statement, wanted);
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Misread(place, `${statement.text}: wanted ${wanted}, found ${quoted(text)}`);
}

/** 16 makes a route known as one that leads nowhere. */
export const metric = (words: Words, statement: Word): number => wholeNumber(words, statement, 1, INFINITY);

/** Hexadecimal with 0x or without: `routetag 10` is 16. */
export function hexadecimalTag(words: Words, statement: Word): number {
  const wanted = 'a route tag in hexadecimal, 0 to ffff';
  const { text, place } = words.take(statement, wanted);
  const value = /^(0x)?[0-9a-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : NaN;
  if (value <= MOST_TAG) return value;
  throw new Misread(place, `${statement.text}: wanted ${wanted}, found ${quoted(text)}`);
}

/** `[metric M] [routetag T]`. */
export function metricAndTag(words: Words, statement: Word): { readonly metric?: number; readonly routeTag?: number } {
  const said: { metric?: number; routeTag?: number } = {};
  if (words.passes('metric')) said.metric = metric(words, statement);
  if (words.passes('routetag')) said.routeTag = hexadecimalTag(words, statement);
  const next = words.peek();
  if (next?.text === 'metric' || next?.text === 'routetag')
    throw new Misread(next.place, `${statement.text}: metric and routetag stand once each, in this order`);
  return said;
}

/** With the text of it in its one form. */
export function prefixOfRoute(words: Words, statement: Word): { readonly value: Prefix; readonly text: string } {
  const { text, place } = words.take(statement, 'a prefix');
  const complain = (why: string): never => {
    throw new Misread(place, `${statement.text}: ${why}`);
  };
  const parsed = text === 'default' ? ok(DEFAULT_ROUTE) : parsePrefix(text);
  if (!parsed.ok) return complain(`wanted a prefix, or default: ${parsed.error}`);
  const { address, length } = parsed.value;
  if (length > 0 && (isMulticast(address) || isLinkLocal(address)))
    return complain(`no route leads to ${quoted(text)}: multicast and link-local destinations are on every link`);
  return { value: parsed.value, text: formatPrefix(parsed.value) };
}

/** The router that a static route leads through. */
export function nextHop(words: Words, statement: Word): Address {
  const found = unicastAddress(words, statement, 'the address of a router');
  if (isLoopback(found.address)) throw new Misread(found.word.place, `${statement.text}: ${found.word.text} is this router itself`);
  return found.address;
}

/** Neighbours are known by the addresses that their updates come from (RFC 2080 section 2.5.2). */
export function neighbor(words: Words, statement: Word): Address {
  const { address, word } = unicastAddress(words, statement, 'the link-local address of a neighbour');
  if (isLinkLocal(address)) return address;
  throw new Misread(word.place, `${statement.text}: wanted the link-local address of a neighbour, found ${quoted(word.text)}`);
}

function unicastAddress(words: Words, statement: Word, wanted: string): { readonly address: Address; readonly word: Word } {
  const word = words.take(statement, wanted);
  const parsed = parseAddress(word.text);
  if (parsed.ok && isUnicast(parsed.value)) return { address: parsed.value, word };
  throw new Misread(word.place, `${statement.text}: wanted ${wanted}, found ${quoted(word.text)}`);
}
