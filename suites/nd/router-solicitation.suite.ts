import '../ledger/ledger.js';
import { ALL_NODES, ALL_ROUTERS, UNSPECIFIED } from '../../reference/net/address.js';
import { elapsed, minutes, seconds, sum, times, ZERO, type Duration } from '../../reference/time.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { routerAdvertisement, type RouterAdvertisementDraft } from '../../reference/wire/nd.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, not, oneOf, present } from '../kit/match.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { assignGlobal, remoteAddress } from './device-addresses.js';
import { broken, type Defect, type MessageParts } from './invalid-messages.js';
import { about } from './constants.js';
import { advertise, advertiseRouter, expectThrough, quietAdvertisement } from './routers.js';
import {
  anySolicitation,
  beginDiscovery,
  FIRST_SOLICITATION_TIME,
  LATENESS,
  firstSolicitation,
  NO_SECOND_SOLICITATION,
  RTR_SOLICITATION_INTERVAL,
  secondSolicitation,
} from './solicitations.js';

suite('Router Solicitation: form', () => {
  conformance({
    id: 'nd.router-solicitation.on-enable',
    title: 'an interface that comes up sends a Router Solicitation to all routers',
    requirement: 'rs-sent-on-enable',
    role: 'host',
    testbed: oneLink,
    actions: ['reset'],
    async run(t) {
      const before = t.now();
      await t.do({ kind: 'reset', link: 'link0' });
      await firstSolicitation(t, before);
    },
  });

  conformance({
    id: 'nd.router-solicitation.on-demand',
    title: 'a Router Solicitation is sent when the operator asks for one',
    requirement: 'rs-rtsol-kame',
    role: 'host',
    testbed: oneLink,
    profiles: ['kame'],
    actions: ['solicit-routers'],
    async run(t) {
      // What the start of the interface calls for has been sent.
      await t.elapse(times(RTR_SOLICITATION_INTERVAL, 4));
      const since = t.now();
      await t.do({ kind: 'solicit-routers', link: 'link0' });
      await firstSolicitation(t, since);
    },
  });

  conformance({
    id: 'nd.router-solicitation.format',
    title: 'a Router Solicitation is well formed',
    requirement: 'rs-format',
    role: 'host',
    testbed: oneLink,
    actions: ['reset'],
    async run(t) {
      const before = t.now();
      await t.do({ kind: 'reset', link: 'link0' });
      const any = { 'routerSolicitation.type': 133 };
      const solicited = await t.expect('Router Solicitation', any, { since: before, within: FIRST_SOLICITATION_TIME });
      await t.state();
      t.require('form of the solicitation', solicited, {
        'ipv6.hopLimit': 255,
        'ipv6.source': oneOf(UNSPECIFIED, ...t.dut.addresses),
        'ipv6.destination': ALL_ROUTERS,
        'ethernet.destination': Uint8Array.of(0x33, 0x33, 0, 0, 0, 2),
        'routerSolicitation.code': 0,
        'routerSolicitation.reserved': 0,
      });
    },
  });

  conformance({
    id: 'nd.router-solicitation.link-layer-address',
    title: 'a Router Solicitation with a source carries the link-layer address',
    requirement: 'rs-slla',
    role: 'host',
    testbed: oneLink,
    actions: ['reset'],
    async run(t) {
      const solicited = await beginDiscovery(t);
      const option = 'routerSolicitation.options.sourceLinkLayerAddress.linkLayerAddress';
      const isUnspecified = (solicited.get('ipv6.source') as Uint8Array).every((octet) => octet === 0);
      if (isUnspecified) t.skip('the device solicits routers from the unspecified address');
      t.require('Source Link-Layer Address option', solicited, { [option]: t.dut.linkLayerAddress });
    },
  });

  conformance({
    id: 'nd.router-solicitation.unspecified-source',
    title: 'a Router Solicitation from the unspecified address carries no link-layer address',
    requirement: 'rs-no-slla-unspec',
    role: 'host',
    testbed: oneLink,
    actions: ['reset'],
    async run(t) {
      const solicited = await beginDiscovery(t);
      const isUnspecified = (solicited.get('ipv6.source') as Uint8Array).every((octet) => octet === 0);
      const option = 'routerSolicitation.options.sourceLinkLayerAddress';
      t.require('the option only with a source', solicited, isUnspecified ? { [option]: absent } : { 'ipv6.source': not(UNSPECIFIED) });
    },
  });
});

