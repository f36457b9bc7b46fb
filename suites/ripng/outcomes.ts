import type { Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { seconds, type Duration } from '../../reference/time.js';
import { expectRefused, NO_ROUTE, type Refusal } from '../forwarding/refusals.js';
import { reversed, type Topology } from '../forwarding/topology.js';
import { cargo, expectForwarded, sendTransit, transit } from '../forwarding/transit.js';
import type { Match } from '../kit/match.js';
import type { Cause, Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { addressIn } from '../nd/device-addresses.js';
import { INFINITY, LONGEST_INTERVAL, NO_TRIGGER, REPLY_TIME, TRIGGER_TIME } from './constants.js';
import { destination, type Ground } from './ground.js';
import { ask, route, tell, WHOLE_TABLE } from './messages.js';
import { RESPONSE_OF_RIPNG, telling, tellingOtherwise, update, type Told } from './told.js';

/** Where news are looked for, and how long. */
export interface Where {
  readonly link?: string;
  readonly within?: Duration;
}

/** An update says so, no later than the hold-off of triggered updates allows (RFC 2080 section 2.5.1). */
export const expectTold = (
  t: TestContext,
  since: Cause,
  told: readonly Told[],
  { link = 'link1', within = TRIGGER_TIME }: Where = {},
): Promise<Received> => t.expect('an update that tells of it', { ...update(t, link), ...telling(...told) }, { since, within, link });

/** The next update that comes by itself is so. */
export const expectRegular = (t: TestContext, wanted: Match, link = 'link1'): Promise<Received> =>
  t.expect('a regular update', { ...update(t, link), ...wanted }, { since: t.now(), within: LONGEST_INTERVAL, link });

/** The device tells nobody beyond that the destination can be reached; it still learns what the first router tells it. */
export async function expectNotTold(t: TestContext, ground: Ground, since: Cause, prefix: Prefix): Promise<void> {
  await t.expectNone('an update with the route', telling({ prefix }), {
    since,
    for: NO_TRIGGER,
    link: 'link1',
    proof: () => expectStillLearning(t, ground),
  });
}

const PROOF = 0xf00f;

/** The proof that a device which says nothing of one route would have said something of another. */
export async function expectStillLearning(t: TestContext, { one }: Ground): Promise<void> {
  const prefix = destination(t, PROOF);
  const sent = await tell(t, one, [route(prefix, 2)], { label: 'a right Response of the first router' });
  await expectTold(t, sent, [{ prefix, metric: 3 }]);
}

/** Nothing else is said of the destination than before; a regular update may repeat that. */
export const expectUnchanged = (
  t: TestContext,
  ground: Ground,
  since: Cause,
  told: Required<Pick<Told, 'prefix' | 'metric'>>,
): Promise<void> =>
  t.expectNone('an update that says otherwise', tellingOtherwise(told), {
    since,
    for: NO_TRIGGER,
    link: 'link1',
    proof: () => expectStillLearning(t, ground),
  });

/** The proof that a device which says nothing unasked speaks RIPng: a router gets the table, with the subnet of the other link. */
export async function expectAnswered(t: TestContext, { near, far }: Topology, router: Neighbor): Promise<void> {
  const { prefix } = router.link === near.link ? far : near;
  const since = await ask(t, router, [WHOLE_TABLE]);
  await t.expect(
    `the answer to the ${router.name}`,
    { 'ipv6.destination': router.linkLocal, ...RESPONSE_OF_RIPNG, ...telling({ prefix }) },
    { since, within: REPLY_TIME },
  );
}

/** The router that the device tells by from is not on the link that packets for it come from. */
const packetsTo = (ground: Topology, { link }: Neighbor): Topology => (link === ground.far.link ? ground : reversed(ground));

/** What is told of a route may come before packets follow it: many routers hand their routes to another program, or to hardware. */
const INSTALLATION = seconds(1);

/** A packet for the destination goes to that router. */
export async function expectBy(
  t: TestContext,
  ground: Topology,
  to: Neighbor,
  prefix: Prefix,
  address: Address = addressIn(t, prefix),
): Promise<void> {
  const topology = packetsTo(ground, to);
  await t.elapse(INSTALLATION);
  await expectForwarded(t, topology, `packet for the ${to.name}`, transit(topology, [cargo(t)], { destination: address }), {
    link: to.link,
    to,
  });
}

/** A packet for the destination is refused: there is no route, or what else the refusal says. */
export async function expectNoRoute(
  t: TestContext,
  ground: Topology,
  prefix: Prefix,
  address: Address = addressIn(t, prefix),
  refusal: Refusal = NO_ROUTE,
): Promise<void> {
  const topology = reversed(ground);
  const draft = transit(topology, [cargo(t)], { destination: address });
  await t.elapse(INSTALLATION);
  await expectRefused(t, topology, await sendTransit(t, topology, 'packet for the destination', draft), draft, refusal);
}

/** The device learns from a router; the message that taught it. */
export async function givenLearned(t: TestContext, from: Neighbor, prefix: Prefix, metric: number, link = 'link1'): Promise<Sent> {
  return t.given(`the device learns ${metric} from the ${from.name}`, async () => {
    const sent = await tell(t, from, [route(prefix, metric)]);
    await expectTold(t, sent, [{ prefix, metric: metric + 1 }], { link });
    return sent;
  });
}

/** The device learns from a router, which then calls the destination unreachable; when it did. */
export async function givenPoisoned(t: TestContext, from: Neighbor, prefix: Prefix, metric: number): Promise<Sent> {
  await givenLearned(t, from, prefix, metric);
  return t.given('the device gives the route up', async () => {
    const sent = await tell(t, from, [route(prefix, INFINITY)]);
    await expectTold(t, sent, [{ prefix, metric: INFINITY }]);
    return sent;
  });
}

/**
 * A regular update has just been sent, and the next one is 15 seconds away at least (RFC 2080 section 2.3): what comes in between
 * is triggered.
 */
export const givenRegular = (t: TestContext, { near }: Ground): Promise<Received> =>
  t.given('a regular update has just been sent', () => expectRegular(t, telling({ prefix: near.prefix })));
