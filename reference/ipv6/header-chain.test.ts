import { expect } from 'chai';
import { address, type Address } from '../net/address.js';
import { type NodeBench } from '../node-bench.js';
import { ALL_NODES, answers, echoTo, introduce, LINK_LOCAL, PEER, settledNode } from '../settled-node.js';
import { milliseconds, seconds } from '../time.js';
import { destinationOptions, fragment, hopByHop, routing0, routing2, routing4, routingUnknown } from '../wire/extension-headers.js';
import { frame, layer } from '../wire/frame.js';
import { EchoReply, echoRequest, ParameterProblem, TimeExceeded } from '../wire/icmpv6.js';
import { ipv6 } from '../wire/ipv6.js';
import { homeAddress, pad1, padN, routerAlert, tunnelEncapsulationLimit, unknownIpv6Option } from '../wire/ipv6-options.js';
import { raw, type LayerDraft } from '../wire/layer-draft.js';
import type { Behaviour } from './behaviour.js';

const header = (destination: Address = LINK_LOCAL) => ipv6({ source: PEER, destination });
const option = (type: number) => unknownIpv6Option(type, new Uint8Array(4));

/** What comes back: `reply`, `silence`, or code and pointer of a Parameter Problem. */
function outcome(bench: NodeBench, layers: readonly LayerDraft[], destination: Address = LINK_LOCAL): string {
  bench.heard.length = 0;
  bench.send(destination, layers);
  bench.advance(milliseconds(1));
  if (answers(bench).length > 1) return `too much: ${answers(bench).join(', ')}`;
  const [sent] = bench.heard;
  if (sent === undefined) return 'silence';
  const problem = layer(sent.decoded, ParameterProblem);
  return problem === undefined ? (layer(sent.decoded, EchoReply) ? 'reply' : sent.line) : `problem ${problem.code} at ${problem.pointer}`;
}

