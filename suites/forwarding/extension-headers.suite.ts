import '../ledger/ledger.js';
import {
  destinationOptions,
  fragment,
  hopByHop,
  noNextHeader,
  routing0,
  routing2,
  routing4,
  routingUnknown,
} from '../../reference/wire/extension-headers.js';
import { raw, type LayerDraft } from '../../reference/wire/frame.js';
import { homeAddress, padN, unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { filler } from '../ipv6/filler.js';
import { INCOMPLETE_CHAIN } from '../ipv6/outcomes.js';
import { conformance, suite } from '../kit/conformance.js';
import { not, satisfies, type Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { betweenLinks, type Topology } from './topology.js';
import { cargo, expectForwardedOnce, sendTransit, transit } from './transit.js';

interface ChainRow {
  readonly requirement: string;
  readonly title: string;
  readonly layers: (t: TestContext, topology: Topology) => readonly LayerDraft[];
}

/** Types that are assigned to nothing; the first two bits say what a destination makes of them (RFC 8200 section 4.2). */
const OPTIONS = { '00': 0x1b, '01': 0x5b, '10': 0x9b, '11': 0xdb } as const;

const withDestinationOption = ([bits, type]: readonly [string, number]): readonly [string, ChainRow] => [
  `destination-option-${bits}`,
  {
    requirement: `opt-dst-unrec-${bits}-transit`,
    title: `a Destination option of unknown type 0x${type.toString(16)}`,
    layers: (t) => [destinationOptions({ options: [unknownIpv6Option(type, t.random.octets(4))] }), cargo(t)],
  },
];

const PIECE = 32;
const piece = (t: TestContext, nextHeader: number, fragmentOffset: number, moreFragments: boolean): readonly LayerDraft[] => [
  fragment({ nextHeader, fragmentOffset, moreFragments, identification: t.random.uint32() }),
  raw(t.random.octets(PIECE), nextHeader),
];

const chains: Readonly<Record<string, ChainRow>> = {
  ...Object.fromEntries(Object.entries(OPTIONS).map(withDestinationOption)),
  'destination-option-malformed': {
    requirement: 'fwd-exthdr-untouched',
    title: 'a Destination option that runs past the end of its header',
    layers: (t) => [destinationOptions({ options: [unknownIpv6Option(0x9b, t.random.octets(4), { length: 200 })] }), cargo(t)],
  },
  'malformed-behind-fragment': {
    requirement: 'fwd-exthdr-untouched',
    title: 'an atomic fragment that holds a Destination option running past the end of its header',
    layers: (t) => [
      fragment({ identification: t.random.uint32() }),
      destinationOptions({ options: [...filler(6), unknownIpv6Option(0x1b, t.random.octets(4), { length: 200 })] }),
      cargo(t),
    ],
  },
  'announces-more': {
    requirement: 'fwd-exthdr-untouched',
    title: 'Destination Options that announce a UDP datagram, and none behind them',
    layers: () => [destinationOptions({ nextHeader: PROTOCOL.udp, options: filler(6) })],
  },
  'home-address': {
    requirement: 'fwd-exthdr-untouched',
    title: 'a Home Address option',
    layers: (t, { near }) => [destinationOptions({ options: [homeAddress(near.neighbor.linkLocal)] }), cargo(t)],
  },
  'several-headers': {
    requirement: 'fwd-exthdr-untouched',
    title: 'Destination Options, a Routing header with none left, a Fragment header and Destination Options again',
    layers: (t) => [
      destinationOptions({ options: filler(14) }),
      routingUnknown({ segmentsLeft: 0, data: t.random.octets(4) }),
      fragment({ identification: t.random.uint32() }),
      destinationOptions({ options: filler(6) }),
      cargo(t),
    ],
  },
  'misplaced-hop-by-hop': {
    requirement: 'fwd-exthdr-untouched',
    title: 'Hop-by-Hop Options behind another header',
    layers: (t) => [destinationOptions({ options: [padN(6)] }), hopByHop({ options: [padN(6)] }), cargo(t)],
  },
  'first-fragment': {
    requirement: 'fwd-exthdr-untouched',
    title: 'the first fragment of a datagram',
    layers: (t) => piece(t, PROTOCOL.udp, 0, true),
  },
  'last-fragment': {
    requirement: 'fwd-exthdr-untouched',
    title: 'the last fragment of a datagram',
    layers: (t) => piece(t, PROTOCOL.udp, 4, false),
  },
  'no-next-header': {
    requirement: 'ext-nh-none-after-ext-forward',
    title: 'No Next Header in an extension header, and octets behind it',
    layers: (t) => [destinationOptions({ options: [padN(6)] }), noNextHeader({ data: t.random.octets(8) })],
  },
  'routing-type-0': {
    requirement: 'rh-rh0-transit',
    title: 'a Routing header of type 0 with a segment left',
    layers: (t, { near }) => [routing0({ segmentsLeft: 1, addresses: [near.node] }), cargo(t)],
  },
  'routing-type-2': {
    requirement: 'rh-filter-rh0-only',
    title: 'a Routing header of type 2 with a segment left',
    layers: (t, { far }) => [routing2({ segmentsLeft: 1, homeAddress: far.node }), cargo(t)],
  },
  'routing-type-4': {
    requirement: 'rh-filter-rh0-only',
    title: 'a segment routing header with a segment left',
    layers: (t, { near, far }) => [routing4({ segmentsLeft: 1, segments: [near.node, far.node] }), cargo(t)],
  },
  'routing-type-33': {
    requirement: 'rh-filter-rh0-only',
    title: 'a Routing header of the unknown type 33 with a segment left',
    layers: (t) => [routingUnknown({ segmentsLeft: 1, data: t.random.octets(4) }), cargo(t)],
  },
};

/** The extension headers of IANA's registry that are not in RFC 8200, and the values for experiments. */
const OTHER_HEADERS = {
  esp: PROTOCOL.esp,
  authentication: PROTOCOL.authentication,
  mobility: PROTOCOL.mobility,
  hip: 139,
  shim6: 140,
} as const;

const declared = { role: 'router', testbed: twoLinks, actions: ['add-address'] } as const;

suite('Forwarding: extension headers', () => {
  for (const [name, { requirement, title, layers }] of Object.entries(chains))
    conformance({
      ...declared,
      id: `forwarding.extension-headers.${name}`,
      title: `a packet with ${title} is forwarded as it is`,
      requirement,
      async run(t) {
        const topology = await betweenLinks(t);
        await expectForwardedOnce(t, topology, `packet with ${title}`, transit(topology, layers(t, topology)));
      },
    });

  for (const [name, nextHeader] of Object.entries(OTHER_HEADERS))
    conformance({
      ...declared,
      id: `forwarding.extension-headers.${name}`,
      title: `a packet with an extension header of type ${nextHeader} (${name}) is forwarded as it is`,
      requirement: 'ext-uniform-skip',
      async run(t) {
        const topology = await betweenLinks(t);
        await expectForwardedOnce(
          t,
          topology,
          `packet with header ${nextHeader}`,
          transit(topology, [raw(t.random.octets(32), nextHeader)]),
        );
      },
    });
});

/** A first fragment that ends before the upper-layer header (RFC 7112 section 5). */
const incompleteChain = (t: TestContext, topology: Topology) =>
  transit(topology, [
    fragment({ nextHeader: PROTOCOL.destinationOptions, moreFragments: true, identification: t.random.uint32() }),
    destinationOptions({ nextHeader: PROTOCOL.destinationOptions, options: filler(14) }),
  ]);

/** RFC 7112 section 5: an error about it is of this kind, with pointer zero. */
const otherErrors = ({ near }: Topology): readonly Match[] => {
  const toSource = { 'ipv6.destination': near.node };
  return [
    {
      ...toSource,
      'icmpv6.type': satisfies<number>('an error other than Parameter Problem', (type) => type < 128 && type !== PARAMETER_PROBLEM),
    },
    { ...toSource, 'parameterProblem.code': not(INCOMPLETE_CHAIN) },
    { ...toSource, 'parameterProblem.pointer': not(0) },
  ];
};

const PARAMETER_PROBLEM = 4;

suite('Forwarding: a first fragment without the whole header chain', () => {
  conformance({
    ...declared,
    id: 'forwarding.extension-headers.incomplete-chain',
    title: 'a first fragment that ends before the upper-layer header is forwarded as it is',
    requirement: 'frag-firstchain-transit',
    async run(t) {
      const topology = await betweenLinks(t);
      await expectForwardedOnce(t, topology, 'first fragment', incompleteChain(t, topology));
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.extension-headers.incomplete-chain-error',
    title: 'an error about such a fragment, if any, is Parameter Problem code 3 with pointer 0',
    requirement: 'frag-firstchain-transit-error',
    async run(t) {
      const topology = await betweenLinks(t);
      const sent = await sendTransit(t, topology, 'first fragment', incompleteChain(t, topology));
      await t.expectNone('an error of another kind', otherErrors(topology), { since: sent, for: ANSWER_TIME });
    },
  });
});
