import { addressKey, addressOfKey } from '../../reference/net/address.js';
import { formatPrefix, prefixOf } from '../../reference/net/prefix.js';
import { after, elapsed, seconds, sum, type Instant } from '../../reference/time.js';
import type { ObservedNode, ObservedPacket, Segment } from '../kit/rule.js';
import { GARBAGE_COLLECTION, INFINITY, LONGEST_INTERVAL, TIMEOUT } from './constants.js';
import { entriesOf, isHeeded, isUpdate, namesNextHop } from './observed.js';

/** How long the messages of one update may take: a table that does not fit into one goes out without a pause. */
const ONE_UPDATE = seconds(1);
const LONGEST_PREFIX = 128;
/** All nodes that have no entry of their own in the table of nodes: what they do is not the doing of one. */
const FURTHER_NODES = 0;
/** By then nobody has the route any more (RFC 2080 section 2.3). */
const FORGOTTEN = sum(TIMEOUT, GARBAGE_COLLECTION);
export const ROUTERS = 64;
export const ROUTES_PER_ROUTER = 2_048;

/** What an update said of a prefix. */
export interface Told {
  readonly metric: number;
  readonly tag: number;
}

/** The messages of one regular or triggered update on one link. */
export interface Update {
  readonly node: ObservedNode;
  readonly segment: Segment;
  readonly frame: number;
  readonly at: Instant;
  /** Of its last message. */
  lastAt: Instant;
  /** By prefix and length. */
  readonly routes: Map<string, Told>;
  /** No message of it is known to be cut, unreadable, or too much to be kept. */
  whole: boolean;
}

export const isReachable = ({ metric }: Told): boolean => metric < INFINITY;

const routeKey = (prefix: Uint8Array, length: number): string => addressKey(prefix) + String.fromCharCode(length);

export const textOfRoute = (key: string): string => formatPrefix(prefixOf(addressOfKey(key.slice(0, -1)), key.charCodeAt(key.length - 1)));

/** Puts the messages of updates together; `onUpdate` hears of each update when it is over, before later ones. */
export class UpdatesSeen {
  private readonly open = new Map<number, Update>();

  constructor(private readonly onUpdate: (update: Update) => void) {}

  /** Updates are over whose time is. */
  advance({ at }: ObservedPacket): void {
    if (this.open.size === 0) return;
    for (const [id, update] of this.open) {
      if (at <= after(update.lastAt, ONE_UPDATE)) continue;
      this.open.delete(id);
      this.onUpdate(update);
    }
  }

  see(packet: ObservedPacket): void {
    if (!isUpdate(packet) || packet.sender.id === FURTHER_NODES) return;
    if (packet.whole && !isHeeded(packet)) return;
    const routes = routesOf(packet);
    const update = this.updateFor(packet, routes);
    if (!update) return;
    update.lastAt = packet.at;
    if (!packet.whole) update.whole = false;
    for (const [key, told] of routes) {
      if (update.routes.size < ROUTES_PER_ROUTER) update.routes.set(key, told);
      else update.whole = false;
    }
  }

  /** What a router has begun to tell is all that it tells for now. */
  close(node: ObservedNode): void {
    const update = this.open.get(node.id);
    this.open.delete(node.id);
    if (update) this.onUpdate(update);
  }

  finish(): void {
    for (const update of this.open.values()) this.onUpdate(update);
    this.open.clear();
  }

  private updateFor(packet: ObservedPacket, routes: ReadonlyMap<string, Told>): Update | undefined {
    const { sender: node, segment, frame, at } = packet;
    const open = this.open.get(node.id);
    if (open && goesOn(open, at, routes)) return open;
    if (!open && this.open.size >= ROUTERS) return undefined;
    const update: Update = { node, segment, frame, at, lastAt: at, routes: new Map(), whole: true };
    this.open.set(node.id, update);
    if (open) this.onUpdate(open);
    return update;
  }
}

/** A prefix is in an update once. */
function goesOn(update: Update, at: Instant, routes: ReadonlyMap<string, Told>): boolean {
  if (at < update.lastAt || elapsed(update.lastAt, at) > ONE_UPDATE) return false;
  for (const key of routes.keys()) if (update.routes.has(key)) return false;
  return true;
}

function routesOf(packet: ObservedPacket): ReadonlyMap<string, Told> {
  const routes = new Map<string, Told>();
  for (const entry of entriesOf(packet)) {
    const { prefix, prefixLength, metric, routeTag: tag } = entry;
    if (namesNextHop(entry) || prefixLength > LONGEST_PREFIX || metric < 1 || metric > INFINITY) continue;
    routes.set(routeKey(prefix, prefixLength), { metric, tag });
  }
  return routes;
}

