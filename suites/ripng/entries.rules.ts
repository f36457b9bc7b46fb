import { formatAddress, isLinkLocal, isLoopback, isMulticast, isUnspecified } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { prefixOf } from '../../reference/net/prefix.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import { broken, KEPT, type FrameRule, type ObservedPacket } from '../kit/rule.js';
import { INFINITY } from './constants.js';
import { entriesOf, isFromRouter, isResponse, isUpdate, namesNextHop } from './observed.js';

const LONGEST_PREFIX = 128;
/** What a prefix is of by all its addresses: fe80::/10, ff00::/8 (RFC 4291 section 2.4). */
const LINK_LOCAL_LENGTH = 10;
const MULTICAST_LENGTH = 8;

/** What is wrong with an entry, in words; undefined when nothing is. */
type Fault = (entry: RouteTableEntry) => string | undefined;

/** A rule about each entry of one sort that a message has. */
const eachOf = (
  rule: Pick<FrameRule, 'id' | 'requirement' | 'title'>,
  {
    of,
    isOfSort,
    path,
    fault,
  }: Readonly<{ of: (packet: ObservedPacket) => boolean; isOfSort: (entry: RouteTableEntry) => boolean; path: string; fault: Fault }>,
): FrameRule => ({
  ...rule,
  on: ['ripng'],
  reads: 'message',
  check(packet) {
    if (!of(packet)) return undefined;
    let seen = false;
    for (const [index, entry] of entriesOf(packet).entries()) {
      if (!isOfSort(entry)) continue;
      seen = true;
      const text = fault(entry);
      if (text !== undefined) return broken(text, `ripng.entries[${index}].${path}`);
    }
    return seen ? KEPT : undefined;
  },
});

const isResponseOfRouter = (packet: ObservedPacket): boolean => isFromRouter(packet) && isResponse(packet);
/** Answers to requests for certain routes return the fields of the request, whatever they are (RFC 2080 section 2.4.1). */
const ofUpdates = { of: isUpdate } as const;
const isRoute = (entry: RouteTableEntry): boolean => !namesNextHop(entry);
const isDefault = (entry: RouteTableEntry): boolean => isRoute(entry) && entry.prefixLength === 0;
const isAllRoutes = { isOfSort: isRoute } as const;

const textOf = ({ prefix, prefixLength }: RouteTableEntry): string => `${formatAddress(prefix)}/${prefixLength}`;

/** What routers tell of routes (RFC 2080 sections 2.1, 2.2, 2.4.2, 2.5.2). */
const routeRules: readonly FrameRule[] = [
  eachOf(
    { id: 'ripng.route.metric', requirement: 'rip-metric-tx-range', title: 'tells metrics from 1 to 16' },
    {
      of: isResponseOfRouter,
      ...isAllRoutes,
      path: 'metric',
      fault: ({ metric, ...entry }) =>
        metric >= 1 && metric <= INFINITY ? undefined : `metric ${metric} of ${textOf({ metric, ...entry })}, wanted 1 to 16`,
    },
  ),
  eachOf(
    { id: 'ripng.route.prefix-length', requirement: 'rip-prefix-length-tx', title: 'tells prefix lengths from 0 to 128' },
    {
      ...ofUpdates,
      ...isAllRoutes,
      path: 'prefixLength',
      fault: ({ prefixLength }) => (prefixLength <= LONGEST_PREFIX ? undefined : `prefix length ${prefixLength}, wanted 0 to 128`),
    },
  ),
  eachOf(
    { id: 'ripng.route.not-link-local', requirement: 'rip-no-linklocal-rte', title: 'tells of no link-local prefix' },
    {
      ...ofUpdates,
      ...isAllRoutes,
      path: 'prefix',
      fault: (entry) => (entry.prefixLength >= LINK_LOCAL_LENGTH && isLinkLocal(entry.prefix) ? `a route to ${textOf(entry)}` : undefined),
    },
  ),
  eachOf(
    {
      id: 'ripng.route.not-multicast',
      requirement: 'rip-no-multicast-rte',
      title: 'tells of no prefix of groups, nor of the loopback address',
    },
    {
      ...ofUpdates,
      ...isAllRoutes,
      path: 'prefix',
      fault: (entry) =>
        (entry.prefixLength >= MULTICAST_LENGTH && isMulticast(entry.prefix)) ||
        (entry.prefixLength === LONGEST_PREFIX && isLoopback(entry.prefix))
          ? `a route to ${textOf(entry)}`
          : undefined,
    },
  ),
  eachOf(
    { id: 'ripng.route.masked', requirement: 'rip-prefix-masked-tx', title: 'leaves the bits behind the prefix zero' },
    {
      ...ofUpdates,
      isOfSort: (entry) => isRoute(entry) && entry.prefixLength > 0 && entry.prefixLength <= LONGEST_PREFIX,
      path: 'prefix',
      fault: (entry) =>
        equalOctets(prefixOf(entry.prefix, entry.prefixLength).address, entry.prefix)
          ? undefined
          : `bits behind the prefix in ${textOf(entry)}`,
    },
  ),
  eachOf(
    { id: 'ripng.route.default', requirement: 'rip-default-encoding', title: 'tells of the default route with prefix ::' },
    {
      ...ofUpdates,
      isOfSort: isDefault,
      path: 'prefix',
      fault: (entry) => (isUnspecified(entry.prefix) ? undefined : `${textOf(entry)}, wanted ::/0`),
    },
  ),
];

/** RFC 2080 section 2.1.1. */
const nextHopRules: readonly FrameRule[] = [
  eachOf(
    { id: 'ripng.next-hop.zero-fields', requirement: 'rip-nh-zero-fields-tx', title: 'leaves tag and prefix length of a next hop zero' },
    {
      of: isResponseOfRouter,
      isOfSort: namesNextHop,
      path: 'routeTag',
      fault: ({ routeTag, prefixLength }) =>
        routeTag === 0 && prefixLength === 0 ? undefined : `tag ${routeTag} and prefix length ${prefixLength} of a next hop, wanted 0`,
    },
  ),
  eachOf(
    { id: 'ripng.next-hop.address', requirement: 'rip-nh-onlink', title: 'names link-local next hops, or ::' },
    {
      of: isResponseOfRouter,
      isOfSort: namesNextHop,
      path: 'prefix',
      fault: ({ prefix }) =>
        isUnspecified(prefix) || isLinkLocal(prefix) ? undefined : `next hop ${formatAddress(prefix)}, wanted a link-local address`,
    },
  ),
];

export const ripngEntryRules: readonly FrameRule[] = [...routeRules, ...nextHopRules];