const echo = echoRequest({ identifier: 7 });
const rows: readonly (readonly [what: string, wanted: string, layers: readonly LayerDraft[], destination?: Address])[] = [
  ['no extension header', 'reply', [header(), echo]],
  ['padding in a Hop-by-Hop header', 'reply', [header(), hopByHop({ options: [pad1(), pad1(), padN(4)] }), echo]],
  ['padding in a Destination Options header', 'reply', [header(), destinationOptions({ options: [padN(6)] }), echo]],
  ['Router Alert', 'reply', [header(), hopByHop({ options: [routerAlert(0x8000)] }), echo]],
  ['Tunnel Encapsulation Limit', 'reply', [header(), destinationOptions({ options: [tunnelEncapsulationLimit(4)] }), echo]],
  [
    'Home Address, which this node does not know',
    'problem 2 at 42',
    [header(), destinationOptions({ options: [homeAddress(PEER)] }), echo],
  ],
  ['option 00', 'reply', [header(), destinationOptions({ options: [option(0x07)] }), echo]],
  ['option 01', 'silence', [header(), destinationOptions({ options: [option(0x47)] }), echo]],
  ['option 10', 'problem 2 at 42', [header(), destinationOptions({ options: [option(0x87)] }), echo]],
  ['option 11', 'problem 2 at 42', [header(), destinationOptions({ options: [option(0xc7)] }), echo]],
  ['option 10 in a Hop-by-Hop header', 'problem 2 at 42', [header(), hopByHop({ options: [option(0x87)] }), echo]],
  ['option 00 to a group', 'reply', [header(ALL_NODES), destinationOptions({ options: [option(0x07)] }), echo], ALL_NODES],
  ['option 10 to a group', 'problem 2 at 42', [header(ALL_NODES), hopByHop({ options: [option(0x87)] }), echo], ALL_NODES],
  ['option 11 to a group', 'silence', [header(ALL_NODES), hopByHop({ options: [option(0xc7)] }), echo], ALL_NODES],
  [
    'options 00, 01, 10: the first that matters decides',
    'silence',
    [header(), destinationOptions({ options: [option(0x07), option(0x47), option(0x87)] }), echo],
  ],
  ['options 00, 10, 01', 'problem 2 at 48', [header(), destinationOptions({ options: [option(0x07), option(0x87), option(0x47)] }), echo]],
  ['options 00, 11, 10', 'problem 2 at 48', [header(), destinationOptions({ options: [option(0x07), option(0xc7), option(0x87)] }), echo]],
  ['0x41 is not PadN', 'silence', [header(), destinationOptions({ options: [option(0x41)] }), echo]],
  [
    'the second header of a kind',
    'problem 2 at 50',
    [header(), destinationOptions({ options: [padN(6)] }), destinationOptions({ options: [option(0x87)] }), echo],
  ],
  [
    'an option past the end of its header',
    'problem 0 at 43',
    [header(), destinationOptions({ options: [unknownIpv6Option(0x07, new Uint8Array(4), { length: 40 })], hdrExtLen: 0 }), echo],
  ],
  ['a header past the end of the packet', 'problem 0 at 41', [header(), destinationOptions({ options: [padN(6)], hdrExtLen: 20 })]],
  [
    'unknown Next Header',
    'problem 1 at 6',
    [ipv6({ source: PEER, destination: LINK_LOCAL, nextHeader: 200 }), raw(new Uint8Array(8), 200)],
  ],
  ['TCP, which this node does not have', 'problem 1 at 6', [header(), raw(new Uint8Array(20), 6)]],
  [
    'unknown Next Header behind an extension',
    'problem 1 at 40',
    [header(), destinationOptions({ nextHeader: 200, options: [padN(6)] }), raw(new Uint8Array(8), 200)],
  ],
  [
    'unknown Next Header behind two',
    'problem 1 at 48',
    [header(), hopByHop({ options: [padN(6)] }), destinationOptions({ nextHeader: 200 }), raw(new Uint8Array(8), 200)],
  ],
  [
    'Hop-by-Hop not in front',
    'problem 1 at 40',
    [header(), destinationOptions({ options: [padN(6)] }), hopByHop({ options: [padN(6)] }), echo],
  ],
  ['a packet in a packet', 'problem 1 at 6', [header(), header(), echo]],
  ['No Next Header', 'silence', [ipv6({ source: PEER, destination: LINK_LOCAL, nextHeader: 59 }), raw(new Uint8Array(8), 59)]],
  ['No Next Header behind an extension', 'silence', [header(), destinationOptions({ nextHeader: 59 }), raw(new Uint8Array(8), 59)]],
  ['unknown Routing type, no segments left', 'reply', [header(), routingUnknown({ segmentsLeft: 0, data: new Uint8Array(4) }), echo]],
  [
    'unknown Routing type, one segment left',
    'problem 0 at 42',
    [header(), routingUnknown({ segmentsLeft: 1, data: new Uint8Array(4) }), echo],
  ],
  ['Routing type 0, no segments left', 'reply', [header(), routing0({ segmentsLeft: 0, addresses: [PEER] }), echo]],
  ['Routing type 0, one segment left', 'problem 0 at 42', [header(), routing0({ segmentsLeft: 1, addresses: [PEER] }), echo]],
  ['Routing type 2', 'problem 0 at 42', [header(), routing2({ segmentsLeft: 1, homeAddress: PEER }), echo]],
  ['Segment Routing', 'problem 0 at 42', [header(), routing4({ segmentsLeft: 1, segments: [PEER, PEER] }), echo]],
  [
    'Routing behind Hop-by-Hop',
    'problem 0 at 50',
    [header(), hopByHop({ options: [padN(6)] }), routingUnknown({ segmentsLeft: 1, data: new Uint8Array(4) }), echo],
  ],
  [
    'any order',
    'reply',
    [
      header(),
      destinationOptions({ options: [padN(6)] }),
      destinationOptions({ options: [padN(6)] }),
      routingUnknown({ data: new Uint8Array(4) }),
      destinationOptions({ options: [padN(6)] }),
      echo,
    ],
  ],
  ['sixteen headers', 'reply', [header(), ...Array.from({ length: 16 }, () => destinationOptions({ options: [padN(6)] })), echo]],
  ['an atomic fragment', 'reply', [header(), fragment({ identification: 5 }), echo]],
  ['hop limit 0', 'reply', [ipv6({ source: PEER, destination: LINK_LOCAL, hopLimit: 0 }), echo]],
  [
    'traffic class and flow label',
    'reply',
    [ipv6({ source: PEER, destination: LINK_LOCAL, trafficClass: 0xff, flowLabel: 0x34567 }), echo],
  ],
];

