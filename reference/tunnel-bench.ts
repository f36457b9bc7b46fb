import { address, type Address } from './net/address.js';
import { ipv4Address, type Ipv4Address } from './net/ipv4-address.js';
import { linkLayerAddress } from './net/link-layer-address.js';
import { prefixOf } from './net/prefix.js';
import { NODE_MAC, PEER_MAC } from './node-bench.js';
import type { NodeConfiguration } from './node.js';
import { portsBench, type PortsBench } from './ports-bench.js';
import { milliseconds, seconds } from './time.js';
import type { AddIpv4Tunnel, AddIpv6Tunnel, AddTunnel } from './ipv6/tunnel/tunnel-commands.js';
import { arp } from './wire/arp.js';
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

export const ORIGIN_IPV4 = ipv4Address('192.0.2.11');
export const NEAR_IPV4 = ipv4Address('192.0.2.10');
export const ENTRY_IPV4 = ipv4Address('198.51.100.10');
export const EXIT_IPV4 = ipv4Address('198.51.100.11');
export const WAYPOINT_IPV4 = ipv4Address('198.51.100.12');
export const INSIDE_IPV4 = ipv4Address('203.0.113.1');
export const BEHIND_IPV4 = ipv4Address('203.0.113.130');

const FAR_MAC = linkLayerAddress([0x02, 0, 0, 0, 1, 0x0a]);
const FAR_PEER_MAC = linkLayerAddress([0x02, 0, 0, 0, 1, 0x0b]);

const IPV4_INSIDE = {
  ipv4Addresses: [{ address: INSIDE_IPV4, length: 25 }],
  ipv4Routes: [{ address: ipv4Address('203.0.113.128'), length: 25 }],
};

export const TUNNEL: AddIpv6Tunnel = {
  ...IPV4_INSIDE,
  kind: 'add-tunnel',
  link: 'link1',
  family: 'ipv6',
  name: 'tunnel0',
  local: ENTRY,
  remote: EXIT,
  addresses: [{ address: INSIDE, prefixLength: 64 }],
  routes: [prefixOf(BEHIND, 64)],
};

export const TUNNEL_OVER_IPV4: AddIpv4Tunnel = {
  ...IPV4_INSIDE,
  kind: 'add-tunnel',
  link: 'link1',
  family: 'ipv4',
  name: 'tunnel0',
  local: ENTRY_IPV4,
  remote: EXIT_IPV4,
  addresses: [{ address: INSIDE, prefixLength: 64 }],
  routes: [prefixOf(BEHIND, 64)],
};

/** A settled router between two links, which knows a neighbour on each, with a tunnel to the one on the far link. */
export const tunnelBench = (tunnel: Partial<AddIpv6Tunnel> = {}, over: Partial<NodeConfiguration> = {}): PortsBench =>
  benchWith({ ...TUNNEL, ...tunnel }, over);

/** The same links with IPv4 addresses, and a tunnel over IPv4 to the neighbour on the far one. */
export const overIpv4Bench = (tunnel: Partial<AddIpv4Tunnel> = {}, over: Partial<NodeConfiguration> = {}): PortsBench =>
  benchWith({ ...TUNNEL_OVER_IPV4, ...tunnel }, over);

function benchWith(tunnel: AddTunnel, over: Partial<NodeConfiguration>): PortsBench {
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
  for (const [link, address] of Object.entries({ link0: NEAR_IPV4, link1: ENTRY_IPV4 }))
    bench.node.command({ kind: 'add-ipv4-address', link, address, prefixLength: 24 });
  const added = bench.node.command(tunnel);
  if (!added.ok) throw new Error(added.error);
  settle(bench);
  return bench;
}

/** Lets the addresses of a tunnel pass their detection; then the neighbours on the links are known, and nothing was heard yet. */
export function settle(bench: PortsBench): void {
  bench.advance(seconds(3));
  bench.send('link0', ...introduction(ORIGIN, NEAR, PEER_MAC));
  for (const neighbor of [EXIT, WAYPOINT]) bench.send('link1', ...introduction(neighbor, ENTRY, FAR_PEER_MAC));
  introduceIpv4(bench, 'link0', ORIGIN_IPV4, NEAR_IPV4, PEER_MAC);
  for (const neighbor of [EXIT_IPV4, WAYPOINT_IPV4]) introduceIpv4(bench, 'link1', neighbor, ENTRY_IPV4, FAR_PEER_MAC);
  bench.forget();
}

function introduceIpv4(bench: PortsBench, port: string, source: Ipv4Address, target: Ipv4Address, mac: typeof NODE_MAC): void {
  bench.send(port, arp({ senderHardwareAddress: mac, senderProtocolAddress: source, targetProtocolAddress: target }));
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
