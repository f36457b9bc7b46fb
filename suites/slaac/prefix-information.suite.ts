import '../ledger/ledger.js';
import { ALL_NODES, address, addressFromOctets } from '../../reference/net/address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import type { PrefixInformationDraft } from '../../reference/wire/nd-options.js';
import { routerAdvertisement, type RouterAdvertisementDraft } from '../../reference/wire/nd.js';
import { conformance, suite, type Profile } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { sitePrefix } from '../nd/device-addresses.js';
import { broken, type Defect, type MessageParts } from '../nd/invalid-messages.js';
import { advertise } from '../nd/routers.js';
import { FIRST_PROBE_TIME } from '../nd/tentative.js';
import { autonomousOption, detectionIn, expectAnswers, expectFormed, expectNotFormed, givenFormed } from './formation.js';

const routerOf = (t: TestContext): Neighbor => t.neighbor({ name: 'router', router: true });

/** A test prefix with its last 32 bits of 64 zero. */
const endingInZeros = (t: TestContext): Prefix => ({ ...prefixOf(t.prefix.address, 32), length: 64 });

const siteLocal = (t: TestContext): Prefix =>
  prefixOf(addressFromOctets(address('fec0::').map((octet, i) => (i > 1 && i < 8 ? (t.prefix.address[i] ?? 0) : octet))), 64);

interface Formed {
  readonly id: string;
  readonly requirement: string;
  readonly title: string;
  readonly prefix?: (t: TestContext) => Prefix;
  readonly option?: PrefixInformationDraft;
  readonly fields?: RouterAdvertisementDraft;
  readonly profiles?: readonly Profile[];
}

const formed: readonly Formed[] = [
  { id: 'form', requirement: 'slaac-form', title: 'a prefix with the A flag set' },
  { id: 'form-zero-fields', requirement: 'slaac-form-zero-fields', title: 'a prefix that ends in zeros', prefix: endingInZeros },
  { id: 'form-site-local', requirement: 'slaac-form-sitelocal', title: 'a prefix of fec0::/10', prefix: siteLocal },
  {
    id: 'infinite',
    requirement: 'slaac-valid-infinite',
    title: 'a prefix with infinite lifetimes',
    option: { validLifetime: 0xffff_ffff, preferredLifetime: 0xffff_ffff },
  },
  {
    id: 'equal-lifetimes',
    requirement: 'slaac-form',
    title: 'a prefix with equal lifetimes',
    option: { validLifetime: 90, preferredLifetime: 90 },
  },
  { id: 'deprecated', requirement: 'slaac-pref-zero-new', title: 'a prefix with Preferred Lifetime 0', option: { preferredLifetime: 0 } },
  { id: 'with-l0', requirement: 'slaac-independent-of-l', title: 'a prefix with the L flag clear', option: { onLink: false } },
  { id: 'with-l1', requirement: 'slaac-independent-of-l', title: 'a prefix with the L flag set', option: { onLink: true } },
  {
    id: 'no-default-router',
    requirement: 'slaac-independent-of-router-lifetime',
    title: 'a prefix of a router with Router Lifetime 0',
    fields: { routerLifetime: 0 },
  },
  {
    id: 'default-router',
    requirement: 'slaac-independent-of-router-lifetime',
    title: 'a prefix of a default router',
    fields: { routerLifetime: 1800 },
  },
  {
    id: 'managed',
    requirement: 'ra-m-flag',
    title: 'a prefix with the A flag set in an advertisement with the M flag set',
    fields: { managed: true },
    // In a host of KAME the M flag prevents it.
    profiles: ['current', 'book'],
  },
  {
    id: 'reserved',
    requirement: 'slaac-reserved-ignored',
    title: 'a prefix option with its reserved bits set',
    option: { reserved1: 0x1f, reserved2: 0xffff_ffff },
  },
];

