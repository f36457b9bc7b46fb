import { expect } from 'chai';
import { ipv4Address, type Ipv4Address } from '../net/ipv4-address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import type { PortsBench } from '../ports-bench.js';
import { milliseconds, seconds } from '../time.js';
import { ENTRY_IPV4, EXIT_IPV4, NEAR_IPV4, ORIGIN_IPV4, overIpv4Bench } from '../tunnel-bench.js';
import { arp, Arp, ARP_REPLY } from '../wire/arp.js';
import { concat } from '../net/octets.js';
import { ethernet, Ethernet } from '../wire/ethernet.js';
import { decodeFrame, frame, layer, raw, type LayerDraft } from '../wire/frame.js';
import {
  Icmpv4DestinationUnreachable,
  icmpv4DestinationUnreachable,
  Icmpv4EchoReply,
  Icmpv4EchoRequest,
  icmpv4EchoRequest,
  Icmpv4TimeExceeded,
} from '../wire/icmpv4.js';
import { Ipv4, ipv4 } from '../wire/ipv4.js';
import { ipv4Fragments } from './ipv4-fragments.js';

const FAR_MAC = linkLayerAddress([2, 0, 0, 0, 9, 9]);

function heard(bench: PortsBench, ...layers: readonly LayerDraft[]) {
  bench.forget();
  bench.send('link0', ...layers);
  bench.advance(milliseconds(1));
  return bench.sent('link0');
}

const asked = (header: Parameters<typeof ipv4>[0] = {}, data = new Uint8Array(8)): LayerDraft[] => [
  ipv4({ source: ORIGIN_IPV4, destination: NEAR_IPV4, ...header }),
  icmpv4EchoRequest({ identifier: 7, sequence: 2, data }),
];

describe('IPv4 of a node', () => {
  it('answers an Echo Request', () => {
    const [reply] = heard(overIpv4Bench(), ...asked());
    expect(layer(reply!, Ipv4)).to.deep.include({ source: NEAR_IPV4, destination: ORIGIN_IPV4, timeToLive: 64 });
    expect(layer(reply!, Icmpv4EchoReply)).to.deep.include({ identifier: 7, sequence: 2, data: new Uint8Array(8) });
  });

  it('is not there on an interface without an IPv4 address', () => {
    const bench = overIpv4Bench();
    bench.node.command({ kind: 'remove-ipv4-address', link: 'link0', address: NEAR_IPV4 });
    expect(heard(bench, ...asked())).to.have.length(0);
    expect(bench.discarded('ether-type')).to.equal(1);
  });

  it('forwards as a router, with one hop less and a new checksum', () => {
    const bench = overIpv4Bench();
    heard(bench, ...asked({ destination: EXIT_IPV4, timeToLive: 9, identification: 0x77 }));
    const [sent] = bench.sent('link1');
    expect(layer(sent!, Ipv4)).to.deep.include({ source: ORIGIN_IPV4, destination: EXIT_IPV4, timeToLive: 8, identification: 0x77 });
    expect(sent!.layers.map(({ checksum }) => checksum)).to.deep.equal([undefined, 'good', 'good']);
  });

  it('forwards nothing as a host', () => {
    const bench = overIpv4Bench({}, { role: 'host' });
    expect(heard(bench, ...asked({ destination: EXIT_IPV4 }))).to.have.length(0);
    expect(bench.discarded('ipv4-not-ours')).to.equal(1);
  });

  it('tells why it cannot forward', () => {
    const bench = overIpv4Bench();
    const [exceeded] = heard(bench, ...asked({ destination: EXIT_IPV4, timeToLive: 1 }));
    expect(layer(exceeded!, Icmpv4TimeExceeded)).to.include({ code: 0 });
    const [unreachable] = heard(bench, ...asked({ destination: ipv4Address('10.0.0.1') }));
    expect(layer(unreachable!, Icmpv4DestinationUnreachable)).to.include({ code: 0 });
  });

  it('tells nobody of packets for many, of fragments or of errors', () => {
    const bench = overIpv4Bench();
    for (const destination of ['192.0.2.255', '224.0.0.1', '255.255.255.255'].map(ipv4Address))
      expect(heard(bench, ...asked({ destination, timeToLive: 1 }))).to.have.length(0);
    expect(heard(bench, ...asked({ destination: EXIT_IPV4, timeToLive: 1, fragmentOffset: 1 }))).to.have.length(0);
    expect(
      heard(bench, ipv4({ source: ORIGIN_IPV4, destination: EXIT_IPV4, timeToLive: 1 }), icmpv4DestinationUnreachable({})),
    ).to.have.length(0);
  });

  it('is limited in the rate of its errors', () => {
    const bench = overIpv4Bench();
    bench.forget();
    for (let i = 0; i < 20; i++) bench.send('link0', ...asked({ destination: EXIT_IPV4, timeToLive: 1 }));
    expect(bench.sent('link0')).to.have.length(10);
  });

  for (const [what, header] of Object.entries({
    'a wrong version': { version: 5 },
    'a length beyond the packet': { totalLength: 200 },
    'a short header': { headerLength: 4 },
  }))
    it(`discards ${what}`, () => {
      const bench = overIpv4Bench();
      expect(heard(bench, ...asked(header))).to.have.length(0);
      expect(bench.discarded('ipv4-header')).to.equal(1);
    });
});

