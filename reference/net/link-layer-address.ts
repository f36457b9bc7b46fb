import { hex } from './octets.js';
import type { Address } from './address.js';

/** A 48-bit IEEE 802 address: six octets; none on a link without link-layer addresses. */
export type LinkLayerAddress = Uint8Array & { readonly __brand: 'link-layer address' };

/** What stands for every neighbour on a link whose nodes have no link-layer addresses. */
export const NO_LINK_LAYER_ADDRESS = new Uint8Array(0) as LinkLayerAddress;

export const LINK_LAYER_BROADCAST = linkLayerAddress([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);

export function linkLayerAddress(octets: Uint8Array | readonly number[]): LinkLayerAddress {
  if (octets.length !== 6) throw new Error(`a link-layer address has 6 octets, not ${octets.length}`);
  return new Uint8Array(octets) as LinkLayerAddress;
}

/** Reads `02:00:5e:10:00:01`; undefined when the text is no such address. */
export function parseLinkLayerAddress(text: string): LinkLayerAddress | undefined {
  if (!/^[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}$/i.test(text)) return undefined;
  return linkLayerAddress(text.split(/[:-]/).map((part) => parseInt(part, 16)));
}

export const formatLinkLayerAddress = (address: Uint8Array): string => hex(address).replace(/(..)(?=.)/g, '$1:');

/** The group bit is the lowest of the first octet; broadcast is the group of all. */
export const isGroupAddress = (address: Uint8Array): boolean => ((address[0] ?? 0) & 1) === 1;

/** RFC 2464 section 7: 33:33 and the low-order 32 bits of the group. */
export function multicastLinkLayerAddress(group: Address): LinkLayerAddress {
  const octets = new Uint8Array(6);
  octets[0] = 0x33;
  octets[1] = 0x33;
  for (let i = 0; i < 4; i++) octets[2 + i] = group[12 + i] as number;
  return octets as LinkLayerAddress;
}

/** RFC 2464 section 4: the modified EUI-64 interface identifier of an Ethernet interface, eight octets. */
export function modifiedEui64(address: LinkLayerAddress): Uint8Array {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = address;
  return Uint8Array.of(a ^ 0x02, b, c, 0xff, 0xfe, d, e, f);
}
