import { expect } from 'chai';
import type { PortsBench } from '../../ports-bench.js';
import { milliseconds } from '../../time.js';
import {
  BEHIND_IPV4,
  ENTRY,
  ENTRY_IPV4,
  EXIT,
  EXIT_IPV4,
  forwarded,
  INSIDE_IPV4,
  NEAR_IPV4,
  ORIGIN_IPV4,
  overIpv4Bench,
  tunnelBench,
  WAYPOINT,
} from '../../tunnel-bench.js';
import { layer, type DecodedFrame, type LayerDraft } from '../../wire/frame.js';
import { Icmpv4DestinationUnreachable, Icmpv4EchoReply, Icmpv4EchoRequest, icmpv4EchoRequest } from '../../wire/icmpv4.js';
import { destinationUnreachable, packetTooBig, timeExceeded } from '../../wire/icmpv6.js';
import { Ipv4, ipv4 } from '../../wire/ipv4.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';

const BEFORE_DATA = 28;

const original = (octets = 60, header: Parameters<typeof ipv4>[0] = {}): LayerDraft[] => [
  ipv4({ source: ORIGIN_IPV4, destination: BEHIND_IPV4, ...header }),
  icmpv4EchoRequest({ identifier: 7, data: new Uint8Array(octets - BEFORE_DATA) }),
];

const told = (bench: PortsBench): readonly DecodedFrame[] => {
  bench.advance(milliseconds(1));
  return bench.sent('link0');
};
const names = (decoded: DecodedFrame): readonly string[] => decoded.layers.map(({ name }) => name);

describe('IPv4 in IPv6, RFC 2473', () => {
  it('goes into the tunnel as it is but for the time to live', () => {
    const [sent] = forwarded(tunnelBench({ encapsulationLimit: 'none' }), ...original(60, { timeToLive: 9, typeOfService: 0xb8 }));
    expect(names(sent!)).to.deep.equal(['ethernet', 'ipv6', 'ipv4', 'icmpv4EchoRequest']);
    expect(layer(sent!, Ipv6)).to.deep.include({ nextHeader: 4, source: ENTRY, destination: EXIT, trafficClass: 0 });
    expect(layer(sent!, Ipv4)).to.deep.include({ timeToLive: 8, typeOfService: 0xb8, source: ORIGIN_IPV4, destination: BEHIND_IPV4 });
  });

  it('has the limit of the tunnel', () => {
    expect(names(forwarded(tunnelBench(), ...original())[0]!)).to.deep.equal([
      'ethernet',
      'ipv6',
      'destinationOptions',
      'ipv4',
      'icmpv4EchoRequest',
    ]);
  });

  it("with Don't Fragment, larger than the tunnel MTU: an error with that MTU", () => {
    const bench = tunnelBench({ encapsulationLimit: 'none' });
    expect(forwarded(bench, ...original(1460, { dontFragment: true }))).to.have.length(1);
    expect(forwarded(bench, ...original(1461, { dontFragment: true }))).to.have.length(0);
    const [error] = told(bench);
    expect(layer(error!, Ipv4)).to.deep.include({ source: NEAR_IPV4, destination: ORIGIN_IPV4 });
    expect(layer(error!, Icmpv4DestinationUnreachable)).to.include({ code: 4, nextHopMtu: 1460 });
  });

  it("without Don't Fragment: the tunnel packet is fragmented, not the packet inside", () => {
    const bench = tunnelBench({ encapsulationLimit: 'none' });
    const pieces = forwarded(bench, ...original(1461));
    expect(pieces.map(names)).to.deep.equal([
      ['ethernet', 'ipv6', 'fragment', 'ipv4', 'icmpv4EchoRequest'],
      ['ethernet', 'ipv6', 'fragment', 'fragmentPayload'],
    ]);
    expect(layer(pieces[0]!, Ipv4)).to.include({ totalLength: 1461, moreFragments: false });
  });

  it('comes out of the tunnel and goes on, or is answered', () => {
    const bench = tunnelBench();
    bench.send(
      'link1',
      ipv6({ source: EXIT, destination: ENTRY }),
      ipv4({ source: BEHIND_IPV4, destination: ORIGIN_IPV4, timeToLive: 5 }),
      icmpv4EchoRequest(),
    );
    expect(layer(told(bench)[0]!, Ipv4)).to.deep.include({ source: BEHIND_IPV4, timeToLive: 4 });
    bench.send(
      'link1',
      ipv6({ source: EXIT, destination: ENTRY }),
      ipv4({ source: BEHIND_IPV4, destination: INSIDE_IPV4 }),
      icmpv4EchoRequest({ identifier: 3 }),
    );
    bench.advance(milliseconds(1));
    const reply = bench.sent('link1').find((decoded) => layer(decoded, Icmpv4EchoReply) !== undefined);
    expect(names(reply!)).to.deep.equal(['ethernet', 'ipv6', 'destinationOptions', 'ipv4', 'icmpv4EchoReply']);
  });

  const fromInside = (bench: PortsBench, build: (invokingPacket: Uint8Array) => LayerDraft, ...layers: readonly LayerDraft[]): void => {
    const [sent] = forwarded(bench, ...layers);
    bench.forget();
    bench.send('link1', ipv6({ source: WAYPOINT, destination: ENTRY }), build(sent!.octets.slice(sent!.packetOffset)));
  };

  for (const [what, build] of Object.entries({
    'hop limit exceeded': (invokingPacket: Uint8Array) => timeExceeded({ invokingPacket }),
    unreachable: (invokingPacket: Uint8Array) => destinationUnreachable({ code: 3, invokingPacket }),
  }))
    it(`${what} inside: the host is unreachable, RFC 2473 section 8.3`, () => {
      const bench = tunnelBench({ encapsulationLimit: 'none' });
      fromInside(bench, build, ...original());
      expect(layer(told(bench)[0]!, Icmpv4DestinationUnreachable)).to.include({ code: 1 });
    });

  it("Packet Too Big inside: told where Don't Fragment is set", () => {
    for (const [dontFragment, mtus] of [
      [true, [1360]],
      [false, []],
    ] as const) {
      const bench = tunnelBench({ encapsulationLimit: 'none' });
      fromInside(bench, (invokingPacket) => packetTooBig({ mtu: 1400, invokingPacket }), ...original(1400, { dontFragment }));
      expect(told(bench).flatMap((decoded) => layer(decoded, Icmpv4DestinationUnreachable)?.nextHopMtu ?? [])).to.deep.equal(mtus);
    }
  });

  it('is told when the other end cannot be resolved', () => {
    const bench = tunnelBench({ remote: WAYPOINT.map((octet, i) => (i === 15 ? 0xdd : octet)) as typeof WAYPOINT });
    bench.forget();
    bench.send('link0', ...original());
    bench.advance(milliseconds(5_000));
    expect(bench.sent('link0').flatMap((decoded) => layer(decoded, Icmpv4DestinationUnreachable)?.code ?? [])).to.deep.equal([1]);
  });
});

