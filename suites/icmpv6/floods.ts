import { after, elapsed, milliseconds, seconds } from '../../reference/time.js';
import type { Match } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';

/** What nobody could call a moderate number of messages in about a second. */
export const FLOOD = 1000;

/** More than this, and a limit of some hundred messages in a second would let all of them pass. */
const ABOUT_A_SECOND = seconds(2);

/** A thousand packets in about a second, of which not every one may be answered. */
export async function expectBounded(t: TestContext, answers: string, provoke: () => Promise<Sent>, answer: Match): Promise<void> {
  const came = await flood(t, provoke, answer);
  // A device that went down with the flood limits nothing.
  if (came.length === 0) await t.proveAlive();
  t.note(`${came.length} ${answers} about ${FLOOD} packets`);
  t.check(`fewer ${answers} than the ${FLOOD} packets that they are about`, {
    holds: came.length < FLOOD,
    found: `${came.length} came: there is no limit`,
    frames: came.slice(-1),
  });
}

/** Sends something a thousand times in about a second; the answers that came. */
export async function flood(t: TestContext, provoke: () => Promise<Sent>, answer: Match): Promise<readonly Received[]> {
  const first = await provoke();
  let last = first;
  for (let i = 1; i < FLOOD; i++) {
    const due = after(first.at, milliseconds(i));
    if (t.now() < due) await t.elapse(elapsed(t.now(), due));
    last = await provoke();
  }
  const took = elapsed(first.at, last.at);
  await t.given(`${FLOOD} packets were sent in about a second`, () => Promise.resolve(took <= ABOUT_A_SECOND));
  await t.elapse(ANSWER_TIME);
  return t.allReceived(answer, first);
}
