import { address, type Address } from '../net/address.js';
import type { NodeBench } from '../node-bench.js';
import { ALL_NODES, GLOBAL, LINK_LOCAL, PEER } from '../settled-node.js';
import { milliseconds } from '../time.js';
import { routing0 } from '../wire/extension-headers.js';
import { echoRequest } from '../wire/icmpv6.js';
import { ipv6 } from '../wire/ipv6.js';
import type { RuleBreakingPackets } from './rule-breaking-packet.js';

type Route = Parameters<typeof routing0>[0];

/** A node that follows the route sends the request on. */
const along =
  (route: Route, destination: Address = LINK_LOCAL) =>
  (bench: NodeBench): void => {
    bench.send(destination, [
      ipv6({ source: PEER, destination }),
      routing0({ segmentsLeft: 1, addresses: [PEER], ...route }),
      echoRequest({ identifier: 7 }),
    ]);
    bench.advance(milliseconds(10));
  };

/** For a node that follows source routes. */
export const SOURCE_ROUTE_RULE_BREAKING_PACKETS: RuleBreakingPackets = {
  'source-route-length': { send: along({ hdrExtLen: 3, surplus: new Uint8Array(8) }), shows: 'echoRequest' },
  'source-route-segments': { send: along({ segmentsLeft: 2 }), shows: 'echoRequest' },
  'source-route-multicast': { send: along({}, ALL_NODES), shows: 'echoRequest' },
  'source-route-address': { send: along({ addresses: [address('::ffff:10.1.1.1')] }), shows: 'echoRequest' },
  'source-route-scope': { send: along({}, GLOBAL), shows: 'echoRequest' },
};
