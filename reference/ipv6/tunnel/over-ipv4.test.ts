import { expect } from 'chai';
import { address, isLinkLocal, solicitedNodeMulticast, type Address } from '../../net/address.js';
import { linkLayerAddress } from '../../net/link-layer-address.js';
import type { PortsBench } from '../../ports-bench.js';
import { milliseconds, seconds } from '../../time.js';
import {
  BEHIND,
  ENTRY_IPV4,
  EXIT_IPV4,
  forwarded,
  INSIDE,
  NEAR,
  ORIGIN,
  OTHER_END,
  overIpv4Bench,
  TUNNEL_OVER_IPV4,
  WAYPOINT_IPV4,
} from '../../tunnel-bench.js';
import { frame, layer, linkPadding, raw, type DecodedFrame, type LayerDraft } from '../../wire/frame.js';
import { icmpv4DestinationUnreachable, icmpv4TimeExceeded } from '../../wire/icmpv4.js';
import { DestinationUnreachable, echoRequest, PacketTooBig } from '../../wire/icmpv6.js';
import { Ipv4, ipv4 } from '../../wire/ipv4.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';
import { NeighborAdvertisement, neighborAdvertisement, NeighborSolicitation, neighborSolicitation } from '../../wire/nd.js';
import { sourceLinkLayerAddress, targetLinkLayerAddress } from '../../wire/nd-options.js';
import { ipv4Fragments } from '../../ipv4/ipv4-fragments.js';

const BEFORE_DATA = 48;
const MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x55]);

const original = (octets = 100, header: Parameters<typeof ipv6>[0] = {}, destination: Address = BEHIND): LayerDraft[] => [
  ipv6({ source: ORIGIN, destination, ...header }),
  echoRequest({ identifier: 7, data: new Uint8Array(octets - BEFORE_DATA) }),
];
const inner = (header: Parameters<typeof ipv6>[0] = {}): LayerDraft[] => [
  ipv6({ source: BEHIND, destination: ORIGIN, ...header }),
  echoRequest({ identifier: 9 }),
];

/** What the node sends on the near link when a tunnel packet arrives on the far one. */
function arrived(bench: PortsBench, header: Parameters<typeof ipv4>[0], ...layers: readonly LayerDraft[]): readonly DecodedFrame[] {
  bench.forget();
  bench.send('link1', ipv4({ source: EXIT_IPV4, destination: ENTRY_IPV4, ...header }), ...layers);
  bench.advance(milliseconds(1));
  return bench.sent('link0');
}

const told = (bench: PortsBench): readonly DecodedFrame[] => {
  bench.advance(milliseconds(1));
  return bench.sent('link0');
};
const packetOf = (decoded: DecodedFrame): Uint8Array => decoded.octets.slice(14);

describe('IPv6 in IPv4, RFC 4213 section 3.5', () => {
  it('has a header without options, as it is configured', () => {
    const [sent] = forwarded(overIpv4Bench({ hopLimit: 17 }), ...original(100, { hopLimit: 9, trafficClass: 0xb8 }));
    expect(layer(sent!, Ipv4)).to.deep.include({
      ...{ version: 4, headerLength: 5, typeOfService: 0, totalLength: 120, dontFragment: false, moreFragments: false, fragmentOffset: 0 },
      ...{ timeToLive: 17, protocol: 41, source: ENTRY_IPV4, destination: EXIT_IPV4 },
    });
    expect(layer(sent!, Ipv6)).to.include({ hopLimit: 8, trafficClass: 0xb8 });
    expect(sent!.layers.map(({ checksum }) => checksum)).to.deep.equal([undefined, 'good', undefined, 'good']);
  });

  it('has an identification of its own for each packet', () => {
    const bench = overIpv4Bench();
    const of = () => layer(forwarded(bench, ...original())[0]!, Ipv4)?.identification;
    expect(of()).not.to.equal(of());
  });

  it('waits until the node has the address that the tunnel begins at', () => {
    const bench = overIpv4Bench();
    bench.node.command({ kind: 'remove-ipv4-address', link: 'link1', address: ENTRY_IPV4 });
    expect(forwarded(bench, ...original())).to.have.length(0);
    expect(bench.discarded('tunnel-entry-address')).to.equal(1);
  });

  it('tells the source when the other end cannot be found', () => {
    const bench = overIpv4Bench({ remote: WAYPOINT_IPV4.map((octet, i) => (i === 3 ? 200 : octet)) as typeof WAYPOINT_IPV4 });
    bench.forget();
    bench.send('link0', ...original());
    bench.advance(seconds(4));
    expect(bench.sent('link0').flatMap((decoded) => layer(decoded, DestinationUnreachable)?.code ?? [])).to.deep.equal([3]);
  });

  it('cannot end at the node itself', () => {
    const { node } = overIpv4Bench();
    const added = node.command({ ...TUNNEL_OVER_IPV4, name: 'tunnel1', remote: ENTRY_IPV4, local: EXIT_IPV4 });
    expect(added.ok ? '' : added.error).to.include('would end at this node: 198.51.100.10');
    const broadcast = node.command({ ...TUNNEL_OVER_IPV4, name: 'tunnel1', remote: ENTRY_IPV4.map(() => 255) as typeof ENTRY_IPV4 });
    expect(broadcast.ok ? '' : broadcast.error).to.equal('remote is a unicast address, not 255.255.255.255');
  });
});

