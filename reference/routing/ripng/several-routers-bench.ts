import { virtualClock } from '../../engine/environment.js';
import { EventQueue } from '../../engine/event-queue.js';
import { MemoryLink, type Port } from '../../engine/memory-link.js';
import { seededRandom } from '../../engine/random.js';
import type { EchoAnswer } from '../../ipv6/echo-clients.js';
import type { ConfiguredRoute } from '../../ipv6/node-configuration.js';
import { address, addressFromOctets, addressKey, sameAddress, type Address } from '../../net/address.js';
import { linkLayerAddress } from '../../net/link-layer-address.js';
import { prefixOf, type Prefix } from '../../net/prefix.js';
import { createNode, type Node } from '../../node.js';
import { after, seconds, type Duration } from '../../time.js';
import { decodeFrame, layer } from '../../wire/frame.js';
import { Ripng } from '../../wire/ripng.js';
import { INFINITY } from './constants.js';
import { ripngOn } from './defaults.js';
import type { RipngInterfaceSettings } from './settings.js';

/** The routers on each link, by names. */
export type Plan = Readonly<Record<string, readonly string[]>>;

/** What one router has beyond its links. */
export interface RouterSettings {
  readonly interfaces?: Readonly<Record<string, Partial<RipngInterfaceSettings>>>;
  readonly routes?: readonly ConfiguredRoute[];
}

const BETWEEN_PINGS = seconds(2);

/** Routers of the reference that speak RIPng on links in memory, on one virtual clock. */
export class SeveralRouters {
  readonly #queue = new EventQueue();
  readonly #plan: Plan;
  readonly #links: ReadonlyMap<string, MemoryLink>;
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #broken = new Set<string>();
  readonly #names: readonly string[];
  readonly #told = new Map<string, number>();

  constructor(plan: Plan, settings: Readonly<Record<string, RouterSettings>> = {}, seed = 1) {
    this.#plan = plan;
    this.#names = [...new Set(Object.values(plan).flat())].sort();
    const link = (name: string) =>
      new MemoryLink(this.#queue, { loses: (_octets, _from, to) => this.#broken.has(name) || this.#broken.has(`${name} to ${to}`) });
    this.#links = new Map(Object.keys(plan).map((name) => [name, link(name)]));
    for (const one of this.#links.values()) one.attach('listener', (octets) => this.#listen(octets));
    this.#nodes = new Map(this.#names.map((name, i) => [name, this.#router(name, settings[name] ?? {}, seed * this.#names.length + i)]));
    for (const node of this.#nodes.values()) node.start();
  }

  #router(name: string, { interfaces = {}, routes = [] }: RouterSettings, seed: number): Node {
    const ports = new Map<string, Port>();
    const on = Object.keys(this.#plan).filter((link) => this.#plan[link]?.includes(name));
    const usual = ripngOn(on);
    const node = createNode(
      {
        ...{ name, role: 'router', behaviour: 'current', routes },
        interfaces: on.map((link) => ({
          name: link,
          linkLayerAddress: linkLayerAddress([2, 0, 0, 0, this.#numberOf(link), this.#names.indexOf(name) + 1]),
          interfaceIdentifier: 'eui64',
          addresses: [{ address: this.addressOf(name, link), prefixLength: 64 }],
        })),
        ripng: { ...usual, interfaces: new Map([...usual.interfaces].map(([link, own]) => [link, { ...own, ...interfaces[link] }])) },
      },
      {
        ...virtualClock(this.#queue),
        random: seededRandom(seed),
        transmit: (port, octets) => ports.get(port)?.transmit(octets),
        event: () => undefined,
      },
    );
    for (const link of on) {
      const port = this.#links.get(link)?.attach(name, (octets) => node.receive(link, octets));
      if (port) ports.set(link, port);
    }
    return node;
  }

  get names(): readonly string[] {
    return this.#names;
  }

  advance(by: Duration): void {
    this.#queue.runUntil(after(this.#queue.now, by));
  }

  subnet(link: string): Prefix {
    return prefixOf(address(`2001:db8:0:${this.#numberOf(link).toString(16)}::`), 64);
  }

  addressOf(router: string, link: string): Address {
    const host = this.#names.indexOf(router) + 1;
    return addressFromOctets(this.subnet(link).address.map((octet, i) => (i === 15 ? host : octet)));
  }

  /** Frames on the link (or only those to one of its routers) get lost from now on, which nobody sees; or arrive again. */
  cut(link: string, to?: string): void {
    this.#broken.add(to === undefined ? link : `${link} to ${to}`);
  }

  mend(link: string): void {
    for (const one of this.#broken) if (one === link || one.startsWith(`${link} to `)) this.#broken.delete(one);
  }

  /** The link of a router goes down, or comes up again. */
  turn(what: 'interface-down' | 'interface-up', router: string, link: string): void {
    const result = this.#node(router).command({ kind: what, link });
    if (!result.ok) throw new Error(result.error);
  }

  /** The routers that the tables lead a packet through; then the destination's link, `nowhere`, or `round and round`. */
  path(from: string, destination: Address): readonly string[] {
    const passed: string[] = [];
    for (let at: string | undefined = from; at !== undefined;) {
      if (passed.includes(at)) return [...passed, 'round and round'];
      passed.push(at);
      const route = this.#node(at).routeTo(destination);
      if (route?.target.kind !== 'interface') return [...passed, 'nowhere'];
      const { name, gateway } = route.target;
      if (gateway === undefined) return [...passed, name];
      at = this.#owner(name, gateway);
    }
    return [...passed, 'out'];
  }

  /** The answer to a ping: the routers between, the error's type and code, or that there was none. */
  ping(from: string, destination: Address): number | string {
    const answers: EchoAnswer[] = [];
    const opened = this.#node(from).ping((answer) => answers.push(answer));
    if (!opened.ok) throw new Error(opened.error);
    const sent = opened.value.send({ destination, sequence: 1, data: new Uint8Array(8) });
    this.advance(BETWEEN_PINGS);
    opened.value.close();
    const [answer] = answers;
    if (!sent.ok) return sent.error;
    if (answer?.kind === 'reply') return 64 - answer.hopLimit;
    return answer?.kind === 'error' ? `error ${answer.type}/${answer.code}` : 'no answer';
  }

  /** The largest metric below infinity that anybody has told of the destination since the last `forget`; 0 when none was. */
  highestTold({ address: wanted }: Prefix): number {
    return this.#told.get(addressKey(wanted)) ?? 0;
  }

  forget(): void {
    this.#told.clear();
  }

  #listen(octets: Uint8Array): void {
    for (const { prefix, metric } of layer(decodeFrame(octets), Ripng)?.entries ?? []) {
      const key = addressKey(prefix);
      if (metric < INFINITY) this.#told.set(key, Math.max(metric, this.#told.get(key) ?? 0));
    }
  }

  #owner(link: string, gateway: Address): string | undefined {
    const has = (name: string): boolean =>
      this.#node(name)
        .interfaces()
        .some((one) => one.name === link && one.addresses.some((held) => sameAddress(held.address, gateway)));
    return this.#plan[link]?.find(has);
  }

  #numberOf(link: string): number {
    return Object.keys(this.#plan).indexOf(link) + 1;
  }

  #node(name: string): Node {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`there is no router ${name}`);
    return node;
  }
}
