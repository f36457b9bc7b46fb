import { expect } from 'chai';
import fc from 'fast-check';
import { address } from './net/address.js';
import { NODE_MAC, PEER_MAC, type NodeBench } from './node-bench.js';
import { ALL_NODES, answers, echoTo, GLOBAL, introduce, LINK_LOCAL, PEER, ROUTER, settledNode, SOLICITED_NODE } from './settled-node.js';
import { concat } from './net/octets.js';
import { milliseconds } from './time.js';
import { destinationOptions, fragment, hopByHop, routingUnknown } from './wire/extension-headers.js';
import { ethernet } from './wire/ethernet.js';
import { frame } from './wire/frame.js';
import { echoRequest, packetTooBig } from './wire/icmpv6.js';
import { ipv6 } from './wire/ipv6.js';
import { routerAlert, unknownIpv6Option } from './wire/ipv6-options.js';
import type { LayerDraft } from './wire/layer-draft.js';
import { multicastListenerQuery2 } from './wire/mld.js';
import { neighborAdvertisement, neighborSolicitation, redirect, routerAdvertisement } from './wire/nd.js';
import { mtu, nonce, prefixInformation, sourceLinkLayerAddress, targetLinkLayerAddress } from './wire/nd-options.js';
import { udp } from './wire/udp.js';

const LIMITS = {
  NEIGHBOR_CACHE_LIMIT: 8,
  DESTINATION_CACHE_LIMIT: 8,
  ADDRESS_LIMIT: 4,
  DEFAULT_ROUTER_LIMIT: 2,
  PREFIX_LIST_LIMIT: 4,
  REASSEMBLY_LIMIT: 3,
};

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const host = fc.nat(40).map((n) => address(`fe80::${(n + 2).toString(16)}`));
const source = fc.oneof(host, some(PEER, ROUTER, address('::'), ALL_NODES, LINK_LOCAL, GLOBAL, address('2001:db8:9::1'), address('::1')));
const destination = some(LINK_LOCAL, GLOBAL, ALL_NODES, SOLICITED_NODE, address('ff02::2'), address('::'), address('fe80::dead'));
const target = fc.oneof(host, some(LINK_LOCAL, GLOBAL, ALL_NODES, address('2001:db8:9::1')));
const mac = fc.nat(5).map((n) => Uint8Array.of(2, 0, 0, 0, 1, n));
const option = fc.oneof(
  mac.map((a) => sourceLinkLayerAddress(a)),
  mac.map((a) => targetLinkLayerAddress(a)),
  fc.integer({ min: 0, max: 10_000 }).map((size) => mtu(size)),
  fc.uint8Array({ minLength: 6, maxLength: 6 }).map((n) => nonce(n)),
  fc
    .record({
      prefix: fc.nat(20).map((n) => address(`2001:db8:${n.toString(16)}::`)),
      prefixLength: some(64, 0, 96, 128, 255),
      validLifetime: some(0, 1, 10_000, 0xffff_ffff),
      preferredLifetime: some(0, 1, 10_000, 0xffff_ffff),
    })
    .map((given) => prefixInformation(given)),
);
const options = fc.array(option, { maxLength: 4 });
const flags = fc.record({ router: fc.boolean(), solicited: fc.boolean(), override: fc.boolean() });