suite('Router Solicitation: how often', () => {
  conformance({
    id: 'nd.router-solicitation.three',
    title: 'without an answer three Router Solicitations are sent, four seconds apart, and no more',
    requirement: 'rs-max3',
    role: 'host',
    testbed: oneLink,
    profiles: ['book', 'kame'],
    actions: ['reset'],
    async run(t) {
      const first = await beginDiscovery(t);
      const interval = about(RTR_SOLICITATION_INTERVAL);
      const rest = await t.expectSeries('Router Solicitation', anySolicitation, { since: first, count: 2, interval });
      await t.expectNone('a fourth one', anySolicitation, { since: rest[1] as Received, for: times(RTR_SOLICITATION_INTERVAL, 2) });
    },
  });

  conformance({
    id: 'nd.router-solicitation.back-off',
    title: 'without an answer Router Solicitations go on, each wait about twice the one before',
    requirement: 'rs-backoff-7559',
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['reset'],
    async run(t) {
      await followBackOff(t, (_wait, sent) => sent < 4);
    },
  });

  conformance({
    id: 'nd.router-solicitation.fourth',
    title: 'by default a fourth Router Solicitation follows the third',
    requirement: 'rs-7559-default-on',
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['reset'],
    async run(t) {
      let last = await beginDiscovery(t);
      for (let sent = 2; sent <= 3; sent++)
        last = await t.given(`Router Solicitation ${sent}`, () =>
          t.expect('Router Solicitation', anySolicitation, { since: last, within: seconds(12) }),
        );
      await t.expect('fourth Router Solicitation', anySolicitation, { since: last, within: seconds(21) });
    },
  });

  conformance({
    id: 'nd.router-solicitation.longest-wait',
    title: 'the waits between Router Solicitations grow to an hour, and not beyond',
    requirement: 'rs-backoff-7559',
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['reset'],
    lasts: minutes(240),
    async run(t) {
      const { last, waited } = await followBackOff(t, (wait) => times(wait, 2.1) <= LONGEST_WAIT);
      const anHour = [times(LONGEST_WAIT, 0.9), times(LONGEST_WAIT, 1.1 * LATENESS)] as const;
      const least = times(waited, 1.9 / LATENESS);
      const between = [least < anHour[0] ? least : anHour[0], anHour[1]] as const;
      const capped = await t.expect('Router Solicitation', anySolicitation, { since: last, between });
      await t.expectSeries('Router Solicitation', anySolicitation, { since: capped, count: 2, interval: anHour });
    },
  });
});

/** MRT of RFC 7559 section 2. */
const LONGEST_WAIT = seconds(3_600);

interface Waited {
  readonly last: Received;
  readonly waited: Duration;
}

/** The waits of RFC 3315 section 14 with IRT 4 s and RAND 0.1: each 1.9 to 2.1 times the one before, which itself ended a little late. */
async function followBackOff(t: TestContext, goesOn: (waited: Duration, sent: number) => boolean): Promise<Waited> {
  let last = await beginDiscovery(t);
  let waited = ZERO;
  let between = secondSolicitation(t);
  for (let sent = 1; sent === 1 || goesOn(waited, sent); sent++) {
    const next = await t.expect(`Router Solicitation ${sent + 1}`, anySolicitation, { since: last, between });
    waited = elapsed(last.at, next.at);
    between = [times(waited, 1.9 / LATENESS), times(waited, 2.1 * LATENESS)];
    last = next;
  }
  return { last, waited };
}

const ROUTER_LIFETIME_S = 1800;

const advertisementBy = (router: Neighbor): MessageParts<RouterAdvertisementDraft> => ({
  header: { source: router.linkLocal, destination: ALL_NODES },
  fields: { curHopLimit: 0, routerLifetime: ROUTER_LIFETIME_S, options: [sourceLinkLayerAddress(router.linkLayerAddress)] },
  layer: routerAdvertisement,
});

const defects: Readonly<Record<string, Defect>> = { hl: 'hop-limit', cksum: 'checksum', code: 'code' };
const invalid: Readonly<Record<string, (router: Neighbor) => FrameDraft>> = {
  ...Object.fromEntries(
    Object.entries(defects).map(([name, defect]) => [
      name,
      (router: Neighbor) => broken(advertisementBy(router), defect, { shortened: 8 }),
    ]),
  ),
  src: (router) => {
    const { header, fields, layer } = advertisementBy(router);
    return frame(ipv6({ ...header, source: router.address }), layer(fields));
  },
};

