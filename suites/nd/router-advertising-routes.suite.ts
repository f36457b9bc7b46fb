import '../ledger/ledger.js';
import { formatPrefix, prefixOf } from '../../reference/net/prefix.js';
import { address } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import type { NdOption } from '../../reference/wire/nd-options.js';
import type { AdvertisedPreference, AdvertisedRouteSettings } from '../kit/advertising.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, oneOf, satisfies, type Match, type Matcher } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { ADVERTISES, DEFAULTS, firstAdvertisement, FIRST_ADVERTISEMENT_TIME, numberedPrefix } from './advertising.js';

const OPTIONS = 'routerAdvertisement.options';
const RIO = `${OPTIONS}.routeInformation`;
const INFINITE = 0xffff_ffff;

/** RFC 4191 section 2.1. */
const PREFERENCE: Readonly<Record<AdvertisedPreference, number>> = { high: 0b01, medium: 0b00, low: 0b11 };

const MOST_ROUTES = 17;

type RouteInformation = Extract<NdOption, { kind: 'routeInformation' }>;

const routesIn = (options: readonly NdOption[]): readonly RouteInformation[] =>
  options.filter((option): option is RouteInformation => option.kind === 'routeInformation');

function inText({ prefix, prefixLength }: RouteInformation): string {
  const whole = new Uint8Array(16);
  whole.set(prefix.subarray(0, 16));
  return formatPrefix(prefixOf(whole, Math.min(prefixLength, 128)));
}

const withTwins: Matcher = satisfies<readonly NdOption[]>('two Route Information options of one prefix', (options) => {
  const routes = routesIn(options).map(inText);
  return new Set(routes).size < routes.length;
});

suite('Router Advertisements: preferences', () => {
  for (const preference of ['high', 'medium', 'low'] as const)
    conformance({
      id: `nd.router-advertising.preference-${preference}`,
      title: `the default router preference ${preference} is sent as ${PREFERENCE[preference].toString(2).padStart(2, '0')}`,
      requirement: 'rtr-ra-pref-field',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const sent = await firstAdvertisement(t, { ...DEFAULTS, advDefaultPreference: preference });
        t.require('Prf', sent, { 'routerAdvertisement.preference': PREFERENCE[preference] });
      },
    });

  conformance({
    id: 'nd.router-advertising.preference-without-lifetime',
    title: 'with Router Lifetime 0 the preference is 00, whatever is configured',
    requirement: 'rtr-ra-pref-field',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const sent = await firstAdvertisement(t, { ...DEFAULTS, advDefaultPreference: 'high', advDefaultLifetime: seconds(0) });
      t.require('Prf', sent, { 'routerAdvertisement.routerLifetime': 0, 'routerAdvertisement.preference': 0 });
    },
  });

  conformance({
    id: 'nd.router-advertising.no-routes-by-default',
    title: 'neither a preference nor routes are advertised by default',
    requirement: 'rtr-rio-default-off',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const sent = await firstAdvertisement(t, DEFAULTS);
      t.require('neither', sent, { 'routerAdvertisement.preference': 0, [RIO]: absent });
    },
  });
});

interface Row {
  readonly what: string;
  readonly route: Omit<AdvertisedRouteSettings, 'prefix'>;
  /** Bits of the prefix. */
  readonly length: number;
  readonly wanted: Match;
}

const rows: Readonly<Record<string, Row>> = {
  everywhere: { what: 'of ::/0', route: {}, length: 0, wanted: { [`${RIO}.length`]: oneOf(1, 2, 3) } },
  site: { what: 'of 48 bits', route: {}, length: 48, wanted: { [`${RIO}.length`]: oneOf(2, 3) } },
  link: { what: 'of 64 bits', route: {}, length: 64, wanted: { [`${RIO}.length`]: oneOf(2, 3) } },
  long: { what: 'of 65 bits', route: {}, length: 65, wanted: { [`${RIO}.length`]: 3 } },
  node: { what: 'of 128 bits', route: {}, length: 128, wanted: { [`${RIO}.length`]: 3 } },
  high: { what: 'of high preference', route: { preference: 'high' }, length: 48, wanted: { [`${RIO}.preference`]: 0b01 } },
  medium: { what: 'of medium preference', route: { preference: 'medium' }, length: 48, wanted: { [`${RIO}.preference`]: 0b00 } },
  low: { what: 'of low preference', route: { preference: 'low' }, length: 48, wanted: { [`${RIO}.preference`]: 0b11 } },
  lifetime: { what: 'of 1234 s', route: { lifetime: seconds(1_234) }, length: 48, wanted: { [`${RIO}.routeLifetime`]: 1_234 } },
  infinite: { what: 'without end', route: { lifetime: 'infinite' }, length: 48, wanted: { [`${RIO}.routeLifetime`]: INFINITE } },
};

suite('Router Advertisements: routes', () => {
  for (const [name, { what, route, length, wanted }] of Object.entries(rows))
    conformance({
      id: `nd.router-advertising.route-${name}`,
      title: `a configured route ${what} is in a Route Information option`,
      requirement: 'rtr-rio-fields',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const prefix = length === 0 ? prefixOf(address('::'), 0) : prefixOf(t.neighbor({ name: 'address in the prefix' }).address, length);
        const sent = await firstAdvertisement(t, { ...DEFAULTS, advRouteList: [{ prefix, ...route }] });
        t.require('Route Information option', sent, {
          [`${RIO}.prefixLength`]: length,
          [`${RIO}.reserved1`]: 0,
          [`${RIO}.reserved2`]: 0,
          [`${RIO}.prefix`]: satisfies<Uint8Array>(`${formatPrefix(prefix)}, and zeros behind it`, (octets) =>
            prefix.address.every((octet, i) => octet === (octets[i] ?? 0)),
          ),
          ...wanted,
        });
      },
    });

  conformance({
    id: 'nd.router-advertising.route-unique',
    title: 'no two Route Information options of an advertisement have the same prefix, also when that is asked for',
    requirement: 'rtr-rio-unique',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const before = t.now();
      const prefix = numberedPrefix(t, 1, 48);
      const advRouteList = [
        { prefix, preference: 'high' },
        { prefix, preference: 'low' },
      ] as const;
      await t.attempt({ kind: 'advertise', link: 'link0', configuration: { ...DEFAULTS, advRouteList } });
      await t.expectNone('the same route twice', { [OPTIONS]: withTwins }, { since: before, for: FIRST_ADVERTISEMENT_TIME });
    },
  });

  conformance({
    id: 'nd.router-advertising.route-limit',
    title: `no more than ${MOST_ROUTES} routes are advertised, also when more are configured`,
    requirement: 'rtr-rio-default-off',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const before = t.now();
      const advRouteList = Array.from({ length: MOST_ROUTES + 1 }, (_, i) => ({ prefix: numberedPrefix(t, i + 1) }));
      await t.attempt({ kind: 'advertise', link: 'link0', configuration: { ...DEFAULTS, advRouteList } });
      const tooMany = satisfies<readonly NdOption[]>(
        `more than ${MOST_ROUTES} routes`,
        (options) => routesIn(options).length > MOST_ROUTES,
      );
      await t.expectNone(
        `more than ${MOST_ROUTES} routes`,
        { [OPTIONS]: tooMany },
        {
          since: before,
          for: FIRST_ADVERTISEMENT_TIME,
        },
      );
    },
  });
});
