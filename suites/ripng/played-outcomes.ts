import type { Prefix } from '../../reference/net/prefix.js';
import { before, sum } from '../../reference/time.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { INFINITY, LONGEST_INTERVAL } from './constants.js';
import type { PlayedNetwork } from './played-network.js';
import { telling, tellingNot, update, type Told } from './told.js';

const LINKS = ['link0', 'link1'];
const OBSERVED = sum(LONGEST_INTERVAL, LONGEST_INTERVAL);

/**
 * After that message the far link is told that the destination is lost, and nobody is offered it any more, while the device
 * goes on with its updates.
 */
export async function expectGivenUp(t: TestContext, network: PlayedNetwork, prefix: Prefix, since: Sent): Promise<void> {
  const told = await network.expectTold('it is told that the destination is lost', [{ prefix, metric: INFINITY }], {
    since,
    link: 'link1',
  });
  await network.run(OBSERVED);
  for (const link of LINKS)
    await t.expectNone('an offer of it', telling({ prefix }), { since: told, for: OBSERVED, link, proof: () => expectUpdated(t, link) });
}

/** The last regular update has come. */
async function expectUpdated(t: TestContext, link: string): Promise<void> {
  await t.expect('a regular update', update(t, link), { since: before(t.now(), LONGEST_INTERVAL), within: LONGEST_INTERVAL, link });
}

/** A regular update on the link tells the one and not the other. */
export async function expectRegular(
  t: TestContext,
  network: PlayedNetwork,
  link: string,
  wanted: readonly Told[],
  unwanted: readonly Told[] = [],
): Promise<void> {
  const since = t.now();
  await network.run(LONGEST_INTERVAL);
  const match = { ...update(t, link), ...tellingNot(wanted, unwanted) };
  await t.expect(`a regular update on ${link}`, match, { since, within: LONGEST_INTERVAL, link });
}