suite('Autoconfiguration: prefixes from which an address is formed', () => {
  for (const { id, requirement, title, prefix: choose, option, fields, profiles } of formed)
    conformance({
      id: `slaac.prefix.${id}`,
      title: `${title}: an address is formed, tested and used`,
      requirement,
      role: 'host',
      testbed: oneLink,
      ...(profiles && { profiles }),
      async run(t) {
        const prefix = choose?.(t) ?? t.prefix;
        const sent = await advertise(t, routerOf(t), { ...fields, options: [autonomousOption(prefix, option)] });
        await expectFormed(t, sent, prefix);
      },
    });

  conformance({
    id: 'slaac.prefix.trailing-bits',
    title: 'bits of the Prefix field behind the Prefix Length do not go into the address',
    requirement: 'onlink-prefix-trailing-bits',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const noise = addressFromOctets(t.prefix.address.map((octet, i) => (i > 7 ? 0xa5 : octet)));
      const sent = await advertise(t, routerOf(t), { options: [autonomousOption(t.prefix, { prefix: noise })] });
      const first = await expectFormed(t, sent, t.prefix);
      const again = await advertise(t, routerOf(t), { options: [autonomousOption(t.prefix)] });
      await t.expectNone('a second address for the same prefix', detectionIn(t.prefix), { since: again, for: FIRST_PROBE_TIME });
      await expectAnswers(t, first);
    },
  });

  for (const count of [2, 4])
    conformance({
      id: `slaac.prefix.${count}-options`,
      title: `from each of ${count} prefixes in one advertisement an address is formed`,
      requirement: 'slaac-multiple-pio',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const prefixes = Array.from({ length: count }, (_, i) => sitePrefix(t, i + 1));
        const sent = await advertise(t, routerOf(t), { options: prefixes.map((prefix) => autonomousOption(prefix)) });
        await t.expectInAnyOrder('Duplicate Address Detection in each prefix', prefixes.map(detectionIn), {
          since: sent,
          within: FIRST_PROBE_TIME,
        });
      },
    });

  conformance({
    id: 'slaac.prefix.two-routers',
    title: 'from the prefixes of two routers two addresses are formed, and both are kept',
    requirement: 'slaac-multiple-pio',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const [first, second] = [sitePrefix(t, 1), sitePrefix(t, 2)];
      const one = await expectFormed(t, await advertise(t, routerOf(t), { options: [autonomousOption(first)] }), first);
      const other = await expectFormed(t, await advertise(t, routerOf(t), { options: [autonomousOption(second)] }), second);
      for (const held of [one, other]) await expectAnswers(t, held);
    },
  });

  conformance({
    id: 'slaac.prefix.beside-invalid',
    title: 'a prefix that gives no address does not keep the next one from giving one',
    requirement: 'slaac-multiple-pio',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const [ignored, used] = [sitePrefix(t, 1), sitePrefix(t, 2)];
      const options = [autonomousOption(ignored, { preferredLifetime: 121 }), autonomousOption(used)];
      await expectFormed(t, await advertise(t, routerOf(t), { options }), used);
    },
  });

  conformance({
    id: 'slaac.prefix.repeated',
    title: 'the same prefix advertised again gives no second address, and the first is kept',
    requirement: 'slaac-known-prefix',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const router = routerOf(t);
      const held = await givenFormed(t, await advertise(t, router, { options: [autonomousOption(t.prefix)] }), t.prefix);
      const again = await advertise(t, router, { options: [autonomousOption(t.prefix)] });
      await t.expectNone('Duplicate Address Detection in the prefix', detectionIn(t.prefix), { since: again, for: FIRST_PROBE_TIME });
      await expectAnswers(t, held);
    },
  });

  conformance({
    id: 'slaac.prefix.infinite-lasts',
    title: 'infinite lifetimes take the place of short ones, and do not end',
    requirement: 'slaac-valid-infinite',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const router = routerOf(t);
      const short = { validLifetime: 5, preferredLifetime: 5 };
      const held = await givenFormed(t, await advertise(t, router, { options: [autonomousOption(t.prefix, short)] }), t.prefix);
      const infinite = { validLifetime: 0xffff_ffff, preferredLifetime: 0xffff_ffff };
      await advertise(t, router, { options: [autonomousOption(t.prefix, infinite)] });
      await t.elapse(seconds(5.5));
      await expectAnswers(t, held);
    },
  });
});

interface NotFormed {
  readonly id: string;
  readonly requirement: string;
  readonly title: string;
  readonly option: PrefixInformationDraft;
  readonly prefix?: (t: TestContext) => Prefix;
}

const ofLength = (requirement: string, lengths: readonly number[]): readonly NotFormed[] =>
  lengths.map((length) => ({
    id: `length-${length}`,
    requirement,
    title: `a prefix of ${length} bits`,
    option: { prefixLength: length },
    prefix: (t: TestContext) => prefixOf(t.prefix.address, Math.min(length, 64)),
  }));

