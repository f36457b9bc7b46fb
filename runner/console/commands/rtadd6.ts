import { parseAddress, type Address } from '../../../reference/net/address.js';
import { errorText, RTF, RTM } from '../../../reference/routing/routing-socket/constants.js';
import type { DataModel } from '../../../reference/routing/routing-socket/c-structure.js';
import { kernelForm, type ZonedAddress } from '../../../reference/routing/routing-socket/embedded-scope.js';
import { encodeRoutingMessage } from '../../../reference/routing/routing-socket/routing-message.js';
import { ROUTING_SOCKET } from '../../../reference/routing/routing-socket/routing-sockets.js';
import { encodeInet6, encodeMask } from '../../../reference/routing/routing-socket/socket-address.js';
import { done, misused, refused, type ConsoleCommand, type Session } from '../command.js';
import { interfaceCalled } from '../names.js';
import { MODEL } from './routing-text.js';

/** KAME's sample program: one message to the routing socket, octet for octet. */
export const rtadd6: ConsoleCommand = {
  name: 'rtadd6',
  summary: 'adds a route through the routing socket, as the sample program of KAME’s book does',
  usage: ['DESTINATION[/LENGTH] GATEWAY[%INTERFACE]'],
  options: [],
  examples: ['rtadd6 2001:db8:1234::/48 fe80::1%eth1', 'rtadd6 2001:db8:1234::1 2001:db8::1'],
  run(words, session) {
    const [destination, gateway, ...more] = words;
    if (destination === undefined || gateway === undefined || more.length > 0)
      throw misused('usage: rtadd6 DESTINATION[/LENGTH] GATEWAY[%INTERFACE]');
    const [host = '', length] = splitAtSlash(destination);
    const message = addMessage(
      { destination: numeric(host, session), length, gateway: numeric(gateway, session), pid: process.pid },
      MODEL,
    );
    const opened = session.node.routingSockets.open(ROUTING_SOCKET, { pid: process.pid, isSuperUser: true, model: MODEL }, () => undefined);
    if (!opened.ok) throw refused(`socket: ${errorText(opened.error)}`);
    const written = opened.value.write(message);
    opened.value.close();
    if (!written.ok) throw refused(`write: ${errorText(written.error)}`);
    return done();
  },
};

const MOST_BITS = 128;

function splitAtSlash(text: string): readonly [string, number | undefined] {
  const at = text.indexOf('/');
  if (at < 0) return [text, undefined];
  const length = text.slice(at + 1);
  if (!/^\d+$/.test(length) || Number(length) > MOST_BITS)
    throw refused(`rtadd6: invalid prefix length: ${length}; wanted 0 to ${MOST_BITS}`);
  return [text.slice(0, at), Number(length)];
}

/** getaddrinfo(3) with AI_NUMERICHOST: an address, and the zone by name or number. Names are not looked up. */
function numeric(text: string, { node }: Session): ZonedAddress {
  const unknown = refused(`rtadd6: ${text}: hostname nor servname provided, or not known`);
  const [plain = '', zone, ...more] = text.split('%');
  const parsed = parseAddress(plain);
  if (!parsed.ok || more.length > 0) throw unknown;
  if (zone === undefined) return { address: parsed.value, zone: 0 };
  const index = interfaceCalled(node, zone)?.index ?? (/^\d+$/.test(zone) ? Number(zone) : undefined);
  if (index === undefined) throw unknown;
  return { address: parsed.value, zone: index };
}

function embedded(address: ZonedAddress): Address {
  const inside = kernelForm(address);
  if (!inside.ok) throw refused(`rtadd6: ${inside.error}`);
  return inside.value;
}

export interface RouteToAdd {
  readonly destination: ZonedAddress;
  /** Without one the destination is a host. */
  readonly length: number | undefined;
  readonly gateway: ZonedAddress;
  readonly pid: number;
}

/** Zones go into the addresses: what stands beside them is no matter on a routing socket. */
export function addMessage({ destination, length, gateway, pid }: RouteToAdd, model: DataModel): Uint8Array {
  const flags = RTF.UP | RTF.GATEWAY | (length === undefined ? RTF.HOST : 0);
  const addresses = {
    DST: encodeInet6({ address: embedded(destination) }, model),
    GATEWAY: encodeInet6({ address: embedded(gateway) }, model),
    ...(length !== undefined && { NETMASK: encodeMask(length, model) }),
  };
  return encodeRoutingMessage({ kind: 'route', header: { type: RTM.ADD, flags, pid, seq: 0 }, addresses }, model);
}
