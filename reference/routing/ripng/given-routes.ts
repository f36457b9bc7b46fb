import { sameAddress, type Address } from '../../net/address.js';
import { prefixKey, type Prefix } from '../../net/prefix.js';
import { INFINITY } from './constants.js';
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
  readonly #isIdle: boolean;
  readonly #usesLost: boolean;

  constructor(routing: RipngSurroundings['routing'], settings: RipngSettings) {
    this.#routing = routing;
    this.#isIdle = !settings.features.installRoutes;
    this.#usesLost = settings.features.useLostRoutes;
    this.#aggregates = new Map(aggregatesOf(settings).map((one) => [prefixKey(one.prefix), one]));
  }

  /** RIPng begins: the routes of the aggregates. */
  begin(): void {
    if (this.#isIdle) return;
    for (const { prefix } of this.#aggregates.values()) this.#routing.add({ prefix, origin: 'ripng', target: { kind: 'reject' } });
  }

  /** An aggregate is the router's own: nobody else is believed to have it. */
  aggregate(prefix: Prefix): Aggregate | undefined {
    return this.#aggregates.get(prefixKey(prefix));
  }

  /** A learned route is there, has changed, or is usable no more. */
  update({ prefix: told, metric, interfaceName, nextHop, isWithdrawn }: RipngRoute): void {
    const prefix = usable(told);
    if (metric >= INFINITY && this.#usesLost && !isWithdrawn) return;
    if (metric >= INFINITY || !nextHop || this.#leadsThere(prefix, interfaceName, nextHop)) return this.remove(prefix);
    if (!this.#isIdle) this.#routing.add({ prefix, origin: 'ripng', target: { kind: 'interface', name: interfaceName, gateway: nextHop } });
  }

  /** Set by hand, and offered as if a neighbour had: the node has it, and who removes it means both. */
  #leadsThere(prefix: Prefix, interfaceName: string, nextHop: Address): boolean {
    const inUse = this.#routing.inUse({ prefix });
    if (inUse?.origin !== 'static' || inUse.target.kind !== 'interface') return false;
    const { name, gateway } = inUse.target;
    return name === interfaceName && gateway !== undefined && sameAddress(gateway, nextHop);
  }

  remove(prefix: Prefix): void {
    if (!this.aggregate(prefix)) this.#routing.remove(usable(prefix), 'ripng');
  }

  /** RIPng ends: the node keeps nothing of it. */
  takeBack(learned: readonly RipngRoute[]): void {
    for (const { prefix } of [...learned, ...this.#aggregates.values()]) this.#routing.remove(usable(prefix), 'ripng');
  }
}

/** What a node makes of a length over 128, which RIPng lets pass where it does not check. */
const usable = (prefix: Prefix): Prefix => (prefix.length > 128 ? { ...prefix, length: 128 } : prefix);

const aggregatesOf = ({ interfaces }: RipngSettings): readonly Aggregate[] =>
  [...interfaces.values()]
    .filter(({ speaks, defaultRouteOnly }) => speaks && defaultRouteOnly === undefined)
    .flatMap(({ aggregates = [], advertises }) => aggregates.filter(({ prefix }) => passes(prefix, advertises)));
