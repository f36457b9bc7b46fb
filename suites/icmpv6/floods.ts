import { milliseconds } from '../../reference/time.js';
import type { Match } from '../kit/match.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';

/** What nobody could call a moderate number of messages in about a second. */
export const FLOOD = 1000;

/** Sends something a thousand times in about a second; how many answers came. */
export async function flood(t: TestContext, provoke: () => Promise<Sent>, answer: Match): Promise<number> {
  const first = await provoke();
  for (let i = 1; i < FLOOD; i++) {
    await t.elapse(milliseconds(1));
    await provoke();
  }
  await t.elapse(ANSWER_TIME);
  return t.allReceived(answer, first).length;
}
