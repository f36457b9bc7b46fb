import { EventQueue } from '../../../reference/engine/event-queue.js';
import { MemoryLink } from '../../../reference/engine/memory-link.js';
import { address } from '../../../reference/net/address.js';
import { prefixKey, type Prefix } from '../../../reference/net/prefix.js';
import type { Node, NodeConfiguration } from '../../../reference/node.js';
import { INFINITY } from '../../../reference/routing/ripng/constants.js';
import { ripngOn } from '../../../reference/routing/ripng/defaults.js';
import { after, elapsed, inSeconds, milliseconds, minutes, type Duration } from '../../../reference/time.js';
import { memoryRouter } from './memory-router.js';

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

  #router(number: number, links: readonly string[], seed: number, configuration: Partial<NodeConfiguration>): Node {
    return memoryRouter(this.#queue, {
      ...{ number, configuration },
      links: new Map(links.map((name) => [name, this.#link(name)])),
      seed: 100 * seed + number,
      onFrame: () => (this.#hasHeard = true),
    });
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
