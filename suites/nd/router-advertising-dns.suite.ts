import '../ledger/ledger.js';
import { formatAddress } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import type { AdvertisingSettings } from '../kit/advertising.js';
import { conformance, suite } from '../kit/conformance.js';
import { between, present, satisfies, type Match, type Matcher } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ADVERTISES, beginAnswering, DEFAULTS, expectAnswer, firstAdvertisement, numberedPrefix, solicit } from './advertising.js';

const OPTIONS = 'routerAdvertisement.options';
const RDNSS = `${OPTIONS}.rdnss`;
const DNSSL = `${OPTIONS}.dnssl`;
const INFINITE = 0xffff_ffff;
/** RFC 8106 sections 5.1 and 5.2, of the MaxRtrAdvInterval of 600 s that is the default. */
const DEFAULT_LIFETIME_S = 3 * 600;

const NAMES = ['example.org', 'lab.example.org'];

const addressesAre = (wanted: readonly Uint8Array[]): Matcher =>
  satisfies<readonly Uint8Array[]>(
    wanted.map(formatAddress).join(', '),
    (got) => got.map(String).join(' ') === wanted.map(String).join(' '),
  );
const namesAre = (wanted: readonly string[]): Matcher =>
  satisfies<readonly string[]>(wanted.join(', '), (got) => got.join(' ').toLowerCase() === wanted.join(' '));

const servers = (t: TestContext) => [t.neighbor({ name: 'server 1' }).address, t.neighbor({ name: 'server 2' }).address];

suite('Router Advertisements: DNS options', () => {
  for (const lifetime of [seconds(1_234), 'infinite'] as const) {
    const inSeconds = lifetime === 'infinite' ? INFINITE : 1_234;
    const suffix = lifetime === 'infinite' ? '-infinite' : '';
    conformance({
      id: `nd.router-advertising.dns-servers${suffix}`,
      title: `configured DNS servers are sent in order, with a lifetime ${lifetime === 'infinite' ? 'without end' : 'of 1234 s'}`,
      requirement: 'rtr-dns-options',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const addresses = servers(t);
        const sent = await firstAdvertisement(t, { ...DEFAULTS, advRdnssList: [{ addresses, lifetime }] });
        t.require('RDNSS option', sent, {
          [`${RDNSS}.length`]: 1 + 2 * addresses.length,
          [`${RDNSS}.reserved`]: 0,
          [`${RDNSS}.lifetime`]: inSeconds,
          [`${RDNSS}.addresses`]: addressesAre(addresses),
        });
      },
    });

    conformance({
      id: `nd.router-advertising.dns-search-list${suffix}`,
      title: `configured search domains are sent in order, with a lifetime ${lifetime === 'infinite' ? 'without end' : 'of 1234 s'}`,
      requirement: 'rtr-dns-options',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const sent = await firstAdvertisement(t, { ...DEFAULTS, advDnsslList: [{ names: NAMES, lifetime }] });
        t.require('DNSSL option', sent, {
          [`${DNSSL}.reserved`]: 0,
          [`${DNSSL}.lifetime`]: inSeconds,
          [`${DNSSL}.names`]: namesAre(NAMES),
          [`${DNSSL}.padding`]: satisfies<Uint8Array>('zeros', (octets) => octets.every((octet) => octet === 0)),
        });
      },
    });
  }

  const defaults: Readonly<Record<string, readonly [option: string, given: (t: TestContext) => Partial<AdvertisingSettings>]>> = {
    servers: [RDNSS, (t) => ({ advRdnssList: [{ addresses: servers(t) }] })],
    'search-list': [DNSSL, () => ({ advDnsslList: [{ names: NAMES }] })],
  };
  for (const [name, [option, given]] of Object.entries(defaults))
    conformance({
      id: `nd.router-advertising.dns-${name}-default-lifetime`,
      title: `the lifetime of the DNS ${name === 'servers' ? 'servers' : 'search list'} is by default at least three times MaxRtrAdvInterval`,
      requirement: 'rtr-rdnss-lifetime',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const sent = await firstAdvertisement(t, { ...DEFAULTS, ...given(t) });
        t.require('lifetime', sent, { [`${option}.lifetime`]: between(DEFAULT_LIFETIME_S, INFINITE) });
      },
    });
});

const everyOption: Match = Object.fromEntries(
  ['mtu', 'prefixInformation', 'routeInformation', 'rdnss', 'dnssl'].map((kind) => [`${OPTIONS}.${kind}`, present]),
);

const everything = (t: TestContext): AdvertisingSettings => ({
  advLinkMtu: 1_400,
  advPrefixList: [{ prefix: t.prefix }],
  advRouteList: [{ prefix: numberedPrefix(t, 1, 48) }],
  advRdnssList: [{ addresses: servers(t) }],
  advDnsslList: [{ names: NAMES }],
});

suite('Router Advertisements: completeness', () => {
  conformance({
    id: 'nd.router-advertising.solicited-complete',
    title: 'the answer to a solicitation carries all options',
    requirement: 'rtr-ra-solicited-all-options',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAnswering(t, everything(t));
      const sent = await solicit(t);
      t.require('all options', await expectAnswer(t, sent), everyOption);
    },
  });

  conformance({
    id: 'nd.router-advertising.initial-complete',
    title: 'the first advertisement carries all options',
    requirement: 'rtr-ra-solicited-all-options',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      t.require('all options', await firstAdvertisement(t, everything(t)), everyOption);
    },
  });
});
