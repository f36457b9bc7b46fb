import { solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { milliseconds } from '../../reference/time.js';
import type { Neighbor, Sent, TestContext } from '../kit/test-context.js';
import { MAX_ANYCAST_DELAY_TIME } from './constants.js';
import { advertisementOf, solicitation } from './messages.js';

/** A neighbour asks for an address, through its group or straight from the node that it takes for the holder. */
export const ask = (t: TestContext, node: Neighbor, target: Address, to: 'unicast' | 'multicast'): Promise<Sent> =>
  t.send(
    `${to} Neighbor Solicitation`,
    solicitation({
      source: node.linkLocal,
      target,
      destination: to === 'unicast' ? target : solicitedNodeMulticast(target),
      linkLayer: node.linkLayerAddress,
    }),
    { from: node },
  );

/** Longer than an answer at once takes, short against the second that the delay is drawn from. */
export const NOTICEABLE = milliseconds(60);

/** The answer may come as late as the anycast delay, so every sample asks anew. */
export const DELAY_SAMPLES = 8;

/** Each of some answers comes within MAX_ANYCAST_DELAY_TIME, and not all of them come at once. */
export async function expectDelayedAnswers(t: TestContext, target: Address): Promise<void> {
  let delayed = false;
  for (let sample = 1; sample <= DELAY_SAMPLES && !delayed; sample++) {
    const sent = await ask(t, t.tester, target, 'multicast');
    const answer = await t.expect('Neighbor Advertisement', advertisementOf(target), { since: sent, within: MAX_ANYCAST_DELAY_TIME });
    delayed = answer.at - sent.at > NOTICEABLE;
    if (sample === DELAY_SAMPLES && !delayed)
      await t.expectNone('an advertisement at once', advertisementOf(target), {
        since: await ask(t, t.tester, target, 'multicast'),
        for: NOTICEABLE,
      });
  }
}
