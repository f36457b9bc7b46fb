import { isLinkLocal, isMulticast, sameAddress, type Address } from '../net/address.js';
import { prefixContains, type Prefix } from '../net/prefix.js';
import type { Destination } from './destination-cache.js';
import type { LifetimeTableOptions, Until } from './lifetime-table.js';
import { RouteInformationTable, type InformedRoute, type LastingRoute } from './route-information.js';
import { after } from '../time.js';
import { chooseRoute, type Candidate } from './route-selection.js';
import { RouterReachability } from './router-reachability.js';
import type { Ipv6Interface, RouteService } from './services.js';
import { DEFAULT_ROUTE } from './well-known-prefixes.js';

/** A next hop that was determined, and the routers that were passed over because they do not answer. */
type Determined = Pick<Destination, 'nextHop' | 'avoided'>;

/**
 * Next-hop determination on one interface: RFC 4861 section 5.2 as corrected by RFC 5942 section 4, with the more specific
 * routes of RFC 4191 and, by RFC 8028, the source of the packet.
 */
export class Routes implements RouteService {
  readonly #iface: Ipv6Interface;
  readonly #information: RouteInformationTable;
  readonly #reachability: RouterReachability;
  #turn = 0;

  constructor(iface: Ipv6Interface) {
    this.#iface = iface;
    const { ROUTE_INFORMATION_LIMIT } = iface.variables.constants;
    const tableOf = <V>(limit: number, name: string, removed: (value: V) => void): LifetimeTableOptions<V> => ({
      limit,
      schedule: (at, action) => iface.context.environment.schedule(at, action),
      removed,
      refused: () => iface.context.count(`${name}.refused`),
    });
    this.#information = new RouteInformationTable(
      tableOf(ROUTE_INFORMATION_LIMIT, 'route-information', (route) => this.#informationRemoved(route)),
    );
    this.#reachability = new RouterReachability(iface);
  }

  isOnLink(destination: Address): boolean {
    return (
      isMulticast(destination) || isLinkLocal(destination) || this.#iface.prefixes.covers(destination) || this.#isAttached(destination)
    );
  }

  nextHop(destination: Address, source: Address): Address | undefined {
    if (isMulticast(destination)) return destination;
    const from = this.#from(source);
    const { variables, destinations } = this.#iface;
    const held = destinations.use(destination, from);
    // A router asks its routes each time: they change under it.
    const known = held !== undefined && !(variables.isRouter && held.source === 'route') ? held : this.#remember(destination, from);
    if (known === undefined) return undefined;
    if (known.avoided && variables.features.routerPreferences) this.#reachability.inquire(known.avoided, source);
    return known.nextHop;
  }

  currentFirstHop(destination: Address, source?: Address): Address | undefined {
    const from = source && this.#from(source);
    return (this.#iface.destinations.peek(destination, from) ?? this.#determine(destination, from, false))?.nextHop;
  }

  redirect(destination: Address, by: { readonly router: Address; readonly target: Address; readonly source: Address }): void {
    // RFC 8028 section 3.4 is about destinations that are not on-link: one that is its own next hop is on-link from now on.
    const from = sameAddress(by.target, destination) ? undefined : this.#from(by.source);
    const { context, variables } = this.#iface;
    const { REDIRECT_TIMEOUT } = variables.constants;
    const until = REDIRECT_TIMEOUT > 0 ? { until: after(context.now(), REDIRECT_TIMEOUT) } : {};
    const redirected = { destination, nextHop: by.target, source: 'redirect', redirectedBy: by.router, ...until } as const;
    this.#iface.destinations.put(from === undefined ? redirected : { ...redirected, from });
  }

  inform(route: InformedRoute, until: Until): void {
    const change = this.#information.advertise(route, until);
    if (change === 'added' || change === 'changed') this.redo(route.prefix);
  }

  withdraw(prefix: Prefix, router: Address): void {
    this.#information.remove(prefix, router);
  }

  isRouter(neighbor: Address): boolean {
    return this.#iface.routers.has(neighbor) || this.#information.through(neighbor).length > 0;
  }

  lost(neighbor: Address): void {
    this.#iface.destinations.forgetThrough(neighbor);
    if (this.isRouter(neighbor)) this.#reachability.failed(neighbor);
  }

  answered(neighbor: Address): void {
    if (!this.isRouter(neighbor)) return;
    this.#reachability.answered(neighbor);
    this.#iface.destinations.forget(({ avoided }) => avoided?.some((router) => sameAddress(router, neighbor)) ?? false);
  }

  becameHost(neighbor: Address): void {
    const { destinations, routers } = this.#iface;
    routers.remove(neighbor);
    for (const { prefix } of this.#information.through(neighbor)) this.withdraw(prefix, neighbor);
    destinations.forget((entry) => sameAddress(entry.nextHop, neighbor) && !sameAddress(entry.destination, neighbor));
  }

  routerRemoved(router: Address): void {
    this.#iface.destinations.forgetThrough(router);
    if (!this.isRouter(router)) this.#reachability.forget(router);
  }

  /** RFC 4191 section 3.3: for destinations that a change of the routes may affect the next hop is determined anew. */
  redo(prefix: Prefix): void {
    this.#forget((entry) => prefixContains(prefix, entry.destination));
  }

  list(): readonly LastingRoute[] {
    const defaults = this.#iface.routers.list().map(({ address, preference, until }) => ({
      prefix: DEFAULT_ROUTE,
      router: address,
      preference,
      until,
    }));
    return [...defaults, ...this.#information.list()];
  }

