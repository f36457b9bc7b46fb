import { virtualClock } from '../../../reference/engine/environment.js';
import { EventQueue } from '../../../reference/engine/event-queue.js';
import { MemoryLink, type Port } from '../../../reference/engine/memory-link.js';
import { seededRandom } from '../../../reference/engine/random.js';
import { address } from '../../../reference/net/address.js';
import { linkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { prefixKey, type Prefix } from '../../../reference/net/prefix.js';
import { createNode, type Node, type NodeConfiguration } from '../../../reference/node.js';
import { INFINITY } from '../../../reference/routing/ripng/constants.js';
import { ripngOn } from '../../../reference/routing/ripng/defaults.js';
import { after, elapsed, inSeconds, milliseconds, minutes, type Duration } from '../../../reference/time.js';

const LINK_DELAY = milliseconds(1);
/** Behind the first router; it is there in name only. */
const BEHIND = address('fe80::77');
const SETTLED = minutes(2);
const PATIENCE = minutes(10);

/** Virtual seconds until every router knew what had changed. */
export interface Convergence {
  /** From the start of all three, of which the first has the routes set by hand. */
  readonly startS: number;
  /** From when they are taken from the first. */
  readonly lossS: number;
  /** From when the first is given them again. */
  readonly returnS: number;
}

/** Three routers in a row in memory, as the RFC's constants have them: `stub - first - near - middle - far - last`. */
export class MemoryLine {
  readonly #queue = new EventQueue();
  readonly #links = new Map<string, MemoryLink>();
  readonly #first: Node;
  readonly #others: readonly Node[];
  readonly #routes: readonly Prefix[];
  #hasHeard = false;

  constructor(routes: readonly Prefix[], seed: number) {
    this.#routes = routes;
    this.#first = this.#router(1, ['stub', 'near'], seed, {
      routes: routes.map((prefix) => ({ prefix, link: 'stub', gateway: BEHIND })),
      ripng: ripngOn(['near']),
    });
    this.#others = [this.#router(2, ['near', 'far'], seed, {}), this.#router(3, ['far'], seed, {})];
  }

  run(): Convergence {
    for (const node of [this.#first, ...this.#others]) node.start();
    const start = this.#until((usable) => usable === this.#routes.length);
    this.#wait(SETTLED);
    for (const prefix of this.#routes) this.#first.command({ kind: 'remove-route', link: 'stub', prefix });
    const loss = this.#until((usable) => usable === 0);
    this.#wait(SETTLED);
    for (const prefix of this.#routes) this.#first.command({ kind: 'add-route', link: 'stub', prefix, gateway: BEHIND });
    const back = this.#until((usable) => usable === this.#routes.length);
    return { startS: inSeconds(start), lossS: inSeconds(loss), returnS: inSeconds(back) };
  }

  #router(number: number, links: readonly string[], seed: number, over: Partial<NodeConfiguration>): Node {
    const ports = new Map<string, Port>();
    const node = createNode(
      {
        name: `router${number}`,
        role: 'router',
        behaviour: 'current',
        interfaces: links.map((name, i) => ({
          name,
          linkLayerAddress: linkLayerAddress([0x02, 0, 0, 0, number, i]),
          interfaceIdentifier: 'eui64',
        })),
        ripng: ripngOn(links),
        ...over,
      },
      {
        ...virtualClock(this.#queue),
        random: seededRandom(100 * seed + number),
        transmit: (name, octets) => ports.get(name)?.transmit(octets),
        event: () => undefined,
      },
    );
    for (const name of links) {
      const receive = (octets: Uint8Array): void => {
        this.#hasHeard = true;
        node.receive(name, octets);
      };
      ports.set(name, this.#link(name).attach(`router${number}`, receive));
    }
    return node;
  }

  #link(name: string): MemoryLink {
    const link = this.#links.get(name) ?? new MemoryLink(this.#queue, { delay: LINK_DELAY });
    this.#links.set(name, link);
    return link;
  }

  #wait(time: Duration): void {
    this.#queue.runUntil(after(this.#queue.now, time));
  }

  /** Until the number of routes that can be used is right in both the others; the tables are looked at after each arrival. */
  #until(isRight: (usable: number) => boolean): Duration {
    const begin = this.#queue.now;
    for (let at = this.#queue.next(); at !== undefined && at < after(begin, PATIENCE); at = this.#queue.next()) {
      this.#hasHeard = false;
      this.#queue.runUntil(at);
      if (this.#hasHeard && this.#others.every((node) => isRight(this.#usable(node)))) return elapsed(begin, at);
    }
    throw new Error(`the routers did not converge within ${inSeconds(PATIENCE)} s`);
  }

  #usable(node: Node): number {
    const usable = (node.programs.ripng?.routes() ?? []).filter(({ origin, metric }) => origin === 'learned' && metric < INFINITY);
    return new Set(usable.map(({ prefix }) => prefixKey(prefix))).size;
  }
}
