import '../ledger/ledger.js';
import { address } from '../../reference/net/address.js';
import { formatPrefix, prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { elapsed, seconds } from '../../reference/time.js';
import type { UsePrefixPartDraft } from '../../reference/wire/router-renumbering.js';
import { suite } from '../kit/conformance.js';
import type { Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { exactly, lessBy, OPTIONS, prefixesOf, type PrefixInformation } from '../nd/advertised-prefixes.js';
import { addressIn, assignAll } from '../nd/device-addresses.js';
import {
  beginRenumbering,
  exactlyReports,
  expectPrefixes,
  expectResult,
  give,
  newPrefix,
  nextAdvertisement,
  oldPrefix,
  operation,
  renumberingTest,
  REPORTS,
  use,
} from './commands.js';

const PIO = `${OPTIONS}.prefixInformation`;

const withOctets = (prefix: Prefix, octets: Readonly<Record<number, number>>, length = 64): Prefix =>
  prefixOf(
    prefix.address.map((octet, i) => octets[i] ?? octet),
    length,
  );

/** Octet 7 of the subnet: the part that is kept. */
const KEPT = 0xa5;
const kept = (t: TestContext): Prefix => withOctets(oldPrefix(t), { 7: KEPT });
const octet6 = (t: TestContext): number => (oldPrefix(t).address[6] ?? 0) ^ 0x40;

suite('Router Renumbering: what New Prefixes are made of', () => {
  for (const [keepLen, seven, length] of [
    [8, KEPT, 64],
    [4, 0xa0, 60],
    [0, 0, 56],
  ] as const)
    renumberingTest({
      id: `new-prefix.keep-${keepLen}`,
      title: `UseLen 56 and KeepLen ${keepLen} make a prefix of ${length} bits, the last ${keepLen} of them those of the Matched Prefix`,
      requirement: 'rr-keep',
      async run(t) {
        await beginRenumbering(t, [kept(t)]);
        // Bits of UsePrefix beyond UseLen do not count.
        const used = withOctets(oldPrefix(t), { 6: octet6(t), 7: 0x5f });
        await give(t, { operations: [operation('changeOperation', kept(t), [use({ ...used, length: 56 }, { keepLen })])] });
        await expectPrefixes(t, [withOctets(oldPrefix(t), { 6: octet6(t), 7: seven }, length)]);
      },
    });

  renumberingTest({
    id: 'new-prefix.keep-of-address',
    title: 'where an address of the router matched, bits are kept of the address',
    requirement: 'rr-keep',
    actions: ['add-address'],
    async run(t) {
      const held = addressIn(t, oldPrefix(t));
      await assignAll(t, [{ address: held }]);
      await beginRenumbering(t);
      const parts = [use(newPrefix(t), { keepLen: 16 })];
      await give(t, { operations: [operation('addOperation', { address: held, length: 128 }, parts)] });
      const made = prefixOf(
        newPrefix(t).address.map((octet, i) => (i === 8 || i === 9 ? (held[i] ?? 0) : octet)),
        80,
      );
      await expectPrefixes(t, [oldPrefix(t), made]);
    },
  });
});

interface FlagRow {
  readonly what: string;
  readonly part: UsePrefixPartDraft;
  readonly onLink: boolean;
  readonly autonomous: boolean;
}

/** The Matched Prefix is on-link and not autonomous. */
const flagRows: Readonly<Record<string, FlagRow>> = {
  copied: { what: 'are copied where FlagMask is zero', part: { flagMask: 0, raFlags: 0x40 }, onLink: true, autonomous: false },
  set: { what: 'are set from RAFlags where FlagMask says so', part: { flagMask: 0xc0, raFlags: 0x40 }, onLink: false, autonomous: true },
  'on-link': { what: 'are taken one by one: L', part: { flagMask: 0x80, raFlags: 0x40 }, onLink: false, autonomous: false },
  autonomous: { what: 'are taken one by one: A', part: { flagMask: 0x40, raFlags: 0x40 }, onLink: true, autonomous: true },
};

suite('Router Renumbering: how New Prefixes are advertised', () => {
  for (const [name, { what, part, onLink, autonomous }] of Object.entries(flagRows))
    renumberingTest({
      id: `new-prefix.flags-${name}`,
      title: `the flags of a New Prefix ${what}`,
      requirement: 'rr-flags',
      async run(t) {
        await beginRenumbering(t, [{ prefix: oldPrefix(t), advOnLinkFlag: true, advAutonomousFlag: false }]);
        await give(t, { operations: [operation('changeOperation', oldPrefix(t), [use(newPrefix(t), part)])] });
        const advertisement = await nextAdvertisement(t);
        t.require('the flags of the New Prefix', advertisement, {
          [OPTIONS]: exactly([formatPrefix(newPrefix(t))]),
          [`${PIO}.onLink`]: onLink,
          [`${PIO}.autonomous`]: autonomous,
        });
      },
    });

  for (const [name, valid, preferred] of [
    ['finite', 7_200, 600],
    ['zero', 0, 0],
    ['infinite', 0xffff_ffff, 0xffff_ffff],
    ['mixed', 0xffff_ffff, 60],
  ] as const)
    renumberingTest({
      id: `new-prefix.lifetimes-${name}`,
      title: `lifetimes of ${valid} and ${preferred} s are advertised as they are, and stay so`,
      requirement: 'rr-lifetimes',
      async run(t) {
        await beginRenumbering(t);
        const part = use(newPrefix(t), { validLifetime: valid, preferredLifetime: preferred });
        await give(t, { operations: [operation('changeOperation', oldPrefix(t), [part])] });
        const lifetimes: Match = { [`${PIO}.validLifetime`]: valid, [`${PIO}.preferredLifetime`]: preferred };
        t.require('the lifetimes', await expectPrefixes(t, [newPrefix(t)]), lifetimes);
        await t.elapse(seconds(5));
        t.require('the same lifetimes', await nextAdvertisement(t), lifetimes);
      },
    });

  renumberingTest({
    id: 'new-prefix.lifetimes-of-existing',
    title: 'a New Prefix that is there already gets the lifetimes and flags of its Use-Prefix Part',
    requirement: 'rr-lifetimes',
    async run(t) {
      await beginRenumbering(t);
      const part = use(oldPrefix(t), { validLifetime: 7_200, preferredLifetime: 600, raFlags: 0x80 });
      await give(t, { operations: [operation('addOperation', oldPrefix(t), [part])] });
      t.require('lifetimes and flags', await expectPrefixes(t, [oldPrefix(t)]), {
        [`${PIO}.validLifetime`]: 7_200,
        [`${PIO}.preferredLifetime`]: 600,
        [`${PIO}.onLink`]: true,
        [`${PIO}.autonomous`]: false,
      });
    },
  });

  for (const [name, decrementValid, decrementPreferred] of [
    ['both', true, true],
    ['valid', true, false],
    ['preferred', false, true],
  ] as const)
    renumberingTest({
      id: `new-prefix.decrement-${name}`,
      title: `with V ${decrementValid ? 'set' : 'clear'} and P ${decrementPreferred ? 'set' : 'clear'} ${name === 'both' ? 'both lifetimes run' : `only the ${name} lifetime runs`} down`,
      requirement: 'rr-lifetime-decrement',
      async run(t) {
        await beginRenumbering(t);
        const part = use(newPrefix(t), { validLifetime: 3_600, preferredLifetime: 600, decrementValid, decrementPreferred });
        await give(t, { operations: [operation('changeOperation', oldPrefix(t), [part])] });
        const first = await expectPrefixes(t, [newPrefix(t)]);
        await t.elapse(seconds(20));
        const second = await nextAdvertisement(t);
        const passed = elapsed(first.at, second.at);
        const { validLifetime = 0, preferredLifetime = 0 } = theOnly(first) ?? {};
        t.require('lifetimes', second, {
          [`${PIO}.validLifetime`]: decrementValid ? lessBy(passed, validLifetime) : 3_600,
          [`${PIO}.preferredLifetime`]: decrementPreferred ? lessBy(passed, preferredLifetime) : 600,
        });
      },
    });
});

const theOnly = (advertisement: Received): PrefixInformation | undefined => prefixesOf(advertisement)[0];

const forbidden: Readonly<Record<string, Prefix>> = {
  multicast: prefixOf(address('ff3e:40::'), 64),
  'link-local': prefixOf(address('fe80:0:0:5::'), 64),
  unspecified: prefixOf(address('::'), 64),
  loopback: prefixOf(address('::1'), 128),
};

suite('Router Renumbering: forbidden prefixes', () => {
  for (const [name, prefix] of Object.entries(forbidden))
    renumberingTest({
      id: `forbidden.${name}`,
      title: `${formatPrefix(prefix)} is not configured; what else the operation asks for is done`,
      requirement: 'rr-forbidden',
      async run(t) {
        await beginRenumbering(t);
        await give(t, { operations: [operation('addOperation', oldPrefix(t), [use(prefix), use(newPrefix(t))])] });
        await expectPrefixes(t, [oldPrefix(t), newPrefix(t)]);
      },
    });

  for (const [name, prefix] of Object.entries(forbidden))
    renumberingTest({
      id: `forbidden.${name}-report`,
      title: `that ${formatPrefix(prefix)} was asked for is reported by the F flag`,
      requirement: 'rr-forbidden',
      async run(t) {
        await beginRenumbering(t);
        const operations = [
          operation('addOperation', oldPrefix(t), [use(prefix)], 7),
          operation('addOperation', oldPrefix(t), [use(newPrefix(t))], 8),
        ];
        const result = await expectResult(t, await give(t, { resultRequested: true, operations }));
        const wanted = [
          { ordinal: 7, prefix: oldPrefix(t), flags: ' F' },
          { ordinal: 8, prefix: oldPrefix(t) },
        ];
        t.require('F in the report of that operation alone', result, { [REPORTS]: exactlyReports(wanted) });
      },
    });
});
