import '../ledger/ledger.js';
import { prefixContains, type Prefix } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { Match } from '../kit/match.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { addressIn, assignGlobal, remoteAddress, sitePrefix } from '../nd/device-addresses.js';
import { nodeIn } from '../nd/on-link-prefixes.js';
import { advertise, quietAdvertisement } from '../nd/routers.js';
import { detectionOfAny, FIRST_PROBE_TIME } from '../nd/tentative.js';
import { question } from '../icmpv6/questions.js';
import { autonomousOption, detectionIn, expectFormed, expectNotFormed, givenFormed, offer } from './formation.js';
import { sourceTowards } from './sources.js';

const routerOf = (t: TestContext): Neighbor => t.neighbor({ name: 'router', router: true });

type Row = Omit<ConformanceTest, 'role' | 'testbed' | 'profiles'>;

/** What documents of KAME say of its hosts. */
const ofKame = (row: Row): void => conformance({ ...row, role: 'host', testbed: oneLink, profiles: ['kame'] });

const DHCP_SERVER_PORT = 547;
const ROUTER_LIFETIME_S = 1800;

suite('Autoconfiguration of KAME: the M flag', () => {
  for (const other of [false, true])
    ofKame({
      id: `slaac.prefix.managed-prevents${other ? '-other' : ''}`,
      title: `an advertisement with the M flag set and the O flag ${other ? 'set' : 'clear'} gives no address, and calls no DHCPv6 client`,
      requirement: 'ra-m-flag-kame',
      async run(t) {
        const router = routerOf(t);
        const sent = await advertise(t, router, { managed: true, other, options: [autonomousOption(t.prefix)] });
        await expectNotFormed(t, sent, t.prefix);
        await t.expectNone('a message of DHCPv6', { 'udp.destinationPort': DHCP_SERVER_PORT }, { since: sent, for: FIRST_PROBE_TIME });
        const later = await advertise(t, router, { options: [autonomousOption(t.prefix)] });
        await expectFormed(t, later, t.prefix);
      },
    });
});

/** Of nd6_maxndopt. */
const OPTIONS_READ = 10;
const OPTIONS_SENT = 20;

suite('Autoconfiguration of KAME: many options', () => {
  ofKame({
    id: 'slaac.prefix.twenty-options',
    title: `of ${OPTIONS_SENT} prefixes in one advertisement the first ${OPTIONS_READ} give addresses`,
    requirement: 'ra-maxopt-kame',
    async run(t) {
      const router = routerOf(t);
      const prefixes = Array.from({ length: OPTIONS_SENT }, (_, i) => sitePrefix(t, i + 1));
      const [read, unread] = [prefixes.slice(0, OPTIONS_READ), prefixes.slice(OPTIONS_READ)];
      const ended = read.map((prefix) => autonomousOption(prefix, { validLifetime: 0, preferredLifetime: 0 }));
      t.sendAtEnd('withdrawal', quietAdvertisement(router.linkLocal, undefined, { options: ended }), { from: router });
      // No link-layer address: it would be an option too.
      const options = prefixes.map((prefix) => autonomousOption(prefix));
      const since = await t.send('Router Advertisement', quietAdvertisement(router.linkLocal, undefined, { options }), { from: router });
      const window = { since, within: FIRST_PROBE_TIME };
      await t.expectInAnyOrder('Duplicate Address Detection in each of the first', read.map(detectionIn), window);
      await t.expectNone('Duplicate Address Detection in another', detectionInAny(unread), { since, for: FIRST_PROBE_TIME });
    },
  });
});

const detectionInAny = (prefixes: readonly Prefix[]): Match =>
  detectionOfAny('in one of the prefixes', (target) => prefixes.some((prefix) => prefixContains(prefix, target)));

suite('Autoconfiguration of KAME: knobs', () => {
  ofKame({
    id: 'slaac.prefix.not-accepted',
    title: 'a host that accepts no advertisements takes neither a prefix nor a default router from them',
    requirement: 'ra-accept-rtadv-off',
    actions: ['add-address', 'set-variable'],
    async run(t) {
      const [router, device, remote] = [routerOf(t), await assignGlobal(t, addressIn(t, sitePrefix(t, 2))), remoteAddress(t)];
      await t.do({ kind: 'set-variable', link: 'link0', variable: 'acceptAdvertisements', value: 0 });
      const given = { routerLifetime: ROUTER_LIFETIME_S, options: [autonomousOption(t.prefix)] };
      const sent = await advertise(t, router, given);
      const ask = question(t, remote, device);
      await t.send('Echo Request from a remote address', ask.frame, { from: router });
      await t.expectNone('a reply through the router', ask.reply, { since: sent, for: FIRST_PROBE_TIME });
      await expectNotFormed(t, sent, t.prefix);
      await t.do({ kind: 'set-variable', link: 'link0', variable: 'acceptAdvertisements', value: 1 });
      await expectFormed(t, await advertise(t, router, given), t.prefix);
    },
  });

  ofKame({
    id: 'slaac.lifetime.deprecated-forbidden',
    title: 'a deprecated address, the only one of its scope, is a source as long as use_deprecated is 1',
    requirement: 'life-deprecated-last-resort',
    actions: ['ping', 'set-variable'],
    async run(t) {
      const sent = await offer(t, routerOf(t), t.prefix, { valid: 120, preferred: 0 });
      const held = await givenFormed(t, sent, t.prefix);
      t.require('the source is the deprecated address', await sourceTowards(t, t.prefix), { 'ipv6.source': held });
      await t.do({ kind: 'set-variable', link: 'link0', variable: 'useDeprecatedSources', value: 0 });
      const node = nodeIn(t, t.prefix, 'new peer');
      // What the device was told before must have been taken in.
      await t.proveAlive();
      const since = t.now();
      // Without a source the device may say so.
      t.note(`told to ping without a source to do it from: ${await t.attempt({ kind: 'ping', link: 'link0', destination: node.address })}`);
      const forbidden = { 'ipv6.source': held, 'ipv6.destination': node.address, 'icmpv6.type': 128 };
      await t.expectNone('an Echo Request from the deprecated address', forbidden, { since, for: seconds(2) });
    },
  });
});
