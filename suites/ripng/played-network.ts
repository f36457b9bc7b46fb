import type { Address } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { prefixKey, type Prefix } from '../../reference/net/prefix.js';
import { after, elapsed, seconds, shortest, times, type Duration, type Instant } from '../../reference/time.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import type { SplitHorizonMode } from '../kit/ripng-action.js';
import type { Cause, Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { INFINITY, NEXT_HOP, TRIGGER_TIME } from './constants.js';
import { routerOn } from './ground.js';
import { route, tell } from './messages.js';
import { aged, heard, routeFor, toldOn, withoutLink, withoutOwn, withOwn, type PlayedTable, type Saying } from './played-table.js';
import { entriesOf, telling, update, type Told } from './told.js';

/** A router to be played. */
export interface RouterPlan {
  /** Links of the testbed, which the device is on too, and cables to other played routers, by any other name. */
  readonly links: readonly string[];
  /** What it has of its own; it tells of metric 1 and route tag 0 where nothing else is said. */
  readonly has?: readonly (Pick<Saying, 'prefix'> & Partial<Saying>)[];
  /** The cost of links for this router, where it is not 1. */
  readonly costs?: Readonly<Record<string, number>>;
}

export interface NetworkPlan {
  readonly routers: Readonly<Record<string, RouterPlan>>;
  /** Of all played routers: RFC 2080 section 2.6 prefers poisoned reverse. */
  readonly splitHorizon?: SplitHorizonMode;
}

/** Where a packet gets that a played router takes on. */
export interface Carried {
  /** The routers that it has passed, the first one included. */
  readonly way: readonly string[];
  readonly end: 'arrived' | 'no route' | 'back at the device';
  /** Who hands it back to the device. */
  readonly back?: Neighbor;
}

/** The name of the device where played routers note whom they have heard. */
const DEVICE = 'the device';
const REGULAR = seconds(30);
/** Played routers do not all speak at once. */
const STAGGER = seconds(4);
/** How often the played routers look at what has come: RFC 2080 section 2.5.1 lets a router wait for up to five seconds. */
const STEP = seconds(1);
const isTestbedLink = (link: string): boolean => /^link\d+$/.test(link);

interface PlayedRouter {
  readonly name: string;
  readonly plan: RouterPlan;
  readonly neighbors: ReadonlyMap<string, Neighbor>;
  table: PlayedTable;
  regularAt: Instant;
  /** What was last told of each destination, by link. */
  readonly told: Map<string, Map<string, string>>;
}

/**
 * The other routers of a network, played by the tester, each with a table of its own: they learn from what the device sends
 * and tell it what follows (RFC 2080). Between themselves they speak without frames. They act while the network runs.
 */
export class PlayedNetwork {
  readonly #t: TestContext;
  readonly #routers: ReadonlyMap<string, PlayedRouter>;
  readonly #mode: SplitHorizonMode;
  readonly #mute = new Set<string>();
  readonly #missing = new Set<string>();
  /** Links that the device is cut off from. */
  readonly #isolated = new Set<string>();
  #heardUpTo = 0;

  constructor(t: TestContext, { routers, splitHorizon = 'poisoned-reverse' }: NetworkPlan) {
    this.#t = t;
    this.#mode = splitHorizon;
    this.#heardUpTo = t.allReceived().at(-1)?.ordinal ?? 0;
    this.#routers = new Map(Object.entries(routers).map(([name, plan], i) => [name, this.#begin(name, plan, i)]));
  }

  #begin(name: string, plan: RouterPlan, place: number): PlayedRouter {
    const now = this.#t.now();
    const neighbors = new Map(plan.links.filter(isTestbedLink).map((link) => [link, routerOn(this.#t, link, `router ${name}`)]));
    const own = (plan.has ?? []).reduce<PlayedTable>((table, one) => withOwn(table, { metric: 1, routeTag: 0, ...one }, now), new Map());
    return { name, plan, neighbors, table: own, regularAt: after(now, times(STAGGER, place)), told: new Map() };
  }

  /** The router as the device sees it on a link. */
  neighbor(name: string, link: string): Neighbor {
    const neighbor = this.#router(name).neighbors.get(link);
    if (neighbor === undefined) throw new Error(`router ${name} is not on ${link}`);
    return neighbor;
  }

  /** Lets the routers act for that long. */
  async run(duration: Duration): Promise<void> {
    await this.until(() => false, after(this.#t.now(), duration));
  }

  /** Lets the routers act until it is so, at most until then. */
  async until(isSo: () => boolean, end: Instant): Promise<void> {
    await this.#act();
    while (!isSo() && this.#t.now() < end) {
      await this.#t.elapse(shortest(STEP, elapsed(this.#t.now(), end)));
      await this.#act();
    }
  }

  /** While the routers act, an update on the link says so. */
  async expectTold(
    label: string,
    told: readonly Told[],
    { since, link, within = TRIGGER_TIME }: { readonly since: Cause; readonly link: string; readonly within?: Duration },
  ): Promise<Received> {
    const t = this.#t;
    const match = { ...update(t, link), ...telling(...told) };
    const begin = typeof since === 'number' ? since : since.at;
    await this.until(() => t.allReceived(match, since).some((one) => one.link === link), after(begin, within));
    return t.expect(label, match, { since, within, link });
  }

  /** The router has a route of its own from now on, and says so at once. */
  gain(name: string, prefix: Prefix, more: Partial<Saying> = {}): Promise<Sent> {
    return this.#change(name, (table, now) => withOwn(table, { prefix, metric: 1, routeTag: 0, ...more }, now));
  }

  /** The router has lost a route of its own, and says so at once. */
  lose(name: string, prefix: Prefix): Promise<Sent> {
    return this.#change(name, (table, now) => withoutOwn(table, prefix, now));
  }

  /** A cable breaks: who is on it sees that, and says so at once. */
  async cut(cable: string): Promise<void> {
    const ends = [...this.#routers.values()].filter(({ plan }) => plan.links.includes(cable));
    for (const router of ends) {
      this.mute(router.name, cable);
      router.table = withoutLink(router.table, cable, this.#t.now());
    }
    await this.#act();
  }

  mend(cable: string): void {
    for (const { name, plan } of this.#routers.values()) if (plan.links.includes(cable)) this.unmute(name, cable);
  }

  /** The router says nothing on these links (on all, where none is named), and hears nothing there; nobody sees it go. */
  mute(name: string, ...links: readonly string[]): void {
    for (const link of links.length > 0 ? links : this.#router(name).plan.links) this.#mute.add(`${name} ${link}`);
  }

  /** From now on it speaks and hears there again, beginning with its whole table. */
  unmute(name: string, ...links: readonly string[]): void {
    const router = this.#router(name);
    for (const link of links.length > 0 ? links : router.plan.links) {
      this.#mute.delete(`${name} ${link}`);
      router.told.delete(link);
    }
  }

  /** Messages get lost: what is called lost on these links does not reach the router until `hearLosses`. */
  missLosses(name: string, ...links: readonly string[]): void {
    for (const link of links) this.#missing.add(`${name} ${link}`);
  }

  hearLosses(name: string, ...links: readonly string[]): void {
    for (const link of links) this.#missing.delete(`${name} ${link}`);
  }

  /** The device neither hears nor is heard on a link, which the others on it do not notice; or is there again. */
  isolate(link: string): void {
    this.#isolated.add(link);
  }

  rejoin(link: string): void {
    this.#isolated.delete(link);
  }

  /** Where the tables of the played routers lead a packet that the device has handed to one of them. */
  carry(name: string, destination: Address, passed: readonly string[] = []): Carried {
    const way = [...passed, name];
    const router = this.#router(name);
    const found = routeFor(router.table, destination);
    if (found === undefined || passed.includes(name)) return { way, end: 'no route' };
    if (found.by === undefined) return { way, end: 'arrived' };
    const back = router.neighbors.get(found.by.link);
    if (found.by.router === DEVICE) return { way, end: 'back at the device', ...(back && { back }) };
    return this.carry(found.by.router, destination, way);
  }

  /** Which router has that link-layer address. */
  nameOf(linkLayerAddress: Uint8Array): string | undefined {
    const isIt = (one: Neighbor): boolean => equalOctets(one.linkLayerAddress, linkLayerAddress);
    return [...this.#routers.values()].find(({ neighbors }) => [...neighbors.values()].some(isIt))?.name;
  }

  #router(name: string): PlayedRouter {
    const router = this.#routers.get(name);
    if (router === undefined) throw new Error(`there is no router ${name} in the network`);
    return router;
  }

  async #change(name: string, change: (table: PlayedTable, now: Instant) => PlayedTable): Promise<Sent> {
    await this.#act();
    const router = this.#router(name);
    router.table = change(router.table, this.#t.now());
    const sent = await this.#speak(router, false);
    if (sent === undefined) throw new Error(`router ${name} has nothing to tell the device`);
    return sent;
  }

  /** Everybody reads what has come, and speaks where there is occasion. */
  async #act(): Promise<void> {
    this.#listen();
    for (const router of this.#routers.values()) {
      const now = this.#t.now();
      router.table = aged(router.table, now);
      const isRegular = now >= router.regularAt;
      if (isRegular) router.regularAt = after(now, REGULAR);
      await this.#speak(router, isRegular);
    }
  }

  #listen(): void {
    for (const received of this.#t.allReceived({ 'ripng.command': 2 })) {
      if (received.ordinal <= this.#heardUpTo) continue;
      this.#heardUpTo = received.ordinal;
      if (!this.#isolated.has(received.link)) this.#deliver(received.link, DEVICE, this.#sayings(received), received.at);
    }
  }

  /** What the entries of a message of the device say; RFC 2080 section 2.1.1 lets a router ignore the next hops. */
  #sayings(received: Received): readonly Saying[] {
    const isRoute = ({ metric }: RouteTableEntry): boolean => metric !== NEXT_HOP;
    return entriesOf(received)
      .filter(isRoute)
      .map(({ prefix, prefixLength, metric, routeTag }) => ({ prefix: { address: prefix, length: prefixLength }, metric, routeTag }));
  }

  #deliver(link: string, from: string, sayings: readonly Saying[], at: Instant): void {
    for (const router of this.#routers.values()) {
      const { name, plan } = router;
      if (name === from || !plan.links.includes(link) || this.#isMute(router, link)) continue;
      const arriving = this.#missing.has(`${name} ${link}`) ? sayings.filter(({ metric }) => metric < INFINITY) : sayings;
      router.table = heard(router.table, { link, router: from }, arriving, plan.costs?.[link] ?? 1, at);
    }
  }

  #isMute({ name }: PlayedRouter, link: string): boolean {
    return this.#mute.has(`${name} ${link}`);
  }

  /** Tells everything, or what it has not told so before; the last message that went to the device. */
  async #speak(router: PlayedRouter, isRegular: boolean): Promise<Sent | undefined> {
    let last: Sent | undefined;
    for (const link of router.plan.links) {
      if (this.#isMute(router, link)) continue;
      const before = router.told.get(link) ?? new Map<string, string>();
      const all = toldOn(router.table, link, this.#mode);
      const said = all.filter((one) => isRegular || before.get(prefixKey(one.prefix)) !== inWords(one));
      router.told.set(link, new Map(all.map((one) => [prefixKey(one.prefix), inWords(one)])));
      if (said.length === 0) continue;
      this.#deliver(link, router.name, said, this.#t.now());
      const from = router.neighbors.get(link);
      if (from && !this.#isolated.has(link)) last = await tell(this.#t, from, said.map(entryOf));
    }
    return last;
  }
}

const inWords = ({ metric, routeTag }: Saying): string => `${metric} ${routeTag}`;
const entryOf = ({ prefix, metric, routeTag }: Saying) => route(prefix, metric, { routeTag });