describe('header chain (RFC 8200 section 4)', () => {
  for (const [what, wanted, layers, destination] of rows)
    it(`${what}: ${wanted}`, () => expect(outcome(settledNode(), layers, destination)).to.equal(wanted));

  it('a reply to a group comes from a unicast address', () => {
    const bench = settledNode();
    outcome(bench, [header(ALL_NODES), echo], ALL_NODES);
    expect(bench.heard[0]!.line).to.include('fe80::ff:fe00:a > fe80::b');
  });

  it('a chain that fills the packet is survived', () => {
    const bench = settledNode();
    const many = Array.from({ length: 170 }, () => destinationOptions({ options: [padN(6)] }));
    expect(outcome(bench, [header(), ...many, echo])).to.equal('silence');
    expect(bench.discarded('header-limit')).to.equal(1);
    expect(outcome(bench, [header(), echo])).to.equal('reply');
  });

  it('in the behaviour set of KAME has fifty headers at most', () => {
    const padded = (count: number) => Array.from({ length: count }, () => destinationOptions({ options: [padN(6)] }));
    for (const [behaviour, count, wanted] of [
      ['kame', 50, 'reply'],
      ['kame', 51, 'silence'],
      ['current', 51, 'reply'],
    ] as const) {
      const bench = settledNode({ node: { behaviour } });
      expect(outcome(bench, [header(), ...padded(count), echo]), `${behaviour}, ${count}`).to.equal(wanted);
      expect(bench.discarded('header-limit')).to.equal(wanted === 'reply' ? 0 : 1);
    }
  });

  it('octets behind the payload are not part of it', () => {
    const bench = settledNode();
    const whole = frame(...echoTo(LINK_LOCAL)).packet;
    bench.send(LINK_LOCAL, [...echoTo(LINK_LOCAL), { ...raw(new Uint8Array(30), 0), outside: true }]);
    expect(layer(bench.heard[0]!.decoded, EchoReply)?.data).to.have.length(whole.length - 48);
  });
});

