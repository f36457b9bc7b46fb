import { sameAddress, type Address } from '../../net/address.js';
import { prefixKey, type Prefix } from '../../net/prefix.js';
import type { Route } from '../../ipv6/forwarding/routing-table.js';
import { INFINITY } from './constants.js';
import type { RipngFeatures } from './features.js';
import { passes } from './filters.js';
import type { RipngRoute } from './ripng-table.js';
import type { Aggregate, RipngSettings } from './settings.js';
import type { RipngSurroundings } from './surroundings.js';

/**
 * The routes that RIPng gives to its node: those it learned, and for each aggregate that it advertises one that refuses
 * packets. These come for all that is within the aggregate; what no longer route leads to must not follow the default
 * route back to where they come from.
 */
export class GivenRoutes {
  readonly #routing: RipngSurroundings['routing'];
  readonly #aggregates: ReadonlyMap<string, Aggregate>;
  readonly #features: RipngFeatures;
  #doing: 'nothing' | 'removal' | 'replacement' = 'nothing';

  constructor(routing: RipngSurroundings['routing'], settings: RipngSettings) {
    this.#routing = routing;
    this.#features = settings.features;
    this.#aggregates = new Map(aggregatesOf(settings).map((one) => [prefixKey(one.prefix), one]));
  }

  /** While RIPng takes a route from the node: nobody else does. */
  get isRemoving(): boolean {
    return this.#doing !== 'nothing';
  }

  /** While a route makes room for another of RIPng: what the node uses meanwhile is of no matter. */
  get isReplacing(): boolean {
    return this.#doing === 'replacement';
  }

  /** RIPng begins: the routes of the aggregates. */
  begin(): void {
    if (this.#isIdle) return;
    if (this.#features.leaveRoutes) this.#disown();
    for (const { prefix } of this.#aggregates.values()) this.#routing.add({ prefix, origin: 'ripng', target: { kind: 'reject' } });
  }

  /** An aggregate is the router's own: nobody else is believed to have it. */
  aggregate(prefix: Prefix): Aggregate | undefined {
    return this.#aggregates.get(prefixKey(prefix));
  }

  /** A learned route is there, has changed, or is usable no more. */
  update({ prefix: told, metric, interfaceName, nextHop, isWithdrawn }: RipngRoute): void {
    const prefix = usable(told);
    if (metric >= INFINITY && this.#features.useLostRoutes && !isWithdrawn) return;
    const held = this.#routing.inUse({ prefix });
    const isThere = nextHop !== undefined && leadsTo(held, interfaceName, nextHop);
    // Set by hand, and offered as if a neighbour had: the node has it, and who removes it means both.
    if (metric >= INFINITY || !nextHop || (isThere && held?.origin === 'static')) return this.remove(prefix);
    if (this.#isIdle) return;
    const { changeByDeleting, heedHopCounts } = this.#features;
    const target = { kind: 'interface', name: interfaceName, gateway: nextHop } as const;
    const route: Route = { prefix, origin: 'ripng', target, ...(heedHopCounts && { metric: Math.max(metric - 1, 0) }) };
    if (!changeByDeleting || held?.origin !== 'ripng') this.#routing.add(route);
    else if (!isThere) this.#replace(route);
  }

  remove(prefix: Prefix): void {
    if (!this.aggregate(prefix)) this.#do('removal', () => this.#routing.remove(usable(prefix), 'ripng'));
  }

  /** RIPng ends: what it learned may stay. */
  takeBack(learned: readonly RipngRoute[]): void {
    const taken = this.#features.leaveRoutes ? [] : learned;
    for (const { prefix } of [...taken, ...this.#aggregates.values()]) this.#routing.remove(usable(prefix), 'ripng');
  }

  get #isIdle(): boolean {
    return !this.#features.installRoutes;
  }

  #replace(route: Route): void {
    this.#do('replacement', () => {
      this.#routing.remove(route.prefix, 'ripng');
      this.#routing.add(route);
    });
  }

  #do(what: 'removal' | 'replacement', action: () => unknown): void {
    this.#doing = what;
    try {
      action();
    } finally {
      this.#doing = 'nothing';
    }
  }

  /** Routes that a former process has left are nobody's. */
  #disown(): void {
    const left = [...this.#routing.listInUse()].filter(({ origin }) => origin === 'ripng');
    for (const route of left) {
      this.#routing.add({ ...route, origin: 'program' });
      this.#routing.remove(route.prefix, 'ripng');
    }
  }
}

function leadsTo(route: Route | undefined, interfaceName: string, nextHop: Address): boolean {
  if (route?.target.kind !== 'interface') return false;
  const { name, gateway } = route.target;
  return name === interfaceName && gateway !== undefined && sameAddress(gateway, nextHop);
}

/** What a node makes of a length over 128, which RIPng lets pass where it does not check. */
const usable = (prefix: Prefix): Prefix => (prefix.length > 128 ? { ...prefix, length: 128 } : prefix);

const aggregatesOf = ({ interfaces }: RipngSettings): readonly Aggregate[] =>
  [...interfaces.values()]
    .filter(({ speaks, defaultRouteOnly }) => speaks && defaultRouteOnly === undefined)
    .flatMap(({ aggregates = [], advertises }) => aggregates.filter(({ prefix }) => passes(prefix, advertises)));
