import { solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { elapsed, milliseconds, sum, type Duration } from '../../reference/time.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME, MAX_ANYCAST_DELAY_TIME } from './constants.js';
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

/** A proxy may wait as a holder of an anycast address does. */
export const LATEST_ANSWER = sum(MAX_ANYCAST_DELAY_TIME, ANSWER_TIME);

/** Longer than an answer at once takes, short against the second that the delay is drawn from. */
const NOTICEABLE = milliseconds(60);

/** The answer may come as late as the anycast delay, so every sample asks anew. */
export const DELAY_SAMPLES = 8;

interface Sample {
  readonly answer: Received;
  readonly isDelayed: boolean;
}

async function sampleAnswer(t: TestContext, target: Address, within: Duration): Promise<Sample> {
  const sent = await ask(t, t.tester, target, 'multicast');
  const answer = await t.expect('Neighbor Advertisement', advertisementOf(target), { since: sent, within });
  return { answer, isDelayed: elapsed(sent.at, answer.at) > NOTICEABLE };
}

/** Each of some answers comes within MAX_ANYCAST_DELAY_TIME, and not all of them come at once. */
export async function expectDelayedAnswers(t: TestContext, target: Address): Promise<void> {
  for (let sample = 1; sample <= DELAY_SAMPLES; sample++) if ((await sampleAnswer(t, target, MAX_ANYCAST_DELAY_TIME)).isDelayed) return;
  await t.expectNone('an advertisement at once', advertisementOf(target), {
    since: await ask(t, t.tester, target, 'multicast'),
    for: NOTICEABLE,
  });
}

/** Of some answers most come at once. */
export async function expectPromptAnswers(t: TestContext, target: Address): Promise<void> {
  const late: Received[] = [];
  for (let sample = 1; sample <= DELAY_SAMPLES; sample++) {
    const { answer, isDelayed } = await sampleAnswer(t, target, LATEST_ANSWER);
    if (isDelayed) late.push(answer);
  }
  // One that the machine or the network holds up says nothing; of a time up to a second few would be so short.
  t.check('most of them at once', { holds: late.length < DELAY_SAMPLES / 2, found: `${late.length} came later`, frames: late });
}
