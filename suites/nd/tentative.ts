import { UNSPECIFIED, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { sum, type Duration, type Instant } from '../../reference/time.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { neighborSolicitation, type NeighborSolicitationDraft } from '../../reference/wire/nd.js';
import { errorTo, question } from '../icmpv6/questions.js';
import { satisfies, type Match } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { about, ANSWER_TIME, MAX_RTR_SOLICITATION_DELAY, RETRANS_TIMER } from './constants.js';
import { advertisementOf, solicitation, solicitationFor } from './messages.js';
import { freshAddress } from './device-addresses.js';

/** An address on which the device performs Duplicate Address Detection. */
export interface Tentative {
  readonly address: Address;
  /** Just before the device was given the address. */
  readonly before: Instant;
  /** The solicitation that asks whether somebody has the address. */
  readonly probe: Received;
}

/** Until when the first solicitation must be there: RFC 4862 section 5.4.2 allows a random delay in front of it. */
export const FIRST_PROBE_TIME = sum(MAX_RTR_SOLICITATION_DELAY, ANSWER_TIME);

/** The solicitation by which the device tests an address. */
export const detectionOf = (address: Address): Match => ({ ...solicitationFor(address), 'ipv6.source': UNSPECIFIED });

/** The solicitation by which the device tests some address of a kind. */
export const detectionOfAny = (words: string, holds: (target: Uint8Array) => boolean): Match => ({
  'neighborSolicitation.target': satisfies<Uint8Array>(words, holds),
  'ipv6.source': UNSPECIFIED,
});

/** Gives the device a new global address by hand; what it sends is not waited for. */
export async function assignUntested(t: TestContext, address: Address = freshAddress(t)): Promise<Omit<Tentative, 'probe'>> {
  const before = t.now();
  await t.do({ kind: 'add-address', link: 'link0', address, prefixLength: 64 });
  return { address, before };
}

/** The device tests a new global address; its first solicitation has just come. */
export async function beginDetection(t: TestContext): Promise<Tentative> {
  const assigned = await assignUntested(t);
  const probe = await t.given('the device tests the new address', () =>
    t.expect('Neighbor Solicitation of Duplicate Address Detection', detectionOf(assigned.address), {
      since: assigned.before,
      within: FIRST_PROBE_TIME,
    }),
  );
  return { ...assigned, probe };
}

/** What another node sends that tests the same address; `header` and `fields` come on top. */
export const rivalDetection = (address: Address, header: Ipv6Draft = {}, fields: NeighborSolicitationDraft = {}): FrameDraft =>
  frame(
    ipv6({ source: UNSPECIFIED, destination: solicitedNodeMulticast(address), ...header }),
    neighborSolicitation({ target: address, ...fields }),
  );

/** When the outcome of a detection whose last solicitation has just been sent must be there. */
export const OUTCOME_TIME = about(RETRANS_TIMER)[1];

const forms = ['multicast', 'unicast'] as const;

function askFor(t: TestContext, target: Address, form: (typeof forms)[number]): Promise<Sent> {
  const { linkLocal: source, linkLayerAddress: linkLayer } = t.tester;
  const destination = form === 'unicast' ? target : solicitedNodeMulticast(target);
  return t.send(`${form} Neighbor Solicitation for the address`, solicitation({ source, target, destination, linkLayer }));
}

/** Once the detection has ended, the device answers for the address. */
export async function expectAssigned(t: TestContext, address: Address, ending: Duration = OUTCOME_TIME): Promise<void> {
  await t.elapse(ending);
  for (const form of forms) {
    const sent = await askFor(t, address, form);
    const answer = { ...advertisementOf(address), 'ipv6.destination': t.tester.linkLocal };
    await t.expect('Neighbor Advertisement for the address', answer, { since: sent, within: ANSWER_TIME });
  }
}

/** The detection has ended, and the device does not use the address: neither solicitations nor an Echo Request are answered. */
export async function expectNotAssigned(t: TestContext, address: Address): Promise<void> {
  await t.elapse(OUTCOME_TIME);
  const since = await askFor(t, address, 'multicast');
  await askFor(t, address, 'unicast');
  const ask = question(t, t.tester.linkLocal, address);
  await t.send('Echo Request to the address', ask.frame);
  // A router takes a packet for an address that it does not have for one in transit, and may say that no way leads there.
  const error = t.plays === 'router' ? [] : [errorTo(t.tester.linkLocal)];
  const forbidden = [advertisementOf(address), ask.reply, { 'ipv6.source': address }, ...error];
  await t.expectNone('anything of the address', forbidden, { since, for: ANSWER_TIME });
}
