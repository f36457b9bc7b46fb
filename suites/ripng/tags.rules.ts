import { elapsed } from '../../reference/time.js';
import { equalOctets } from '../../reference/net/octets.js';
import { broken, undecided, type ObservedNode, type RuleDeclaration, type RuleSink } from '../kit/rule.js';
import { LONGEST_INTERVAL, TIMEOUT } from './constants.js';
import {
  isPast,
  isReachable,
  textOfRoute,
  type KnownRoute,
  type RouterSeen,
  type RoutersSeen,
  type Told,
  type Update,
  type UpdateJudge,
} from './updates-seen.js';

const MAX_SUSPECTS = 64;

export const tagRules = {
  tag: { id: 'ripng.route.tag', requirement: 'rip-tag-preserve', title: 'tells of a learned route with the tag that it came with' },
} as const satisfies Readonly<Record<string, RuleDeclaration>>;

type Sinks = Readonly<Record<keyof typeof tagRules, RuleSink>>;

interface Offer {
  readonly router: RouterSeen;
  readonly route: KnownRoute;
}

/** A route told of with another tag than it came with, if it came from that router. */
interface Suspect {
  readonly key: string;
  readonly node: ObservedNode;
  readonly frame: number;
  readonly tag: number;
  readonly offer: Offer;
}

/**
 * RFC 2080 section 2.1, across two links of a capture. Which routers on the two are the same one tells a link-layer address
 * that they share; where it learned a route, that it poisons it there, before and after it told of it on the other link.
 */
export class TagJudge implements UpdateJudge {
  private suspects: readonly Suspect[] = [];

  constructor(private readonly sinks: Sinks) {}

  update(update: Update, routers: RoutersSeen): void {
    this.convict(update);
    for (const [key, told] of update.routes) if (isReachable(told)) this.look(update, key, told, routers);
  }

  private look(update: Update, key: string, told: Told, routers: RoutersSeen): void {
    const { node, frame } = update;
    const offers = offersOf(update, key, told, routers);
    const [offer, another] = offers;
    if (!offer) return;
    if (told.tag !== 0 && offers.some(({ route }) => route.tag === told.tag)) return this.sinks.tag.kept(node, frame);
    if (another || offer.route.tag === told.tag) return;
    const suspect = { key, node, frame, tag: told.tag, offer };
    if (this.suspects.length < MAX_SUSPECTS && isCertain(suspect, update, routers)) this.suspects = [...this.suspects, suspect];
    else this.sinks.tag.undecided(node, frame, undecided('the router may have learned the route elsewhere'));
  }

  /** The router poisons the route on the link where it learned it, still. */
  private convict({ node, segment, routes, frame }: Update): void {
    const guilty = this.suspects.filter(({ key, node: other, offer }) => {
      const told = routes.get(key);
      return offer.router.segment === segment && areOne(node, other) && told !== undefined && !isReachable(told);
    });
    if (guilty.length === 0) return;
    this.suspects = this.suspects.filter((one) => !guilty.includes(one));
    for (const { key, node: by, frame: at, tag, offer } of guilty) {
      const text = `${textOfRoute(key)} with tag ${tag}, it was learned with tag ${offer.route.tag}`;
      this.sinks.tag.broken(by, at, broken(text, 'ripng.entries.routeTag', [offer.route.frame, frame]));
    }
  }
}

/** Routers that offer the route with a smaller metric, so that it may come from them. */
function offersOf(update: Update, key: string, told: Told, routers: RoutersSeen): readonly Offer[] {
  const offers: Offer[] = [];
  for (const router of routers.all()) {
    const route = router.node === update.node ? undefined : router.routes.get(key);
    if (route && isReachable(route) && route.metric < told.metric && elapsed(route.at, update.at) <= TIMEOUT)
      offers.push({ router, route });
  }
  return offers;
}

const areOne = (a: ObservedNode, b: ObservedNode): boolean =>
  a !== b && a.linkLayerAddress !== undefined && b.linkLayerAddress !== undefined && equalOctets(a.linkLayerAddress, b.linkLayerAddress);

/** The route was new to the router when it was offered, always with one tag, and the router poisons it where it was offered. */
function isCertain({ key, offer: { router, route } }: Suspect, { node, segment, at }: Update, routers: RoutersSeen): boolean {
  if (router.segment === segment || route.tagChanged || !isPast(segment.startedAt, LONGEST_INTERVAL, route.since, segment)) return false;
  const here = routers.get(node);
  const known = here?.routes.get(key);
  if (!here || here.firstAt >= route.since || (known && known.since < route.since)) return false;
  for (const twin of routers.all()) {
    const there = twin.segment === router.segment && areOne(twin.node, node) ? twin.routes.get(key) : undefined;
    if (there && !isReachable(there) && !there.lost && elapsed(there.at, at) <= LONGEST_INTERVAL) return true;
  }
  return false;
}