describe('IPv4 in IPv4', () => {
  it('is carried both ways', () => {
    const bench = overIpv4Bench();
    const [sent] = forwarded(bench, ...original());
    expect(names(sent!)).to.deep.equal(['ethernet', 'ipv4', 'ipv4', 'icmpv4EchoRequest']);
    expect(layer(sent!, Ipv4)).to.deep.include({ protocol: 4, source: ENTRY_IPV4, destination: EXIT_IPV4 });
    bench.forget();
    bench.send(
      'link1',
      ipv4({ source: EXIT_IPV4, destination: ENTRY_IPV4 }),
      ipv4({ source: BEHIND_IPV4, destination: ORIGIN_IPV4 }),
      icmpv4EchoRequest(),
    );
    expect(told(bench).map((decoded) => layer(decoded, Icmpv4EchoRequest) !== undefined)).to.deep.equal([true]);
  });

  it('carries marks of congestion to the packet inside, with a right checksum', () => {
    const bench = overIpv4Bench({ ecn: 'carried' });
    bench.send(
      'link1',
      ipv4({ source: EXIT_IPV4, destination: ENTRY_IPV4, typeOfService: 3 }),
      ipv4({ source: BEHIND_IPV4, destination: ORIGIN_IPV4, typeOfService: 2 }),
      icmpv4EchoRequest(),
    );
    const [sent] = told(bench);
    expect(layer(sent!, Ipv4)).to.include({ typeOfService: 3 });
    expect(sent!.layers[1]?.checksum).to.equal('good');
  });

  it('does not enter the tunnel between its own ends', () => {
    const bench = overIpv4Bench({ ipv4Routes: [{ address: EXIT_IPV4, length: 32 }] });
    expect(forwarded(bench, ...original(60, { source: ENTRY_IPV4, destination: EXIT_IPV4 }))).to.have.length(0);
    expect(bench.discarded('tunnel-loopback')).to.equal(1);
  });
});
