import '../ledger/ledger.js';
import type { Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import type { PrefixInformationDraft } from '../../reference/wire/nd-options.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { addressIn, assignGlobal, remoteAddress, sitePrefix } from './device-addresses.js';
import { onLinkOption } from './on-link-prefixes.js';
import { PREFERENCE, type Preference } from './preferences.js';
import { redirectBy } from './redirects.js';
import { routerNamed, routeTo } from './route-information.js';
import { advertise, advertiseRouter, expectThrough } from './routers.js';

/** A way out of the site: a prefix, an address of the device in it, and the router that advertises it. */
interface Provider {
  readonly prefix: Prefix;
  readonly device: Address;
  readonly router: Neighbor;
}

async function makeProviders(t: TestContext): Promise<readonly [Provider, Provider]> {
  const providers: Provider[] = [];
  for (const number of [1, 2]) {
    const prefix = sitePrefix(t, number);
    providers.push({ prefix, device: await assignGlobal(t, addressIn(t, prefix)), router: routerNamed(t, `router ${number}`) });
  }
  return providers as [Provider, Provider];
}

const offer = (t: TestContext, { router, prefix }: Provider, preference: Preference, given: PrefixInformationDraft = {}) =>
  advertise(t, router, { routerLifetime: 1800, preference: PREFERENCE[preference], options: [onLinkOption(prefix, given)] });

/** What leaves the device for a remote address goes to the router, by the source that it has. */
const expectFrom = async (t: TestContext, device: Address, remote: Address, via: Neighbor): Promise<void> =>
  void (await expectThrough(t, { router: via, device, remote }, via.linkLayerAddress));

type Row = Pick<ConformanceTest, 'id' | 'title' | 'run'> & Partial<Pick<ConformanceTest, 'requirement'>>;

const sourceTest = (row: Row): void =>
  conformance({
    requirement: 'drs-8028',
    ...row,
    id: `nd.first-hop-by-source.${row.id}`,
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
  });

suite('First hop by source: the router that advertised the prefix', () => {
  for (const [first, second] of [
    ['medium', 'medium'],
    ['high', 'low'],
    ['low', 'high'],
  ] as const)
    sourceTest({
      id: `${first}-${second}`,
      title: `packets go to the router that advertised the prefix of their source; the routers have ${first} and ${second} preference`,
      async run(t) {
        const [one, two] = await makeProviders(t);
        await offer(t, one, first);
        await offer(t, two, second);
        const remote = remoteAddress(t);
        for (const { device, router } of [one, two, one]) await expectFrom(t, device, remote, router);
      },
    });

  sourceTest({
    id: 'cleared-flags',
    title: 'a prefix counts whose L and A flags are both zero',
    requirement: 'drs-8028-cleared-flags',
    async run(t) {
      const [one, two] = await makeProviders(t);
      await offer(t, one, 'low', { onLink: false });
      await offer(t, two, 'high', { onLink: false });
      for (const { device, router } of [one, two]) await expectFrom(t, device, remoteAddress(t), router);
    },
  });

  sourceTest({
    id: 'both-advertise',
    title: 'of two routers that advertised the prefix of the source the preferred one is used',
    async run(t) {
      const [one, two] = await makeProviders(t);
      await offer(t, one, 'low');
      await offer(t, { ...two, prefix: one.prefix }, 'high');
      for (let i = 0; i < 3; i++) await expectFrom(t, one.device, remoteAddress(t), two.router);
    },
  });

  sourceTest({
    id: 'nobody-advertises',
    title: 'when no router has advertised the prefix of the source the preferred one is used',
    async run(t) {
      const [one, two] = await makeProviders(t);
      await offer(t, one, 'low');
      await advertise(t, two.router, { routerLifetime: 1800, preference: PREFERENCE.high });
      await expectFrom(t, two.device, remoteAddress(t), two.router);
    },
  });

  sourceTest({
    id: 'over-route',
    title: 'the router that advertised the prefix of the source is used though another one has a route to the destination',
    requirement: 'drs-8028-over-route',
    async run(t) {
      const [one, two] = await makeProviders(t);
      const remote = remoteAddress(t);
      await offer(t, one, 'medium');
      const options = [onLinkOption(two.prefix), routeTo({ address: remote, length: 128 })];
      await advertise(t, two.router, { routerLifetime: 1800, options });
      await expectFrom(t, two.device, remote, two.router);
      await expectFrom(t, one.device, remote, one.router);
    },
  });
});

suite('First hop by source: Redirects', () => {
  sourceTest({
    id: 'redirect-pair',
    title: 'a Redirect to another router holds for the source and destination concerned, not for other sources',
    requirement: 'drs-8028-redirect-pair',
    async run(t) {
      const [one, two] = await makeProviders(t);
      const { router } = one;
      await advertiseRouter(t, router);
      const hop = { router, device: one.device, remote: remoteAddress(t) };
      await t.given('both sources are in use', async () => {
        for (const { device } of [one, two]) await expectFrom(t, device, hop.remote, router);
      });
      const better = routerNamed(t, 'better router');
      await t.send('Redirect', redirectBy(hop, { target: better.linkLocal, linkLayer: better.linkLayerAddress }), { from: router });
      await t.given('the redirect is followed', () => expectThrough(t, hop, better.linkLayerAddress));
      await expectFrom(t, two.device, hop.remote, router);
    },
  });
});
