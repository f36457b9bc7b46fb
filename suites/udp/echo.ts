import { isMulticast, type Address } from '../../reference/net/address.js';
import { frame, type FrameDraft, type LayerDraft } from '../../reference/wire/frame.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { UDP_HEADER_OCTETS, udp, type UdpDraft } from '../../reference/wire/udp.js';
import type { ActionKind } from '../kit/action.js';
import { oneOf, type Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import type { Ends } from '../ipv6/probes.js';
import type { Conversation } from '../pmtu/large-packets.js';

/** Where the device is to send back what it gets; not the port of RFC 862, which may be in use. */
export const ECHO_PORT = 61_862;

/** What every test with an echoing program needs. */
export const echoing: { readonly actions: readonly ActionKind[] } = { actions: ['serve-udp-echo'] };

export const serveEcho = (t: TestContext): Promise<void> => t.do({ kind: 'serve-udp-echo', link: 'link0', port: ECHO_PORT });

/** A datagram to the echoing program, and how what it sends back is known. */
export interface Request {
  readonly frame: FrameDraft;
  readonly data: Uint8Array;
  readonly reply: Match;
}

export interface RequestDetails {
  readonly data?: Uint8Array;
  /** Fields of the UDP header. */
  readonly fields?: UdpDraft;
  /** Fields of the IPv6 header beside the addresses. */
  readonly header?: Ipv6Draft;
  /** Headers before UDP. */
  readonly before?: readonly LayerDraft[];
}

const FIRST_DYNAMIC_PORT = 49_152;
/** Below the port of the program. */
const DYNAMIC_PORTS = 12_000;

export const freshPort = (t: TestContext): number => FIRST_DYNAMIC_PORT + (t.random.uint32() % DYNAMIC_PORTS);

/** From a port of its own each. */
export function request(t: TestContext, ends: Ends, details: RequestDetails = {}): Request {
  const { data = t.random.octets(12), fields = {}, header = {}, before = [] } = details;
  const sourcePort = fields.sourcePort ?? freshPort(t);
  return {
    data,
    frame: frame(ipv6({ ...header, ...ends }), ...before, udp({ sourcePort, destinationPort: ECHO_PORT, data, ...fields })),
    reply: {
      'ipv6.source': sourceOfReply(t, ends),
      'ipv6.destination': ends.source,
      'udp.sourcePort': ECHO_PORT,
      'udp.destinationPort': sourcePort,
      'udp.length': UDP_HEADER_OCTETS + data.length,
      'udp.data': data,
    },
  };
}

/** What was sent to a group is answered from a unicast address. */
const sourceOfReply = (t: TestContext, { destination }: Ends): Address | ReturnType<typeof oneOf> =>
  isMulticast(destination) ? oneOf(...t.dut.addresses) : destination;

/** Anything that the program sends to somebody. */
export const anyEchoTo = (destination: Address): Match => ({ 'udp.sourcePort': ECHO_PORT, 'ipv6.destination': destination });

/** Large packets, by the echoing program. */
export const byEcho: Conversation = {
  title: 'UDP datagram',
  protocol: PROTOCOL.udp,
  question: (number, data) => udp({ sourcePort: FIRST_DYNAMIC_PORT + number, destinationPort: ECHO_PORT, data }),
  answer: (number) => ({ 'udp.sourcePort': ECHO_PORT, 'udp.destinationPort': FIRST_DYNAMIC_PORT + number }),
  answered: 'udp',
};
