import { address } from '../../net/address.js';
import { linkLayerAddress } from '../../net/link-layer-address.js';
import type { NodeBench } from '../../node-bench.js';
import { FAR, GLOBAL, LINK_LOCAL, ROUTER, ROUTER_MAC, SECOND } from '../../settled-node.js';
import { ipv6 } from '../../wire/ipv6.js';
import { neighborAdvertisement, redirect } from '../../wire/nd.js';
import { targetLinkLayerAddress } from '../../wire/nd-options.js';

const NEIGHBOR = address('fe80::c');
const BY_HAND = linkLayerAddress([2, 0, 0, 0, 0, 0x0c]);
const CLAIMED = linkLayerAddress([2, 0, 0, 0, 0, 0x0d]);

/** Packets that break a rule which an order of system management has made. */
export const BREAKING_ORDERS = {
  'na-static-neighbor': {
    send(bench: NodeBench) {
      bench.node.command({ kind: 'set-neighbor', link: 'link0', address: NEIGHBOR, linkLayerAddress: BY_HAND });
      const options = [targetLinkLayerAddress(CLAIMED)];
      const claim = neighborAdvertisement({ target: NEIGHBOR, solicited: true, override: true, options });
      bench.send(LINK_LOCAL, [ipv6({ source: NEIGHBOR, destination: LINK_LOCAL }), claim]);
    },
    shows: (bench: NodeBench) => bench.node.interfaces()[0]!.neighbors.some((n) => String(n.linkLayerAddress) === String(CLAIMED)),
  },
  'redirect-not-accepted': {
    send(bench: NodeBench) {
      bench.node.command({ kind: 'set-variable', link: 'link0', variable: 'acceptRedirects', value: 0 });
      const layers = [ipv6({ source: ROUTER, destination: GLOBAL }), redirect({ target: SECOND, destination: FAR })];
      bench.send(GLOBAL, layers, { from: ROUTER_MAC });
    },
    shows: (bench: NodeBench) => bench.node.interfaces()[0]!.destinations.some(({ source }) => source === 'redirect'),
  },
} as const;
