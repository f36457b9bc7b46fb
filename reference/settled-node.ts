import { address, sameAddress, UNSPECIFIED, type Address } from './net/address.js';
import { linkLayerAddress, type LinkLayerAddress } from './net/link-layer-address.js';
import { hex } from './net/octets.js';
import { nodeBench, PEER_MAC, type NodeBench, type NodeBenchOptions } from './node-bench.js';
import { milliseconds, seconds } from './time.js';
import { echoRequest } from './wire/icmpv6.js';
import { ipv6 } from './wire/ipv6.js';
import type { LayerDraft } from './wire/layer-draft.js';
import { neighborSolicitation, routerAdvertisement } from './wire/nd.js';
import { prefixInformation, sourceLinkLayerAddress } from './wire/nd-options.js';

export const ALL_NODES = address('ff02::1');
export const LINK_LOCAL = address('fe80::ff:fe00:a');
export const GLOBAL = address('2001:db8::ff:fe00:a');
export const SOLICITED_NODE = address('ff02::1:ff00:a');
export const PEER = address('fe80::b');
export const ROUTER = address('fe80::1');
export const ROUTER_MAC = linkLayerAddress([0x02, 0, 0, 0, 0, 0x01]);
/** Behind the router. */
export const FAR = address('2001:db8:ffff::1');

/** A node that is settled: it has a link-local and a global address, a default router, and knows the peer. */
export function settledNode(given: NodeBenchOptions = {}): NodeBench {
  const bench = nodeBench({ dice: 'earliest', ...given });
  bench.node.start();
  bench.advance(seconds(2));
  const options = [sourceLinkLayerAddress(ROUTER_MAC), prefixInformation({ prefix: address('2001:db8::') })];
  bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), routerAdvertisement({ routerLifetime: 65_535, options })], {
    from: ROUTER_MAC,
  });
  bench.advance(seconds(10));
  introduce(bench, PEER);
  bench.forget();
  return bench;
}

/** Makes the peer known under an address. The answer that goes to it leaves the entry in DELAY: 5 s without a probe. */
export function introduce(bench: NodeBench, source: Address): void {
  const options = [sourceLinkLayerAddress(PEER_MAC)];
  bench.send(LINK_LOCAL, [ipv6({ source, destination: LINK_LOCAL }), neighborSolicitation({ target: LINK_LOCAL, options })]);
}

export const echoTo = (
  destination: Address,
  source: Address = PEER,
  between: readonly LayerDraft[] = [],
  data = new Uint8Array(8),
): LayerDraft[] => [ipv6({ source, destination }), ...between, echoRequest({ identifier: 7, sequence: 1, data })];

/** Names of the last layers of what the node sent, without the reports of Multicast Listener Discovery. */
export const answers = (bench: NodeBench): string[] =>
  bench.heard.flatMap(({ decoded }) => decoded.layers.at(-1)?.name ?? []).filter((name) => name !== 'multicastListenerReport2');

/** Another router. */
export const SECOND = address('fe80::2');
export const SECOND_MAC = linkLayerAddress([0x02, 0, 0, 0, 0, 0x02]);

export const routerMac = (router: Address): LinkLayerAddress => (sameAddress(router, ROUTER) ? ROUTER_MAC : SECOND_MAC);

/** Where a ping to a destination goes: the MAC, `resolves ADDRESS`, or nothing. */
export function goesTo(bench: NodeBench, destination: Address, source?: Address): string {
  bench.heard.length = 0;
  bench.node.command({ kind: 'ping', link: 'link0', destination, ...(source && { source }) });
  bench.advance(milliseconds(1));
  // The ping, which solicitations of other routers may accompany; a solicitation alone is for its next hop.
  const sent = bench.heard.find(({ line }) => line.includes('echo')) ?? bench.heard.find(({ line }) => line.includes('| NS'));
  if (sent === undefined) return 'nowhere';
  const resolving = /NS ([^ ]+)/.exec(sent.line)?.[1];
  return resolving ? `resolves ${resolving}` : hex(sent.octets.subarray(5, 6));
}

export { UNSPECIFIED };
