import { runMachine, type RunningMachine, type Surroundings } from '../../engine/run-machine.js';
import { UNSPECIFIED } from '../../net/address.js';
import { prefixKey, type Prefix } from '../../net/prefix.js';
import type { Instant } from '../../time.js';
import { INFINITY } from './constants.js';
import { learnedRoute, type LearnedRoute, type LearnedRouteCommand, type LearnedRouteVariables, type Offer } from './learned-route.js';

/** A destination that the router itself knows: a network that it is connected to, or what management entered (RFC 2080 section 2). */
export interface OwnRoute {
  readonly prefix: Prefix;
  /** 1 to 15: the cost of the network. */
  readonly metric: number;
  readonly routeTag: number;
  readonly interfaceName: string;
  /** The router on the way, of a static route. */
  readonly nextHop?: Offer['nextHop'];
  /** It was set by hand. */
  readonly isStatic?: true;
}

/** An entry of the table as others see it. */
export interface RipngRoute extends OwnRoute {
  readonly origin: 'own' | 'learned';
  /** The route change flag (section 2). */
  readonly isChanged: boolean;
  /** When a learned route was last heard of. */
  readonly refreshedAt?: Instant;
  /** A learned route that cannot be used, though it may not have been called lost by who told of it. */
  readonly isWithdrawn?: true;
}

/** What the table tells its process. */
export interface TableWatcher {
  /** A route was added, changed or became unreachable: whoever forwards by it is to be told; an update is to be triggered, or not. */
  changed(route: RipngRoute, triggers: boolean): void;
  /** A route is gone, having been unreachable for long enough. */
  deleted(prefix: Prefix): void;
}

interface OwnEntry extends OwnRoute {
  readonly kind: 'own';
}

interface LearnedEntry {
  readonly kind: 'learned';
  readonly prefix: Prefix;
  readonly machine: RunningMachine<LearnedRoute, Offer, LearnedRouteCommand>;
  /** What it stands for, until somebody offers the destination, is a route that was set by hand. */
  readonly wasStatic: boolean;
}

type Entry = OwnEntry | LearnedEntry;
type Around = Pick<Surroundings<never, never, LearnedRouteVariables>, 'now' | 'schedule' | 'random' | 'variables'>;

/** The routing table of a RIPng process (RFC 2080 section 2): one entry for every destination. */
export class RipngTable {
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Set<string>();
  readonly #around: Around;
  readonly #watcher: TableWatcher;
  #learned = 0;

  constructor(around: Around, watcher: TableWatcher) {
    this.#around = around;
    this.#watcher = watcher;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** In the order in which they came. */
  list(): readonly RipngRoute[] {
    return [...this.#entries].map(([key, entry]) => this.#view(key, entry));
  }

  get(prefix: Prefix): RipngRoute | undefined {
    const key = prefixKey(prefix);
    const entry = this.#entries.get(key);
    return entry && this.#view(key, entry);
  }

  /** Enters a route of the router's own, which stands before anything learned. */
  enter(route: OwnRoute): void {
    const key = prefixKey(route.prefix);
    this.#forget(key);
    this.#entries.set(key, { kind: 'own', ...route });
    this.#markChanged(key);
  }

  /** Takes an own route back: neighbours are told for as long as of a learned one that is lost. */
  takeBack(prefix: Prefix): void {
    const key = prefixKey(prefix);
    const entry = this.#entries.get(key);
    if (entry?.kind !== 'own') return;
    const { metric, routeTag, interfaceName, nextHop = UNSPECIFIED, isStatic = false } = entry;
    this.#learn(key, prefix, { metric, routeTag, interfaceName, nextHop }, { wasStatic: isStatic });
  }

  /** What a neighbour offers (section 2.4.2). False when there is no room for another route. */
  offer(prefix: Prefix, offer: Offer): boolean {
    const key = prefixKey(prefix);
    const entry = this.#entries.get(key);
    if (entry?.kind === 'own') return true;
    if (entry) entry.machine.receive(offer);
    else if (offer.metric < INFINITY) {
      if (this.#learned >= this.#around.variables().constants.MAX_ROUTES) return false;
      this.#learn(key, prefix, offer);
    }
    return true;
  }

  /** Something outside has made a learned route unusable. */
  withdraw(prefix: Prefix): void {
    const entry = this.#entries.get(prefixKey(prefix));
    if (entry?.kind === 'learned') entry.machine.command({ kind: 'withdraw' });
  }

  /** An interface went down: what was learned there cannot be reached. */
  withdrawFrom(interfaceName: string): void {
    for (const entry of this.#entries.values())
      if (entry.kind === 'learned' && entry.machine.state.interfaceName === interfaceName) entry.machine.command({ kind: 'withdraw' });
  }

  /** Lets routes be lost, and deleted, by their age. */
  lookAtAges(): void {
    for (const entry of [...this.#entries.values()]) if (entry.kind === 'learned') entry.machine.command({ kind: 'look-at-age' });
  }

  /** Section 2.5.1: once all updates have been generated. */
  clearChangeFlags(): void {
    this.#changed.clear();
  }

  /** Disarms every timer and forgets everything, telling nobody. */
  stop(): void {
    for (const key of [...this.#entries.keys()]) this.#forget(key);
    this.#changed.clear();
  }

  /** Lets a learned route begin; what was the router's `own` begins with the news that it is lost. */
  #learn(key: string, prefix: Prefix, offer: Offer, own?: Pick<LearnedEntry, 'wasStatic'>): void {
    this.#forget(key);
    let isStarted = false;
    const machine = runMachine(learnedRoute(offer), {
      ...this.#around,
      send: () => undefined,
      event: (news) => {
        if (news.name === 'deleted') this.#delete(key, prefix);
        else if (isStarted) this.#markChanged(key, news.triggers);
      },
    });
    if (own) machine.command({ kind: 'withdraw' });
    isStarted = true;
    this.#entries.set(key, { kind: 'learned', prefix, machine, wasStatic: own?.wasStatic === true });
    this.#learned++;
    this.#markChanged(key);
  }

  #markChanged(key: string, triggers = true): void {
    this.#changed.add(key);
    const entry = this.#entries.get(key);
    if (entry) this.#watcher.changed(this.#view(key, entry), triggers);
  }

  #delete(key: string, prefix: Prefix): void {
    this.#forget(key);
    this.#watcher.deleted(prefix);
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    this.#changed.delete(key);
    if (entry?.kind !== 'learned') return;
    entry.machine.stop();
    this.#learned--;
  }

  #view(key: string, entry: Entry): RipngRoute {
    const isChanged = this.#changed.has(key);
    if (entry.kind === 'own') {
      const { prefix, metric, routeTag, interfaceName, nextHop, isStatic } = entry;
      return {
        prefix,
        metric,
        routeTag,
        interfaceName,
        ...(nextHop && { nextHop }),
        ...(isStatic && { isStatic }),
        origin: 'own',
        isChanged,
      };
    }
    const { metric, routeTag, nextHop, interfaceName, refreshedAt, isWithdrawn } = entry.machine.state;
    const view: RipngRoute = { prefix: entry.prefix, metric, routeTag, nextHop, interfaceName, origin: 'learned', isChanged, refreshedAt };
    return isWithdrawn ? { ...view, isWithdrawn, ...(entry.wasStatic && { isStatic: true }) } : view;
  }
}
