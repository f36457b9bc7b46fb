import { EventQueue } from '../../../reference/engine/event-queue.js';
import { MemoryLink } from '../../../reference/engine/memory-link.js';
import type { Prefix } from '../../../reference/net/prefix.js';
import { RIPNG_CONSTANTS } from '../../../reference/routing/ripng/constants.js';
import { ripngOn } from '../../../reference/routing/ripng/defaults.js';
import { after, seconds, times } from '../../../reference/time.js';
import { cpuWatch } from '../cpu-time.js';
import { INTERVAL_S, Listener, updateFrames, UPDATES } from './exchange.js';
import { memoryRouter } from './memory-router.js';

/** What the exchange took, of CPU time, with how much of it there was. */
export interface ExchangeCost {
  /** Until all routes were learned and told. */
  readonly learningMs: number;
  /** Updates of the neighbour until then. */
  readonly learningUpdates: number;
  /** Of the regular updates after that, those of the router too. */
  readonly refreshingMs: number;
  /** Routes that the router told on its other link, then. */
  readonly told: number;
}

const LINKS = ['near', 'far'];
const INTERVAL = seconds(INTERVAL_S);
const MOST_UPDATES = 10;

/** The exchange with a router in memory: the same frames, and links that take no time. */
export function memoryExchange(routes: readonly Prefix[]): ExchangeCost {
  const queue = new EventQueue();
  const links = new Map(LINKS.map((name) => [name, new MemoryLink(queue)]));
  const ripng = { ...ripngOn(LINKS), constants: { ...RIPNG_CONSTANTS, UPDATE_INTERVAL: INTERVAL, UPDATE_OFFSET: times(INTERVAL, 0.5) } };
  const node = memoryRouter(queue, { number: 1, links, seed: 1, configuration: { ripng } });
  const neighbor = links.get('near')?.attach('neighbor', () => undefined);
  let heard: Uint8Array[] = [];
  links.get('far')?.attach('listener', (octets) => heard.push(octets));
  const frames = updateFrames(routes);
  const listener = new Listener(routes);
  const listen = (): void => {
    for (const octets of heard) listener.hear(octets);
    heard = [];
  };
  /** One update, and the time up to the next. */
  const update = (): number => {
    const spentMs = cpuWatch();
    for (const octets of frames) neighbor?.transmit(octets);
    queue.runUntil(after(queue.now, INTERVAL));
    return spentMs();
  };

  node.start();
  queue.runUntil(after(queue.now, INTERVAL));
  let [learningMs, learningUpdates] = [0, 0];
  while (!listener.hasAll) {
    if (learningUpdates === MOST_UPDATES) throw new Error(`the router told ${listener.told} of ${routes.length} routes`);
    learningMs += update();
    learningUpdates++;
    listen();
  }
  const before = listener.entries;
  let refreshingMs = 0;
  for (let i = 0; i < UPDATES; i++) refreshingMs += update();
  listen();
  return { learningMs, learningUpdates, refreshingMs, told: listener.entries - before };
}
