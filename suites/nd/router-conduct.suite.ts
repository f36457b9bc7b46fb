import '../ledger/ledger.js';
import { ALL_NODES, ALL_ROUTERS, UNSPECIFIED } from '../../reference/net/address.js';
import { prefixContains } from '../../reference/net/prefix.js';
import { minutes, seconds, times } from '../../reference/time.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { prefixInformation, sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { routerAdvertisement } from '../../reference/wire/nd.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import {
  ADVERTISES,
  anyAdvertisement,
  beginAdvertising,
  DEFAULTS,
  FIRST_ADVERTISEMENT_TIME,
  LATEST_ANSWER,
  multicastAdvertisement,
  solicit,
} from './advertising.js';
import { about, ANSWER_TIME, DELAY_FIRST_PROBE_TIME, HOP_LIMIT, MAX_INITIAL_RTR_ADVERT_INTERVAL } from './constants.js';
import { reportOf } from './listener-reports.js';
import { multicastSolicitationFor, solicitationFor } from './messages.js';
import { prime } from './neighbor-states.js';
import { expectReply } from './state-proof.js';
import { firstSolicitation, needResolution } from './unresolved.js';

suite('A router that does not advertise', () => {
  conformance({
    id: 'nd.router-silent.unsolicited',
    title: 'a router that nobody has told to advertises nothing',
    requirement: 'rtr-ra-only-advertising',
    role: 'router',
    testbed: oneLink,
    lasts: minutes(12),
    async run(t) {
      // Longer than the MaxRtrAdvInterval that would be the default.
      await t.expectNone('a Router Advertisement', anyAdvertisement, { since: t.now(), for: seconds(700) });
    },
  });

  conformance({
    id: 'nd.router-silent.solicited',
    title: 'a router that nobody has told to advertise answers no solicitation',
    requirement: 'rtr-ra-only-advertising',
    role: 'router',
    testbed: oneLink,
    async run(t) {
      const sent = await solicit(t);
      await t.expectNone('an answer', anyAdvertisement, { since: sent, for: LATEST_ANSWER });
    },
  });
});

/** RFC 3810 section 5 reports what is joined at once; an interface that comes up may take some seconds. */
const JOIN_TIME = seconds(6);

suite('A router on an advertising interface', () => {
  conformance({
    id: 'nd.router-advertising.joins-all-routers',
    title: 'an advertising interface listens to the group of all routers',
    requirement: 'rtr-joins-allrouters',
    role: 'router',
    testbed: oneLink,
    actions: ['advertise', 'reset'],
    async run(t) {
      await beginAdvertising(t);
      const before = t.now();
      await t.do({ kind: 'reset', link: 'link0' });
      await t.expect('a report that joins ff02::2', reportOf(ALL_ROUTERS), { since: before, within: JOIN_TIME });
    },
  });

  conformance({
    id: 'nd.router-advertising.change',
    title: 'a change of what is advertised is advertised soon',
    requirement: 'rtr-ra-change-burst',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAdvertising(t);
      const before = t.now();
      await t.do({ kind: 'advertise', link: 'link0', configuration: { ...DEFAULTS, advManagedFlag: true } });
      const changed = { ...multicastAdvertisement, 'routerAdvertisement.managed': true };
      await t.expect('an advertisement of the change', changed, { since: before, within: MAX_INITIAL_RTR_ADVERT_INTERVAL });
    },
  });

  conformance({
    id: 'nd.router-advertising.change-complete',
    title: 'after a change nothing is advertised as it was before',
    requirement: 'rtr-ra-fields',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAdvertising(t, { ...DEFAULTS, advManagedFlag: true });
      await t.do({ kind: 'advertise', link: 'link0', configuration: DEFAULTS });
      const before = t.now();
      const outdated = { ...anyAdvertisement, 'routerAdvertisement.managed': true };
      await t.expectNone('an advertisement as before', outdated, { since: before, for: FIRST_ADVERTISEMENT_TIME });
    },
  });
});

const FOREIGN_HOP_LIMIT = 7;

/** Another router advertises what hosts would take over. */
async function anotherRouterAdvertises(t: TestContext): Promise<ReturnType<TestContext['send']>> {
  const router = t.neighbor({ name: 'other router', router: true });
  const options = [
    sourceLinkLayerAddress(router.linkLayerAddress),
    prefixInformation({ prefix: t.prefix.address, validLifetime: 600, preferredLifetime: 600 }),
  ];
  const draft = frame(
    ipv6({ source: router.linkLocal, destination: ALL_NODES }),
    routerAdvertisement({ curHopLimit: FOREIGN_HOP_LIMIT, routerLifetime: 0, options }),
  );
  return t.send('Router Advertisement of another router', draft, { from: router });
}

