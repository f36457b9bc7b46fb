import '../ledger/ledger.js';
import { ALL_NODES } from '../../reference/net/address.js';
import { multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { milliseconds, seconds } from '../../reference/time.js';
import type { AdvertisingSettings } from '../kit/advertising.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, oneOf, present, satisfies, type Match } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { ADVERTISES, anyAdvertisement, DEFAULTS, firstAdvertisement, FIRST_ADVERTISEMENT_TIME } from './advertising.js';

const OPTION = 'routerAdvertisement.options';

interface Field {
  readonly what: string;
  readonly given: Omit<AdvertisingSettings, 'advPrefixList'>;
  readonly wanted: Match;
}

const HOUR_MS = 3_600_000;
/** RFC 5175 section 4. */
const FLAGS_EXPANSION = 26;

const fields: Readonly<Record<string, Field>> = {
  managed: {
    what: 'AdvManagedFlag TRUE',
    given: { advManagedFlag: true },
    wanted: { 'routerAdvertisement.managed': true, 'routerAdvertisement.other': false },
  },
  other: {
    what: 'AdvOtherConfigFlag TRUE',
    given: { advOtherConfigFlag: true },
    wanted: { 'routerAdvertisement.managed': false, 'routerAdvertisement.other': true },
  },
  'hop-limit': { what: 'AdvCurHopLimit 255', given: { advCurHopLimit: 255 }, wanted: { 'routerAdvertisement.curHopLimit': 255 } },
  'hop-limit-unspecified': {
    what: 'AdvCurHopLimit 0',
    given: { advCurHopLimit: 0 },
    wanted: { 'routerAdvertisement.curHopLimit': 0 },
  },
  'router-lifetime': {
    what: 'AdvDefaultLifetime 9000 s',
    given: { advDefaultLifetime: seconds(9_000) },
    wanted: { 'routerAdvertisement.routerLifetime': 9_000 },
  },
  'router-lifetime-zero': {
    what: 'AdvDefaultLifetime 0',
    given: { advDefaultLifetime: seconds(0) },
    wanted: { 'routerAdvertisement.routerLifetime': 0 },
  },
  'reachable-time': {
    what: 'AdvReachableTime of an hour',
    given: { advReachableTime: milliseconds(HOUR_MS) },
    wanted: { 'routerAdvertisement.reachableTime': HOUR_MS },
  },
  'retrans-timer': {
    what: 'AdvRetransTimer 2500 ms',
    given: { advRetransTimer: milliseconds(2_500) },
    wanted: { 'routerAdvertisement.retransTimer': 2_500 },
  },
};

suite('Router Advertisements: header and fields', () => {
  conformance({
    id: 'nd.router-advertising.format',
    title: 'a Router Advertisement is well formed',
    requirement: 'rtr-ra-format',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const before = t.now();
      await t.do({ kind: 'advertise', link: 'link0', configuration: DEFAULTS });
      const sent = await t.expect('Router Advertisement', anyAdvertisement, { since: before, within: FIRST_ADVERTISEMENT_TIME });
      t.require('form of the advertisement', sent, {
        'ethernet.source': t.dut.linkLayerAddress,
        'ethernet.destination': multicastLinkLayerAddress(ALL_NODES),
        'ipv6.source': t.dut.linkLocal,
        'ipv6.destination': ALL_NODES,
        'ipv6.hopLimit': 255,
        'routerAdvertisement.code': 0,
        'routerAdvertisement.homeAgent': false,
        'routerAdvertisement.proxy': false,
        'routerAdvertisement.reserved': 0,
        [`${OPTION}.sourceLinkLayerAddress.linkLayerAddress`]: oneOf(absent, t.dut.linkLayerAddress),
      });
    },
  });

  conformance({
    id: 'nd.router-advertising.source-link-layer-address',
    title: 'a Router Advertisement carries the link-layer address of its interface',
    requirement: 'rtr-ra-slla',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const sent = await firstAdvertisement(t, DEFAULTS);
      t.require('Source Link-Layer Address option', sent, {
        [`${OPTION}.sourceLinkLayerAddress.linkLayerAddress`]: t.dut.linkLayerAddress,
      });
    },
  });

  conformance({
    id: 'nd.router-advertising.defaults',
    title: 'variables that nobody set have the defaults of RFC 4861',
    requirement: 'rtr-ra-defaults',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const sent = await firstAdvertisement(t, DEFAULTS);
      t.require('default values', sent, {
        'routerAdvertisement.curHopLimit': 64,
        'routerAdvertisement.managed': false,
        'routerAdvertisement.other': false,
        'routerAdvertisement.routerLifetime': 1_800,
        'routerAdvertisement.reachableTime': 0,
        'routerAdvertisement.retransTimer': 0,
        [`${OPTION}.mtu`]: absent,
      });
    },
  });

  for (const [name, { what, given, wanted }] of Object.entries(fields))
    conformance({
      id: `nd.router-advertising.${name}`,
      title: `${what} is what the advertisement says`,
      requirement: 'rtr-ra-fields',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        t.require(what, await firstAdvertisement(t, { ...DEFAULTS, ...given }), wanted);
      },
    });

  conformance({
    id: 'nd.router-advertising.mtu',
    title: 'AdvLinkMTU other than zero is sent in an MTU option',
    requirement: 'rtr-ra-mtu',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const sent = await firstAdvertisement(t, { ...DEFAULTS, advLinkMtu: 1_400 });
      t.require('MTU option', sent, {
        [`${OPTION}.mtu.length`]: 1,
        [`${OPTION}.mtu.reserved`]: 0,
        [`${OPTION}.mtu.mtu`]: 1_400,
      });
    },
  });

  conformance({
    id: 'nd.router-advertising.mtu-zero',
    title: 'AdvLinkMTU zero sends no MTU option',
    requirement: 'rtr-ra-mtu',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const sent = await firstAdvertisement(t, { ...DEFAULTS, advLinkMtu: 0 });
      t.require('no MTU option', sent, { [`${OPTION}.mtu`]: absent });
    },
  });

  conformance({
    id: 'nd.router-advertising.no-flags-expansion',
    title: 'without flags to tell there is no Flags Expansion option',
    requirement: 'rtr-flags-option-tx',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const sent = await firstAdvertisement(t, { ...DEFAULTS, advManagedFlag: true, advOtherConfigFlag: true });
      const isEmpty = satisfies<readonly { type: number; data?: Uint8Array }[]>(
        'no Flags Expansion option in which every flag is zero',
        (options) => !options.some(({ type, data }) => type === FLAGS_EXPANSION && data?.every((octet) => octet === 0)),
      );
      t.require('options', sent, { routerAdvertisement: present, [OPTION]: isEmpty });
    },
  });
});
