import { formatAddress } from '../../net/address.js';
import { formatPrefix, prefixOf } from '../../net/prefix.js';
import type { UdpPeer } from '../../transport/udp/udp-service.js';
import type { RouteTableEntry } from '../../wire/ripng.js';
import { NEXT_HOP_METRIC, REQUEST, RESPONSE } from './constants.js';
import type { RipngSettings } from './settings.js';

/** A message as it is told to whoever follows what RIPng does. */
export interface TracedMessage {
  readonly what: 'ripng-sent' | 'ripng-received';
  readonly command: number;
  /** The other end. */
  readonly peer: UdpPeer;
  readonly entries: readonly RouteTableEntry[];
}

const COMMANDS: Readonly<Record<number, string>> = { [REQUEST]: 'request', [RESPONSE]: 'response' };

/** The details of the events that tell of a message; none where nothing is to be traced. */
export function traceOf({ trace }: RipngSettings, { what, command, peer, entries }: TracedMessage): readonly string[] {
  if (trace === undefined) return [];
  const kind = COMMANDS[command] ?? `command ${command}`;
  const way = what === 'ripng-sent' ? 'to' : 'from';
  const head = `${kind} ${way} ${formatAddress(peer.address)} port ${peer.port}, ${entries.length} entries`;
  return [head, ...(trace === 'entries' ? entries.map(entryText) : [])];
}

function entryText({ prefix, prefixLength, metric, routeTag }: RouteTableEntry): string {
  if (metric === NEXT_HOP_METRIC) return `next hop ${formatAddress(prefix)}`;
  const text = prefixLength > 128 ? `${formatAddress(prefix)}/${prefixLength}` : formatPrefix(prefixOf(prefix, prefixLength));
  return `${text} metric ${metric}${routeTag === 0 ? '' : ` tag ${routeTagText(routeTag)}`}`;
}

/** `0x0007`. */
export const routeTagText = (tag: number): string => `0x${tag.toString(16).padStart(4, '0')}`;