  stop(): void {
    this.#information.clear();
    this.#reachability.clear();
  }

  #informationRemoved({ prefix, router }: InformedRoute): void {
    if (!this.isRouter(router)) this.#reachability.forget(router);
    this.redo(prefix);
  }

  redoFrom(prefix: Prefix): void {
    this.#forget(({ from }) => from !== undefined && prefixContains(prefix, from));
  }

  /** What a Redirect said stands as long as its sender is the first hop. */
  #forget(isAffected: (entry: Destination) => boolean): void {
    const holds = ({ destination, from, redirectedBy }: Destination): boolean => {
      const firstHop = redirectedBy && this.#determine(destination, from, false)?.nextHop;
      return firstHop !== undefined && redirectedBy !== undefined && sameAddress(firstHop, redirectedBy);
    };
    this.#iface.destinations.forget((entry) => isAffected(entry) && !holds(entry));
  }

  /** Routes of a router are by destination; RFC 8028 is for hosts. */
  #from(source: Address): Address | undefined {
    const { features, isRouter } = this.#iface.variables;
    return features.firstHopBySource && !isRouter ? source : undefined;
  }

  /** Where a router has an address, its configuration says that the rest of the subnet is there too. */
  #isAttached(destination: Address): boolean {
    if (!this.#iface.variables.isRouter) return false;
    const way = this.#iface.context.routing.wayTo(destination);
    return typeof way === 'object' && way.iface === this.#iface && sameAddress(way.nextHop, destination);
  }

  /** A host has the routes that were set by hand, and each holds on the interface that it names. */
  #byRoute(destination: Address): Determined | undefined {
    const way = this.#iface.context.routing.wayTo(destination);
    if (typeof way !== 'object') return undefined;
    return this.#iface.variables.isRouter || way.iface === this.#iface ? { nextHop: way.nextHop } : undefined;
  }

  #remember(destination: Address, from: Address | undefined): Destination | undefined {
    const determined = this.#determine(destination, from, true);
    if (determined === undefined) return undefined;
    const bySource = from !== undefined && !this.isOnLink(destination);
    const entry: Destination = { destination, source: 'route', ...determined, ...(bySource && { from }) };
    this.#iface.destinations.put(entry);
    return entry;
  }

  #determine(destination: Address, from: Address | undefined, advance: boolean): Determined | undefined {
    if (this.isOnLink(destination)) return { nextHop: destination };
    const byHand = this.#byRoute(destination);
    if (this.#iface.variables.isRouter || byHand !== undefined) return byHand;
    const choice = chooseRoute(this.#candidates(destination, from), this.#turn);
    if (choice === undefined) return this.#iface.variables.features.assumeOnLink ? { nextHop: destination } : undefined;
    if (advance && choice.inTurn) this.#turn++;
    return { nextHop: choice.router, ...(choice.avoided.length > 0 && { avoided: choice.avoided }) };
  }

  #candidates(destination: Address, from: Address | undefined): readonly Candidate[] {
    const { routerPreferences } = this.#iface.variables.features;
    const advertisers = from === undefined ? [] : this.#iface.advertisers.of(from);
    return this.list()
      .filter(({ prefix }) => prefixContains(prefix, destination))
      .map(({ prefix, router, preference }) => ({
        router,
        prefixLength: prefix.length,
        preference: routerPreferences ? preference : 'medium',
        reachability: this.#reachability.of(router),
        advertisedSource: advertisers.some((advertiser) => sameAddress(advertiser, router)),
      }));
  }
}
