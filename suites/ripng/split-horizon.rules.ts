import { elapsed } from '../../reference/time.js';
import { undecided, type RuleDeclaration, type RuleSink } from '../kit/rule.js';
import { TIMEOUT } from './constants.js';
import { isReachable, type RoutersSeen, type Update, type UpdateJudge } from './updates-seen.js';

export const splitHorizonRules = {
  returned: {
    id: 'ripng.split-horizon.not-returned',
    requirement: 'rip-sh-broadcast',
    title: 'does not offer what it learned on a link to the routers there',
  },
  poisoned: {
    id: 'ripng.split-horizon.poisoned',
    requirement: 'rip-sh-poison',
    title: 'tells of what it learned on a link with metric 16 there',
  },
} as const satisfies Readonly<Record<string, RuleDeclaration>>;

type Sinks = Readonly<Record<keyof typeof splitHorizonRules, RuleSink>>;

/**
 * RFC 2080 section 2.6. That a router learned a route on a link shows where it poisons what others offer there. A router
 * that offers such a route itself may have it from another link: two routers may well be neighbours on two.
 */
export class SplitHorizonJudge implements UpdateJudge {
  constructor(private readonly sinks: Sinks) {}

  update(update: Update, routers: RoutersSeen): void {
    const { node, frame, routes } = update;
    const before = routers.get(node)?.routes;
    let poisons = false;
    let returns = false;
    for (const [key, told] of routes) {
      const best = bestOffer(update, key, routers);
      if (best === undefined) continue;
      const known = before?.get(key);
      // A route that it told of as reachable is lost, or changed over to this link: no frame tells which.
      if (!isReachable(told)) poisons ||= !known?.lost && (!known || !isReachable(known));
      else returns ||= told.metric > best;
    }
    if (poisons) {
      this.sinks.returned.kept(node, frame);
      this.sinks.poisoned.kept(node, frame);
    }
    if (returns) this.sinks.returned.undecided(node, frame, undecided('the router may have learned the routes on another link'));
  }
}

/** The best metric that another router of the link tells of. */
function bestOffer(update: Update, key: string, routers: RoutersSeen): number | undefined {
  let best: number | undefined;
  for (const { route } of routers.others(update, key))
    if (isReachable(route) && elapsed(route.at, update.at) <= TIMEOUT && (best === undefined || route.metric < best)) best = route.metric;
  return best;
}
