import { virtualClock } from '../../../reference/engine/environment.js';
import type { EventQueue } from '../../../reference/engine/event-queue.js';
import type { MemoryLink } from '../../../reference/engine/memory-link.js';
import { seededRandom } from '../../../reference/engine/random.js';
import { linkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { createNode, type Node, type NodeConfiguration } from '../../../reference/node.js';
import { ripngOn } from '../../../reference/routing/ripng/defaults.js';

interface MemoryRouter {
  /** It is in its name and in its link-layer addresses. */
  readonly number: number;
  /** By their names, which its interfaces have too. */
  readonly links: ReadonlyMap<string, MemoryLink>;
  readonly seed: number;
  /** In place of RIPng as the RFC has it on all links. */
  readonly configuration?: Partial<NodeConfiguration>;
  /** Called with each frame that arrives, before the router has it. */
  readonly onFrame?: () => void;
}

/** A router with RIPng on links in memory. */
export function memoryRouter(queue: EventQueue, { number, links, seed, configuration, onFrame }: MemoryRouter): Node {
  const name = `router${number}`;
  const node = createNode(
    {
      name,
      role: 'router',
      behaviour: 'current',
      interfaces: [...links.keys()].map((link, i) => ({
        name: link,
        linkLayerAddress: linkLayerAddress([0x02, 0, 0, 0, number, i]),
        interfaceIdentifier: 'eui64',
      })),
      ripng: ripngOn([...links.keys()]),
      ...configuration,
    },
    {
      ...virtualClock(queue),
      random: seededRandom(seed),
      transmit: (link, octets) => ports.get(link)?.transmit(octets),
      event: () => undefined,
    },
  );
  const ports = new Map(
    [...links].map(([link, at]) => [
      link,
      at.attach(name, (octets) => {
        onFrame?.();
        node.receive(link, octets);
      }),
    ]),
  );
  return node;
}
