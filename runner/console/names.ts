import { formatAddress, needsZone, parseAddress, type Address } from '../../reference/net/address.js';
import { formatLinkLayerAddress, parseLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { formatPrefix, parsePrefix, prefixContains, prefixOf, type Prefix } from '../../reference/net/prefix.js';
import type { InterfaceView, Node } from '../../reference/node.js';
import { elapsed, inSeconds, type Instant } from '../../reference/time.js';
import { didYouMean } from '../nearest.js';
import { misused } from './command.js';

/** An address as the user names it: with the interface where it is, if that is said. */
export interface Named {
  readonly address: Address;
  readonly link?: string;
}

/** `fe80::1%eth1`; the zone stands only where it means something (RFC 4007 section 11). */
export const zoned = (address: Address, link: string): string =>
  needsZone(address) ? `${formatAddress(address)}%${link}` : formatAddress(address);

/** `fe80::%eth1/64`, `default`. */
export function zonedPrefix(prefix: Prefix, link: string): string {
  if (prefix.length === 0) return 'default';
  return needsZone(prefix.address) ? `${formatAddress(prefix.address)}%${link}/${prefix.length}` : formatPrefix(prefix);
}

/** `2001:db8::1`, `fe80::1%eth1`. */
export function namedAddress(node: Node, text: string): Named {
  const at = text.indexOf('%');
  const parsed = parseAddress(at < 0 ? text : text.slice(0, at));
  if (!parsed.ok) throw misused(parsed.error);
  return at < 0 ? { address: parsed.value } : { address: parsed.value, link: interfaceNamed(node, text.slice(at + 1)).name };
}

/** What is named, on the interface that `-I` of a command says; nothing else may say another. */
export function onLinkNamed(command: string, node: Node, target: Named, interfaceName: string | undefined): Named {
  if (interfaceName === undefined) return target;
  const link = interfaceNamed(node, interfaceName).name;
  if (target.link !== undefined && target.link !== link) throw misused(`${command}: the address is on ${target.link}, but -I says ${link}`);
  return { address: target.address, link };
}

/** The address with the interface where it is: as said, as the routes say, or the only one. */
export function placedAddress(node: Node, text: string): Required<Named> {
  return placed(node, namedAddress(node, text), text);
}

/** `text`: as the user wrote it. */
export function placed(node: Node, { address, link }: Named, text: string): Required<Named> {
  const found = link ?? (needsZone(address) ? node.defaultInterface() : node.way(address)?.link) ?? onlyInterface(node);
  if (found !== undefined) return { address, link: found };
  throw misused(`on which link is ${text}? Say ${text}%${node.interfaces()[0]?.name}`);
}

/** A neighbour with the link where it is: as said, where its subnet is, or as the routes say. */
export function placedNeighbor(node: Node, text: string): Required<Named> {
  const { address, link } = namedAddress(node, text);
  if (link !== undefined) return { address, link };
  const near = needsZone(address) ? undefined : node.interfaces().find((view) => isOnLink(view, address));
  return near === undefined ? placedAddress(node, text) : { address, link: near.name };
}

const isOnLink = ({ addresses, prefixes }: InterfaceView, address: Address): boolean =>
  prefixes.some(({ prefix }) => prefixContains(prefix, address)) ||
  addresses.some((own) => prefixContains(prefixOf(own.address, own.prefixLength), address));

/** Of those that lead anywhere. */
function onlyInterface(node: Node): string | undefined {
  const [first, ...more] = node.interfaces().filter(({ kind }) => kind !== 'loopback');
  return more.length === 0 ? first?.name : undefined;
}

export const interfaceCalled = (node: Node, name: string): InterfaceView | undefined => node.interfaces().find((one) => one.name === name);

export function interfaceNamed(node: Node, name: string): InterfaceView {
  const found = interfaceCalled(node, name);
  if (found !== undefined) return found;
  const names = node.interfaces().map((one) => one.name);
  throw misused(`there is no interface "${name}".${didYouMean(name, names) || ` There is ${names.join(', ')}.`}`);
}

/** `2001:db8:9::/48`, `default`; an address alone is a host. */
export function namedPrefix(text: string, length?: number): Prefix {
  if (text === 'default') return { address: parsedAddress('::'), length: 0 };
  const parsed = parsePrefix(text.includes('/') ? text : `${text}/${length ?? 128}`);
  if (!parsed.ok) throw misused(parsed.error);
  return parsed.value;
}

function parsedAddress(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw misused(parsed.error);
  return parsed.value;
}

export function linkLayerAddressOf(text: string): LinkLayerAddress {
  const parsed = parseLinkLayerAddress(text);
  if (parsed === undefined) throw misused(`"${text}" is no link-layer address; wanted 02:00:5e:10:00:01`);
  return parsed;
}

export const shownLinkLayerAddress = (address: LinkLayerAddress | undefined): string =>
  address === undefined ? '(incomplete)' : linkLayerText(address);

/** Nodes have none on a line or in a tunnel. */
export const linkLayerText = (address: LinkLayerAddress): string => (address.length === 0 ? '(none)' : formatLinkLayerAddress(address));

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** `23h59m58s`, as KAME's programs write what is left of a time; `expired` when nothing is. */
export function leftUntil(now: Instant, until: Instant | 'never' | undefined): string {
  if (until === undefined) return '';
  if (until === 'never') return 'permanent';
  let left = Math.ceil(inSeconds(elapsed(now, until)));
  if (left <= 0) return 'expired';
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}

/** Whole seconds that are left, for programs; null for ever. */
export const secondsUntil = (now: Instant, until: Instant | 'never'): number | null =>
  until === 'never' ? null : Math.max(0, Math.ceil(inSeconds(elapsed(now, until))));
