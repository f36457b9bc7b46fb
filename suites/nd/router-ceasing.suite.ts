import '../ledger/ledger.js';
import { addressFromOctets, ALL_ROUTERS, type Address } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { seconds, type Duration, type Instant } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { between, not, present, satisfies, type Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import {
  anyAdvertisement,
  beginAnswering,
  DEFAULTS,
  LATEST_ANSWER,
  multicastAdvertisement,
  numberedPrefix,
  solicit,
} from './advertising.js';
import { ANSWER_TIME, MAX_FINAL_RTR_ADVERTISEMENTS, MAX_RTR_SOLICITATION_DELAY } from './constants.js';
import { assignGlobal } from './device-addresses.js';
import { leaveOf } from './listener-reports.js';
import { advertisementOf, solicitation } from './messages.js';

const PREFERENCE_MEDIUM = 0;

/** Nothing keeps a final advertisement back but the rate limit; half of it is granted to the device. */
const NEXT_FINAL: Duration = seconds(4.5);
/** Longer than final advertisements, each as late as can be, take. */
const FINALS_TIME = seconds(12);

const finalAdvertisement: Match = { ...multicastAdvertisement, 'routerAdvertisement.routerLifetime': 0 };
const lively: Match = { ...anyAdvertisement, 'routerAdvertisement.routerLifetime': between(1, 0xffff) };

const stop = (t: TestContext): Promise<void> => t.do({ kind: 'stop-advertising', link: 'link0' });

suite('Router Advertisements: ceasing to advertise', () => {
  conformance({
    id: 'nd.router-ceasing.final',
    title: 'a router that ceases to advertise says so by a Router Lifetime of zero',
    requirement: 'rtr-ra-cease',
    role: 'router',
    testbed: oneLink,
    actions: ['advertise', 'stop-advertising'],
    async run(t) {
      await beginAnswering(t);
      const before = t.now();
      await stop(t);
      await t.expect('a final Router Advertisement', finalAdvertisement, { since: before, within: NEXT_FINAL });
    },
  });

  conformance({
    id: 'nd.router-ceasing.at-most-three',
    title: `it says so no more than ${MAX_FINAL_RTR_ADVERTISEMENTS} times, and nothing else`,
    requirement: 'rtr-ra-cease',
    role: 'router',
    testbed: oneLink,
    actions: ['advertise', 'stop-advertising'],
    async run(t) {
      await beginAnswering(t);
      let last: Instant = t.now();
      await stop(t);
      for (let i = 0; i < MAX_FINAL_RTR_ADVERTISEMENTS; i++) {
        const final = await t.optionally('a final Router Advertisement', finalAdvertisement, { since: last, within: NEXT_FINAL });
        if (final === undefined) break;
        last = final.at;
      }
      await t.expectNone('one more Router Advertisement', anyAdvertisement, { since: last, for: FINALS_TIME });
    },
  });

  conformance({
    id: 'nd.router-ceasing.preference',
    title: 'the preference in final advertisements is 00',
    requirement: 'rtr-ra-pref-field',
    role: 'router',
    testbed: oneLink,
    actions: ['advertise', 'stop-advertising'],
    async run(t) {
      await beginAnswering(t, { ...DEFAULTS, advDefaultPreference: 'high' });
      const before = t.now();
      await stop(t);
      const preferring = { ...finalAdvertisement, 'routerAdvertisement.preference': not(PREFERENCE_MEDIUM) };
      await t.expectNone('a preference without lifetime', preferring, { since: before, for: FINALS_TIME });
    },
  });

  conformance({
    id: 'nd.router-ceasing.routes',
    title: 'final advertisements take back the routes that were advertised',
    requirement: 'rtr-rio-final-zero',
    role: 'router',
    testbed: oneLink,
    actions: ['advertise', 'stop-advertising'],
    async run(t) {
      await beginAnswering(t, { ...DEFAULTS, advRouteList: [{ prefix: numberedPrefix(t, 1, 48), preference: 'high' }] });
      const before = t.now();
      await stop(t);
      const takenBack = { ...finalAdvertisement, 'routerAdvertisement.options.routeInformation.routeLifetime': 0 };
      await t.expect('a final Router Advertisement with a Route Lifetime of zero', takenBack, { since: before, within: NEXT_FINAL });
    },
  });

  conformance({
    id: 'nd.router-ceasing.no-answer',
    title: 'a router that has ceased to advertise answers no solicitation',
    requirement: 'rtr-ra-only-advertising',
    role: 'router',
    testbed: oneLink,
    actions: ['advertise', 'stop-advertising'],
    async run(t) {
      await beginAnswering(t);
      await stop(t);
      await t.elapse(FINALS_TIME);
      const sent = await solicit(t);
      await t.expectNone('an answer', anyAdvertisement, { since: sent, for: LATEST_ANSWER });
    },
  });

  conformance({
    id: 'nd.router-ceasing.interface-down',
    title: 'an advertising interface that is disabled says so by a Router Lifetime of zero',
    requirement: 'rtr-ra-cease',
    role: 'router',
    testbed: oneLink,
    actions: ['advertise', 'interface-down'],
    async run(t) {
      await beginAnswering(t);
      const before = t.now();
      await t.do({ kind: 'interface-down', link: 'link0' });
      await t.expect('a final Router Advertisement', finalAdvertisement, { since: before, within: ANSWER_TIME });
    },
  });
});

const becomeHost = (t: TestContext): Promise<void> => t.do({ kind: 'become-host', link: 'link0' });

suite('A router that becomes a host', () => {
  conformance({
    id: 'nd.router-to-host.router-lifetime',
    title: 'after it every Router Advertisement has a Router Lifetime of zero',
    requirement: 'rtr-ra-host-switch',
    role: 'router',
    testbed: oneLink,
    actions: ['advertise', 'become-host'],
    async run(t) {
      await beginAnswering(t);
      await becomeHost(t);
      const sent = await solicit(t);
      await t.expectNone('a Router Advertisement with a lifetime', lively, { since: sent, for: FINALS_TIME });
    },
  });

  conformance({
    id: 'nd.router-to-host.router-flag',
    title: 'after it Neighbor Advertisements have the Router flag clear',
    requirement: 'ar-na-r-flag-after-role-change',
    role: 'router',
    testbed: oneLink,
    actions: ['become-host'],
    async run(t) {
      await becomeHost(t);
      const target = t.dut.linkLocal;
      const sent = await t.send(
        'Neighbor Solicitation',
        solicitation({ source: t.tester.linkLocal, target, linkLayer: t.tester.linkLayerAddress }),
      );
      const answer = await t.expect('Neighbor Advertisement', advertisementOf(target), { since: sent, within: ANSWER_TIME });
      t.require('Router flag', answer, { 'neighborAdvertisement.router': false });
    },
  });

  conformance({
    id: 'nd.router-to-host.leaves-group',
    title: 'it leaves the group of all routers',
    requirement: 'rtr-leaves-allrouters',
    role: 'router',
    testbed: oneLink,
    actions: ['become-host'],
    async run(t) {
      const before = t.now();
      await becomeHost(t);
      await t.expect('a report that leaves the group', leaveOf(ALL_ROUTERS), { since: before, within: seconds(2) });
    },
  });

  conformance({
    id: 'nd.router-to-host.solicits',
    title: 'it looks for routers',
    requirement: 'rs-router-to-host',
    role: 'router',
    testbed: oneLink,
    actions: ['become-host'],
    async run(t) {
      const before = t.now();
      await becomeHost(t);
      const solicitation = { routerSolicitation: present };
      await t.expect('a Router Solicitation', solicitation, { since: before, within: MAX_RTR_SOLICITATION_DELAY });
    },
  });
});

/** Gives the device a second link-local address and waits until it is in use. */
const assignLinkLocal = (t: TestContext): Promise<Address> =>
  assignGlobal(t, addressFromOctets(t.neighbor({ name: 'namesake' }).linkLocal.map((octet, i) => (i === 8 ? octet ^ 0x40 : octet))));

suite('A router whose link-local address changes', () => {
  for (const which of ['old', 'new'] as const)
    conformance({
      id: `nd.router-advertising.link-local-change-${which}`,
      title:
        which === 'old'
          ? 'a router takes back the link-local address that it advertised from'
          : 'a router advertises from its new link-local address',
      requirement: 'rtr-ll-change',
      role: 'router',
      testbed: oneLink,
      actions: ['advertise', 'add-address', 'remove-address'],
      async run(t) {
        const old = t.dut.linkLocal;
        await beginAnswering(t);
        const address = await assignLinkLocal(t);
        const before = t.now();
        await t.do({ kind: 'remove-address', link: 'link0', address: old });
        const wanted =
          which === 'old'
            ? { ...finalAdvertisement, 'ipv6.source': old }
            : { ...multicastAdvertisement, 'ipv6.source': address, 'routerAdvertisement.routerLifetime': 1_800 };
        await t.expect(`a Router Advertisement from the ${which} address`, wanted, { since: before, within: FINALS_TIME });
        await t.state();
      },
    });

  conformance({
    id: 'nd.router-advertising.link-local-change-last',
    title: 'after the new address has spoken the old one is not heard any more',
    requirement: 'rtr-ll-change',
    role: 'router',
    testbed: oneLink,
    actions: ['advertise', 'add-address', 'remove-address'],
    async run(t) {
      const old = t.dut.linkLocal;
      await beginAnswering(t);
      await assignLinkLocal(t);
      const before = t.now();
      await t.do({ kind: 'remove-address', link: 'link0', address: old });
      await t.state();
      const fromOld = satisfies<Uint8Array>('the old address', (source) => equalOctets(source, old));
      await t.expectNone('a default router at the old address', { ...lively, 'ipv6.source': fromOld }, { since: before, for: seconds(20) });
    },
  });
});
