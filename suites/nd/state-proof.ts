import { equalOctets } from '../../reference/net/octets.js';
import { formatLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { seconds, sum, type Duration } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { present } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { about, ANSWER_TIME, DELAY_FIRST_PROBE_TIME, RETRANS_TIMER } from './constants.js';
import { multicastSolicitationFor, solicitationFor } from './messages.js';
import type { CacheState, PrimedNeighbor } from './neighbor-states.js';

/** Longer than a STALE entry keeps quiet once a packet was sent. */
const NO_PROBE_COMES = sum(DELAY_FIRST_PROBE_TIME, RETRANS_TIMER);

/** Probes may back off (RFC 7048 section 3); before this they cannot be those of a DELAY that began after the stimulus. */
const NEXT_PROBE: readonly [Duration, Duration] = [RETRANS_TIMER, seconds(4)];

export interface ProvenState {
  readonly state: CacheState;
  readonly linkLayer: LinkLayerAddress;
  /** The SHOULD by which that address took the place of another one. */
  readonly replacement?: string;
  /** What the device sent to the neighbour in answer to the stimulus: a DELAY began with it. */
  readonly answered?: Received;
}

/**
 * Shows the state of a neighbour's entry from outside, by what the device does next: an Echo Request of the neighbour is
 * answered at once to the cached address, or after a resolution; a probe follows 5 s after the first packet (STALE), when
 * the running delay ends (DELAY), within the retransmission time (PROBE), or not at all (REACHABLE).
 */
export async function expectState(t: TestContext, neighbor: PrimedNeighbor, proven: ProvenState): Promise<void> {
  const { state, linkLayer } = proven;
  if (state === 'none') return expectNoEntry(t, neighbor);
  if (state === 'incomplete') return expectStillResolving(t, neighbor);
  const reply = await expectReply(t, neighbor);
  if (!requireSentTo(t, reply, linkLayer, proven.replacement)) return;
  if (state === 'reachable') return expectNoProbe(t, neighbor, reply);
  if (state === 'stale') return expectProbe(t, neighbor, linkLayer, proven.answered ?? reply, about(DELAY_FIRST_PROBE_TIME));
  if (!neighbor.started) throw new Error(`the neighbor was not ${state.toUpperCase()} before`);
  await expectProbe(t, neighbor, linkLayer, neighbor.started, state === 'delay' ? about(DELAY_FIRST_PROBE_TIME) : NEXT_PROBE);
}

/** The device must resolve the neighbour before it can answer it. */
async function expectNoEntry(t: TestContext, neighbor: PrimedNeighbor): Promise<void> {
  const ask = question(t, neighbor.address, neighbor.device);
  const sent = await t.send('Echo Request of the neighbor', ask.frame, { from: neighbor.node });
  await t.expect('Neighbor Solicitation to the solicited-node group', multicastSolicitationFor(neighbor.address), {
    since: sent,
    within: ANSWER_TIME,
  });
  await t.expectNone('an Echo Reply without resolution', ask.reply, { since: sent, for: ANSWER_TIME });
}

async function expectStillResolving(t: TestContext, neighbor: PrimedNeighbor): Promise<void> {
  if (!neighbor.started || !neighbor.waiting) throw new Error('the neighbor was not INCOMPLETE before');
  const retransmission = multicastSolicitationFor(neighbor.address);
  await t.expect('the next solicitation of the resolution', retransmission, { since: neighbor.started, between: about(RETRANS_TIMER) });
  await t.expectNone('the packet that waits for the resolution', neighbor.waiting, {
    since: neighbor.started,
    for: about(RETRANS_TIMER)[1],
  });
}

/** The neighbour asks, and the device answers without delay; to which link-layer address is not looked at. */
export async function expectReply(t: TestContext, neighbor: PrimedNeighbor): Promise<Received> {
  const ask = question(t, neighbor.address, neighbor.device);
  const sent = await t.send('Echo Request of the neighbor', ask.frame, { from: neighbor.node });
  const reply = await t.expect(
    'Echo Reply at once',
    { ...ask.reply, 'ethernet.destination': present },
    { since: sent, within: ANSWER_TIME },
  );
  await wasPrimed(t, neighbor, reply);
  return reply;
}

/** A STALE entry shows its address only in a packet that also ends the state, so the test learns late that priming failed. */
export async function wasPrimed(t: TestContext, neighbor: PrimedNeighbor, sentByDevice: Received): Promise<void> {
  if (!neighbor.former || !wentTo(sentByDevice, neighbor.former)) return;
  await t.given('the unsolicited advertisement had made the entry STALE', () => Promise.resolve(false));
}

/**
 * Checks where a packet went. Where the RFC only says that a new link-layer address SHOULD be taken over, the slug of that
 * line is given: false then means that the device kept the old one, which ends what can be asked of it.
 */
export function requireSentTo(t: TestContext, packet: Received, linkLayer: LinkLayerAddress, replacement?: string): boolean {
  t.require(`sent to ${formatLinkLayerAddress(linkLayer)}`, packet, { 'ethernet.destination': linkLayer }, replacement);
  return wentTo(packet, linkLayer);
}

const wentTo = (packet: Received, linkLayer: LinkLayerAddress): boolean =>
  equalOctets(packet.get('ethernet.destination') as Uint8Array, linkLayer);

async function expectNoProbe(t: TestContext, neighbor: PrimedNeighbor, reply: Received): Promise<void> {
  await t.expectNone('a Neighbor Solicitation for the neighbor', solicitationFor(neighbor.address), { since: reply, for: NO_PROBE_COMES });
}

async function expectProbe(
  t: TestContext,
  neighbor: PrimedNeighbor,
  linkLayer: LinkLayerAddress,
  since: Received,
  between: readonly [Duration, Duration],
): Promise<void> {
  const probe = await t.expect(
    'the next Neighbor Solicitation for the neighbor',
    { ...solicitationFor(neighbor.address), 'ethernet.destination': present },
    { since, between },
  );
  t.require('a unicast probe of the cached address', probe, { 'ipv6.destination': neighbor.address, 'ethernet.destination': linkLayer });
}