describe('tunnel MTU over IPv4, RFC 4213 section 3.2', () => {
  it("is 1280 unless configured, and Don't Fragment is not set", () => {
    const bench = overIpv4Bench();
    expect(layer(forwarded(bench, ...original(1280))[0]!, Ipv4)).to.include({ totalLength: 1300, dontFragment: false });
    expect(forwarded(bench, ...original(1281))).to.have.length(0);
    expect(layer(told(bench)[0]!, PacketTooBig)).to.include({ mtu: 1280 });
    expect(forwarded(overIpv4Bench({ mtu: 1400 }), ...original(1400))).to.have.length(1);
  });

  it('larger than the link: the tunnel packet is fragmented', () => {
    const pieces = forwarded(overIpv4Bench({ mtu: 1500 }), ...original(1500));
    expect(pieces.map((decoded) => layer(decoded, Ipv4)?.moreFragments)).to.deep.equal([true, false]);
  });

  it("dynamic: that of the path less the header, with Don't Fragment", () => {
    const bench = overIpv4Bench({ dynamicMtu: true });
    expect(layer(forwarded(bench, ...original(1480))[0]!, Ipv4)).to.include({ dontFragment: true });
    expect(forwarded(bench, ...original(1481))).to.have.length(0);
    expect(layer(told(bench)[0]!, PacketTooBig)).to.include({ mtu: 1480 });
  });

  it('dynamic: an error about the path lowers it, the floor of 1280 stays, and there packets may be fragmented', () => {
    const bench = overIpv4Bench({ dynamicMtu: true });
    const complain = (nextHopMtu: number): void => {
      const [sent] = forwarded(bench, ...original(1290));
      const error = icmpv4DestinationUnreachable({ code: 4, nextHopMtu, invokingPacket: packetOf(sent!) });
      bench.send('link1', ipv4({ source: WAYPOINT_IPV4, destination: ENTRY_IPV4 }), error);
    };
    complain(1320);
    expect(forwarded(bench, ...original(1301))).to.have.length(0);
    expect(layer(told(bench)[0]!, PacketTooBig)).to.include({ mtu: 1300 });
    complain(1299);
    expect(forwarded(bench, ...original(1281))).to.have.length(0);
    expect(layer(told(bench)[0]!, PacketTooBig)).to.include({ mtu: 1280 });
    expect(layer(forwarded(bench, ...original(1280))[0]!, Ipv4)).to.include({ dontFragment: false });
  });
});

describe('errors from inside a tunnel over IPv4, RFC 4213 section 3.4', () => {
  const cases: Readonly<Record<string, (invokingPacket: Uint8Array) => LayerDraft>> = {
    'time to live exceeded': (invokingPacket) => icmpv4TimeExceeded({ invokingPacket }),
    'host unreachable': (invokingPacket) => icmpv4DestinationUnreachable({ code: 1, invokingPacket }),
  };
  for (const [what, build] of Object.entries(cases))
    it(`${what}: the source learns that the address is unreachable`, () => {
      const bench = overIpv4Bench();
      const [sent] = forwarded(bench, ...original());
      bench.forget();
      bench.send('link1', ipv4({ source: WAYPOINT_IPV4, destination: ENTRY_IPV4 }), build(packetOf(sent!)));
      const [error] = told(bench);
      expect(layer(error!, Ipv6)).to.deep.include({ source: NEAR, destination: ORIGIN });
      expect(layer(error!, DestinationUnreachable)).to.deep.include({ code: 3, invokingPacket: packetOf(sent!).subarray(20) });
    });

  it('old routers quote too little to tell anybody', () => {
    const bench = overIpv4Bench();
    const [sent] = forwarded(bench, ...original());
    bench.forget();
    const error = icmpv4TimeExceeded({ invokingPacket: packetOf(sent!).subarray(0, 28) });
    bench.send('link1', ipv4({ source: WAYPOINT_IPV4, destination: ENTRY_IPV4 }), error);
    expect(told(bench)).to.have.length(0);
    expect(bench.discarded('tunnel-error-truncated')).to.equal(1);
  });
});

