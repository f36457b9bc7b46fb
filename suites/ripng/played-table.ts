import type { Address } from '../../reference/net/address.js';
import { prefixContains, prefixKey, type Prefix } from '../../reference/net/prefix.js';
import { after, type Instant } from '../../reference/time.js';
import type { SplitHorizonMode } from '../kit/ripng-action.js';
import { GARBAGE_COLLECTION, HALF_OF_TIMEOUT, INFINITY, TIMEOUT } from './constants.js';

/** A route of a router that the tester plays. */
export interface PlayedRoute {
  readonly prefix: Prefix;
  readonly metric: number;
  readonly routeTag: number;
  /** Who told of it; left out of what the router has of its own. */
  readonly by?: Teller;
  readonly confirmedAt: Instant;
  /** Since when it is lost. */
  readonly lostAt?: Instant;
}

/** A router, by the link that it is heard on. */
export interface Teller {
  readonly link: string;
  readonly router: string;
}

/** What is said of a destination. */
export interface Saying {
  readonly prefix: Prefix;
  readonly metric: number;
  readonly routeTag: number;
}

/** The routes of one played router. */
export type PlayedTable = ReadonlyMap<string, PlayedRoute>;

const isSame = (a: Teller | undefined, b: Teller): boolean => a?.link === b.link && a.router === b.router;
const withRoute = (table: PlayedTable, route: PlayedRoute): PlayedTable => new Map([...table, [prefixKey(route.prefix), route]]);

/** What the router has of its own: by another protocol, or attached. No neighbour can change it. */
export const withOwn = (table: PlayedTable, { prefix, metric, routeTag }: Saying, now: Instant): PlayedTable =>
  withRoute(table, { prefix, metric, routeTag, confirmedAt: now });

/** RFC 2080 section 2.3: out of service, and told of for a while. */
const lose = (route: PlayedRoute, now: Instant): PlayedRoute => ({ ...route, metric: INFINITY, lostAt: now });

export function withoutOwn(table: PlayedTable, prefix: Prefix, now: Instant): PlayedTable {
  const known = table.get(prefixKey(prefix));
  return known === undefined ? table : withRoute(table, lose(known, now));
}

/** Section 2.4.2, of what a neighbour says on a link of that cost. */
export const heard = (table: PlayedTable, by: Teller, sayings: readonly Saying[], cost: number, now: Instant): PlayedTable =>
  sayings.reduce((before, said) => {
    const metric = Math.min(said.metric + cost, INFINITY);
    const changed = decide(before.get(prefixKey(said.prefix)), { ...said, metric, by, confirmedAt: now });
    return changed === undefined ? before : withRoute(before, changed);
  }, table);

/** The route to hold from now on; undefined: as before. */
function decide(known: PlayedRoute | undefined, offered: PlayedRoute & { readonly by: Teller }): PlayedRoute | undefined {
  const { metric, by, confirmedAt: now } = offered;
  if (known === undefined || known.lostAt !== undefined) return metric < INFINITY ? offered : undefined;
  if (known.by === undefined) return undefined;
  if (isSame(known.by, by)) return metric < INFINITY ? offered : lose(known, now);
  const isStale = now >= after(known.confirmedAt, HALF_OF_TIMEOUT);
  return metric < known.metric || (metric === known.metric && isStale) ? offered : undefined;
}

/** Section 2.3: what time does to routes. */
export function aged(table: PlayedTable, now: Instant): PlayedTable {
  const kept = [...table].filter(([, { lostAt }]) => lostAt === undefined || now < after(lostAt, GARBAGE_COLLECTION));
  const isOver = ({ by, lostAt, confirmedAt }: PlayedRoute): boolean =>
    by !== undefined && lostAt === undefined && now >= after(confirmedAt, TIMEOUT);
  return new Map(kept.map(([key, route]) => [key, isOver(route) ? lose(route, now) : route]));
}

/** A link that the router sees go down takes its routes with it. */
export const withoutLink = (table: PlayedTable, link: string, now: Instant): PlayedTable =>
  new Map([...table].map(([key, route]) => [key, route.by?.link === link && route.lostAt === undefined ? lose(route, now) : route]));

/** Sections 2.5.2 and 2.6: what is told on a link. */
export const toldOn = (table: PlayedTable, link: string, mode: SplitHorizonMode): readonly Saying[] =>
  [...table.values()].flatMap(({ prefix, metric, routeTag, by }) => {
    if (by?.link !== link || mode === 'off') return [{ prefix, metric, routeTag }];
    return mode === 'poisoned-reverse' ? [{ prefix, metric: INFINITY, routeTag }] : [];
  });

/** The route that a packet takes. */
export function routeFor(table: PlayedTable, destination: Address): PlayedRoute | undefined {
  const usable = [...table.values()].filter(({ prefix, lostAt }) => lostAt === undefined && prefixContains(prefix, destination));
  return usable.sort((a, b) => b.prefix.length - a.prefix.length)[0];
}