const notFormed: readonly NotFormed[] = [
  { id: 'a0', requirement: 'slaac-a0', title: 'a prefix with the A flag clear', option: { autonomous: false } },
  { id: 'a0-l1', requirement: 'slaac-a0', title: 'an on-link prefix with the A flag clear', option: { autonomous: false, onLink: true } },
  {
    id: 'preferred-exceeds-valid',
    requirement: 'slaac-pref-gt-valid',
    title: 'a Preferred Lifetime above the Valid Lifetime',
    option: { validLifetime: 60, preferredLifetime: 61 },
  },
  {
    id: 'infinite-preferred-exceeds-valid',
    requirement: 'slaac-pref-gt-valid',
    title: 'an infinite Preferred Lifetime with a finite Valid Lifetime',
    option: { validLifetime: 60, preferredLifetime: 0xffff_ffff },
  },
  {
    id: 'unknown-valid-zero',
    requirement: 'slaac-valid-zero-new',
    title: 'an unknown prefix with Valid Lifetime 0',
    option: { validLifetime: 0, preferredLifetime: 0 },
  },
  ...ofLength('slaac-len-gt-128', [129, 255]),
  ...ofLength('slaac-len-lt-64', [48, 56, 63]),
  ...ofLength('slaac-len-between', [65, 96, 127, 128]),
];

const LINK_LOCAL = prefixOf(address('fe80::'), 64);

suite('Autoconfiguration: prefixes from which no address is formed', () => {
  for (const { id, requirement, title, option, prefix: choose } of notFormed)
    conformance({
      id: `slaac.prefix.${id}`,
      title: `${title}: no address is formed`,
      requirement,
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const prefix = choose?.(t) ?? t.prefix;
        const sent = await advertise(t, routerOf(t), { options: [autonomousOption(prefix, option)] });
        await expectNotFormed(t, sent, prefix);
      },
    });

  conformance({
    id: 'slaac.prefix.link-local-subnet',
    title: 'a prefix inside fe80::/10: no address is formed',
    requirement: 'slaac-linklocal-prefix',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const prefix = prefixOf(address('fe80:0:0:1::'), 64);
      const sent = await advertise(t, routerOf(t), { options: [autonomousOption(prefix)] });
      await expectNotFormed(t, sent, prefix);
    },
  });

  conformance({
    id: 'slaac.prefix.link-local',
    title: 'the link-local prefix with a short lifetime: no further link-local address is formed, and that of the device stays',
    requirement: 'slaac-linklocal-prefix',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const held = t.dut.linkLocal;
      const option = autonomousOption(LINK_LOCAL, { validLifetime: 3, preferredLifetime: 3 });
      const sent = await advertise(t, routerOf(t), { options: [option] });
      await t.expectNone('Duplicate Address Detection in the prefix', detectionIn(LINK_LOCAL), { since: sent, for: FIRST_PROBE_TIME });
      await t.elapse(seconds(2));
      await expectAnswers(t, held);
    },
  });

  const defects: Readonly<Record<string, Defect>> = {
    'hop-limit': 'hop-limit',
    checksum: 'checksum',
    code: 'code',
    'option-length': 'option-length',
  };
  for (const [name, draft] of Object.entries<(parts: MessageParts<RouterAdvertisementDraft>, router: Neighbor) => FrameDraft>({
    ...Object.fromEntries(
      Object.entries(defects).map(([id, defect]) => [
        id,
        (parts: MessageParts<RouterAdvertisementDraft>) => broken(parts, defect, { shortened: 8 }),
      ]),
    ),
    'global-source': ({ header, fields, layer }, router) => frame(ipv6({ ...header, source: router.address }), layer(fields)),
  }))
    conformance({
      id: `slaac.prefix.invalid-${name}`,
      title: `a prefix in an advertisement with a wrong ${name.replace('-', ' ')}: no address is formed`,
      requirement: 'slaac-hl254',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const router = routerOf(t);
        const parts = {
          header: { source: router.linkLocal, destination: ALL_NODES },
          fields: { curHopLimit: 0, routerLifetime: 0, options: [autonomousOption(t.prefix)] },
          layer: routerAdvertisement,
        };
        const sent = await t.send('invalid Router Advertisement', draft(parts, router), { from: router });
        await expectNotFormed(t, sent, t.prefix);
      },
    });
});
