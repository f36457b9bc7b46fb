import '../ledger/ledger.js';
import type { Address } from '../../reference/net/address.js';
import { seconds, sum, type Duration } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { Match } from '../kit/match.js';
import type { Neighbor, Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { assignGlobal, remoteAddress } from './device-addresses.js';
import { solicitationFor } from './messages.js';
import { PREFERENCE } from './preferences.js';
import { becomeInformed, expectVia, inform, routerNamed, routeTo, type Setting } from './route-information.js';
import { advertise, advertiseRouter } from './routers.js';

/** RFC 4191 section 3.5: "no more than one per minute per router". */
const PROBE_INTERVAL = seconds(60);
/** While the device talks, a packet for a remote address leaves it this often. */
const TALKING_EVERY = seconds(1);
const PROBE_COMES = sum(PROBE_INTERVAL, TALKING_EVERY);
/** The router in use is given up: the delay, three probes, and a second more. */
const GIVEN_UP = seconds(9);

/** The device avoids a router that does not answer. */
interface Avoiding extends Setting {
  readonly avoided: Neighbor;
  /** In use; its packets go through the default router of the setting. */
  readonly remote: Address;
}

async function becomeAvoiding(t: TestContext): Promise<Avoiding> {
  const device = await assignGlobal(t);
  const [avoided, defaultRouter] = [routerNamed(t, 'preferred router'), routerNamed(t, 'other router')];
  await advertise(t, avoided, { routerLifetime: 1800, preference: PREFERENCE.high });
  await advertiseRouter(t, defaultRouter);
  const setting = { device, defaultRouter, avoided, remote: remoteAddress(t) };
  await t.given('the preferred router is used', () => expectVia(t, setting, setting.remote, avoided));
  return giveUp(t, setting);
}

/** The router stops answering, and the device sends elsewhere. */
async function giveUp(t: TestContext, setting: Avoiding): Promise<Avoiding> {
  t.takeOver('neighbor-discovery', setting.avoided);
  await t.elapse(GIVEN_UP);
  await t.given('it is avoided', () => isAvoided(t, setting));
  return setting;
}

/** A device may try other routers before it comes to the one that answers. */
const TRIES = 8;

async function isAvoided(t: TestContext, { device, remote, defaultRouter }: Avoiding): Promise<boolean> {
  for (let tried = 0; tried < TRIES; tried++) {
    const ask = question(t, remote, device);
    const sent = await t.send('Echo Request from a remote address', ask.frame, { from: defaultRouter });
    const reply = { ...ask.reply, 'ethernet.destination': defaultRouter.linkLayerAddress };
    if (await t.optionally('Echo Reply through the other router', reply, { since: sent, within: ANSWER_TIME })) return true;
  }
  return false;
}

/** How many packets went out, and how many of them not through the router in use: the device avoids the other one no more. */
interface Talk {
  readonly sent: number;
  readonly astray: number;
}

/** Packets for the remote address go on, as long as it is not done. */
async function talk(t: TestContext, { remote, device, defaultRouter }: Avoiding, during: Duration, done = () => false): Promise<Talk> {
  const replies: Match[] = [];
  for (let talked = 0; talked < during && !done(); talked += TALKING_EVERY) {
    const ask = question(t, remote, device);
    await t.send('Echo Request from a remote address', ask.frame, { from: defaultRouter });
    replies.push({ ...ask.reply, 'ethernet.destination': defaultRouter.linkLayerAddress });
    await t.elapse(TALKING_EVERY);
  }
  return { sent: replies.length, astray: replies.filter((reply) => t.allReceived(reply).length === 0).length };
}

/** Packets go on until the avoided router is solicited: it was before it was given up, so that may take a minute. */
async function talkUntilProbed(t: TestContext, avoiding: Avoiding) {
  const since = t.now();
  const probe = solicitationFor(avoiding.avoided.linkLocal);
  const talked = await talk(t, avoiding, PROBE_COMES, () => t.allReceived(probe, since).length > 0);
  return { since, probe, talked };
}

async function expectProbe(t: TestContext, avoiding: Avoiding): Promise<void> {
  const { since, probe, talked } = await talkUntilProbed(t, avoiding);
  await t.expect('a Neighbor Solicitation for the avoided router', probe, { since, within: sum(PROBE_COMES, ANSWER_TIME) });
  expectAvoided(t, talked, 'other');
}

/** Those that came with the solicitation, too. */
const expectAvoided = (t: TestContext, { sent, astray }: Talk, router: string): void =>
  t.check(`every packet goes to the ${router} router`, { holds: astray === 0, found: `${astray} of ${sent} packets did not` });

/**
 * Without probes there is nothing that could come too often or at the wrong time. A device that sends packets to the
 * router again solicits it for these.
 */
async function needProbe(t: TestContext, avoiding: Avoiding): Promise<Received> {
  const { since, probe, talked } = await talkUntilProbed(t, avoiding);
  if (talked.astray > 0) t.skip('the device tries the router that it avoids with packets instead of probing it');
  return t.allReceived(probe, since)[0] ?? t.skip('the device does not probe the router that it avoids');
}

type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'>;

const probingTest = (row: Row): void =>
  conformance({
    ...row,
    id: `nd.router-probing.${row.id}`,
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
  });

suite('Router reachability probing', () => {
  probingTest({
    id: 'default-router',
    title: 'a preferred default router that does not answer is probed while packets go to another one',
    requirement: 'ra-rtr-probe',
    async run(t) {
      await expectProbe(t, await becomeAvoiding(t));
    },
  });

  probingTest({
    id: 'route',
    title: 'the router of a route that does not answer is probed while packets go to the default router',
    requirement: 'ra-rtr-probe',
    async run(t) {
      const informed = await becomeInformed(t);
      await expectProbe(t, await giveUp(t, { ...informed, avoided: informed.router }));
    },
  });

  probingTest({
    id: 'two-routers',
    title: 'of three routers the two better ones do not answer: both are probed while packets go to the third',
    requirement: 'ra-rtr-probe',
    async run(t) {
      const informed = await becomeInformed(t, { preference: 'high' });
      const second = routerNamed(t, 'second router');
      await inform(t, second, routeTo(informed.prefix, { preference: 'low' }));
      t.takeOver('neighbor-discovery', second);
      t.takeOver('neighbor-discovery', informed.router);
      await t.elapse(GIVEN_UP);
      await t.given('the second router is tried', () => expectVia(t, informed, informed.remote, second));
      const avoiding = await giveUp(t, { ...informed, avoided: informed.router });
      const since = t.now();
      const talked = await talk(t, avoiding, PROBE_COMES);
      const probes = [informed.router, second].map(({ linkLocal }) => solicitationFor(linkLocal));
      await t.expectInAnyOrder('a Neighbor Solicitation for each', probes, {
        since,
        within: sum(PROBE_COMES, ANSWER_TIME),
      });
      expectAvoided(t, talked, 'third');
    },
  });

  probingTest({
    id: 'used-again',
    title: 'a preferred router that answers the probe is used again',
    requirement: 'ra-rtr-probe',
    async run(t) {
      const avoiding = await becomeAvoiding(t);
      t.handBack('neighbor-discovery', avoiding.avoided);
      await needProbe(t, avoiding);
      await t.elapse(ANSWER_TIME);
      await expectVia(t, avoiding, avoiding.remote, avoiding.avoided);
    },
  });

  probingTest({
    id: 'once-a-minute',
    title: 'a router is probed no more than once a minute, however many packets avoid it',
    requirement: 'ra-rtr-probe-rate',
    async run(t) {
      const avoiding = await becomeAvoiding(t);
      const probe = await needProbe(t, avoiding);
      if ((await talk(t, avoiding, seconds(58))).astray > 0) t.skip('the device tries the router that it avoids with packets');
      // The last second of the minute is granted to coarse timers.
      await t.expectNone('a second probe', solicitationFor(avoiding.avoided.linkLocal), { since: probe, for: seconds(59) });
    },
  });

  for (const [id, title] of [
    ['no-traffic', 'is not probed while no packet is sent'],
    ['other-traffic', 'is not probed for packets that it would not get'],
  ] as const)
    probingTest({
      id,
      title: `a preferred router that does not answer ${title}`,
      requirement: 'ra-rtr-probe-useful',
      async run(t) {
        const avoiding = await becomeAvoiding(t);
        await needProbe(t, avoiding);
        const since = t.now();
        // What the device says to the tester on the link would go to no router.
        const direct = { ...avoiding, remote: t.tester.linkLocal, device: t.dut.linkLocal, defaultRouter: t.tester };
        if (id === 'other-traffic') await talk(t, direct, sum(PROBE_INTERVAL, seconds(5)));
        await t.expectNone('a probe', solicitationFor(avoiding.avoided.linkLocal), { since, for: sum(PROBE_INTERVAL, seconds(10)) });
      },
    });
});
