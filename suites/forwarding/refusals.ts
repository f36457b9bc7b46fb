import { errorTo } from '../icmpv6/questions.js';
import type { FrameDraft } from '../../reference/wire/frame.js';
import { QUOTE_ROOM } from '../ipv6/outcomes.js';
import { oneOf, type Match, type MatchValue } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { sum, type Duration } from '../../reference/time.js';
import { about, ANSWER_TIME, MAX_MULTICAST_SOLICIT, RETRANS_TIMER } from '../nd/constants.js';
import { routerAddresses, type Topology } from './topology.js';
import { expectDropped, sourceOf } from './transit.js';

/** How a router says that it does not forward a packet. */
export interface Refusal {
  readonly message: 'destinationUnreachable' | 'packetTooBig' | 'timeExceeded' | 'parameterProblem';
  readonly code: MatchValue;
  /** Further fields. */
  readonly fields?: Match;
  /** How long it may take. */
  readonly within: Duration;
}

/** RFC 4443 sections 3.1 to 3.3. */
export const NO_ROUTE: Refusal = { message: 'destinationUnreachable', code: 0, within: ANSWER_TIME };
export const BEYOND_SCOPE: Refusal = { message: 'destinationUnreachable', code: 2, within: ANSWER_TIME };
export const REJECTED: Refusal = { message: 'destinationUnreachable', code: oneOf(1, 6), within: ANSWER_TIME };
export const tooBig = (mtu: number): Refusal => ({
  message: 'packetTooBig',
  code: 0,
  fields: { 'packetTooBig.mtu': mtu },
  within: ANSWER_TIME,
});
export const HOP_LIMIT_EXCEEDED: Refusal = { message: 'timeExceeded', code: 0, within: ANSWER_TIME };

/** RFC 4443 section 3.4. */
export const problem = (code: number, pointer: number): Refusal => ({
  message: 'parameterProblem',
  code,
  fields: { 'parameterProblem.pointer': pointer },
  within: ANSWER_TIME,
});

/** RFC 4861 section 7.2.2: as many solicitations, a RetransTimer apart, and one more to wait for the last answer. */
const RESOLUTION = sum(...Array.from({ length: MAX_MULTICAST_SOLICIT }, () => about(RETRANS_TIMER)[1]));
export const ADDRESS_UNREACHABLE: Refusal = { message: 'destinationUnreachable', code: 3, within: sum(RESOLUTION, ANSWER_TIME) };

const HOP_LIMIT_AT = 7;

/**
 * As much of a packet in transit as fits into an error. No sentence has a router undo what forwarding has done to it when the
 * error is found late: its Hop Limit may be as it came or as it would have gone.
 */
export function quoteOf(draft: FrameDraft): MatchValue {
  const received = draft.upTo(QUOTE_ROOM);
  const decremented = received.map((octet, i) => (i === HOP_LIMIT_AT ? Math.max(0, octet - 1) : octet));
  return oneOf(received, decremented);
}

/** The error about a packet from the near link: to its source, from an address of the router, with as much of it as fits. */
export const refusalMatch = (t: TestContext, topology: Topology, draft: FrameDraft, { message, code, fields }: Refusal): Match => ({
  'ethernet.destination': topology.near.neighbor.linkLayerAddress,
  'ipv6.source': oneOf(...routerAddresses(t, topology)),
  'ipv6.destination': sourceOf(draft),
  [`${message}.code`]: code,
  [`${message}.invokingPacket`]: quoteOf(draft),
  ...fields,
});

/** Nobody gets the packet, and nobody is told. */
export async function expectSilentlyDropped(t: TestContext, topology: Topology, sent: Sent, draft: FrameDraft): Promise<void> {
  const { node, neighbor } = topology.near;
  await t.expectNone('an error', [errorTo(node), errorTo(neighbor.linkLocal)], { since: sent, for: ANSWER_TIME });
  await expectDropped(t, topology, sent, draft);
}

/** The router says why it does not forward the packet, once, and does not forward it. */
export async function expectRefused(
  t: TestContext,
  topology: Topology,
  sent: Sent,
  draft: FrameDraft,
  refusal: Refusal,
): Promise<Received> {
  const wanted = refusalMatch(t, topology, draft, refusal);
  const error = await t.expect('the error', wanted, { since: sent, within: refusal.within });
  await t.expectNone('another error', errorTo(sourceOf(draft)), { since: sent, for: refusal.within });
  await expectDropped(t, topology, sent, draft);
  return error;
}
