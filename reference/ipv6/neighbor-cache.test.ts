import { expect } from 'chai';
import { address, addressFromOctets, formatAddress, type Address } from '../net/address.js';
import { hex } from '../net/octets.js';
import { PEER_MAC, type NodeBench } from '../node-bench.js';
import {
  ALL_NODES,
  answers,
  echoTo,
  FAR,
  GLOBAL,
  introduce,
  LINK_LOCAL,
  PEER,
  ROUTER,
  ROUTER_MAC,
  settledNode,
  SOLICITED_NODE,
  UNSPECIFIED,
} from '../settled-node.js';
import { days, milliseconds, seconds } from '../time.js';
import { layer } from '../wire/frame.js';
import { EchoReply, echoRequest } from '../wire/icmpv6.js';
import { ipv6 } from '../wire/ipv6.js';
import { neighborAdvertisement, neighborSolicitation } from '../wire/nd.js';
import { sourceLinkLayerAddress, targetLinkLayerAddress, unknownOption } from '../wire/nd-options.js';

const NEW = address('fe80::c');
const ask = (bench: NodeBench, sequence = 1, source = NEW) =>
  bench.send(LINK_LOCAL, [ipv6({ source, destination: LINK_LOCAL }), echoRequest({ identifier: 7, sequence })]);
const answer = (bench: NodeBench, source = NEW) =>
  bench.send(LINK_LOCAL, [
    ipv6({ source, destination: LINK_LOCAL }),
    neighborAdvertisement({ target: source, solicited: true, override: true, options: [targetLinkLayerAddress(PEER_MAC)] }),
  ]);
const solicitations = (bench: NodeBench, since: number) =>
  bench.heard
    .filter(({ line }) => line.includes('| NS'))
    .map(({ at, line }) => `${(at - since) / 1_000_000} ${line.replace(/^IPv6 /, '').replace(/ hl 255.*/, '')}`);
const entryOf = (bench: NodeBench, neighbor = NEW) =>
  bench.node.interfaces()[0]!.neighbors.find((n) => String(n.address) === String(neighbor));

describe('address resolution on a node (RFC 4861 section 7.2)', () => {
  it('solicits the group of the target with its own link-layer address, and sends once answered', () => {
    const bench = settledNode();
    ask(bench);
    expect(bench.heard.map(({ line }) => line)).to.deep.equal([
      'IPv6 fe80::ff:fe00:a > ff02::1:ff00:c hl 255 | NS fe80::c | slla 02:00:00:00:00:0a',
    ]);
    expect(hex(bench.heard[0]!.octets.subarray(0, 14))).to.equal('3333ff00000c02000000000a86dd');
    answer(bench);
    expect(answers(bench)).to.deep.equal(['neighborSolicitation', 'echoReply']);
    expect(hex(bench.heard[1]!.octets.subarray(0, 6))).to.equal(hex(PEER_MAC));
  });

  it('gives up after three, tells of each queued packet, and starts again with the next', () => {
    const bench = settledNode();
    const start = bench.queue.now;
    ask(bench, 1);
    ask(bench, 2);
    bench.advance(milliseconds(4_500));
    expect(solicitations(bench, start)).to.have.length(3);
    expect(bench.events.filter(({ name }) => name === 'address-unreachable')).to.have.length(2);
    expect(entryOf(bench)).to.equal(undefined);
    ask(bench, 3);
    expect(solicitations(bench, start)).to.have.length(4);
  });

  it('queues for each neighbour by itself, the latest packets in order', () => {
    const bench = settledNode();
    const other = address('fe80::d');
    for (let sequence = 1; sequence <= 100; sequence++) ask(bench, sequence);
    ask(bench, 7, other);
    answer(bench);
    answer(bench, other);
    const sequences = bench.heard.flatMap(({ decoded }) => layer(decoded, EchoReply)?.sequence ?? []);
    expect(sequences).to.deep.equal([98, 99, 100, 7]);
    expect(bench.discarded('resolution-queue-overflow')).to.equal(97);
  });

  it('solicits with the source of the packet that waits', () => {
    const bench = settledNode();
    const onLink = address('2001:db8::c');
    bench.send(GLOBAL, [ipv6({ source: onLink, destination: GLOBAL }), echoRequest({})]);
    expect(bench.heard[0]!.line).to.include(`${formatAddress(GLOBAL)} > ff02::1:ff00:c`);
  });

  it('never resolves a group', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'ping', link: 'link0', destination: address('ff02::5') });
    bench.advance(seconds(1));
    expect(answers(bench)).to.deep.equal(['echoRequest']);
    expect(hex(bench.heard[0]!.octets.subarray(0, 6))).to.equal('333300000005');
  });

  it('keeps a bounded cache under a flood, and goes on answering', () => {
    const bench = settledNode({ node: { constants: { NEIGHBOR_CACHE_LIMIT: 20 } } });
    for (let i = 0; i < 300; i++) {
      const octets = NEW.slice();
      octets[12] = i >> 8;
      octets[13] = i & 0xff;
      introduce(bench, addressFromOctets(octets));
    }
    expect(bench.node.interfaces()[0]!.neighbors).to.have.length(20);
    expect(bench.node.counters().get('neighbor-cache.evicted')).to.be.above(270);
    introduce(bench, NEW);
    bench.forget();
    ask(bench);
    expect(answers(bench)).to.deep.equal(['echoReply']);
  });
});

