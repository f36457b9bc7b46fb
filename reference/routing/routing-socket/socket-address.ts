import { addressFromOctets, type Address } from '../../net/address.js';
import { concat } from '../../net/octets.js';
import { ADDRESS_BITS, prefixOf } from '../../net/prefix.js';
import { failed, ok, type Result } from '../../net/result.js';
import { AF_INET6, AF_LINK } from './constants.js';
import { structure, type DataModel } from './c-structure.js';

/**
 * Socket addresses begin with their length and family. Ports, flow information and zone of an IPv6 one are not looked at
 * by routing, but are carried.
 */
export interface Inet6SocketAddress {
  readonly address: Address;
  readonly port: number;
  readonly flowInfo: number;
  readonly scopeId: number;
}

/** A link-layer address, and the interface that has it or where it is: `link#N` when it has no octets. */
export interface LinkSocketAddress {
  readonly index: number;
  readonly type: number;
  readonly name: string;
  readonly address: Uint8Array;
}

/** RFC 3493 section 3.4, sin6_len and sin6_family; what stands behind the address is host order. */
const INET6_HEAD = structure('sockaddr_in6', { length: 1, family: 1, port: 2, flowInfo: 4 });
const INET6_TAIL = structure('sockaddr_in6', { scopeId: 4 });
const LINK_HEAD = structure('sockaddr_dl', { length: 1, family: 1, index: 2, type: 1, nameLength: 1, addressLength: 1, selectorLength: 1 });

/** Ports and flow information are in network order on every machine. */
const network = (model: DataModel): DataModel => ({ ...model, littleEndian: false });

const INET6_HEAD_OCTETS = 8;
export const INET6_OCTETS = 28;
const ADDRESS_OCTETS = 16;
/** Room for a name and an address, of which short ones leave some. */
const LINK_OCTETS = 20;

export function encodeInet6(given: Partial<Inet6SocketAddress> & Pick<Inet6SocketAddress, 'address'>, model: DataModel): Uint8Array {
  const { address, port, flowInfo, scopeId } = given;
  const head = INET6_HEAD.encode({ length: INET6_OCTETS, family: AF_INET6, port, flowInfo }, network(model));
  return concat(head, address, INET6_TAIL.encode({ scopeId }, model));
}

/** The text says why the octets are no IPv6 socket address. */
export function decodeInet6(octets: Uint8Array, model: DataModel): Result<Inet6SocketAddress, string> {
  const head = INET6_HEAD.decode(octets, network(model));
  if (!head.ok || octets.length !== INET6_OCTETS) return failed(`an IPv6 socket address has ${INET6_OCTETS} octets, not ${octets.length}`);
  const { family, port, flowInfo } = head.value;
  if (family !== AF_INET6) return failed(`address family ${family} is not that of IPv6, ${AF_INET6}`);
  const tail = INET6_TAIL.decode(octets.subarray(INET6_HEAD_OCTETS + ADDRESS_OCTETS), model);
  const address = addressFromOctets(octets.slice(INET6_HEAD_OCTETS, INET6_HEAD_OCTETS + ADDRESS_OCTETS));
  return ok({ address, port, flowInfo, scopeId: tail.ok ? tail.value.scopeId : 0 });
}

/** The name is of octets, each a character. */
export function encodeLink(given: Partial<LinkSocketAddress>, model: DataModel): Uint8Array {
  const { index, type, name = '', address = new Uint8Array(0) } = given;
  const written = Uint8Array.from(name, (character) => character.charCodeAt(0));
  const length = Math.max(LINK_OCTETS, LINK_HEAD.size(model) + written.length + address.length);
  const head = LINK_HEAD.encode({ length, family: AF_LINK, index, type, nameLength: written.length, addressLength: address.length }, model);
  return concat(head, written, address, new Uint8Array(length - head.length - written.length - address.length));
}

export function decodeLink(octets: Uint8Array, model: DataModel): Result<LinkSocketAddress, string> {
  const head = LINK_HEAD.decode(octets, model);
  if (!head.ok) return failed(`a link-layer socket address has ${LINK_HEAD.size(model)} octets or more, not ${octets.length}`);
  const { family, index, type, nameLength, addressLength } = head.value;
  if (family !== AF_LINK) return failed(`address family ${family} is not that of links, ${AF_LINK}`);
  const data = octets.subarray(LINK_HEAD.size(model));
  if (nameLength + addressLength > data.length)
    return failed(`a name of ${nameLength} octets and an address of ${addressLength} do not fit ${data.length}`);
  const name = String.fromCharCode(...data.subarray(0, nameLength));
  return ok({ index, type, name, address: data.slice(nameLength, nameLength + addressLength) });
}

/** As programs write a mask: whole octets of ones, then the octet in which it ends, at full length. */
export const encodeMask = (length: number, model: DataModel): Uint8Array =>
  encodeInet6({ address: prefixOf(new Uint8Array(ADDRESS_OCTETS).fill(0xff), length).address }, model);

/**
 * As the kernel keeps a mask: zero octets at its end are cut off, and what comes before the address is no part of it. That
 * of the default route is nothing but its own length, zero.
 */
export function encodeCutMask(length: number, model: DataModel): Uint8Array {
  if (length === 0) return Uint8Array.of(0);
  const octets = encodeMask(length, model).slice(0, INET6_HEAD_OCTETS + Math.ceil(length / 8));
  octets[0] = octets.length;
  return octets;
}

/** The prefix length that a mask, cut off or not, stands for: what is missing is zero. IPv6 has no mask with holes. */
export function decodeMask(octets: Uint8Array): Result<number, string> {
  const bits = octets.subarray(INET6_HEAD_OCTETS, INET6_HEAD_OCTETS + ADDRESS_OCTETS);
  let length = 0;
  while (length < ADDRESS_BITS && (((bits[length >> 3] ?? 0) << (length & 7)) & 0x80) !== 0) length++;
  const rest = bits.some((octet, i) => i > length >> 3 && octet !== 0) || (((bits[length >> 3] ?? 0) << (length & 7)) & 0xff) !== 0;
  return rest ? failed(`the mask has ones behind its bit ${length}, which is zero`) : ok(length);
}