suite('Router Solicitation: what ends it', () => {
  for (const [name, requirement] of [
    ['answered', 'rs-stop-on-ra'],
    ['answered-slla', 'rs-stop-ra-slla'],
  ] as const)
    conformance({
      id: `nd.router-solicitation.${name}`,
      title: `a Router Advertisement of a default router, ${name === 'answered' ? 'without' : 'with'} link-layer address, ends it`,
      requirement,
      role: 'host',
      testbed: oneLink,
      actions: ['reset'],
      async run(t) {
        await beginDiscovery(t);
        const router = t.neighbor({ name: 'router', router: true });
        const sent = name === 'answered' ? await advertiseNameless(t, router) : await advertiseRouter(t, router);
        await t.expectNone('a further Router Solicitation', anySolicitation, { since: sent, for: NO_SECOND_SOLICITATION });
      },
    });

  for (const [name, draft] of Object.entries(invalid))
    conformance({
      id: `nd.router-solicitation.invalid-${name}`,
      title: `an invalid Router Advertisement (${name}) does not end it`,
      requirement: `rs-continue-on-invalid-ra-${name}`,
      role: 'host',
      testbed: oneLink,
      actions: ['reset'],
      async run(t) {
        const first = await beginDiscovery(t);
        const router = t.neighbor({ name: 'router', router: true });
        await t.send('invalid Router Advertisement', draft(router), { from: router });
        await t.expect('the next Router Solicitation', anySolicitation, { since: first, between: secondSolicitation(t) });
      },
    });

  conformance({
    id: 'nd.router-solicitation.lifetime-zero',
    title: 'a Router Advertisement with Router Lifetime 0 does not end it',
    requirement: 'rs-continue-on-lifetime0',
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['reset'],
    async run(t) {
      const first = await beginDiscovery(t);
      await advertise(t, t.neighbor({ name: 'router', router: true }), { routerLifetime: 0 });
      await t.expect('the next Router Solicitation', anySolicitation, { since: first, between: secondSolicitation(t) });
    },
  });

  conformance({
    id: 'nd.router-solicitation.advertised-before',
    title: 'when a Router Advertisement comes first, one Router Solicitation is still sent',
    requirement: 'rs-one-even-after-ra',
    role: 'host',
    testbed: oneLink,
    actions: ['reset'],
    async run(t) {
      const before = t.now();
      await t.do({ kind: 'reset', link: 'link0' });
      const router = t.neighbor({ name: 'router', router: true });
      await t.given('Duplicate Address Detection has begun', () =>
        t.expect(
          'any solicitation',
          { 'ipv6.source': UNSPECIFIED, 'neighborSolicitation.target': present },
          { since: before, within: seconds(3) },
        ),
      );
      await advertiseRouter(t, router);
      await firstSolicitation(t, before);
    },
  });

  conformance({
    id: 'nd.router-solicitation.after-link-up',
    title: 'an interface that was down solicits routers again',
    requirement: 'rs-resend-on-linkup',
    role: 'host',
    testbed: oneLink,
    actions: ['reset', 'interface-down', 'interface-up'],
    async run(t) {
      await beginDiscovery(t);
      await advertiseRouter(t, t.neighbor({ name: 'router', router: true }));
      await t.do({ kind: 'interface-down', link: 'link0' });
      await t.elapse(seconds(1));
      const before = t.now();
      await t.do({ kind: 'interface-up', link: 'link0' });
      await firstSolicitation(t, before);
    },
  });

  conformance({
    id: 'nd.router-solicitation.late-router',
    title: 'a router that advertises itself after the solicitations have ended is used',
    requirement: 'rs-late-ra-accepted',
    role: 'host',
    testbed: oneLink,
    actions: ['reset', 'add-address'],
    async run(t) {
      await beginDiscovery(t);
      const [first, late] = [t.neighbor({ name: 'first router', router: true }), t.neighbor({ name: 'late router', router: true })];
      await advertiseRouter(t, first);
      const device = await assignGlobal(t);
      await t.elapse(sum(NO_SECOND_SOLICITATION, seconds(1)));
      await advertiseRouter(t, late);
      await advertise(t, first, { routerLifetime: 0 });
      await expectThrough(t, { router: late, device, remote: remoteAddress(t) }, late.linkLayerAddress);
    },
  });
});

/** As `advertiseRouter`, without the link-layer address. */
async function advertiseNameless(t: TestContext, router: Neighbor): Promise<Sent> {
  t.sendAtEnd('withdrawal', quietAdvertisement(router.linkLocal), { from: router });
  return t.send('Router Advertisement', quietAdvertisement(router.linkLocal, undefined, { routerLifetime: ROUTER_LIFETIME_S }), {
    from: router,
  });
}