describe('Neighbor Unreachability Detection on a node (RFC 4861 section 7.3)', () => {
  it('probes the cached address 5 s after the first packet, three times, then resolves anew', () => {
    const bench = settledNode({ iface: { features: { unreachableState: false } } });
    bench.advance(milliseconds(100));
    introduce(bench, NEW);
    bench.advance(days(1));
    introduce(bench, NEW);
    bench.forget();
    const start = bench.queue.now;
    bench.advance(seconds(30));
    expect(solicitations(bench, start)).to.deep.equal([5, 6, 7].map((s) => `${s} fe80::ff:fe00:a > fe80::c`));
    expect(bench.heard.every(({ octets }) => hex(octets.subarray(0, 6)) === hex(PEER_MAC))).to.equal(true);
    expect(entryOf(bench)).to.equal(undefined);
    ask(bench);
    expect(solicitations(bench, start).at(-1)).to.equal('30 fe80::ff:fe00:a > ff02::1:ff00:c');
  });

  it('stays quiet while nothing is sent, and a confirmed neighbour is not probed', () => {
    const bench = settledNode();
    ask(bench);
    answer(bench);
    bench.forget();
    bench.advance(days(1));
    expect(bench.heard.filter(({ line }) => line.includes('NS fe80::c'))).to.deep.equal([]);
    expect(entryOf(bench)?.state).to.equal('stale');
  });

  it('draws ReachableTime between half and one and a half of its base, anew after some hours', () => {
    const times = new Set<number>();
    const bench = settledNode({ dice: 11 });
    for (let i = 0; i < 12; i++) {
      ask(bench);
      answer(bench);
      const start = bench.queue.now;
      while (entryOf(bench)?.state === 'reachable') bench.queue.runNext();
      times.add(bench.queue.now - start);
      expect(bench.queue.now - start).to.be.within(15_000_000, 45_000_000);
      bench.advance(seconds(3 * 3_600));
    }
    expect(times.size).to.be.above(5);
  });
});

