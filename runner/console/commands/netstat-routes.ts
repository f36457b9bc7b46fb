import { formatAddress, needsZone } from '../../../reference/net/address.js';
import { formatPrefix, prefixOf } from '../../../reference/net/prefix.js';
import { RTF } from '../../../reference/routing/routing-socket/constants.js';
import { decodeRoutingMessages, type RouteMessage } from '../../../reference/routing/routing-socket/routing-message.js';
import { decodeLink, decodeMask } from '../../../reference/routing/routing-socket/socket-address.js';
import { readDump, ROUTE_DUMP } from '../../../reference/routing/routing-socket/sysctl.js';
import { elapsed, inSeconds, START, type Instant } from '../../../reference/time.js';
import { refused, type Answer, type Session } from '../command.js';
import { table } from '../table.js';
import { addressIn, flagLetters, interfaceNames, MODEL, socketAddressText, zonedText, type InterfaceNames } from './routing-text.js';

export interface RouteRow {
  readonly destination: string;
  readonly gateway: string;
  /** KAME's: U usable, G through a router, H a host, S set by hand, D from a redirect, R refused, C neighbours are on the link... */
  readonly flags: string;
  readonly interface: string;
  /** Whole seconds; nothing for ever. */
  readonly expire: string;
}

/** The routing table, as sysctl(3) tells it. */
export function routes({ node, now, say }: Pick<Session, 'node' | 'now' | 'say'>): Answer {
  const dump = readDump((room) => node.routingSockets.sysctl(ROUTE_DUMP, MODEL, room));
  if (!dump.ok) throw refused('netstat: the table grows faster than it can be read');
  const { attempts, octets } = dump.value;
  if (attempts > 1) say(`netstat: the table grew while it was read; it took ${attempts} attempts`);
  const rows = routeRows(octets, interfaceNames(node), now());
  return { lines: routeLines(rows), data: rows };
}

export const routeLines = (rows: readonly RouteRow[]): readonly string[] => [
  'Routing tables',
  '',
  'Internet6:',
  ...table(
    ['Destination', 'Gateway', 'Flags', 'Netif', 'Expire'],
    rows.map((one) => [one.destination, one.gateway, one.flags, one.interface, one.expire]),
  ),
];

/** What a dump says, a row for each entry. */
export function routeRows(dump: Uint8Array, names: InterfaceNames, now: Instant): readonly RouteRow[] {
  const decoded = decodeRoutingMessages(dump, MODEL);
  if (!decoded.ok) throw refused(`netstat: ${decoded.error.path} does not fit, at octet ${decoded.error.offset}`);
  const entries = decoded.value.flatMap((message) => (message.kind === 'route' ? [message] : []));
  return entries.map((entry, at) => {
    const { GATEWAY } = entry.addresses;
    return {
      destination: destinationText(entry, names),
      gateway: GATEWAY === undefined ? '' : socketAddressText(GATEWAY, names),
      flags: flagLetters(entry.header.flags),
      interface: interfaceName(entry),
      expire: [expiryText(entry, now), standsBefore(entry, entries[at + 1]) ? '=>' : ''].filter(Boolean).join(' '),
    };
  });
}

const lengthOf = ({ header, addresses: { NETMASK } }: RouteMessage): number => {
  if ((header.flags & RTF.HOST) !== 0 || NETMASK === undefined) return 128;
  const length = decodeMask(NETMASK);
  return length.ok ? length.value : 128;
};

/** `default`, a prefix with its length, a host without: `fe80::%ne0/64`. */
function destinationText(entry: RouteMessage, names: InterfaceNames): string {
  const found = entry.addresses.DST && addressIn(entry.addresses.DST);
  if (found === undefined) return '';
  const length = lengthOf(entry);
  if ((entry.header.flags & RTF.HOST) !== 0) return zonedText(found, names);
  if (length === 0) return 'default';
  if (needsZone(found.address) && found.zone !== 0) return `${formatAddress(found.address)}%${names(found.zone)}/${length}`;
  return formatPrefix(prefixOf(found.address, length));
}

function interfaceName({ addresses: { IFP } }: RouteMessage): string {
  const link = IFP && decodeLink(IFP, MODEL);
  return link?.ok ? link.value.name : '';
}

const expiryText = ({ header: { expire } }: RouteMessage, now: Instant): string =>
  expire === 0 ? '' : String(Math.max(0, expire - Math.floor(inSeconds(elapsed(START, now)))));

/** BSD's mark for an entry behind which one for the same address follows that is less specific. */
function standsBefore(entry: RouteMessage, next: RouteMessage | undefined): boolean {
  const [here, there] = [entry.addresses.DST, next?.addresses.DST];
  if (next === undefined || here === undefined || there === undefined) return false;
  return String(here) === String(there) && lengthOf(next) < lengthOf(entry);
}
