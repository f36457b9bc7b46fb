import '../ledger/ledger.js';
import { seconds } from '../../reference/time.js';
import { mtu as mtuOption } from '../../reference/wire/nd-options.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { exchange, requireAtMost, requireFragments, requireWhole, type Path } from '../pmtu/large-packets.js';
import { about, ANSWER_TIME, DELAY_FIRST_PROBE_TIME, HOP_LIMIT, LINK_MTU, MINIMUM_MTU } from './constants.js';
import { multicastSolicitationFor, solicitationFor } from './messages.js';
import { prime } from './neighbor-states.js';
import { advertise } from './routers.js';
import { expectReply } from './state-proof.js';
import { firstSolicitation, needResolution } from './unresolved.js';

const routerOf = (t: TestContext, name = 'router'): Neighbor => t.neighbor({ name, router: true });

/** The hop limit of the device's own packets. */
async function expectHopLimit(t: TestContext, hopLimit: number): Promise<void> {
  const ask = question(t, t.tester.linkLocal, t.dut.linkLocal);
  const sent = await t.send('Echo Request', ask.frame);
  const reply = await t.expect('Echo Reply', { ...ask.reply, 'ipv6.hopLimit': present }, { since: sent, within: ANSWER_TIME });
  t.require(`hop limit ${hopLimit}`, reply, { 'ipv6.hopLimit': hopLimit });
}

suite('Router Advertisement: Cur Hop Limit', () => {
  for (const [hopLimit, requirement] of [
    [255, 'ra-curhoplimit-set'],
    [15, 'ra-curhoplimit-set'],
    [1, 'ra-curhoplimit-low'],
  ] as const)
    conformance({
      id: `nd.ra-parameter.hop-limit-${hopLimit}`,
      title: `an advertised Cur Hop Limit of ${hopLimit} is used`,
      requirement,
      role: 'host',
      testbed: oneLink,
      async run(t) {
        await advertise(t, routerOf(t), { curHopLimit: hopLimit });
        await expectHopLimit(t, hopLimit);
      },
    });

  conformance({
    id: 'nd.ra-parameter.hop-limit-zero',
    title: 'a Cur Hop Limit of 0 leaves the hop limit in use as it is',
    requirement: 'ra-curhoplimit-zero',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const router = routerOf(t);
      await advertise(t, router, { curHopLimit: HOP_LIMIT - 14 });
      await t.given('the advertised hop limit is used', () => expectHopLimit(t, HOP_LIMIT - 14));
      await advertise(t, router, { curHopLimit: 0 });
      await expectHopLimit(t, HOP_LIMIT - 14);
    },
  });

  conformance({
    id: 'nd.ra-parameter.latest-wins',
    title: 'of two Cur Hop Limits from two routers the later one counts',
    requirement: 'ra-latest-wins',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      await advertise(t, routerOf(t, 'first router'), { curHopLimit: 20 });
      await advertise(t, routerOf(t, 'second router'), { curHopLimit: 30 });
      await expectHopLimit(t, 30);
    },
  });
});

/** RFC 4861 section 6.3.4: zero is "unspecified". */
suite('Router Advertisement: Reachable Time and Retrans Timer of zero', () => {
  conformance({
    id: 'nd.ra-parameter.reachable-time-zero',
    title: 'a Reachable Time of 0 leaves the advertised one in use',
    requirement: 'ra-reachable-zero',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const router = routerOf(t);
      await advertise(t, router, { reachableTime: 4_000 });
      await advertise(t, router, { reachableTime: 0 });
      const neighbor = await prime(t, 'reachable');
      await t.elapse(seconds(6.1));
      const reply = await expectReply(t, neighbor);
      await t.expect('a probe', solicitationFor(neighbor.address), { since: reply, within: about(DELAY_FIRST_PROBE_TIME)[1] });
    },
  });

  conformance({
    id: 'nd.ra-parameter.retrans-timer-zero',
    title: 'a Retrans Timer of 0 leaves the advertised one in use',
    requirement: 'ra-retrans-zero',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const router = routerOf(t);
      await advertise(t, router, { retransTimer: 3_000 });
      await advertise(t, router, { retransTimer: 0 });
      const unresolved = await needResolution(t, 'link-local');
      const first = await firstSolicitation(t, unresolved);
      const next = multicastSolicitationFor(unresolved.target);
      await t.expect('the next solicitation', next, { since: first, between: about(seconds(3)) });
    },
  });
});

async function advertiseMtu(t: TestContext, value: number, reserved?: number): Promise<void> {
  await advertise(t, routerOf(t), { options: [mtuOption(value, { ...(reserved !== undefined && { reserved }) })] });
}

const pathOf = (t: TestContext): Path => ({ device: t.dut.linkLocal, remote: t.tester.linkLocal, from: t.tester });

suite('Router Advertisement: MTU option', () => {
  for (const value of [1499, 1400, MINIMUM_MTU])
    conformance({
      id: `nd.ra-parameter.mtu-${value}`,
      title: `an MTU of ${value} limits what is sent`,
      requirement: 'ra-mtu-set',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        await advertiseMtu(t, value);
        requireFragments(t, await exchange(t, pathOf(t), LINK_MTU), value);
      },
    });

  for (const value of [0, 68, 1279])
    conformance({
      id: `nd.ra-parameter.mtu-${value}`,
      title: `an MTU of ${value} is ignored`,
      requirement: 'ra-mtu-below-1280',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        await advertiseMtu(t, value);
        requireWhole(t, await exchange(t, pathOf(t), LINK_MTU), LINK_MTU);
      },
    });

  for (const value of [1501, 9000, 0xffff_ffff])
    conformance({
      id: `nd.ra-parameter.mtu-${value}`,
      title: `an MTU of ${value} on Ethernet gives no longer packets`,
      requirement: 'ra-mtu-above-link',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        await advertiseMtu(t, value);
        requireAtMost(t, await exchange(t, pathOf(t), 2_000), LINK_MTU);
      },
    });

  conformance({
    id: 'nd.ra-parameter.mtu-reserved',
    title: 'an MTU option with its Reserved field set counts like any other',
    requirement: 'ra-mtu-reserved',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      await advertiseMtu(t, 1400, 0xffff);
      requireFragments(t, await exchange(t, pathOf(t), LINK_MTU), 1400);
    },
  });
});