describe('reassembly (RFC 8200 section 4.5)', () => {
  const data = Uint8Array.from({ length: 2_000 }, (_, i) => i);
  const payload = frame(header(), echoRequest({ identifier: 7, data })).packet.subarray(40);
  type Given = {
    readonly id?: number;
    readonly source?: Address;
    readonly destination?: Address;
    readonly next?: number;
    readonly before?: readonly LayerDraft[];
  };

  function piece(bench: NodeBench, from: number, to: number, more: boolean, given: Given = {}): void {
    const { id = 9, source = PEER, destination = LINK_LOCAL, next = 58, before = [] } = given;
    const head = fragment({ fragmentOffset: from / 8, moreFragments: more, identification: id });
    bench.send(destination, [ipv6({ source, destination }), ...before, head, raw(payload.subarray(from, to), next)]);
  }
  const end = payload.length;
  const sent = (bench: NodeBench) => bench.heard.map(({ decoded }) => decoded.layers.at(-1)?.name);
  const REPLY = ['echoReply', 'fragmentPayload'];

  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ] as const)
    it(`in order ${order.join(', ')}, and the reply is cut to the link's MTU`, () => {
      const bench = settledNode();
      const cuts = [0, 800, 1_600, end] as const;
      for (const i of order) piece(bench, cuts[i], cuts[i + 1]!, i < 2);
      expect(sent(bench)).to.deep.equal(REPLY);
      expect(bench.heard.every(({ octets }) => octets.length <= 1_514)).to.equal(true);
    });

  it('keeps packets apart by identification, source and destination', () => {
    for (const other of [{ id: 10 }, { source: address('fe80::c') }, { destination: address('2001:db8::ff:fe00:a') }]) {
      const bench = settledNode();
      piece(bench, 0, 800, true);
      piece(bench, 800, end, false, other);
      expect(sent(bench)).to.deep.equal([]);
    }
  });

  it('takes the Next Header of the first fragment, and extension headers in front of later ones', () => {
    const bench = settledNode();
    piece(bench, 0, 800, true);
    piece(bench, 800, end, false, { next: 17, before: [hopByHop({ options: [padN(6)] })] });
    expect(sent(bench)).to.deep.equal(REPLY);
  });

  it('processes headers in the fragmentable part after reassembly', () => {
    const bench = settledNode();
    const inner = frame(header(), destinationOptions({ options: [option(0x87)] }), echoRequest({ data })).packet.subarray(40);
    for (const [from, to] of [
      [0, 800],
      [800, inner.length],
    ] as const)
      bench.send(LINK_LOCAL, [
        header(),
        fragment({ fragmentOffset: from / 8, moreFragments: from === 0, identification: 3 }),
        raw(inner.subarray(from, to), 60),
      ]);
    expect(layer(bench.heard[0]!.decoded, ParameterProblem)).to.include({ code: 2, pointer: 42 });
  });

  it('an atomic fragment does not disturb a packet with the same identification', () => {
    const bench = settledNode();
    piece(bench, 0, 800, true);
    bench.send(LINK_LOCAL, [header(), fragment({ identification: 9 }), echo]);
    piece(bench, 800, end, false);
    expect(sent(bench)).to.deep.equal(['echoReply', ...REPLY]);
  });

  it('ends 60 s after the first arrival with one error that quotes the first fragment', () => {
    const bench = settledNode();
    const start = bench.queue.now;
    piece(bench, 0, 800, true);
    const first = bench.queue.now;
    bench.advance(seconds(50));
    piece(bench, 800, 1_600, true);
    introduce(bench, PEER);
    bench.advance(seconds(8));
    introduce(bench, PEER);
    bench.heard.length = 0;
    bench.advance(seconds(3));
    const errors = bench.heard.filter(({ decoded }) => layer(decoded, TimeExceeded));
    expect(errors.map(({ at }) => at - start)).to.deep.equal([60_000_000 + first - start]);
    expect(layer(errors[0]!.decoded, TimeExceeded)).to.include({ code: 1, unused: 0 });
    piece(bench, 1_600, end, false);
    expect(sent(bench)).not.to.include('echoReply');
  });

  it('says nothing at the end when the first fragment never came', () => {
    const bench = settledNode();
    piece(bench, 800, end, false);
    bench.advance(seconds(70));
    expect(bench.discarded('reassembly-timeout')).to.equal(1);
    expect(sent(bench)).not.to.include('timeExceeded');
  });

  it('drops a packet with overlapping fragments for good, and stays silent', () => {
    const bench = settledNode();
    piece(bench, 800, 1_608, true);
    piece(bench, 1_600, end, false);
    piece(bench, 0, 800, true);
    piece(bench, 800, 1_600, true);
    bench.advance(seconds(70));
    expect(sent(bench)).not.to.include.members(['echoReply']);
    expect(sent(bench)).not.to.include('timeExceeded');
    expect(bench.discarded('fragment-overlap')).to.equal(3);
  });

  it('an exact copy does no harm', () => {
    const bench = settledNode();
    piece(bench, 0, 800, true);
    piece(bench, 0, 800, true);
    piece(bench, 800, end, false);
    expect(sent(bench)).to.deep.equal(REPLY);
  });

  it('reports a length that is no multiple of eight, and an offset too far', () => {
    const bench = settledNode();
    piece(bench, 0, 804, true);
    expect(layer(bench.heard[0]!.decoded, ParameterProblem)).to.include({ code: 0, pointer: 4 });
    bench.heard.length = 0;
    bench.send(LINK_LOCAL, [header(), fragment({ fragmentOffset: 8_191, moreFragments: true }), raw(new Uint8Array(64), 58)]);
    expect(layer(bench.heard[0]!.decoded, ParameterProblem)).to.include({ code: 0, pointer: 42 });
  });

  it('is bounded: a flood of first fragments leaves the node answering', () => {
    const bench = settledNode();
    for (let id = 0; id < 1_000; id++) piece(bench, 0, 800, true, { id });
    expect(bench.discarded('reassembly-limit')).to.equal(936);
    expect(outcome(bench, [header(), echo])).to.equal('reply');
    const pieces = settledNode({ node: { constants: { FRAGMENTS_PER_PACKET_LIMIT: 4 } } });
    for (let i = 0; i < 6; i++) piece(pieces, 8 * i, 8 * i + 8, true);
    expect(pieces.discarded('reassembly-limit')).to.equal(1);
  });

  it('counts the fragments of all packets, and lets in those that complete a packet however many wait', () => {
    const bench = settledNode({ node: { constants: { FRAGMENT_LIMIT: 2 } } });
    piece(bench, 0, 800, true, { id: 1 });
    piece(bench, 0, 800, true, { id: 2 });
    piece(bench, 0, 800, true, { id: 3 });
    expect(bench.discarded('reassembly-limit')).to.equal(1);
    piece(bench, 800, end, false, { id: 1 });
    expect(sent(bench)).to.deep.equal(REPLY);
    piece(bench, 0, 800, true, { id: 3 });
    expect(bench.discarded('reassembly-limit'), 'there is room again').to.equal(1);
  });

  it('has room for as many fragments as packets and their pieces make, and with KAME for 200', () => {
    const begun = (behaviour: Behaviour): number => {
      const bench = settledNode({ node: { behaviour } });
      for (let id = 0; id < 40; id++) for (let at = 0; at < 60; at++) piece(bench, 8 * at, 8 * at + 8, true, { id });
      bench.advance(seconds(70));
      return bench.discarded('reassembly-timeout');
    };
    expect([begun('current'), begun('book'), begun('kame')]).to.deep.equal([40, 40, 4]);
  });
});