/** A route as a router last told of it on a link. */
export interface KnownRoute extends Told {
  readonly at: Instant;
  readonly frame: number;
  /** When it was first told of, before it was forgotten the last time. */
  readonly since: Instant;
  /** The tag was another one before. */
  readonly tagChanged: boolean;
  /** The first update that told of it as unreachable, after others that told of it as reachable. */
  readonly lost: { readonly at: Instant; readonly frame: number } | undefined;
}

/** A router on a link, and what it told there. */
export interface RouterSeen {
  readonly node: ObservedNode;
  readonly segment: Segment;
  readonly firstAt: Instant;
  readonly routes: Map<string, KnownRoute>;
  /** Of its last update. */
  lastAt: Instant;
  lastFrame: number;
}

/** Where nothing at all was captured on a link for so long that updates must be missing: files of a capture may be, too. */
export class Holes {
  /** By the number of the segment: this is asked of nearly every packet. */
  private readonly lastAt: (Instant | undefined)[] = [];
  private readonly ends: (Instant | undefined)[] = [];

  see({ segment: { id }, at }: ObservedPacket): void {
    const last = this.lastAt[id];
    if (last !== undefined && elapsed(last, at) > LONGEST_INTERVAL) this.ends[id] = at;
    this.lastAt[id] = at;
  }

  /** A hole ended after that time. */
  since(from: Instant, { id }: Segment): boolean {
    return (this.ends[id] ?? -Infinity) > from;
  }
}

/** The last request for everything that a router multicast. */
export interface RequestSeen {
  readonly at: Instant;
  readonly frame: number;
  readonly segment: Segment;
}

/** What looks at updates as a whole; the routers are as they were before the update. */
export interface UpdateJudge {
  update(update: Update, routers: RoutersSeen): void;
  request?(packet: ObservedPacket): void;
  finish?(end: Instant, routers: RoutersSeen): void;
}

/** The routers that were seen to send updates. */
export class RoutersSeen {
  private readonly routers = new Map<number, RouterSeen>();
  private readonly requests = new Map<number, RequestSeen>();

  get(node: ObservedNode): RouterSeen | undefined {
    return this.routers.get(node.id);
  }

  all(): Iterable<RouterSeen> {
    return this.routers.values();
  }

  /** The other routers of the link that told of a route at some time. */
  *others({ node, segment }: Pick<RouterSeen, 'node' | 'segment'>, key: string): Iterable<{ router: RouterSeen; route: KnownRoute }> {
    for (const router of this.routers.values()) {
      const route = router.segment === segment && router.node !== node ? router.routes.get(key) : undefined;
      if (route) yield { router, route };
    }
  }

  /** A router that asks for everything starts anew: what it knew before counts no more. */
  noteRequest({ sender: node, segment, frame, at }: ObservedPacket): void {
    const router = this.routers.get(node.id);
    router?.routes.clear();
    if (router || this.requests.size < ROUTERS) this.requests.set(node.id, { at, frame, segment });
  }

  requestOf(node: ObservedNode): RequestSeen | undefined {
    return this.requests.get(node.id);
  }

  note({ node, segment, at, lastAt, frame, routes }: Update): void {
    const known = this.routers.get(node.id);
    if (!known && this.routers.size >= ROUTERS) return;
    const router = known ?? { node, segment, firstAt: at, routes: new Map<string, KnownRoute>(), lastAt, lastFrame: frame };
    this.routers.set(node.id, router);
    router.lastAt = lastAt;
    router.lastFrame = frame;
    for (const [key, told] of routes) {
      const earlier = router.routes.get(key);
      const before = earlier && elapsed(earlier.at, at) <= FORGOTTEN ? earlier : undefined;
      if (!earlier && router.routes.size >= ROUTES_PER_ROUTER) continue;
      router.routes.set(key, noted(told, before, at, frame));
    }
  }
}

function noted({ metric, tag }: Told, before: KnownRoute | undefined, at: Instant, frame: number): KnownRoute {
  const lostNow = metric >= INFINITY && before && isReachable(before) ? { at, frame } : undefined;
  return {
    ...{ metric, tag, at, frame },
    since: before?.since ?? at,
    tagChanged: before !== undefined && (before.tagChanged || before.tag !== tag),
    lost: metric < INFINITY ? undefined : (lostNow ?? before?.lost),
  };
}

/** Later than `from` by more than `wait`, whatever the stamps are worth. */
export const isPast = (from: Instant, wait: Parameters<typeof after>[1], at: Instant, { uncertainty }: Segment): boolean =>
  at > after(after(from, wait), uncertainty);

/** Told of again without a change: triggered updates need have no such route (RFC 2080 section 2.5.1). */
export const isAsBefore = ({ metric, tag }: Told, known: KnownRoute | undefined): boolean => known?.metric === metric && known.tag === tag;
