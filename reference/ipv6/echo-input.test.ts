import { expect } from 'chai';
import { address } from '../net/address.js';
import { ALL_NODES, answers, echoTo, FAR, GLOBAL, introduce, LINK_LOCAL, PEER, ROUTER_MAC, settledNode } from '../settled-node.js';
import { NODE_MAC } from '../node-bench.js';
import { hex } from '../net/octets.js';
import { seconds } from '../time.js';
import { layer } from '../wire/frame.js';
import { EchoReply, echoRequest } from '../wire/icmpv6.js';
import { Ipv6, ipv6 } from '../wire/ipv6.js';

describe('Echo Requests (RFC 4443 section 4.2)', () => {
  for (const size of [0, 1, 57, 1_452])
    it(`${size} octets come back as they were, with identifier and sequence number`, () => {
      const bench = settledNode();
      const data = Uint8Array.from({ length: size }, (_, i) => i * 7);
      bench.send(LINK_LOCAL, [
        ipv6({ source: PEER, destination: LINK_LOCAL }),
        echoRequest({ identifier: 0xfedc, sequence: 0x1234, data }),
      ]);
      const [reply] = bench.heard;
      expect(layer(reply!.decoded, EchoReply)).to.deep.include({ type: 129, code: 0, identifier: 0xfedc, sequence: 0x1234, data });
      expect(reply!.decoded.layers.at(-1)?.checksum).to.equal('good');
      expect(layer(reply!.decoded, Ipv6)).to.deep.include({
        source: LINK_LOCAL,
        destination: PEER,
        hopLimit: 64,
        trafficClass: 0,
        flowLabel: 0,
      });
    });

  it('to the global address: answered from it, through the router to a far node', () => {
    const bench = settledNode();
    bench.send(GLOBAL, echoTo(GLOBAL, FAR), { from: ROUTER_MAC });
    expect(layer(bench.heard[0]!.decoded, Ipv6)).to.deep.include({ source: GLOBAL, destination: FAR });
    expect(hex(bench.heard[0]!.octets.subarray(0, 6))).to.equal(hex(ROUTER_MAC));
  });

  it('to all nodes, in a multicast or a unicast frame: answered from a unicast address', () => {
    const bench = settledNode();
    bench.send(ALL_NODES, echoTo(ALL_NODES));
    bench.send(ALL_NODES, echoTo(ALL_NODES), { to: NODE_MAC });
    expect(answers(bench)).to.deep.equal(['echoReply', 'echoReply']);
    expect(layer(bench.heard[1]!.decoded, Ipv6)?.source).to.deep.equal(LINK_LOCAL);
  });

  it('to an anycast address: answered from a unicast address', () => {
    const anycast = address('2001:db8::aaaa');
    const bench = settledNode({ iface: { addresses: [{ address: anycast, prefixLength: 64, anycast: true }] } });
    const asker = address('2001:db8::b');
    introduce(bench, asker);
    bench.forget();
    bench.send(anycast, echoTo(anycast, asker));
    expect(layer(bench.heard[0]!.decoded, Ipv6)?.source).to.deep.equal(GLOBAL);
  });

  it('to all routers, or to a group nobody joined: silence', () => {
    const bench = settledNode();
    for (const group of ['ff02::2', 'ff02::1:ff00:dead', 'ff05::2']) bench.send(address(group), echoTo(address(group)));
    expect(answers(bench)).to.deep.equal([]);
  });

  it('to a deprecated address: answered', () => {
    const bench = settledNode();
    bench.advance(seconds(604_801));
    expect(bench.node.interfaces()[0]!.addresses[1]?.state).to.equal('deprecated');
    introduce(bench, PEER);
    bench.heard.length = 0;
    bench.send(GLOBAL, echoTo(GLOBAL, PEER));
    expect(layer(bench.heard[0]!.decoded, Ipv6)?.source).to.deep.equal(GLOBAL);
  });
});
