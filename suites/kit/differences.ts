import { isMulticast, type Address } from '../../reference/net/address.js';
import { formatLinkLayerAddress, multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { equalOctets, hex } from '../../reference/net/octets.js';
import type { DecodedFrame, Layer } from '../../reference/wire/frame.js';
import { Ipv6 } from '../../reference/wire/ipv6.js';
import { valueAt } from '../../reference/wire/paths.js';
import { acceptsField, inWords, isMatcher, present, type Match, type MatchValue } from './match.js';
import type { FieldDifference } from './record.js';
import type { Neighbor } from './test-context.js';

type Field =
  { readonly found: true; readonly value: unknown; readonly offset: number; readonly octets: number } | { readonly found: false };

/** Beside the fields of layers: what is behind the first IPv6 header, whatever it is, as far as the Payload Length says. */
const PAYLOAD = 'ipv6.payload';

/** The field at a path, or the layer where the path has no dot. */
export function fieldAt(decoded: DecodedFrame, path: string): Field {
  if (path === PAYLOAD) return payloadOf(decoded);
  if (path.includes('.')) return valueAt(decoded, path);
  const layer = decoded.layers.find((one) => one.name === path || one.message.family === path);
  return layer ? { found: true, value: layer.value, offset: layer.offset, octets: layer.length } : { found: false };
}

function payloadOf({ octets, packetEnd, layers }: DecodedFrame): Field {
  const header = layers.find(({ message }) => message === Ipv6);
  if (!header || header.partial) return { found: false };
  const offset = header.offset + header.length;
  const value = octets.subarray(offset, packetEnd);
  return { found: true, value, offset, octets: value.length };
}

export function matches(decoded: DecodedFrame, match: Match): boolean {
  for (const path in match) if (!acceptsField(match[path] as MatchValue, fieldAt(decoded, path))) return false;
  return true;
}

/** Every field of a match that the frame has otherwise, or not at all. */
export function differences(decoded: DecodedFrame, match: Match): readonly FieldDifference[] {
  return Object.entries(match).flatMap(([path, wanted]) => {
    const field = fieldAt(decoded, path);
    if (acceptsField(wanted, field)) return [];
    return [differentOctets(path, wanted, field) ?? difference(path, inWords(wanted), field)];
  });
}

function difference(path: string, wanted: string, field: Field): FieldDifference {
  if (!field.found) return { path, wanted, got: 'absent' };
  return { path, wanted, got: path.includes('.') ? inWords(field.value) : 'present', octets: [field.offset, field.octets] };
}

/** Octets that the words of a long string show of each side, from where they begin to differ. */
const SHOWN = 8;

/** Of long octet strings the beginning, which is all that words show, is often the same on both sides. */
function differentOctets(path: string, wanted: MatchValue, field: Field): FieldDifference | undefined {
  if (!(wanted instanceof Uint8Array) || !field.found || !(field.value instanceof Uint8Array)) return undefined;
  const got = field.value;
  const at = wanted.findIndex((octet, i) => octet !== got[i]);
  if (at < SHOWN || wanted.length <= 16) return undefined;
  const tail = (octets: Uint8Array): string =>
    `${octets.length} octets, from octet ${at} on: ${hex(octets.subarray(at, at + SHOWN)) || 'none'}`;
  return { path, wanted: tail(wanted), got: tail(got), octets: [field.offset + at, Math.min(SHOWN, Math.max(0, got.length - at))] };
}

/**
 * What would keep a frame from being taken in at all by the node that it is for, so that it cannot be what a test waits
 * for: another IP version, a wrong checksum, a message cut short, a link-layer destination that nobody listens to. A
 * match that names such a field decides about it itself.
 */
export function obstacles(decoded: DecodedFrame, match: Match, nodes: readonly Neighbor[]): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  const continued = decoded.layers.findIndex(isContinued);
  for (const [index, layer] of decoded.layers.entries()) {
    if (layer.checksum === 'bad')
      found.push(difference(`${layer.name}.checksum`, 'the right one', fieldAt(decoded, `${layer.name}.checksum`)));
    if (layer.partial && !(continued >= 0 && continued < index))
      found.push({ path: layer.name, wanted: 'whole', got: 'cut short', octets: [layer.offset, layer.length] });
  }
  if (decoded.stopped && continued < 0)
    found.push({ path: decoded.stopped.path, wanted: 'well formed', got: decoded.stopped.kind, octets: [decoded.stopped.offset, 1] });
  const version = fieldAt(decoded, 'ipv6.version');
  if (version.found && version.value !== 6) found.push(difference('ipv6.version', '6', version));
  found.push(...misdirected(decoded, nodes));
  return found.filter(({ path }) => !(path in match) && !namesFamily(decoded, path, match));
}

/** Of a fragment with more to come: the message behind the header ends in another frame. */
const isContinued = ({ name, value }: Layer): boolean =>
  name === 'fragment' && (value as { moreFragments?: boolean }).moreFragments === true;

/** RFC 2464 section 7 for groups; a simulated node listens to its own MAC only. */
function misdirected(decoded: DecodedFrame, nodes: readonly Neighbor[]): readonly FieldDifference[] {
  const link = fieldAt(decoded, 'ethernet.destination');
  if (decoded.packetOffset < 0) return misdirectedIpv4(decoded, nodes);
  const network = fieldAt(decoded, 'ipv6.destination');
  if (!link.found || !network.found) return [];
  const destination = network.value as Address;
  const wanted = isMulticast(destination)
    ? multicastLinkLayerAddress(destination)
    : nodes.find((node) => node.addresses.some((held) => equalOctets(held, destination)))?.linkLayerAddress;
  if (!wanted || equalOctets(wanted, link.value as Uint8Array)) return [];
  return [difference('ethernet.destination', formatLinkLayerAddress(wanted), link)];
}

/** RFC 826: a packet for a simulated node goes to its own MAC. */
function misdirectedIpv4(decoded: DecodedFrame, nodes: readonly Neighbor[]): readonly FieldDifference[] {
  const link = fieldAt(decoded, 'ethernet.destination');
  const network = fieldAt(decoded, 'ipv4.destination');
  if (!link.found || !network.found) return [];
  const wanted = nodes.find(({ ipv4 }) => ipv4 && equalOctets(ipv4, network.value as Uint8Array))?.linkLayerAddress;
  if (!wanted || equalOctets(wanted, link.value as Uint8Array)) return [];
  return [difference('ethernet.destination', formatLinkLayerAddress(wanted), link)];
}

function namesFamily(decoded: DecodedFrame, path: string, match: Match): boolean {
  const [layerName, field] = path.split('.');
  const family = decoded.layers.find((layer) => layer.name === layerName)?.message.family;
  return family !== undefined && field !== undefined && `${family}.${field}` in match;
}

/** What is looked for, as the record shows it; further alternatives are told apart by a word in front. */
export const wantedInWords = (alternatives: readonly Match[]): readonly { readonly path: string; readonly value: string }[] =>
  alternatives.flatMap((match, i) =>
    Object.entries(match)
      .filter(([path, value]) => !isAnyAddress(path, value))
      .map(([path, value]) => ({
        path: i === 0 ? path : `or ${path}`,
        value: isMatcher(value) ? value.words : inWords(value),
      })),
  );

/** Every frame has link-layer addresses: a match that takes any of them wants nothing of the device. */
const isAnyAddress = (path: string, value: MatchValue): boolean =>
  value === present && (path === 'ethernet.destination' || path === 'ethernet.source');
