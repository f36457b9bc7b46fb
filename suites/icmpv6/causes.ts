import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { seconds, sum, type Duration } from '../../reference/time.js';
import { destinationOptions, fragment, hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, raw, type LayerDraft } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../reference/wire/ipv6.js';
import { padN, unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { udp } from '../../reference/wire/udp.js';
import { packetOf, type Ends, type Probe } from '../ipv6/probes.js';
import type { Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';

/** In the range of dynamic ports; nobody is expected to listen there. */
export const closedPort = { sourcePort: 50_123, destinationPort: 61_357 } as const;

/** RFC 8200 section 4.5. */
export const REASSEMBLY_TIMEOUT = seconds(60);

/** What makes a device send an error, unless something forbids it. */
export interface ErrorCause {
  readonly title: string;
  /** What of the error names the cause. */
  readonly error: Match;
  /** How long the error may take. */
  readonly within: Duration;
  /** The packet; `carried` is the ICMPv6 message inside, where the cause leaves room for one. */
  readonly layers: (t: TestContext, ends: Ends, carried?: LayerDraft) => readonly LayerDraft[];
}

const anyMessage = (): LayerDraft => echoRequest({ identifier: 0x6361, sequence: 1, data: new Uint8Array(16) });

const option = (type: number, title: string): ErrorCause => ({
  title,
  error: { 'parameterProblem.code': 2 },
  within: ANSWER_TIME,
  layers: (_t, _ends, carried = anyMessage()) => [destinationOptions({ options: [unknownIpv6Option(type, new Uint8Array(4))] }), carried],
});

const FRAGMENT_UNIT = 8;

/** The first octets of a message in a fragment that promises more. */
function firstFragment(t: TestContext, ends: Ends, carried: LayerDraft): readonly LayerDraft[] {
  const message = frame(ipv6(ends), carried).packet.subarray(IPV6_HEADER_OCTETS);
  const octets = Math.floor((message.length - 1) / FRAGMENT_UNIT) * FRAGMENT_UNIT;
  return [
    fragment({ nextHeader: PROTOCOL.icmpv6, moreFragments: true, identification: t.random.uint32() }),
    raw(message.slice(0, octets), PROTOCOL.icmpv6),
  ];
}

export const causes = {
  port: {
    title: 'a closed UDP port',
    error: { 'destinationUnreachable.code': 4 },
    within: ANSWER_TIME,
    layers: (t) => [udp({ data: t.random.octets(8), ...closedPort })],
  },
  nh: {
    title: 'an unrecognized Next Header',
    error: { 'parameterProblem.code': 1 },
    within: ANSWER_TIME,
    // With a message to carry, the value zero behind another header, which RFC 8200 section 4 calls unrecognised as well.
    layers: (_t, _ends, carried) =>
      carried
        ? [destinationOptions({ options: [padN(6)] }), hopByHop({ options: [padN(6)] }), carried]
        : [raw(new Uint8Array(8), UNASSIGNED_NEXT_HEADER)],
  },
  opt11: option(0xdb, 'an unrecognized option 11xxxxxx'),
  opt10: option(0x9b, 'an unrecognized option 10xxxxxx'),
  reasm: {
    title: 'a reassembly that times out',
    error: { 'timeExceeded.code': 1 },
    within: sum(REASSEMBLY_TIMEOUT, seconds(6)),
    layers: (t, ends, carried = anyMessage()) => firstFragment(t, ends, carried),
  },
} satisfies Readonly<Record<string, ErrorCause>> as Readonly<Record<CauseName, ErrorCause>>;

export type CauseName = 'port' | 'nh' | 'opt11' | 'opt10' | 'reasm';

const UNASSIGNED_NEXT_HEADER = 200;

export interface Circumstances {
  readonly carried?: LayerDraft;
  /** The link-layer address of the frame. */
  readonly to?: LinkLayerAddress;
}

export const causing = (t: TestContext, cause: ErrorCause, ends: Ends, { carried, to }: Circumstances = {}): Probe => ({
  ...packetOf(ends, cause.layers(t, ends, carried)),
  ...(to && { to }),
});
