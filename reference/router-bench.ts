import { virtualClock, type NodeEnvironment, type NodeEvent } from './engine/environment.js';
import { EventQueue } from './engine/event-queue.js';
import { MemoryLink, type Port } from './engine/memory-link.js';
import { rollDice } from './engine/drive.js';
import { address, isMulticast, type Address } from './net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress, type LinkLayerAddress } from './net/link-layer-address.js';
import { prefixOf } from './net/prefix.js';
import { createNode, type NodeConfiguration } from './node.js';
import { HeardFrame, NODE_MAC, PEER_MAC, type Heard, type NodeBench } from './node-bench.js';
import { after, seconds, type Duration, type Instant } from './time.js';
import { ethernet } from './wire/ethernet.js';
import { frame } from './wire/frame.js';
import { ipv6 } from './wire/ipv6.js';
import type { LayerDraft } from './wire/layer-draft.js';
import { neighborSolicitation } from './wire/nd.js';
import { sourceLinkLayerAddress } from './wire/nd-options.js';

export const NODE_FAR_MAC = linkLayerAddress([0x02, 0, 0, 0, 1, 0x0a]);
export const FAR_PEER_MAC = linkLayerAddress([0x02, 0, 0, 0, 1, 0x0b]);
/** The router's own addresses, and a neighbour in the same subnet, on each link. */
export const NEAR = address('2001:db8:0:a::a');
export const NEAR_PEER = address('2001:db8:0:a::b');
export const FAR_SIDE = address('2001:db8:0:b::a');
export const FAR_PEER = address('2001:db8:0:b::b');
/** Another router on the near link, and what is behind it. */
export const NEAR_ROUTER = address('fe80::1');
export const BEHIND = address('2001:db8:0:c::1');
/** Refused by a route that says so. */
export const REJECTED = address('2001:db8:0:d::1');
/** Behind a router on the near link that is known by a global address alone. */
export const BEHIND_GLOBAL = address('2001:db8:0:e::1');
export const FAR_MTU = 1280;

/** A bench with a second link: `heard` and `send` are those of the near one. */
export interface RouterBench extends NodeBench {
  readonly heardFar: Heard[];
  sendFar(destination: Address, layers: readonly LayerDraft[]): void;
}

const configuration = (over: Partial<NodeConfiguration>): NodeConfiguration => ({
  name: 'dut',
  role: 'router',
  behaviour: 'current',
  interfaces: [
    {
      name: 'link0',
      linkLayerAddress: NODE_MAC,
      interfaceIdentifier: 'eui64',
      addresses: [{ address: NEAR, prefixLength: 64 }],
    },
    {
      name: 'link1',
      linkLayerAddress: NODE_FAR_MAC,
      interfaceIdentifier: 'eui64',
      mtu: FAR_MTU,
      addresses: [{ address: FAR_SIDE, prefixLength: 64 }],
    },
  ],
  routes: [
    { prefix: prefixOf(BEHIND, 64), link: 'link0', gateway: NEAR_ROUTER },
    { prefix: prefixOf(REJECTED, 64), link: 'link0', reject: true },
    { prefix: prefixOf(BEHIND_GLOBAL, 64), link: 'link0', gateway: address('2001:db8:0:a::1') },
  ],
  ...over,
});

/** A router between two links, settled, which knows a peer on each. */
export function routerBench(over: Partial<NodeConfiguration> = {}, environment: Pick<NodeEnvironment, 'nonVolatile'> = {}): RouterBench {
  const queue = new EventQueue();
  const [near, far] = [new MemoryLink(queue), new MemoryLink(queue)];
  const events: (NodeEvent & { at: Instant })[] = [];
  const [heard, heardFar]: [Heard[], Heard[]] = [[], []];
  const peer = near.attach('peer', (octets) => heard.push(new HeardFrame(queue.now, octets)));
  const farPeer = far.attach('peer', (octets) => heardFar.push(new HeardFrame(queue.now, octets)));
  const ports = new Map<string, Port>();
  const node = createNode(configuration(over), {
    ...virtualClock(queue),
    random: rollDice('earliest'),
    transmit: (port, octets) => ports.get(port)?.transmit(octets),
    event: (event) => events.push({ ...event, at: queue.now }),
    ...environment,
  });
  ports.set(
    'link0',
    near.attach('dut', (octets) => node.receive('link0', octets)),
  );
  ports.set(
    'link1',
    far.attach('dut', (octets) => node.receive('link1', octets)),
  );
  const sending =
    (from: Port, mac: LinkLayerAddress, nodeMac: LinkLayerAddress) =>
    (
      destination: Address,
      layers: readonly LayerDraft[],
      options: { readonly to?: LinkLayerAddress; readonly from?: LinkLayerAddress } = {},
    ) => {
      const to = options.to ?? (isMulticast(destination) ? multicastLinkLayerAddress(destination) : nodeMac);
      const built = frame(ethernet({ destination: to, source: options.from ?? mac }), ...layers);
      from.transmit(built.octets);
      queue.runUntil(queue.now);
      return built.packet;
    };
  const bench: RouterBench = {
    ...{ node, queue, link: near, peer, heard, heardFar, events },
    send: sending(peer, PEER_MAC, NODE_MAC),
    sendFar: sending(farPeer, FAR_PEER_MAC, NODE_FAR_MAC),
    advance: (by: Duration) => void queue.runUntil(after(queue.now, by)),
    forget() {
      heard.length = 0;
      heardFar.length = 0;
      events.length = 0;
    },
    discarded: (reason) => node.counters().get(`discard.${reason}`) ?? 0,
  };
  node.start();
  bench.advance(seconds(5));
  bench.send(NEAR, introduction(NEAR_PEER, NEAR, PEER_MAC));
  bench.sendFar(FAR_SIDE, introduction(FAR_PEER, FAR_SIDE, FAR_PEER_MAC));
  bench.forget();
  return bench;
}

/** A neighbour asks for an address of the router, and so makes itself known. */
export const introduction = (source: Address, target: Address, mac: LinkLayerAddress): LayerDraft[] => [
  ipv6({ source, destination: target }),
  neighborSolicitation({ target, options: [sourceLinkLayerAddress(mac)] }),
];
