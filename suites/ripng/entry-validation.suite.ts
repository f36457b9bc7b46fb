import '../ledger/ledger.js';
import { address, addressFromOctets, sameAddress } from '../../reference/net/address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import type { RouteTableEntry, RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { conformance, suite, type Profile } from '../kit/conformance.js';
import { satisfies, type Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { addressIn, remoteAddress } from '../nd/device-addresses.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { INFINITY, NO_TRIGGER } from './constants.js';
import { declared, destination, givenRipng } from './ground.js';
import { route, tell } from './messages.js';
import { expectBy, expectNoRoute, expectNotTold, expectTold, expectUnchanged, givenLearned } from './outcomes.js';

interface Invalid {
  readonly title: string;
  readonly requirement: string;
  readonly entry: (t: TestContext) => RouteTableEntryDraft;
  /** Of the link that it comes by; as it is by default when left out. */
  readonly cost?: number;
  /** The behaviour sets for which it is invalid; all of them when left out. */
  readonly profiles?: readonly Profile[];
}

const ofPrefix = (text: string, length: number, requirement: string): Invalid => ({
  title: `of the prefix ${text}/${length}`,
  requirement,
  entry: () => route({ address: address(text), length }, 2),
});
const ofMetric = (metric: number): Invalid => ({
  title: `of metric ${metric}`,
  requirement: 'rip-rte-metric-range',
  entry: (t) => route(BAD(t), metric),
});
const ofLength = (length: number): Invalid => ({
  title: `of prefix length ${length}`,
  requirement: 'rip-rte-plen-range',
  entry: (t) => route({ ...BAD(t), length }, 2),
});

const BAD = (t: TestContext): Prefix => destination(t, 1);
const GOOD = (t: TestContext): Prefix => destination(t, 2);

/** RFC 2080 section 2.4.2: "If any check fails, ignore that entry and proceed to the next". */
const invalid: Readonly<Record<string, Invalid>> = {
  'multicast-global': ofPrefix('ff0e::', 16, 'rip-rte-multicast'),
  'multicast-all': ofPrefix('ff00::', 8, 'rip-rte-multicast'),
  'multicast-group': ofPrefix('ff05::9', 128, 'rip-rte-multicast'),
  'link-local': ofPrefix('fe80::', 64, 'rip-rte-linklocal'),
  'link-local-all': ofPrefix('fe80::', 10, 'rip-rte-linklocal'),
  'link-local-host': ofPrefix('fe80::1', 128, 'rip-rte-linklocal'),
  // KAME's route6d exchanges such prefixes only where it is told to.
  'site-local': { ...ofPrefix('fec0::', 64, 'rip-rte-sitelocal'), profiles: ['kame'] },
  loopback: ofPrefix('::1', 128, 'rip-rte-loopback'),
  'metric-0': ofMetric(0),
  'metric-17': ofMetric(17),
  'metric-254': ofMetric(254),
  // Of 254 and 2 comes 0 where metrics are added in octets.
  'metric-254-cost-2': { ...ofMetric(254), title: 'of metric 254, by a link of cost 2,', cost: 2 },
  'length-129': ofLength(129),
  'length-255': ofLength(255),
};

/** An entry for what the invalid one begins with, that says it can be reached. */
const tellingOf = ({ prefix, prefixLength = 0 }: RouteTableEntryDraft): Match => {
  const bits = Math.min(prefixLength, 64);
  const wanted = prefixOf(prefix ?? new Uint8Array(16), bits);
  return {
    'ripng.entries': satisfies<readonly RouteTableEntry[]>('an entry for the prefix, below infinity', (entries) =>
      entries.some(
        (one) => one.metric < INFINITY && one.prefixLength >= bits && sameAddress(prefixOf(one.prefix, bits).address, wanted.address),
      ),
    ),
  };
};

suite('RIPng: entries that are not valid', () => {
  for (const [name, { title, requirement, entry, cost, profiles }] of Object.entries(invalid))
    conformance({
      ...declared,
      id: `ripng.entry-validation.${name}`,
      title: `an entry ${title} is passed over, and the one behind it is read`,
      requirement,
      ...(profiles && { profiles }),
      async run(t) {
        const ground = await givenRipng(t, cost === undefined ? {} : { near: { cost } });
        const sent = await tell(t, ground.one, [entry(t), route(GOOD(t), 2)]);
        await t.expectNone('an update with the entry', tellingOf(entry(t)), { since: sent, for: NO_TRIGGER, link: 'link1' });
        await expectTold(t, sent, [{ prefix: GOOD(t), metric: 2 + (cost ?? 1) }]);
        await expectBy(t, ground, ground.one, GOOD(t));
        if (requirement === 'rip-rte-metric-range' || requirement === 'rip-rte-plen-range') await expectNoRoute(t, ground, BAD(t));
      },
    });

  for (const metric of [0, 17, 254])
    conformance({
      ...declared,
      id: `ripng.entry-validation.known-metric-${metric}`,
      title: `an entry of metric ${metric} for a known destination, from the router on the way to it, changes nothing`,
      requirement: 'rip-rte-metric-range',
      async run(t) {
        const ground = await givenRipng(t);
        const prefix = destination(t);
        await givenLearned(t, ground.one, prefix, 2);
        const sent = await tell(t, ground.one, [route(prefix, metric)]);
        await expectUnchanged(t, ground, sent, { prefix, metric: 3 });
        await expectBy(t, ground, ground.one, prefix);
      },
    });

  conformance({
    ...declared,
    id: 'ripng.entry-validation.many',
    title: 'after five invalid entries of each kind a valid one is read',
    requirement: 'rip-rte-skip-continues',
    async run(t) {
      const ground = await givenRipng(t);
      const kinds = Object.values(invalid).filter(({ profiles }) => profiles?.includes(t.profile) ?? true);
      const bad = kinds.flatMap(({ entry }) => Array.from({ length: 5 }, () => entry(t)));
      const sent = await tell(t, ground.one, [...bad, route(GOOD(t), 2)]);
      await expectTold(t, sent, [{ prefix: GOOD(t), metric: 3 }]);
    },
  });
});

const special = { default: '::', documentation: '2001:db8::', loopback: '::1', multicast: 'ff00::', 'link-local': 'fe80::1' };

suite('RIPng: entries that are valid', () => {
  for (const [name, text] of Object.entries(special))
    conformance({
      ...declared,
      id: `ripng.entry-validation.${name}-of-length-0`,
      title: `an entry for ${text}/0 is one for the default route`,
      requirement: name === 'documentation' || name === 'default' ? 'rip-rte-default-junk-prefix' : 'rip-rte-default-special-prefix',
      async run(t) {
        const ground = await givenRipng(t);
        const sent = await tell(t, ground.one, [route({ address: address(text), length: 0 }, 2)]);
        await expectTold(t, sent, [{ prefix: DEFAULT_ROUTE, metric: 3 }]);
        await expectBy(t, ground, ground.one, DEFAULT_ROUTE, remoteAddress(t));
      },
    });

  for (const length of [1, 3, 16, 48, 63, 64, 65, 127, 128])
    conformance({
      ...declared,
      id: `ripng.entry-validation.length-${length}`,
      title: `an entry of prefix length ${length} is a route like any other`,
      requirement: 'rip-rte-host-route',
      async run(t) {
        const ground = await givenRipng(t);
        const prefix = prefixOf(addressIn(t, destination(t)), length);
        const sent = await tell(t, ground.one, [route(prefix, 2)]);
        await expectTold(t, sent, [{ prefix, metric: 3 }]);
        await expectBy(t, ground, ground.one, prefix, length < 48 ? remoteAddress(t) : addressIn(t, prefix));
      },
    });

  conformance({
    ...declared,
    id: 'ripng.entry-validation.host-bits',
    title: 'bits beyond the length of a prefix are not told on',
    requirement: 'rip-rte-hostbits',
    async run(t) {
      const ground = await givenRipng(t);
      const prefix = destination(t);
      const entry = route({ address: addressFromOctets(prefix.address.map((octet, i) => (i === 15 ? 0xcd : octet))), length: 64 }, 2);
      const sent = await tell(t, ground.one, [entry]);
      await expectTold(t, sent, [{ prefix, metric: 3 }]);
      await expectBy(t, ground, ground.one, prefix);
      await expectNotTold(t, ground, sent, destination(t, 2));
    },
  });
});
