import { expect } from 'chai';
import type { NodeBench } from '../node-bench.js';
import { echoTo, FAR, GLOBAL, PEER, ROUTER, settledNode } from '../settled-node.js';
import { milliseconds, minutes } from '../time.js';
import { Fragment } from '../wire/extension-headers.js';
import { frame, layer } from '../wire/frame.js';
import { packetTooBig } from '../wire/icmpv6.js';
import { ipv6 } from '../wire/ipv6.js';
import { NeighborSolicitation } from '../wire/nd.js';

/** Sizes of the packets with which the node answers a node far away, with `f` where there is a Fragment header. */
function answer(bench: NodeBench, octets: number): readonly string[] {
  bench.forget();
  bench.send(GLOBAL, echoTo(GLOBAL, FAR, [], new Uint8Array(octets - 48)));
  bench.advance(milliseconds(10));
  const sent = bench.heard.filter(({ decoded }) => !layer(decoded, NeighborSolicitation));
  return sent.map(({ decoded, octets: all }) => `${all.length - 14}${layer(decoded, Fragment) ? 'f' : ''}`);
}

function tooBig(bench: NodeBench, mtu: number): void {
  const invokingPacket = frame(ipv6({ source: GLOBAL, destination: FAR }), ...echoTo(FAR, GLOBAL).slice(1)).packet;
  bench.send(GLOBAL, [ipv6({ source: ROUTER, destination: GLOBAL }), packetTooBig({ mtu, invokingPacket })]);
}

describe('path MTU below the minimum', () => {
  it('changes nothing today (RFC 8201 section 4)', () => {
    const bench = settledNode();
    answer(bench, 100);
    tooBig(bench, 600);
    expect([answer(bench, 100), answer(bench, 1500)]).to.deep.equal([['100'], ['1500']]);
    expect(bench.discarded('packet-too-big-minimum')).to.equal(1);
  });

  it('put a Fragment header into every packet, and made none smaller than 1280 octets (RFC 2460 section 5)', () => {
    const bench = settledNode({ node: { features: { fragmentHeaderBelowMinimum: true } } });
    answer(bench, 100);
    tooBig(bench, 600);
    expect(answer(bench, 100)).to.deep.equal(['108f']);
    expect(answer(bench, 1272)).to.deep.equal(['1280f']);
    expect(answer(bench, 1280)).to.deep.equal(['1280f', '56f']);
    bench.forget();
    bench.send(GLOBAL, echoTo(GLOBAL, PEER));
    expect(
      bench.heard.some(({ decoded }) => layer(decoded, Fragment)),
      'on another path',
    ).to.equal(false);
    bench.advance(minutes(10));
    expect(answer(bench, 1500)).to.deep.equal(['1500']);
  });
});