describe('fragments of IPv4', () => {
  const data = Uint8Array.from({ length: 3000 }, (_, i) => i & 0xff);
  const whole = frame(...asked({ identification: 5 }, data)).packet;

  it('are put together in any order', () => {
    const bench = overIpv4Bench();
    bench.forget();
    for (const piece of [...ipv4Fragments(whole, 576)].reverse())
      bench.node.receive(
        'link0',
        concat(frame(ethernet({ destination: bench.node.interfaces()[0]!.linkLayerAddress, etherType: 0x0800 })).octets, piece),
      );
    bench.advance(milliseconds(1));
    const replies = bench.sent('link0');
    expect(replies.map((decoded) => layer(decoded, Ipv4)?.moreFragments)).to.deep.equal([true, true, false]);
    const pieces = replies.map((decoded) => decoded.octets.subarray(34));
    const reply = frame(ipv4({ source: NEAR_IPV4, destination: ORIGIN_IPV4 }), raw(concat(...pieces), 1)).octets;
    expect(layer(decodeFrame(concat(new Uint8Array(12), [0x08, 0x00], reply)), Icmpv4EchoReply)?.data).to.deep.equal(data);
  });

  it('of fragments keep their place, and options stay with the first', () => {
    const withOptions = frame(
      ipv4({ source: ORIGIN_IPV4, destination: NEAR_IPV4, options: Uint8Array.of(0x94, 4, 0, 0) }),
      raw(data, 17),
    ).packet;
    const once = ipv4Fragments(withOptions, 1500);
    const twice = ipv4Fragments(once[0]!, 576);
    const headers = [...twice, ...once.slice(1)].map((octets) => {
      const decoded = Ipv4.decode(octets);
      if (!decoded.ok) throw new Error(decoded.error.path);
      return decoded.value;
    });
    expect(headers.map(({ headerLength }) => headerLength)).to.deep.equal([6, 5, 5, 5, 5]);
    expect(headers.map(({ moreFragments }) => moreFragments)).to.deep.equal([true, true, true, true, false]);
    let at = 0;
    for (const { fragmentOffset, totalLength, headerLength } of headers) {
      expect(fragmentOffset * 8).to.equal(at);
      at += totalLength - headerLength * 4;
    }
    expect(at).to.equal(data.length);
  });

  it('that overlap, are odd or never all come are discarded', () => {
    const bench = overIpv4Bench();
    const piece = (fragmentOffset: number, octets: number, moreFragments = true): LayerDraft[] => [
      ipv4({ source: ORIGIN_IPV4, destination: NEAR_IPV4, identification: 9, fragmentOffset, moreFragments }),
      raw(new Uint8Array(octets), 1),
    ];
    heard(bench, ...piece(0, 16));
    heard(bench, ...piece(1, 16));
    heard(bench, ...piece(0, 15));
    expect(bench.discarded('ipv4-fragment')).to.equal(2);
    heard(bench, ...piece(0, 16));
    bench.advance(seconds(60));
    expect(bench.discarded('ipv4-reassembly-timeout')).to.equal(1);
  });

  it('of too many packets are not kept', () => {
    const bench = overIpv4Bench({}, { ipv4Constants: { REASSEMBLY_LIMIT: 2 } });
    for (const identification of [1, 2, 3])
      heard(bench, ipv4({ source: ORIGIN_IPV4, destination: NEAR_IPV4, identification, moreFragments: true }), raw(new Uint8Array(8), 1));
    expect(bench.discarded('ipv4-reassembly-limit')).to.equal(1);
  });
});