describe('decapsulation from IPv4, RFC 4213 section 3.6', () => {
  it('forwards the packet inside with one hop less, whatever the time to live was', () => {
    const [sent] = arrived(overIpv4Bench(), { timeToLive: 1 }, ...inner({ hopLimit: 33 }));
    expect(sent!.layers.map(({ name }) => name)).to.deep.equal(['ethernet', 'ipv6', 'echoRequest']);
    expect(layer(sent!, Ipv6)).to.deep.include({ source: BEHIND, destination: ORIGIN, hopLimit: 32 });
  });

  it('puts fragments together, of more than the link carries', () => {
    const bench = overIpv4Bench();
    const whole = frame(
      ipv4({ source: EXIT_IPV4, destination: ENTRY_IPV4, identification: 3 }),
      ipv6({ source: OTHER_END, destination: INSIDE }),
      echoRequest({ identifier: 9, data: new Uint8Array(1500 - 20 - 48) }),
    ).packet;
    bench.forget();
    for (const octets of ipv4Fragments(whole, 600)) {
      const decoded = Ipv4.decode(octets);
      if (decoded.ok) bench.send('link1', ipv4(decoded.value), raw(octets.subarray(20), 41));
    }
    bench.advance(milliseconds(1));
    expect(bench.sent('link1').map((decoded) => layer(decoded, Ipv4)?.protocol)).to.deep.equal([41, 41]);
  });

  it('takes the length of the packet inside from its own header', () => {
    const packet = frame(...inner()).packet;
    const [sent] = arrived(
      overIpv4Bench(),
      {},
      raw(
        Uint8Array.from({ length: packet.length + 20 }, (_, i) => packet[i] ?? 0),
        41,
      ),
    );
    expect(sent!.octets).to.have.length(14 + packet.length);
  });

  it('ignores what pads the frame', () => {
    expect(arrived(overIpv4Bench(), {}, ...inner(), linkPadding(new Uint8Array(9)))).to.have.length(1);
  });

  it('discards a packet of another entry without a word', () => {
    const bench = overIpv4Bench();
    expect(arrived(bench, { source: WAYPOINT_IPV4 }, ...inner())).to.have.length(0);
    expect(bench.sent('link1')).to.have.length(0);
    expect(bench.discarded('tunnel-unknown-entry')).to.equal(1);
  });

  for (const source of ['ff02::1', '::1', '::192.0.2.1', '::ffff:192.0.2.1'])
    it(`discards the invalid source ${source} without a word`, () => {
      const bench = overIpv4Bench();
      expect(arrived(bench, {}, ...inner({ source: address(source) }))).to.have.length(0);
      expect(bench.sent('link1')).to.have.length(0);
    });
});

describe('Neighbor Discovery over a tunnel, RFC 4213 sections 3.7 and 3.8', () => {
  const linkLocal = (bench: PortsBench): Address =>
    bench.node
      .interfaces()
      .find(({ name }) => name === 'tunnel0')!
      .addresses.find((one) => isLinkLocal(one.address))!.address;
  const PEER = address('fe80::b');

  it('answers probes for its link-local address, without an option', () => {
    const bench = overIpv4Bench();
    const target = linkLocal(bench);
    arrived(
      bench,
      {},
      ipv6({ source: PEER, destination: target }),
      neighborSolicitation({ target, options: [sourceLinkLayerAddress(MAC)] }),
    );
    const [sent] = bench.sent('link1');
    expect(layer(sent!, Ipv6)).to.deep.include({ source: target, destination: PEER, hopLimit: 255 });
    expect(layer(sent!, NeighborAdvertisement)).to.deep.include({ target, solicited: true, options: [] });
  });

  it('probes the other end, and believes its answer without an option, or with a wrong one', () => {
    const bench = overIpv4Bench();
    bench.node.command({ kind: 'ping', link: 'tunnel0', destination: OTHER_END });
    bench.forget();
    bench.advance(seconds(6));
    const probe = bench.sent('link1').find((decoded) => layer(decoded, NeighborSolicitation)?.options.length === 0);
    expect(layer(probe!, Ipv6)).to.deep.include({ destination: OTHER_END, hopLimit: 255 });
    arrived(
      bench,
      {},
      ipv6({ source: OTHER_END, destination: INSIDE }),
      neighborAdvertisement({ target: OTHER_END, solicited: true, override: true, options: [targetLinkLayerAddress(MAC)] }),
    );
    const [neighbor] = bench.node.interfaces().find(({ name }) => name === 'tunnel0')!.neighbors;
    expect(neighbor).to.deep.include({ address: OTHER_END, state: 'reachable', linkLayerAddress: new Uint8Array(0) });
  });

  it('says nothing of link-layer addresses when it comes up either', () => {
    const bench = overIpv4Bench();
    bench.node.command({ kind: 'reset', link: 'tunnel0' });
    bench.forget();
    bench.advance(seconds(3));
    const options = bench.sent('link1').flatMap((decoded) => layer(decoded, NeighborSolicitation)?.options ?? []);
    expect(options.map(({ kind }) => kind)).to.deep.equal(Array.from(options, () => 'nonce'));
    expect(
      bench.sent('link1').some((decoded) => String(layer(decoded, Ipv6)?.destination) === String(solicitedNodeMulticast(INSIDE))),
    ).to.equal(true);
  });
});
