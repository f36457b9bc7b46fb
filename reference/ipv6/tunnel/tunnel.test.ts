import { expect } from 'chai';
import { address, type Address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import type { PortsBench } from '../../ports-bench.js';
import { milliseconds } from '../../time.js';
import {
  BEHIND,
  ENTRY,
  EXIT,
  forwarded,
  INSIDE,
  NEAR,
  ORIGIN,
  OTHER_END,
  settle,
  TUNNEL,
  tunnelBench,
  WAYPOINT,
} from '../../tunnel-bench.js';
import { destinationOptions, fragment, FragmentPayload } from '../../wire/extension-headers.js';
import { decodePacket, frame, layer, raw, type DecodedFrame } from '../../wire/frame.js';
import {
  DestinationUnreachable,
  destinationUnreachable,
  EchoReply,
  EchoRequest,
  echoRequest,
  PacketTooBig,
  packetTooBig,
  ParameterProblem,
  parameterProblem,
  timeExceeded,
} from '../../wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, Ipv6, ipv6 } from '../../wire/ipv6.js';
import { tunnelEncapsulationLimit } from '../../wire/ipv6-options.js';
import type { LayerDraft } from '../../wire/layer-draft.js';
import { encapsulationLimitIn } from './encapsulation-limit.js';

const ECHO_HEADER = 8;

const original = (octets = 100, destination: Address = BEHIND, header: Parameters<typeof ipv6>[0] = {}): LayerDraft[] => [
  ipv6({ source: ORIGIN, destination, ...header }),
  echoRequest({ identifier: 7, data: new Uint8Array(octets - IPV6_HEADER_OCTETS - ECHO_HEADER) }),
];
const withLimit = (limit: number, octets = 100): LayerDraft[] => {
  const [header, echo] = original(octets - 8);
  return [header!, destinationOptions({ options: [tunnelEncapsulationLimit(limit)] }), echo!];
};

const outer = (decoded: DecodedFrame | undefined) => decoded && layer(decoded, Ipv6);
const names = (decoded: DecodedFrame | undefined): string[] => decoded?.layers.map(({ name }) => name) ?? [];
const limitOf = (decoded: DecodedFrame): number | undefined => encapsulationLimitIn(decoded)?.limit;
const told = (bench: PortsBench): DecodedFrame[] => {
  bench.advance(milliseconds(1));
  return [...bench.sent('link0')];
};

describe('encapsulation, RFC 2473 section 3.1', () => {
  it('puts a header of the tunnel before the packet, of which only the hop limit changes', () => {
    const bench = tunnelBench();
    const [given, sent] = [
      frame(...original(100, BEHIND, { hopLimit: 9, flowLabel: 5 })).packet,
      forwarded(bench, ...original(100, BEHIND, { hopLimit: 9, flowLabel: 5 }))[0],
    ];
    expect(names(sent)).to.deep.equal(['ethernet', 'ipv6', 'destinationOptions', 'ipv6', 'echoRequest']);
    expect(outer(sent)).to.deep.include({ source: ENTRY, destination: EXIT, hopLimit: 64, trafficClass: 0, flowLabel: 0, nextHeader: 60 });
    given[7] = 8;
    expect(sent?.octets.subarray(sent.layers[3]!.offset)).to.deep.equal(given);
  });

  it('fills the header as configured', () => {
    const bench = tunnelBench({ hopLimit: 3, trafficClass: 0x28, flowLabel: 0x12345, encapsulationLimit: 'none' });
    const [sent] = forwarded(bench, ...original());
    expect(outer(sent)).to.include({ hopLimit: 3, trafficClass: 0x28, flowLabel: 0x12345, nextHeader: 41 });
  });

  it('copies the Traffic Class where it is told to', () => {
    const bench = tunnelBench({ trafficClass: 'copied' });
    const [sent] = forwarded(bench, ...original(100, BEHIND, { trafficClass: 0xb8 }));
    expect(outer(sent)).to.include({ trafficClass: 0xb8 });
  });

  it('sends what the node itself has for the tunnel', () => {
    const bench = tunnelBench();
    bench.node.command({ kind: 'ping', link: 'tunnel0', destination: OTHER_END });
    const [sent] = bench.sent('link1');
    expect(sent?.layers.filter(({ message }) => message === Ipv6)[1]?.value).to.deep.include({ source: INSIDE, destination: OTHER_END });
  });

  it('waits until the node has the address that the tunnel begins at', () => {
    const bench = tunnelBench({ local: address('2001:db8:0:b::77') });
    expect(forwarded(bench, ...original())).to.have.length(0);
    expect(bench.discarded('tunnel-entry-address')).to.be.above(0);
  });

  it('tells the source when the other end cannot be resolved', () => {
    const bench = tunnelBench({ remote: address('2001:db8:0:b::dead') });
    bench.send('link0', ...original());
    bench.advance(milliseconds(5_000));
    const errors = bench.sent('link0').flatMap((decoded) => layer(decoded, DestinationUnreachable)?.code ?? []);
    expect(errors).to.deep.equal([3]);
  });
});

describe('Tunnel Encapsulation Limit, RFC 2473 section 4.1.1', () => {
  it('is 4 unless configured', () => expect(limitOf(forwarded(tunnelBench(), ...original())[0]!)).to.equal(4));
  it('is none in the behaviour set of KAME', () =>
    expect(limitOf(forwarded(tunnelBench({}, { behaviour: 'kame' }), ...original())[0]!)).to.equal(undefined));
  it('is what is configured', () => expect(limitOf(forwarded(tunnelBench({ encapsulationLimit: 0 }), ...original())[0]!)).to.equal(0));

  for (const encapsulationLimit of ['none', 9] as const)
    it(`is one less than that of the packet, with ${encapsulationLimit} configured`, () =>
      expect(limitOf(forwarded(tunnelBench({ encapsulationLimit }), ...withLimit(3))[0]!)).to.equal(2));

  it('of zero stops the packet, and its source learns where it stood', () => {
    const bench = tunnelBench();
    expect(forwarded(bench, ...withLimit(0))).to.have.length(0);
    const problem = layer(told(bench)[0]!, ParameterProblem);
    expect(problem).to.include({ code: 0, pointer: IPV6_HEADER_OCTETS + 4 });
  });

  it('is looked for from left to right, up to another packet or to what is no extension header', () => {
    const limit = (value: number) => destinationOptions({ options: [tunnelEncapsulationLimit(value)] });
    const found = (...layers: readonly LayerDraft[]) => encapsulationLimitIn(decodePacket(frame(ipv6(), ...layers).packet));
    expect(found(destinationOptions({ options: [] }), limit(5), limit(6))).to.deep.equal({ limit: 5, offset: 40 + 8 + 4 });
    expect(found(fragment({ moreFragments: true }), limit(7))?.limit).to.equal(7);
    expect(found(fragment({ fragmentOffset: 1 }), limit(7))).to.equal(undefined);
    expect(found(ipv6(), limit(5))).to.equal(undefined);
    expect(found(raw(frame(limit(5)).octets, 50))).to.equal(undefined);
  });
});

describe('loops, RFC 2473 section 4.1.2', () => {
  it('a tunnel that ends at the node itself cannot be configured', () => {
    const { node } = tunnelBench();
    const added = node.command({ ...TUNNEL, name: 'tunnel1', remote: NEAR });
    expect(added).to.include({ ok: false });
    expect(!added.ok && added.error).to.include('would end at this node');
  });

  it('a packet between the ends of the tunnel does not enter it', () => {
    const bench = tunnelBench();
    bench.node.command({ kind: 'add-route', link: 'tunnel0', prefix: prefixOf(EXIT, 128) });
    bench.forget();
    bench.node.command({ kind: 'ping', link: 'link1', destination: EXIT, source: ENTRY });
    expect(bench.sent('link1')).to.have.length(0);
    expect(bench.discarded('tunnel-loopback')).to.equal(1);
  });

  it('a tunnel whose other end is routed into it carries packets once', () => {
    const bench = tunnelBench();
    bench.node.command({ kind: 'add-route', link: 'tunnel0', prefix: prefixOf(EXIT, 128) });
    expect(forwarded(bench, ...original()).map(names)).to.deep.equal([['ethernet', 'ipv6', 'destinationOptions', 'ipv6', 'echoRequest']]);
  });

  it('two tunnels that lead into each other stop a packet, with limits and without', () => {
    for (const encapsulationLimit of [4, 'none'] as const) {
      const bench = tunnelBench({ encapsulationLimit });
      const beyond = address('2001:db8:0:e::5');
      bench.node.command({ ...TUNNEL, name: 'tunnel1', remote: beyond, routes: [prefixOf(EXIT, 128)], encapsulationLimit });
      bench.advance(milliseconds(2_000));
      const before = bench.discarded('tunnel-encapsulation-limit') + bench.discarded('tunnel-nesting');
      expect(forwarded(bench, ...original())).to.have.length(0);
      expect(bench.discarded('tunnel-encapsulation-limit') + bench.discarded('tunnel-nesting')).to.be.above(before);
    }
  });
});

describe('tunnel MTU, RFC 2473 sections 6.7 and 7.1', () => {
  const HEADERS = 48;

  it('is that of the path less the headers of the tunnel', () => {
    const bench = tunnelBench();
    expect(forwarded(bench, ...original(1500 - HEADERS))).to.have.length(1);
    expect(forwarded(bench, ...original(1500 - HEADERS + 1))).to.have.length(0);
    expect(layer(told(bench)[0]!, PacketTooBig)).to.include({ code: 0, mtu: 1500 - HEADERS });
  });

  it('counts the header that a limit in the packet asks for', () => {
    const bench = tunnelBench({ encapsulationLimit: 'none' });
    expect(forwarded(bench, ...original(1460))).to.have.length(1);
    expect(forwarded(bench, ...withLimit(3, 1460))).to.have.length(0);
    expect(layer(told(bench)[0]!, PacketTooBig)).to.include({ mtu: 1452 });
  });

  it('is never told to be below 1280: the tunnel packet is fragmented instead', () => {
    const bench = tunnelBench();
    shorten(bench, 1280);
    expect(forwarded(bench, ...original(1281))).to.have.length(0);
    expect(layer(told(bench)[0]!, PacketTooBig)).to.include({ mtu: 1280 });
    const pieces = forwarded(bench, ...original(1280));
    expect(pieces.map(names)).to.deep.equal([
      ['ethernet', 'ipv6', 'fragment', 'destinationOptions', 'ipv6', 'echoRequest'],
      ['ethernet', 'ipv6', 'fragment', 'fragmentPayload'],
    ]);
    const rest = layer(pieces[1]!, FragmentPayload)?.data.length ?? 0;
    expect(rest).to.equal(1280 + HEADERS - 40 - (1280 - 40 - 8));
  });

  it('can be fixed', () => {
    const bench = tunnelBench({ mtu: 1300 });
    expect(forwarded(bench, ...original(1300))).to.have.length(1);
    expect(forwarded(bench, ...original(1301))).to.have.length(0);
  });
});

/** The octets of a tunnel packet that the node sends, and nothing heard since. */
function tunnelPacket(bench: PortsBench, ...layers: readonly LayerDraft[]): Uint8Array {
  const [sent] = forwarded(bench, ...layers);
  bench.forget();
  return sent!.octets.slice(sent!.packetOffset);
}

const fromInside = (bench: PortsBench, error: LayerDraft): void =>
  void bench.send('link1', ipv6({ source: WAYPOINT, destination: ENTRY }), error);

const shorten = (bench: PortsBench, mtu: number, ...layers: readonly LayerDraft[]): void =>
  fromInside(bench, packetTooBig({ mtu, invokingPacket: tunnelPacket(bench, ...(layers.length > 0 ? layers : original())) }));

describe('errors from inside a tunnel, RFC 2473 section 8', () => {
  const cases: Readonly<Record<string, (invokingPacket: Uint8Array) => LayerDraft>> = {
    'hop limit exceeded': (invokingPacket) => timeExceeded({ invokingPacket }),
    'no route': (invokingPacket) => destinationUnreachable({ code: 0, invokingPacket }),
    'limit used up': (invokingPacket) => parameterProblem({ code: 0, pointer: 44, invokingPacket }),
  };
  for (const [what, build] of Object.entries(cases))
    it(`${what}: the source learns that the address is unreachable`, () => {
      const bench = tunnelBench({ encapsulationLimit: 0 });
      const packet = tunnelPacket(bench, ...original());
      fromInside(bench, build(packet));
      const [error] = told(bench);
      expect(layer(error!, Ipv6)).to.deep.include({ source: NEAR, destination: ORIGIN });
      expect(layer(error!, DestinationUnreachable)).to.deep.include({ code: 3, invokingPacket: packet.subarray(48) });
    });

  const ignored: Readonly<Record<string, (invokingPacket: Uint8Array) => LayerDraft>> = {
    'reassembly time exceeded': (invokingPacket) => timeExceeded({ code: 1, invokingPacket }),
    'a problem elsewhere': (invokingPacket) => parameterProblem({ code: 0, pointer: 7, invokingPacket }),
    'a quote that ends before the packet inside': (invokingPacket) => timeExceeded({ invokingPacket: invokingPacket.subarray(0, 60) }),
  };
  for (const [what, build] of Object.entries(ignored))
    it(`${what}: nobody is told`, () => {
      const bench = tunnelBench({ encapsulationLimit: 0 });
      fromInside(bench, build(tunnelPacket(bench, ...original())));
      expect(told(bench)).to.have.length(0);
    });

  it('a Parameter Problem about a limit that was left concerns nobody', () => {
    const bench = tunnelBench({ encapsulationLimit: 1 });
    fromInside(bench, cases['limit used up']!(tunnelPacket(bench, ...original())));
    expect(told(bench)).to.have.length(0);
  });

  it('Packet Too Big lowers the tunnel MTU, and the source of a large packet learns it', () => {
    const bench = tunnelBench();
    shorten(bench, 1400, ...original(1452));
    expect(layer(told(bench)[0]!, PacketTooBig)).to.include({ mtu: 1400 - 48 });
    expect(forwarded(bench, ...original(1353))).to.have.length(0);
    expect(forwarded(bench, ...original(1352))).to.have.length(1);
  });

  it('Packet Too Big about a packet that every link carries is for the tunnel alone', () => {
    const bench = tunnelBench();
    shorten(bench, 1280, ...original(1280));
    expect(told(bench)).to.have.length(0);
  });

  it('Packet Too Big below 1280 changes nothing', () => {
    const bench = tunnelBench();
    shorten(bench, 1279, ...original(1452));
    expect(told(bench)).to.have.length(0);
    expect(forwarded(bench, ...original(1452))).to.have.length(1);
  });

  it("are the node's own business when it sent the packet inside", () => {
    const bench = tunnelBench();
    bench.node.command({ kind: 'ping', link: 'tunnel0', destination: OTHER_END });
    const [sent] = bench.sent('link1');
    fromInside(bench, timeExceeded({ invokingPacket: sent!.octets.slice(sent!.packetOffset) }));
    bench.advance(milliseconds(1));
    expect(bench.events.filter(({ name }) => name === 'icmpv6-error').map(({ detail }) => detail)).to.deep.equal([
      'type 1 code 3 about echoRequest to 2001:db8:0:d::b',
    ]);
  });
});

describe('decapsulation, RFC 2473 section 3.3', () => {
  const arrive = (bench: PortsBench, header: Parameters<typeof ipv6>[0], ...inner: readonly LayerDraft[]): DecodedFrame[] => {
    bench.forget();
    bench.send('link1', ipv6({ source: EXIT, destination: ENTRY, ...header }), ...inner);
    return told(bench);
  };
  const inner = (header: Parameters<typeof ipv6>[0] = {}): LayerDraft[] => [
    ipv6({ source: BEHIND, destination: ORIGIN, ...header }),
    echoRequest({ identifier: 9 }),
  ];

  it('forwards the packet inside, whatever the outer hop limit was', () => {
    const [sent] = arrive(tunnelBench(), { hopLimit: 1 }, ...inner({ hopLimit: 33 }));
    expect(names(sent)).to.deep.equal(['ethernet', 'ipv6', 'echoRequest']);
    expect(outer(sent)).to.deep.include({ source: BEHIND, destination: ORIGIN, hopLimit: 32 });
  });

  it('answers what is for the node through the tunnel', () => {
    const bench = tunnelBench();
    arrive(bench, {}, ...inner({ source: OTHER_END, destination: INSIDE }));
    const [sent] = bench.sent('link1');
    expect(outer(sent)).to.deep.include({ source: ENTRY, destination: EXIT });
    expect(layer(sent!, EchoReply)).to.include({ identifier: 9 });
  });

  it('puts fragments of the tunnel packet together first', () => {
    const bench = tunnelBench();
    const whole = frame(...inner()).octets;
    const piece = (fragmentOffset: number, moreFragments: boolean, octets: Uint8Array): LayerDraft[] => [
      fragment({ nextHeader: 41, fragmentOffset, moreFragments, identification: 5 }),
      raw(octets, 41),
    ];
    expect(arrive(bench, {}, ...piece(1, false, whole.subarray(8)))).to.have.length(0);
    expect(arrive(bench, {}, ...piece(0, true, whole.subarray(0, 8))).map(names)).to.deep.equal([['ethernet', 'ipv6', 'echoRequest']]);
  });

  it('processes the headers before the packet in order', () => {
    const [sent] = arrive(tunnelBench(), {}, destinationOptions({ options: [tunnelEncapsulationLimit(0)] }), ...inner());
    expect(layer(sent!, EchoRequest)).to.include({ identifier: 9 });
  });

  it('takes the length of the packet inside from its own header', () => {
    const padded = raw(new Uint8Array(16), 59);
    const [sent] = arrive(
      tunnelBench(),
      {},
      ipv6({ source: BEHIND, destination: ORIGIN, payloadLength: 8 }),
      echoRequest({ checksum: 0 }),
      padded,
    );
    expect(outer(sent)).to.include({ payloadLength: 8 });
    expect(sent!.octets).to.have.length(14 + 48);
  });

  it('knows no tunnel to another entry: the packet is as strange as to a node without tunnels', () => {
    const bench = tunnelBench();
    bench.forget();
    bench.send('link1', ipv6({ source: WAYPOINT, destination: ENTRY }), ...inner());
    bench.advance(milliseconds(1));
    expect(bench.sent('link0')).to.have.length(0);
    expect(layer(bench.sent('link1')[0]!, ParameterProblem)).to.include({ code: 1, pointer: 6 });
    expect(bench.discarded('tunnel-unknown-entry')).to.equal(1);
  });

  it('ends with a packet that is packed too often', () => {
    const bench = tunnelBench();
    bench.node.command({ kind: 'add-address', link: 'tunnel0', address: address('2001:db8:0:d::c'), prefixLength: 64 });
    const layers = Array.from({ length: 30 }, () => ipv6({ source: EXIT, destination: ENTRY }));
    arrive(bench, {}, ...layers, ...inner());
    expect(bench.discarded('tunnel-nesting')).to.equal(1);
  });

  for (const [ecn, result] of [
    ['ignored', 0b10],
    ['carried', 0b11],
  ] as const)
    it(`marks of congestion are ${ecn}`, () => {
      const [sent] = arrive(tunnelBench({ ecn }), { trafficClass: 0b11 }, ...inner({ trafficClass: 0b10 }));
      expect(outer(sent)).to.include({ trafficClass: result });
    });
});

describe('a tunnel that is taken away', () => {
  it('takes its routes and its address with it, and can come back', () => {
    const bench = tunnelBench();
    expect(bench.node.command({ kind: 'remove-tunnel', link: 'link1', name: 'tunnel0' })).to.include({ ok: true });
    expect(forwarded(bench, ...original())).to.have.length(0);
    expect(layer(told(bench)[0]!, DestinationUnreachable)).to.include({ code: 0 });
    bench.send('link1', ipv6({ source: EXIT, destination: ENTRY }), ...original(100, ORIGIN));
    expect(layer(bench.sent('link1').at(-1)!, ParameterProblem)).to.include({ code: 1 });
    expect(bench.node.command(TUNNEL)).to.include({ ok: true });
    settle(bench);
    expect(forwarded(bench, ...original())).to.have.length(1);
  });

  it('stays as long as another goes over it', () => {
    const { node } = tunnelBench();
    const above = { ...TUNNEL, name: 'tunnel1', link: 'tunnel0', local: INSIDE, remote: OTHER_END, routes: [] };
    expect(node.command(above)).to.include({ ok: true });
    expect(node.command({ kind: 'remove-tunnel', link: 'link1', name: 'tunnel0' })).to.include({ ok: false });
    expect(node.command({ kind: 'remove-tunnel', link: 'tunnel0', name: 'tunnel1' })).to.include({ ok: true });
    expect(node.command({ kind: 'remove-tunnel', link: 'link1', name: 'tunnel0' })).to.include({ ok: true });
  });

  it('is not there twice', () => {
    const { node } = tunnelBench();
    expect(node.command(TUNNEL)).to.include({ ok: false });
    expect(node.command({ ...TUNNEL, name: 'tunnel1' })).to.include({ ok: false });
    expect(node.command({ kind: 'remove-tunnel', link: 'link1', name: 'link0' })).to.include({ ok: false });
  });
});

describe('problems of a tunnel', () => {
  const problem = (change: Partial<typeof TUNNEL>): string => {
    const added = tunnelBench().node.command({ ...TUNNEL, name: 'tunnel1', remote: WAYPOINT, ...change });
    return added.ok ? 'none' : added.error;
  };
  const wrong: readonly (readonly [Partial<typeof TUNNEL>, string])[] = [
    [{}, 'none'],
    [{ name: 'link0' }, 'there is an interface "link0" already'],
    [{ local: address('ff02::1') }, 'local is a unicast address, not ff02::1'],
    [{ remote: address('::') }, 'remote is a unicast address, not ::'],
    [{ hopLimit: 0 }, 'hopLimit is a whole number from 1 to 255, not 0'],
    [{ trafficClass: 256 }, 'trafficClass is a whole number from 0 to 255, not 256'],
    [{ flowLabel: 0x10_0000 }, 'flowLabel is a whole number from 0 to 1048575, not 1048576'],
    [{ encapsulationLimit: -1 }, 'encapsulationLimit is a whole number from 0 to 255, not -1'],
  ];
  for (const [change, says] of wrong) it(says, () => expect(problem(change)).to.equal(says));
});
