import { seededRandom } from '../../reference/engine/random.js';
import { parseLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { createNode } from '../../reference/node.js';
import { createRealClock } from '../clock/real-clock.js';
import { openNicPort } from '../links/nic/nic-port.js';

/**
 * The node of `sixproof node`, a host on the NIC that is named, which says what it holds when it is asked by SIGUSR2: one line of
 * JSON. Its link-local address is formed from its link-layer address.
 */
export interface Told {
  readonly neighbors: number;
  readonly addresses: number;
  readonly routers: number;
  readonly counters: Readonly<Record<string, number>>;
  /** Octets of memory, after what nobody needs was collected. */
  readonly heap: number;
}

const [link = 'link0', mac = ''] = process.argv.slice(2);
const linkLayerAddress = parseLinkLayerAddress(mac);
if (linkLayerAddress === undefined) throw new Error(`"${mac}" is no link-layer address`);
const opened = await openNicPort({ interface: link });
if (!opened.ok) throw new Error(opened.error.detail);
const port = opened.value;
const clock = createRealClock((error) => {
  throw error;
});
const node = createNode(
  { name: 'flooded', role: 'host', behaviour: 'current', interfaces: [{ name: link, linkLayerAddress, interfaceIdentifier: 'eui64' }] },
  {
    now: clock.now,
    schedule: clock.schedule,
    random: seededRandom(7),
    transmit: (_link, octets) => port.send(octets),
    event: () => undefined,
  },
);
port.listen(clock.zeroUs, (batch) => {
  for (const { octets } of batch) node.receive(link, octets);
});
node.start();

process.on('SIGUSR2', () => {
  (globalThis as { gc?: () => void }).gc?.();
  const [view] = node.interfaces();
  const told: Told = {
    neighbors: view?.neighbors.length ?? 0,
    addresses: view?.addresses.length ?? 0,
    routers: view?.routers.length ?? 0,
    counters: Object.fromEntries(node.counters()),
    heap: process.memoryUsage().heapUsed,
  };
  console.log(JSON.stringify(told));
});
console.log('ready');