async function expectHopLimit(t: TestContext, hopLimit: number): Promise<void> {
  const ask = question(t, t.tester.linkLocal, t.dut.linkLocal);
  const sent = await t.send('Echo Request', ask.frame);
  const reply = await t.expect('Echo Reply', ask.reply, { since: sent, within: ANSWER_TIME });
  t.require('hop limit of the reply', reply, { 'ipv6.hopLimit': hopLimit });
}

/** RFC 4862 section 5.4.2 lets a second pass before an address that a multicast advertisement gave is tested. */
const ADDRESS_COMES = seconds(2);

suite('A router that hears another one', () => {
  conformance({
    id: 'nd.router-hears-router.variables-kept',
    title: 'it keeps its hop limit when another router advertises a different one',
    requirement: 'rtr-ra-consistency-nonact',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAdvertising(t);
      await anotherRouterAdvertises(t);
      await expectHopLimit(t, HOP_LIMIT);
    },
  });

  conformance({
    id: 'nd.router-hears-router.no-address',
    title: 'it forms no address in a prefix that another router advertises',
    requirement: 'ra-ignored-by-router',
    role: 'router',
    testbed: oneLink,
    async run(t) {
      const sent = await anotherRouterAdvertises(t);
      const inPrefix = satisfies<Uint8Array>('in the prefix of the advertisement', (target) => prefixContains(t.prefix, target));
      const detection = { 'neighborSolicitation.target': inPrefix, 'ipv6.source': UNSPECIFIED };
      await t.expectNone('Duplicate Address Detection in the advertised prefix', detection, { since: sent, for: ADDRESS_COMES });
    },
  });
});

const OWN_HOP_LIMIT = 23;
const RETRANS_TIME = seconds(3);
/** As in the tests of hosts: whether packets were sent lately when the time ends must not matter. */
const LONGER_REACHABLE_TIME = seconds(8);
const REACHABLE_TIME = seconds(4);

suite('What a router advertises holds for itself', () => {
  conformance({
    id: 'nd.router-variables.hop-limit',
    title: 'packets of a router have the hop limit that it advertises',
    requirement: 'rtr-vars-as-host',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAdvertising(t, { ...DEFAULTS, advCurHopLimit: OWN_HOP_LIMIT });
      await expectHopLimit(t, OWN_HOP_LIMIT);
    },
  });

  conformance({
    id: 'nd.router-variables.retrans-timer',
    title: 'solicitations of a router are the advertised Retrans Timer apart',
    requirement: 'rtr-vars-as-host',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAdvertising(t, { ...DEFAULTS, advRetransTimer: RETRANS_TIME });
      const unresolved = await needResolution(t, 'link-local');
      const first = await firstSolicitation(t, unresolved);
      await t.expect('the next solicitation', multicastSolicitationFor(unresolved.target), { since: first, between: about(RETRANS_TIME) });
    },
  });

  conformance({
    id: 'nd.router-variables.reachable-at-least',
    title: 'an entry of a router stays REACHABLE for at least half the advertised Reachable Time',
    requirement: 'rtr-vars-as-host',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAdvertising(t, { ...DEFAULTS, advReachableTime: LONGER_REACHABLE_TIME });
      const neighbor = await prime(t, 'reachable');
      await t.elapse(times(LONGER_REACHABLE_TIME, 0.4));
      const reply = await expectReply(t, neighbor);
      await t.expectNone('a probe', solicitationFor(neighbor.address), { since: reply, for: about(DELAY_FIRST_PROBE_TIME)[1] });
    },
  });

  conformance({
    id: 'nd.router-variables.reachable-at-most',
    title: 'after one and a half times the advertised Reachable Time a packet of a router leads to a probe',
    requirement: 'rtr-vars-as-host',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAdvertising(t, { ...DEFAULTS, advReachableTime: REACHABLE_TIME });
      const neighbor = await prime(t, 'reachable');
      await t.elapse(about(times(REACHABLE_TIME, 1.5))[1]);
      const reply = await expectReply(t, neighbor);
      await t.expect('a probe', solicitationFor(neighbor.address), { since: reply, within: about(DELAY_FIRST_PROBE_TIME)[1] });
    },
  });
});
