import { isUnspecified, sameAddress, UNSPECIFIED, type Address } from '../../net/address.js';
import { prefixContains } from '../../net/prefix.js';
import { failed, ok, type Result } from '../../net/result.js';
import { IPV4_MAPPED_PREFIX } from '../../ipv6/well-known-prefixes.js';
import type { SocketPlatform } from './platforms.js';

export type Family = 'inet6' | 'inet';

/** The errors that the sockets API has for it. */
export type SocketError = 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'EINVAL' | 'ENETUNREACH' | 'ENOPROTOOPT';

/** An address and a port. IPv4 addresses stand here in their mapped form; the wildcard of either family is `::`. */
export interface SocketName {
  readonly address: Address;
  readonly port: number;
}

export interface ModelSocket {
  readonly id: number;
  readonly family: Family;
  /** UDP and TCP have ports of their own. */
  readonly protocol: 'udp' | 'tcp';
  /** Copied from the node when the socket is made: what the node does later is no matter of this socket. */
  readonly v6only: boolean;
  readonly local?: SocketName;
  readonly peer?: SocketName;
}

/** The sockets of a node of both families, as far as it matters who may bind what and who gets which packet. */
export interface SocketModel {
  readonly platform: SocketPlatform;
  /** The node's default of the option, where the platform has one. */
  readonly v6only: boolean;
  readonly hasIpv4: boolean;
  readonly sockets: readonly ModelSocket[];
  readonly made: number;
}

type Changed = Result<SocketModel, SocketError>;

export const socketModel = (platform: SocketPlatform, { hasIpv4 = true } = {}): SocketModel => ({
  platform,
  v6only: typeof platform.v6only === 'object' ? platform.v6only.initially : platform.v6only === 'always',
  hasIpv4,
  sockets: [],
  made: 0,
});

/** As `sysctl` does: for sockets that are made from now on. */
export const withDefault = (model: SocketModel, v6only: boolean): SocketModel =>
  typeof model.platform.v6only === 'object' ? { ...model, v6only } : model;

/** The new socket is the last of the list. */
export function opened(model: SocketModel, family: Family, protocol: ModelSocket['protocol'] = 'udp'): SocketModel {
  const socket: ModelSocket = { id: model.made + 1, family, protocol, v6only: family === 'inet6' && model.v6only };
  return { ...model, made: socket.id, sockets: [...model.sockets, socket] };
}

export const closed = (model: SocketModel, id: number): SocketModel => ({
  ...model,
  sockets: model.sockets.filter((socket) => socket.id !== id),
});

export function withOption(model: SocketModel, id: number, v6only: boolean): Changed {
  const socket = find(model, id);
  if (socket === undefined || socket.family === 'inet') return failed('EINVAL');
  if (typeof model.platform.v6only !== 'object') return failed('ENOPROTOOPT');
  if (socket.local !== undefined && !model.platform.lateOption) return failed('EINVAL');
  return ok(replaced(model, { ...socket, v6only }));
}

export function bound(model: SocketModel, id: number, local: SocketName): Changed {
  const socket = find(model, id);
  if (socket === undefined || socket.local !== undefined) return failed('EINVAL');
  if (socket.family === 'inet6' && isMapped(local.address) && !takesIpv4(socket)) return failed('EINVAL');
  const wanted = { ...socket, local };
  return model.sockets.some((other) => conflicts(model.platform, other, wanted)) ? failed('EADDRINUSE') : ok(replaced(model, wanted));
}

export function connected(model: SocketModel, id: number, peer: SocketName): Changed {
  const socket = find(model, id);
  if (socket === undefined) return failed('EINVAL');
  const isIpv4 = isMapped(peer.address);
  const { local } = socket;
  if (local !== undefined && !isUnspecified(local.address) && isMapped(local.address) !== isIpv4) return failed('EINVAL');
  if (isIpv4 && socket.family === 'inet6' && !mayConnectMapped(model.platform, socket)) return failed('ENETUNREACH');
  if (isIpv4 ? !model.hasIpv4 : isCompatible(peer.address)) return failed('ENETUNREACH');
  return ok(replaced(model, { ...socket, peer }));
}

/** The socket that gets a packet for a destination; undefined when nobody does: a reset, or a port unreachable. */
export function receiverOf(model: SocketModel, protocol: ModelSocket['protocol'], to: SocketName): ModelSocket | undefined {
  const there = model.sockets.filter((socket) => socket.protocol === protocol && socket.local?.port === to.port);
  const specific = there.find(({ local }) => local !== undefined && sameAddress(local.address, to.address));
  if (specific !== undefined) return specific;
  const wildcard = (family: Family): ModelSocket | undefined => there.find((socket) => socket.family === family && isWildcard(socket));
  const six = wildcard('inet6');
  if (!isMapped(to.address)) return six;
  const grabber = six !== undefined && takesIpv4(six) ? six : undefined;
  return model.platform.ports === 'bsdi4' ? (grabber ?? wildcard('inet')) : (wildcard('inet') ?? grabber);
}

const find = (model: SocketModel, id: number): ModelSocket | undefined => model.sockets.find((socket) => socket.id === id);

const replaced = (model: SocketModel, changed: ModelSocket): SocketModel => ({
  ...model,
  sockets: model.sockets.map((socket) => (socket.id === changed.id ? changed : socket)),
});

export const isMapped = (address: Address): boolean => prefixContains(IPV4_MAPPED_PREFIX, address);

/** An IPv4-compatible address; tunnels that make themselves for it are gone (RFC 4291 section 2.5.5.1). */
const isCompatible = (address: Address): boolean =>
  address.subarray(0, 12).every((octet) => octet === 0) &&
  address.subarray(12).some((octet, i) => octet !== 0 && !(i === 3 && octet === 1));

const takesIpv4 = ({ v6only }: ModelSocket): boolean => !v6only;
const isWildcard = ({ local }: ModelSocket): boolean => local !== undefined && sameAddress(local.address, UNSPECIFIED);

function mayConnectMapped({ connectsMapped }: SocketPlatform, socket: ModelSocket): boolean {
  return connectsMapped === 'unless v6only' ? takesIpv4(socket) : connectsMapped === 'always';
}

function conflicts({ ports }: SocketPlatform, there: ModelSocket, wanted: ModelSocket): boolean {
  if (there.local === undefined || wanted.local === undefined || there.local.port !== wanted.local.port) return false;
  if (there.id === wanted.id || there.protocol !== wanted.protocol) return false;
  if (!sameAddress(there.local.address, wanted.local.address)) return false;
  if (there.family === wanted.family || !isWildcard(wanted)) return true;
  const [six] = there.family === 'inet6' ? [there] : [wanted];
  if (ports === 'shared') return takesIpv4(six);
  return ports === 'bsdi4' && there === six;
}
