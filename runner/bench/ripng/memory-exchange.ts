import { virtualClock } from '../../../reference/engine/environment.js';
import { EventQueue } from '../../../reference/engine/event-queue.js';
import { MemoryLink } from '../../../reference/engine/memory-link.js';
import { seededRandom } from '../../../reference/engine/random.js';
import { linkLayerAddress } from '../../../reference/net/link-layer-address.js';
import type { Prefix } from '../../../reference/net/prefix.js';
import { createNode } from '../../../reference/node.js';
import { RIPNG_CONSTANTS } from '../../../reference/routing/ripng/constants.js';
import { ripngOn } from '../../../reference/routing/ripng/defaults.js';
import { after, seconds, times } from '../../../reference/time.js';
import { INTERVAL_S, Listener, updateFrames, UPDATES } from './exchange.js';

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
  const node = createNode(
    {
      name: 'router',
      role: 'router',
      behaviour: 'current',
      interfaces: LINKS.map((name, i) => ({
        name,
        linkLayerAddress: linkLayerAddress([0x02, 0, 0, 0, 1, i]),
        interfaceIdentifier: 'eui64',
      })),
      ripng: { ...ripngOn(LINKS), constants: { ...RIPNG_CONSTANTS, UPDATE_INTERVAL: INTERVAL, UPDATE_OFFSET: times(INTERVAL, 0.5) } },
    },
    {
      ...virtualClock(queue),
      random: seededRandom(1),
      transmit: (name, octets) => ports.get(name)?.transmit(octets),
      event: () => undefined,
    },
  );
  const ports = new Map([...links].map(([name, link]) => [name, link.attach('router', (octets) => node.receive(name, octets))]));
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
  const update = (): number =>
    cpuMs(() => {
      for (const octets of frames) neighbor?.transmit(octets);
      queue.runUntil(after(queue.now, INTERVAL));
    });

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

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
