import { formatAddress } from '../../../reference/net/address.js';
import { errorText, IFAN, IFF, RTA, RTM, type RouteAddressName } from '../../../reference/routing/routing-socket/constants.js';
import {
  decodeRoutingMessage,
  type RouteAddresses,
  type RoutingMessage,
} from '../../../reference/routing/routing-socket/routing-message.js';
import { ROUTING_SOCKET } from '../../../reference/routing/routing-socket/routing-sockets.js';
import { decodeMask } from '../../../reference/routing/routing-socket/socket-address.js';
import { prefixOf } from '../../../reference/net/prefix.js';
import { refused, untilAborted, type Answer, type Session } from '../command.js';
import { flagNames, interfaceNames, MODEL, socketAddressText, type InterfaceNames } from './routing-text.js';

/** As route(8) calls them. */
const SAYS: ReadonlyMap<number, string> = new Map([
  [RTM.ADD, 'RTM_ADD: Add Route'],
  [RTM.DELETE, 'RTM_DELETE: Delete Route'],
  [RTM.CHANGE, 'RTM_CHANGE: Change Metrics or flags'],
  [RTM.GET, 'RTM_GET: Report Metrics'],
  [RTM.NEWADDR, 'RTM_NEWADDR: address being added to iface'],
  [RTM.DELADDR, 'RTM_DELADDR: address being removed from iface'],
  [RTM.LOCK, 'RTM_LOCK: fix specified metrics'],
  [RTM.IFINFO, 'RTM_IFINFO: iface status change'],
  [RTM.IFANNOUNCE, 'RTM_IFANNOUNCE: iface arrival/departure'],
]);

/** `route monitor`: every message of the routing socket, until whoever asked has enough. */
export async function monitor({ node, say, signal }: Session): Promise<Answer> {
  let messages = 0;
  const opened = node.routingSockets.open(ROUTING_SOCKET, { pid: process.pid, isSuperUser: true, model: MODEL }, (octets) => {
    messages++;
    for (const line of messageLines(octets, interfaceNames(node))) say(line);
  });
  if (!opened.ok) throw refused(`route: socket: ${errorText(opened.error)}`);
  await untilAborted(signal);
  opened.value.close();
  return { lines: [], data: { messages } };
}

export function messageLines(octets: Uint8Array, names: InterfaceNames): readonly string[] {
  const first = `got message of size ${octets.length}`;
  const decoded = decodeRoutingMessage(octets, MODEL);
  if (!decoded.ok) return [first, `${decoded.error.path} does not fit, at octet ${decoded.error.offset}`];
  const message = decoded.value;
  const said = SAYS.get(message.header.type) ?? `message type ${message.header.type}`;
  return [first, `${said}: len ${message.header.length}${details(message)}`, ...addressLines(message, names)];
}

function details(message: RoutingMessage): string {
  switch (message.kind) {
    case 'route': {
      const { pid, seq, errno, flags } = message.header;
      return `, pid: ${pid}, seq ${seq}, errno ${errno}, flags:${flagNames(flags)}`;
    }
    case 'address':
      return `, if# ${message.header.index}`;
    case 'interface':
      return `, if# ${message.header.index}, ${(message.header.flags & IFF.UP) === 0 ? 'down' : 'up'}, mtu ${message.header.mtu}`;
    case 'announcement':
      return `, if# ${message.header.index}, ${message.name}, what: ${message.header.what === IFAN.ARRIVAL ? 'arrival' : 'departure'}`;
    case 'other':
      return '';
  }
}

function addressLines(message: RoutingMessage, names: InterfaceNames): readonly string[] {
  if (message.kind === 'other' || message.kind === 'announcement') return [];
  const { addresses } = message;
  const given = (Object.keys(RTA) as RouteAddressName[]).filter((name) => addresses[name] !== undefined);
  if (given.length === 0) return [];
  return [`sockaddrs: <${given.join(',')}>`, ` ${given.map((name) => text(name, addresses, names)).join(' ')}`];
}

function text(name: RouteAddressName, addresses: RouteAddresses, names: InterfaceNames): string {
  const octets = addresses[name] ?? new Uint8Array(0);
  if (name !== 'NETMASK' && name !== 'GENMASK') return socketAddressText(octets, names);
  const length = decodeMask(octets);
  return length.ok ? formatAddress(prefixOf(new Uint8Array(16).fill(0xff), length.value).address) : '(no mask)';
}