const message: fc.Arbitrary<LayerDraft> = fc.oneof(
  fc.record({ target, options }).map((given) => neighborSolicitation(given)),
  fc.record({ target, options, flags }).map(({ flags: f, ...given }) => neighborAdvertisement({ ...given, ...f })),
  fc
    .record({ options, routerLifetime: some(0, 5, 65_535), retransTimer: some(0, 1, 5_000), reachableTime: some(0, 1, 100_000) })
    .map((given) => routerAdvertisement(given)),
  fc.record({ target, destination: target, options }).map((given) => redirect(given)),
  fc.record({ maximumResponseCode: some(0, 100, 0xffff) }).map((given) => multicastListenerQuery2(given)),
  fc.uint8Array({ maxLength: 40 }).map((data) => echoRequest({ data })),
  fc.uint8Array({ maxLength: 40 }).map((data) => udp({ data })),
  fc.record({ mtu: fc.nat(2_000), invokingPacket: fc.uint8Array({ maxLength: 80 }) }).map((given) => packetTooBig(given)),
);
const extension: fc.Arbitrary<LayerDraft> = fc.oneof(
  some(hopByHop({ options: [routerAlert()] }), routingUnknown({ segmentsLeft: 1, data: new Uint8Array(4) })),
  fc.nat(255).map((type) => destinationOptions({ options: [unknownIpv6Option(type, new Uint8Array(2))] })),
  fc.record({ fragmentOffset: fc.nat(8), moreFragments: fc.boolean(), identification: fc.nat(4) }).map((given) => fragment(given)),
);
const packet = fc
  .record({ source, destination, hopLimit: some(255, 1, 64), extensions: fc.array(extension, { maxLength: 2 }), message })
  .map(
    ({ extensions, message: last, ...header }) =>
      frame(ethernet({ destination: NODE_MAC, source: PEER_MAC }), ipv6(header), ...extensions, last).octets,
  );
const spoiled = fc
  .record({ octets: packet, at: fc.nat(200), value: fc.nat(255), keep: fc.nat(400) })
  .map(({ octets, at, value, keep }) => octets.map((octet, i) => (i === at ? value : octet)).subarray(0, Math.max(keep, 14)));

function isBounded(bench: NodeBench): void {
  const [iface] = bench.node.interfaces();
  expect(iface!.neighbors.length).to.be.at.most(LIMITS.NEIGHBOR_CACHE_LIMIT);
  expect(iface!.addresses.length).to.be.at.most(LIMITS.ADDRESS_LIMIT);
  expect(iface!.routers.length).to.be.at.most(LIMITS.DEFAULT_ROUTER_LIMIT);
  expect(bench.queue.size).to.be.below(120);
}

describe('a node that receives anything', function () {
  this.timeout(30_000);

  it('any octets: does not throw, and still answers', () => {
    const bench = settledNode({ node: { constants: LIMITS } });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (octets, asIpv6) => {
        bench.node.receive('link0', octets);
        if (asIpv6) bench.node.receive('link0', concat(NODE_MAC, PEER_MAC, [0x86, 0xdd], octets));
        bench.advance(milliseconds(1));
      }),
      { numRuns: 2_000 },
    );
    isBounded(bench);
  });

  it('a port that it does not have: nothing happens', () => {
    const bench = settledNode();
    bench.node.receive('link9', new Uint8Array(60));
    expect(bench.heard).to.have.length(0);
  });

  it('plausible packets in any order, whole or spoiled: tables stay bounded, and it recovers', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(packet, spoiled), { maxLength: 60 }), fc.nat(2_000), (frames, gap) => {
        const bench = settledNode({ node: { constants: LIMITS } });
        for (const octets of frames) {
          bench.peer.transmit(octets);
          bench.advance(milliseconds(gap));
          isBounded(bench);
        }
        introduce(bench, PEER);
        bench.forget();
        bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, PEER));
        expect(answers(bench)).to.include('echoReply');
      }),
      { numRuns: 80 },
    );
  });

  it('never sends to ::, nor from a group or from an address that it does not hold', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 60 }), (frames) => {
        const bench = settledNode({ node: { constants: LIMITS } });
        for (const octets of frames) bench.peer.transmit(octets);
        // The shortest lifetime of an address is a second: what it sent from one may be gone at the end.
        const held = new Set<string>();
        for (let i = 0; i < 10; i++) {
          bench.advance(milliseconds(500));
          for (const one of bench.node.interfaces()[0]!.addresses) held.add(String(one.address));
        }
        for (const { decoded } of bench.heard) {
          const { source: from, destination: to } = decoded.layers[1]!.value as { source: Uint8Array; destination: Uint8Array };
          expect(
            to.every((octet) => octet === 0),
            'destination ::',
          ).to.equal(false);
          expect(from[0] === 0xff, 'multicast source').to.equal(false);
          if (!from.every((octet) => octet === 0)) expect(held.has(String(from)), `source ${String(from)}`).to.equal(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
