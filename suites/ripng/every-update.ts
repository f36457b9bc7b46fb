import type { Match } from '../kit/match.js';
import type { Cause, TestContext } from '../kit/test-context.js';
import { LONGEST_INTERVAL, RESPONSE } from './constants.js';
import { expectRegular } from './outcomes.js';
import { update } from './told.js';

/** From then on until a second regular update is due, whatever is told on the link is so: one message of many says little of the others. */
export async function expectEveryUpdate(t: TestContext, link: string, wanted: Match, from: Cause = t.now()): Promise<void> {
  const right = { ...update(t, link), ...wanted };
  await expectRegular(t, wanted, link);
  await t.elapse(LONGEST_INTERVAL);
  const on = (match: Match) => t.allReceived(match, from).filter((one) => one.link === link);
  const [all, so] = [on({ 'ripng.command': RESPONSE }), on(right)];
  t.check('no other response', {
    holds: all.length === so.length,
    found: `${all.length - so.length} of ${all.length} are others`,
    frames: all,
  });
}
