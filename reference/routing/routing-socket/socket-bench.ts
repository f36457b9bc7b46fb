import { address } from '../../net/address.js';
import type { NodeBench } from '../../node-bench.js';
import { LP64, type DataModel } from './c-structure.js';
import { RTF, RTM, type ErrorName } from './constants.js';
import { apiForm } from './embedded-scope.js';
import {
  decodeRoutingMessage,
  encodeRoutingMessage,
  type RouteAddresses,
  type RouteHeader,
  type RoutingMessage,
} from './routing-message.js';
import { ROUTING_SOCKET, type RoutingSocket } from './routing-sockets.js';
import { decodeInet6, encodeCutMask, encodeInet6, encodeLink } from './socket-address.js';

/** For tests: a program with a routing socket, and what it heard. */
export interface SocketBench {
  readonly socket: RoutingSocket;
  readonly heard: RoutingMessage[];
  /** Writes a message; `done`, or the error. */
  ask(header: Partial<RouteHeader>, addresses: RouteAddresses): ErrorName | 'done';
  add(prefix: string, gateway: Uint8Array, more?: Partial<RouteHeader>): ErrorName | 'done';
}

export interface SocketProgram {
  readonly pid?: number;
  readonly isSuperUser?: boolean;
  readonly model?: DataModel;
}

export function openSocket(
  { node }: Pick<NodeBench, 'node'>,
  { pid = 7, isSuperUser = true, model = LP64 }: SocketProgram = {},
): SocketBench {
  const heard: RoutingMessage[] = [];
  const opened = node.routingSockets.open(ROUTING_SOCKET, { pid, isSuperUser, model }, (octets) => {
    const decoded = decodeRoutingMessage(octets, model);
    if (!decoded.ok || decoded.value.header.length !== octets.length) throw new Error('the kernel wrote what cannot be read');
    heard.push(decoded.value);
  });
  if (!opened.ok) throw new Error(opened.error);
  const ask: SocketBench['ask'] = (header, addresses) => {
    const written = opened.value.write(encodeRoutingMessage({ kind: 'route', header, addresses }, model));
    return written.ok ? 'done' : written.error;
  };
  return {
    ...{ socket: opened.value, heard, ask },
    add: (prefix, gateway, more) =>
      ask({ type: RTM.ADD, flags: RTF.UP | RTF.GATEWAY, ...more }, { ...network(prefix, model), GATEWAY: gateway }),
  };
}

/** As the kernel would write it: the zone, if there is one, is part of the text. */
export const inet6 = (text: string, model: DataModel = LP64): Uint8Array => encodeInet6({ address: address(text) }, model);
export const onLink = (index: number, model: DataModel = LP64): Uint8Array => encodeLink({ index }, model);

/** `2001:db8::/32`: destination and mask. */
export function network(prefix: string, model: DataModel = LP64): RouteAddresses {
  const [text = '', length] = prefix.split('/');
  return { DST: inet6(text, model), ...(length !== undefined && { NETMASK: encodeCutMask(Number(length), model) }) };
}

export function addressOf(octets: Uint8Array | undefined, model: DataModel = LP64): ReturnType<typeof apiForm> | undefined {
  const decoded = octets && decodeInet6(octets, model);
  return decoded?.ok ? apiForm(decoded.value.address) : undefined;
}