describe('answers to Neighbor Solicitations (RFC 4861 section 7.2.4)', () => {
  const solicit = (
    bench: NodeBench,
    source: Address,
    destination: Address,
    target: Address,
    options = [sourceLinkLayerAddress(PEER_MAC)],
  ) => bench.send(destination, [ipv6({ source, destination }), neighborSolicitation({ target, options })]);
  const lines = (bench: NodeBench) => bench.heard.map(({ line }) => line);
  const tlla = 'tlla 02:00:00:00:00:0a';

  for (const destination of [SOLICITED_NODE, LINK_LOCAL])
    it(`to ${formatAddress(destination)}: solicited, overriding, with the link-layer address`, () => {
      const bench = settledNode();
      solicit(bench, NEW, destination, LINK_LOCAL);
      expect(lines(bench)).to.deep.equal([`IPv6 fe80::ff:fe00:a > fe80::c hl 255 | NA fe80::ff:fe00:a R=0 S=1 O=1 | ${tlla}`]);
      expect(entryOf(bench)).to.include({ state: 'delay', isRouter: false });
    });

  it('without a link-layer address from an unknown node: resolved first', () => {
    const bench = settledNode();
    solicit(bench, NEW, LINK_LOCAL, LINK_LOCAL, []);
    expect(answers(bench)).to.deep.equal(['neighborSolicitation']);
    answer(bench);
    expect(answers(bench)).to.deep.equal(['neighborSolicitation', 'neighborAdvertisement']);
  });

  it('from ::, to all nodes, unsolicited', () => {
    const bench = settledNode();
    solicit(bench, UNSPECIFIED, SOLICITED_NODE, LINK_LOCAL, []);
    expect(lines(bench)).to.deep.equal([`IPv6 fe80::ff:fe00:a > ff02::1 hl 255 | NA fe80::ff:fe00:a R=0 S=0 O=1 | ${tlla}`]);
    expect(bench.node.interfaces()[0]!.neighbors.map((n) => formatAddress(n.address))).not.to.include('::');
  });

  it('straight to an asker whose address is not on-link', () => {
    const bench = settledNode();
    solicit(bench, FAR, SOLICITED_NODE, LINK_LOCAL);
    expect(hex(bench.heard[0]!.octets.subarray(0, 6))).to.equal(hex(PEER_MAC));
    expect(bench.heard[0]!.line).to.include('> 2001:db8:ffff::1 hl 255 | NA');
  });

  it('for an anycast address: without Override, from a unicast address, after a random delay', () => {
    const anycast = address('2001:db8::aaaa');
    const bench = settledNode({ dice: 'latest', iface: { addresses: [{ address: anycast, prefixLength: 64, anycast: true }] } });
    bench.advance(seconds(5));
    introduce(bench, PEER);
    bench.forget();
    solicit(bench, PEER, address('ff02::1:ff00:aaaa'), anycast);
    expect(answers(bench)).to.deep.equal([]);
    bench.advance(seconds(1));
    const answer = bench.heard.find(({ line }) => line.includes('| NA'))!;
    expect(answer.line).to.equal(`IPv6 fe80::ff:fe00:a > fe80::b hl 255 | NA 2001:db8::aaaa R=0 S=1 O=0 | ${tlla}`);
  });

  it('ignores reserved bits, unknown options and options of other messages', () => {
    const bench = settledNode();
    const options = [
      unknownOption({ type: 200, data: new Uint8Array(6) }),
      targetLinkLayerAddress(ROUTER_MAC),
      sourceLinkLayerAddress(PEER_MAC),
    ];
    bench.send(SOLICITED_NODE, [
      ipv6({ source: NEW, destination: SOLICITED_NODE }),
      neighborSolicitation({ target: LINK_LOCAL, reserved: 0xffff_ffff, options }),
    ]);
    expect(answers(bench)).to.deep.equal(['neighborAdvertisement']);
    expect(entryOf(bench)?.linkLayerAddress).to.deep.equal(PEER_MAC);
  });

  it('a link-layer address of another length is not taken', () => {
    const bench = settledNode();
    solicit(bench, NEW, SOLICITED_NODE, LINK_LOCAL, [sourceLinkLayerAddress(new Uint8Array(14))]);
    expect(entryOf(bench)?.state).to.equal('incomplete');
  });
});

describe('a router that becomes a host (RFC 4861 section 7.3.3)', () => {
  const say = (bench: NodeBench, router: boolean, override = true) =>
    bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), neighborAdvertisement({ target: ROUTER, router, override })], {
      from: ROUTER_MAC,
    });

  it('leaves the Default Router List, and its destinations have no route', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'ping', link: 'link0', destination: FAR });
    say(bench, true);
    expect(bench.node.interfaces()[0]!.routers).to.have.length(1);
    say(bench, false);
    expect(bench.node.interfaces()[0]!.routers).to.have.length(0);
    bench.forget();
    bench.node.command({ kind: 'ping', link: 'link0', destination: FAR });
    bench.advance(milliseconds(1));
    expect(answers(bench)).to.deep.equal([]);
    expect(bench.discarded('no-route')).to.equal(1);
  });

  it('is one that the node knows from its list, even when only a solicitation filled the cache', () => {
    const bench = settledNode({ iface: { features: { unreachableState: false } } });
    bench.node.command({ kind: 'ping', link: 'link0', destination: FAR });
    bench.advance(seconds(20));
    expect(entryOf(bench, ROUTER), 'unreachable by now').to.equal(undefined);
    bench.send(
      SOLICITED_NODE,
      [
        ipv6({ source: ROUTER, destination: SOLICITED_NODE }),
        neighborSolicitation({ target: LINK_LOCAL, options: [sourceLinkLayerAddress(ROUTER_MAC)] }),
      ],
      { from: ROUTER_MAC },
    );
    expect(entryOf(bench, ROUTER)).to.include({ isRouter: true });
    say(bench, false);
    expect(bench.node.interfaces()[0]!.routers).to.have.length(0);
  });

  it('an echo from the peer is answered whatever routers do', () => {
    const bench = settledNode();
    say(bench, false);
    bench.forget();
    bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, PEER));
    expect(answers(bench)).to.deep.equal(['echoReply']);
  });
});