describe('ARP of a node', () => {
  const ask = (bench: PortsBench, source: Ipv4Address, target: Ipv4Address) =>
    heard(bench, arp({ senderHardwareAddress: FAR_MAC, senderProtocolAddress: source, targetProtocolAddress: target }));

  it('answers for its own addresses alone, to who asked', () => {
    const bench = overIpv4Bench();
    const asker = ipv4Address('192.0.2.99');
    const [reply] = ask(bench, asker, NEAR_IPV4);
    expect(layer(reply!, Ethernet)?.destination).to.deep.equal(FAR_MAC);
    expect(layer(reply!, Arp)).to.deep.include({
      operation: ARP_REPLY,
      senderHardwareAddress: bench.node.interfaces()[0]!.linkLayerAddress,
      senderProtocolAddress: NEAR_IPV4,
      targetHardwareAddress: FAR_MAC,
      targetProtocolAddress: asker,
    });
    expect(ask(bench, asker, ipv4Address('192.0.2.50'))).to.have.length(0);
    expect(ask(bench, asker, ENTRY_IPV4)).to.have.length(0);
  });

  it('finds a neighbour before it sends, and tells in vain', () => {
    const bench = overIpv4Bench();
    const silent = ipv4Address('198.51.100.77');
    const before = bench.discarded('arp-failed');
    heard(bench, ...asked({ destination: silent }));
    const requests = bench.sent('link1');
    expect(requests.map((decoded) => layer(decoded, Arp))).to.deep.include.members([
      { ...layer(requests[0]!, Arp), targetProtocolAddress: silent },
    ]);
    bench.advance(seconds(4));
    expect(bench.discarded('arp-failed')).to.equal(before + 1);
    heard(bench, ...asked({ destination: silent }));
    bench.send(
      'link1',
      arp({ operation: ARP_REPLY, senderHardwareAddress: FAR_MAC, senderProtocolAddress: silent, targetProtocolAddress: ENTRY_IPV4 }),
    );
    const sent = bench.sent('link1').find((decoded) => layer(decoded, Icmpv4EchoRequest) !== undefined);
    expect(layer(sent!, Ethernet)?.destination).to.deep.equal(FAR_MAC);
  });

  it('remembers a bounded number of neighbours, and no foreign protocols', () => {
    const bench = overIpv4Bench({}, { ipv4Constants: { ARP_CACHE_LIMIT: 4 } });
    for (let i = 20; i < 40; i++) ask(bench, ipv4Address(`192.0.2.${i}`), NEAR_IPV4);
    expect(bench.node.counters().get('arp-cache.evicted')).to.be.above(15);
    heard(bench, arp({ hardwareType: 6, senderProtocolAddress: ORIGIN_IPV4, targetProtocolAddress: NEAR_IPV4 }));
    expect(bench.discarded('arp-malformed')).to.equal(1);
  });
});
