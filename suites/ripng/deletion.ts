import { after, sum, type Duration } from '../../reference/time.js';
import { elapseUntil } from '../kit/elapse-until.js';
import type { Match } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { INFINITY, LONGEST_INTERVAL } from './constants.js';
import { destination, type Ground } from './ground.js';
import { expectStillLearning } from './outcomes.js';
import { mentioning, telling, update } from './told.js';

/** An update that says the route to a destination, by its number, is lost. */
export const sayingLost = (t: TestContext, number = 1): Match => ({
  ...update(t, 'link1'),
  ...telling({ prefix: destination(t, number), metric: INFINITY }),
});

/** Not before that time, and no later than the margin after it. */
export const expectLost = (t: TestContext, since: Sent, wait: Duration, margin: Duration, number = 1): Promise<Received> =>
  t.expect('an update that says the route is lost', sayingLost(t, number), {
    since,
    between: [wait, sum(wait, margin)],
    link: 'link1',
  });

/** In the last 45 seconds before its deletion there is a regular update, and that has the route. */
export async function expectLate(t: TestContext, sent: Sent, end: Duration): Promise<void> {
  await elapseUntil(t, sent.at, (end - LONGEST_INTERVAL) as Duration);
  const window = { since: t.now(), within: LONGEST_INTERVAL, link: 'link1' };
  await t.expect('a late update that says the route is lost', sayingLost(t), window);
}

export const expectGone = (t: TestContext, ground: Ground, since: Sent, wait: Duration): Promise<void> =>
  t.expectNone('an update with the route', mentioning(destination(t)), {
    since: after(since.at, wait),
    for: sum(LONGEST_INTERVAL, LONGEST_INTERVAL),
    link: 'link1',
    proof: () => expectStillLearning(t, ground),
  });
