import { address, type Address } from './net/address.js';
import { linkLayerAddress } from './net/link-layer-address.js';
import { prefixOf } from './net/prefix.js';
import { NODE_MAC, PEER_MAC } from './node-bench.js';
import type { NodeConfiguration } from './node.js';
import { portsBench, type PortsBench } from './ports-bench.js';
import { milliseconds, seconds } from './time.js';
import type { AddTunnel } from './ipv6/tunnel/tunnel-commands.js';
import type { DecodedFrame } from './wire/frame.js';
import { ipv6 } from './wire/ipv6.js';
import type { LayerDraft } from './wire/layer-draft.js';
import { neighborSolicitation } from './wire/nd.js';
import { sourceLinkLayerAddress } from './wire/nd-options.js';

/** Where original packets come from: a node on the near link. */
export const ORIGIN = address('2001:db8:0:a::b');
export const NEAR = address('2001:db8:0:a::a');
/** The ends of the tunnel on the far link, and a router there. */
export const ENTRY = address('2001:db8:0:b::a');
export const EXIT = address('2001:db8:0:b::b');
export const WAYPOINT = address('2001:db8:0:b::c');
/** In the tunnel, and what is reached through it. */
export const INSIDE = address('2001:db8:0:d::a');
export const OTHER_END = address('2001:db8:0:d::b');
export const BEHIND = address('2001:db8:0:e::1');

const FAR_MAC = linkLayerAddress([0x02, 0, 0, 0, 1, 0x0a]);
const FAR_PEER_MAC = linkLayerAddress([0x02, 0, 0, 0, 1, 0x0b]);

export const TUNNEL: AddTunnel = {
  kind: 'add-tunnel',
  link: 'link1',
  family: 'ipv6',
  name: 'tunnel0',
  local: ENTRY,
  remote: EXIT,
  addresses: [{ address: INSIDE, prefixLength: 64 }],
  routes: [prefixOf(BEHIND, 64)],
};

/** A settled router between two links, which knows a neighbour on each, with a tunnel to the one on the far link. */
export function tunnelBench(tunnel: Partial<AddTunnel> = {}, over: Partial<NodeConfiguration> = {}): PortsBench {
  const ethernet = (name: string, mac: typeof NODE_MAC, held: Address) =>
    ({ name, linkLayerAddress: mac, interfaceIdentifier: 'eui64', addresses: [{ address: held, prefixLength: 64 }] }) as const;
  const bench = portsBench(
    {
      name: 'dut',
      role: 'router',
      behaviour: 'current',
      interfaces: [ethernet('link0', NODE_MAC, NEAR), ethernet('link1', FAR_MAC, ENTRY)],
      ...over,
    },
    { link0: { node: NODE_MAC, peer: PEER_MAC }, link1: { node: FAR_MAC, peer: FAR_PEER_MAC } },
  );
  bench.node.start();
  bench.advance(seconds(5));
  const added = bench.node.command({ ...TUNNEL, ...tunnel });
  if (!added.ok) throw new Error(added.error);
  settle(bench);
  return bench;
}

/** Lets the addresses of a tunnel pass their detection; then the neighbours on the links are known, and nothing was heard yet. */
export function settle(bench: PortsBench): void {
  bench.advance(seconds(3));
  bench.send('link0', ...introduction(ORIGIN, NEAR, PEER_MAC));
  for (const neighbor of [EXIT, WAYPOINT]) bench.send('link1', ...introduction(neighbor, ENTRY, FAR_PEER_MAC));
  bench.forget();
}

const introduction = (source: Address, target: Address, mac: typeof NODE_MAC): LayerDraft[] => [
  ipv6({ source, destination: target }),
  neighborSolicitation({ target, options: [sourceLinkLayerAddress(mac)] }),
];

/** What the node sends on the far link at once when an original packet arrives on the near one. */
export function forwarded(bench: PortsBench, ...layers: readonly LayerDraft[]): readonly DecodedFrame[] {
  bench.forget();
  bench.send('link0', ...layers);
  bench.advance(milliseconds(1));
  return bench.sent('link1');
}
