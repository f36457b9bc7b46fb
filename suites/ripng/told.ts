import { sameAddress } from '../../reference/net/address.js';
import { formatPrefix, type Prefix } from '../../reference/net/prefix.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import { absent, oneOf, satisfies, type Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { ALL_RIP_ROUTERS, INFINITY, NEXT_HOP, RESPONSE, RIPNG_PORT } from './constants.js';

/** What is told of a destination. */
export interface Told {
  readonly prefix: Prefix;
  /** Left out: any that is not infinity. */
  readonly metric?: number;
  readonly routeTag?: number;
}

/** RFC 2080 sections 2.1, 2.4.2, 2.5 and 2.5.2, of every update: what makes its receivers heed it. */
export const update = (t: TestContext, link: string): Match => ({
  'ipv6.source': oneOf(...t.dut.on(link).addresses),
  'ipv6.destination': ALL_RIP_ROUTERS,
  'ipv6.hopLimit': 255,
  'udp.sourcePort': RIPNG_PORT,
  'udp.destinationPort': RIPNG_PORT,
  ...RESPONSE_OF_RIPNG,
});

export const RESPONSE_OF_RIPNG: Match = {
  'ripng.command': RESPONSE,
  'ripng.version': 1,
  'ripng.surplus': oneOf(absent, new Uint8Array(0)),
};

const isFor = ({ prefix: { address, length } }: Told, entry: RouteTableEntry): boolean =>
  entry.metric !== NEXT_HOP && entry.prefixLength === length && sameAddress(entry.prefix, address);

const is = (told: Told, entry: RouteTableEntry): boolean =>
  isFor(told, entry) &&
  (told.metric === undefined ? entry.metric < INFINITY : entry.metric === told.metric) &&
  (told.routeTag === undefined || entry.routeTag === told.routeTag);

export const isToldOf = (entries: readonly RouteTableEntry[], told: Told): boolean => entries.some((entry) => is(told, entry));

const tellsAll = (entries: readonly RouteTableEntry[], wanted: readonly Told[]): boolean => wanted.every((told) => isToldOf(entries, told));

const mentions = (entries: readonly RouteTableEntry[], prefix: Prefix): boolean => entries.some((entry) => isFor({ prefix }, entry));

const inWords = ({ prefix, metric, routeTag }: Told): string =>
  `${formatPrefix(prefix)} of metric ${metric ?? 'below 16'}${routeTag === undefined ? '' : ` and route tag ${routeTag}`}`;

/** A message with entries of all these. */
export const telling = (...wanted: readonly Told[]): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(`entries for ${wanted.map(inWords).join(', ')}`, (entries) =>
    tellsAll(entries, wanted),
  ),
});

/** A message with entries of all the first, and none of the others. */
export const tellingNot = (wanted: readonly Told[], unwanted: readonly Told[]): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(
    `entries for ${wanted.map(inWords).join(', ')}, none for ${unwanted.map(inWords).join(', ')}`,
    (entries) => tellsAll(entries, wanted) && !unwanted.some((told) => isToldOf(entries, told)),
  ),
});

/** A message with entries of all these, and nothing at all of the destinations. */
export const tellingWithout = (wanted: readonly Told[], unmentioned: readonly Prefix[]): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(
    `entries for ${wanted.map(inWords).join(', ')}, none for ${unmentioned.map(formatPrefix).join(', ')}`,
    (entries) => tellsAll(entries, wanted) && !unmentioned.some((prefix) => mentions(entries, prefix)),
  ),
});

/** A message with an entry for the destination, whatever it says of it. */
export const mentioning = (prefix: Prefix): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(`an entry for ${formatPrefix(prefix)}`, (entries) => mentions(entries, prefix)),
});

/** A message with an entry for the destination of another metric. */
export const tellingOtherwise = ({ prefix, metric }: Required<Pick<Told, 'prefix' | 'metric'>>): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(
    `an entry for ${formatPrefix(prefix)} of another metric than ${metric}`,
    (entries) => entries.some((entry) => isFor({ prefix }, entry) && entry.metric !== metric),
  ),
});

export const entriesOf = (received: Received): readonly RouteTableEntry[] => received.get('ripng.entries') as readonly RouteTableEntry[];

/** `143 of 200 routes, such as 2001:db8::/64,`: the beginning of a sentence about them. */
export function someOf(prefixes: readonly Prefix[], all: number): string {
  const [first] = prefixes;
  return `${prefixes.length} of ${all} routes${first ? `, such as ${formatPrefix(first)},` : ''}`;
}
