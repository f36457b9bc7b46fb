import { before, elapsed, formatDuration, milliseconds, seconds, sum, type Instant } from '../../reference/time.js';
import { broken, type RuleDeclaration, type RuleSink } from '../kit/rule.js';
import { GARBAGE_COLLECTION, INFINITY, TIMEOUT } from './constants.js';
import {
  isAsBefore,
  isPast,
  isReachable,
  textOfRoute,
  type Holes,
  type KnownRoute,
  type RouterSeen,
  type RoutersSeen,
  type Update,
  type UpdateJudge,
} from './updates-seen.js';

/** The route was lost before the router could tell: by the longest time that holds a triggered update off, and some. */
const TELLING = seconds(6);
/** Of clocks and of the work of a router; what happens so near to the end of the time is not judged. */
const SLACK = milliseconds(2_000);

export const garbageRules = {
  told: {
    id: 'ripng.lost-route.told',
    requirement: 'rip-gc-advertise',
    title: 'tells of a lost route with metric 16 for 120 s',
  },
  removed: {
    id: 'ripng.lost-route.removed',
    requirement: 'rip-gc-120',
    title: 'tells no more of a lost route after 120 s',
  },
} as const satisfies Readonly<Record<string, RuleDeclaration>>;

type Sinks = Readonly<Record<keyof typeof garbageRules, RuleSink>>;

/**
 * RFC 2080 section 2.3: until the garbage-collection timer expires a route is in all updates. Only routes count that a
 * router told of as reachable, then as unreachable, and that no other router of the link offers: those are poisoned, or
 * left out, for another reason (section 2.6).
 */
export class GarbageJudge implements UpdateJudge {
  constructor(
    private readonly sinks: Sinks,
    private readonly holes: Holes,
  ) {}

  update(update: Update, routers: RoutersSeen): void {
    const router = routers.get(update.node);
    if (!router || update.at < router.lastAt) return;
    const isComplete = tellsAll(update, router);
    for (const [key, route] of router.routes) {
      const { lost } = route;
      if (!lost) continue;
      const told = update.routes.get(key);
      if (told && isReachable(told)) continue;
      if (told) this.still(update, key, lost, routers);
      else if (isComplete) this.gone(update, router, key, lost, routers);
    }
  }

  /** It is in the update, as unreachable. */
  private still(update: Update, key: string, lost: Lost, routers: RoutersSeen): void {
    const { node, segment, at, frame } = update;
    if (!isPast(lost.at, GARBAGE_COLLECTION, at, segment)) return this.sinks.told.kept(node, frame);
    if (!isPast(lost.at, sum(GARBAGE_COLLECTION, SLACK), at, segment) || this.isExcused(update, key, lost, routers)) return;
    const text = `${textOfRoute(key)} is told of ${formatDuration(elapsed(lost.at, at))} after it was lost, with metric ${INFINITY}`;
    // It may have come back and been lost again, in updates that the capture lost.
    this.sinks.removed.missing(node, frame, broken(text, undefined, [lost.frame]));
  }

  /** It is not in an update that has everything else. */
  private gone(update: Update, router: RouterSeen, key: string, lost: Lost, routers: RoutersSeen): void {
    const { node, segment, at, frame } = update;
    router.routes.delete(key);
    const age = elapsed(lost.at, at);
    if (age >= GARBAGE_COLLECTION - TELLING) return this.sinks.removed.kept(node, frame);
    if (this.isExcused(update, key, lost, routers) || age + segment.uncertainty >= GARBAGE_COLLECTION - TELLING) return;
    const text = `${textOfRoute(key)} is not told of ${formatDuration(age)} after it was lost, wanted metric ${INFINITY} for 120 s`;
    this.sinks.told.missing(node, frame, broken(text, undefined, [lost.frame]));
  }

  /** What came in between may not be in the capture, and what others offer is told of for another reason. */
  private isExcused(update: Update, key: string, lost: Lost, routers: RoutersSeen): boolean {
    return this.holes.since(lost.at, update.segment) || isOffered(update, key, lost, routers);
  }
}

type Lost = NonNullable<KnownRoute['lost']>;

/** Everything that the router told of as reachable, in what is one update for certain, and a regular one. */
function tellsAll({ whole, routes }: Update, router: RouterSeen): boolean {
  if (!whole) return false;
  let repeats = false;
  for (const [key, route] of router.routes) {
    if (!isReachable(route)) continue;
    const told = routes.get(key);
    if (!told) return false;
    repeats ||= isAsBefore(told, route);
  }
  return repeats;
}

/** Another router of the link told of the route at a time when it may have mattered. */
function isOffered(update: Update, key: string, lost: Lost, routers: RoutersSeen): boolean {
  const from: Instant = before(lost.at, TIMEOUT);
  for (const { route } of routers.others(update, key)) if (route.at >= from) return true;
  return false;
}
