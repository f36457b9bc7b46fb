import { expect } from 'chai';
import { address, formatAddress, type Address } from '../net/address.js';
import type { NodeBench } from '../node-bench.js';
import { answers, FAR, GLOBAL, LINK_LOCAL, PEER, ROUTER_MAC, settledNode } from '../settled-node.js';
import { milliseconds } from '../time.js';
import { routing0, Routing0 } from '../wire/extension-headers.js';
import { layer } from '../wire/frame.js';
import { Ethernet } from '../wire/ethernet.js';
import { echoRequest } from '../wire/icmpv6.js';
import { Ipv6, ipv6, type Ipv6Draft } from '../wire/ipv6.js';

const OTHER = address('2001:db8:7::1');

function send(bench: NodeBench, addresses: readonly Address[], segmentsLeft: number, header: Ipv6Draft = {}): void {
  bench.forget();
  bench.send(GLOBAL, [
    ipv6({ source: PEER, destination: GLOBAL, ...header }),
    routing0({ segmentsLeft, addresses }),
    echoRequest({ identifier: 7, data: new Uint8Array(8) }),
  ]);
  bench.advance(milliseconds(10));
}

const book = (): NodeBench => settledNode({ node: { features: { sourceRoutes: true } } });

describe('source routes of RFC 2460', () => {
  it('are no business of a node of today', () => {
    const bench = settledNode();
    send(bench, [FAR], 1);
    expect(answers(bench)).to.deep.equal(['parameterProblem']);
  });

  it('are followed by a host too, through its default router', () => {
    const bench = book();
    send(bench, [FAR, OTHER], 2, { hopLimit: 9 });
    const [sent] = bench.heard;
    const { destination, hopLimit, source } = layer(sent!.decoded, Ipv6)!;
    expect([formatAddress(source), formatAddress(destination), hopLimit]).to.deep.equal([formatAddress(PEER), formatAddress(FAR), 8]);
    expect(layer(sent!.decoded, Ethernet)?.destination).to.deep.equal(ROUTER_MAC);
    const route = layer(sent!.decoded, Routing0)!;
    expect([route.segmentsLeft, ...route.addresses.map(formatAddress)]).to.deep.equal([1, formatAddress(GLOBAL), formatAddress(OTHER)]);
  });

  it('may lead back to an address of the node itself', () => {
    const bench = book();
    send(bench, [GLOBAL], 1);
    expect(answers(bench)).to.deep.equal(['echoReply']);
  });

  it('end where the Hop Limit does, also at the node itself', () => {
    for (const next of [FAR, GLOBAL]) {
      const bench = book();
      send(bench, [next], 1, { hopLimit: 1 });
      expect(answers(bench), formatAddress(next)).to.deep.equal(['timeExceeded']);
    }
  });

  it('end at a host without a route', () => {
    const bench = book();
    bench.node.command({ kind: 'reset', link: 'link0' });
    bench.advance(milliseconds(3000));
    bench.forget();
    bench.send(LINK_LOCAL, [
      ipv6({ source: PEER, destination: LINK_LOCAL }),
      routing0({ segmentsLeft: 1, addresses: [FAR] }),
      echoRequest({}),
    ]);
    expect(bench.discarded('no-route')).to.equal(1);
  });
});
