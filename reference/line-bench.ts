import { address } from './net/address.js';
import { NODE_MAC, PEER_MAC } from './node-bench.js';
import type { NodeConfiguration } from './node.js';
import { portsBench, type PortsBench } from './ports-bench.js';
import { seconds } from './time.js';

export const LINE_ADDRESS = address('2001:db8:0:f::a');
export const FAR_END = address('2001:db8:0:f::b');

/** A settled router with an Ethernet interface and a line to one other node. */
export function lineBench(over: Partial<NodeConfiguration> = {}): PortsBench {
  const bench = portsBench(
    {
      name: 'dut',
      role: 'router',
      behaviour: 'current',
      interfaces: [
        {
          name: 'link0',
          linkLayerAddress: NODE_MAC,
          interfaceIdentifier: 'eui64',
          addresses: [{ address: address('2001:db8:0:a::a'), prefixLength: 64 }],
        },
        { kind: 'point-to-point', name: 'line0', addresses: [{ address: LINE_ADDRESS, prefixLength: 64 }] },
        { kind: 'loopback', name: 'lo' },
      ],
      ...over,
    },
    { link0: { node: NODE_MAC, peer: PEER_MAC } },
  );
  bench.node.start();
  bench.advance(seconds(5));
  bench.forget();
  return bench;
}
