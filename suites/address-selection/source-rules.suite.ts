import '../ledger/ledger.js';
import { address, type Address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { addressIn } from '../nd/device-addresses.js';
import { anyIn, beginWith, defaultRouter, expectSource, hold, type Holding } from './choices.js';
import { groupOf, inRange, sharing, type Range } from './prefixes.js';

interface Scene {
  /** Address pairs of which the first is to be chosen. */
  readonly better: Holding;
  readonly worse: Holding;
  /** Where to, once the device holds them. */
  to(better: Address, worse: Address): Address;
}

interface Row extends Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'profiles'> {
  scene(t: TestContext): Scene;
}

const of =
  (better: Range, worse: Range, to: (t: TestContext) => Address) =>
  (t: TestContext): Scene => ({
    better: anyIn(t, better),
    worse: anyIn(t, worse),
    to: () => to(t),
  });

const remoteIn = (range: Range) => (t: TestContext) => inRange(t, range);
const ANY_GLOBAL_GROUP = (t: TestContext) => groupOf(t, 0xe);

/** Unless a row says so, the rules after the one that it is about would choose the other address. */
const rows: readonly Row[] = [
  {
    id: 'deprecated.longer-match',
    title: 'a preferred address is chosen over a deprecated one that matches longer',
    requirement: 'sas-rule3-deprecated',
    scene: (t) => ({ better: anyIn(t, 'other native'), worse: { deprecated: 'native' }, to: (_, worse) => sharing(t, 60, worse) }),
  },
  {
    id: 'deprecated.label',
    title: 'a preferred address is chosen over a deprecated one with the label of the destination',
    requirement: 'sas-rule3-deprecated',
    scene: (t) => ({ better: anyIn(t, 'native'), worse: { deprecated: '6to4' }, to: () => inRange(t, '6to4') }),
  },
  {
    id: 'label.6to4-for-native',
    title: 'a native address is chosen for a native destination over a 6to4 one that matches longer',
    requirement: 'sas-rule6-label',
    profiles: ['current', 'book'],
    scene: of('other native', '6to4', remoteIn('native')),
  },
  {
    id: 'label.unique-local-for-group',
    title: 'a global address is chosen for a global group over a unique local one that matches longer',
    requirement: 'sas-rule6-label',
    profiles: ['current'],
    scene: of('native', 'unique local', ANY_GLOBAL_GROUP),
  },
  {
    id: 'label.6to4',
    title: 'a 6to4 address is chosen for a 6to4 destination; it also matches longest',
    requirement: 'sas-rule6-label',
    scene: of('6to4', 'native', remoteIn('6to4')),
  },
  {
    id: 'label.unique-local',
    title: 'a unique local address is chosen for a unique local destination; it also matches longest',
    requirement: 'sas-rule6-label',
    scene: of('unique local', 'native', remoteIn('unique local')),
  },
  {
    id: 'label.teredo-for-native',
    title: 'a native address is chosen for a native destination over a Teredo one that matches longer',
    requirement: 'policy-default-table',
    profiles: ['current'],
    scene: of('other native', 'Teredo', remoteIn('native')),
  },
  {
    id: 'label.6bone-for-native',
    title: 'a native address is chosen for a native destination over one of 3ffe::/16 that matches longer',
    requirement: 'policy-default-table',
    profiles: ['current'],
    scene: of('native', '6bone', remoteIn('other native')),
  },
  {
    id: 'label.site-local-for-group',
    title: 'a global address is chosen for a global group over one of fec0::/10 that matches longer',
    requirement: 'policy-default-table',
    profiles: ['current'],
    scene: of('native', 'site-local', ANY_GLOBAL_GROUP),
  },
  {
    id: 'longest.site',
    title: 'the address that shares 48 bits with the destination is chosen over one that shares 40',
    requirement: 'sas-rule8-longest',
    scene(t) {
      const better = anyIn(t, 'native');
      return { better, worse: { address: sharing(t, 40, better.address) }, to: (held) => sharing(t, 48, held) };
    },
  },
  {
    id: 'longest.one-bit',
    title: 'the address that shares 47 bits with the destination is chosen over one that shares 46',
    requirement: 'sas-rule8-longest',
    scene(t) {
      const better = anyIn(t, 'native');
      return { better, worse: { address: sharing(t, 46, better.address) }, to: (held) => sharing(t, 47, held) };
    },
  },
  {
    id: 'longest.same-link',
    title: 'the address in the prefix of the destination is chosen',
    requirement: 'sas-rule8-longest',
    scene(t) {
      const better = anyIn(t, 'native');
      return { better, worse: anyIn(t, 'other native'), to: (held) => addressIn(t, prefixOf(held, 64)) };
    },
  },
  {
    id: 'longest.example',
    title: 'the address of 3ffe:501:808:1::/64 is chosen for 3ffe:501:800::1 over that of 3ffe:2001:9:124::/64',
    requirement: 'sas-rule8-longest',
    scene: (t) => ({
      better: { address: addressIn(t, prefixOf(address('3ffe:501:808:1::'), 64)) },
      worse: { address: addressIn(t, prefixOf(address('3ffe:2001:9:124::'), 64)) },
      to: () => address('3ffe:501:800::1'),
    }),
  },
  {
    id: 'longest.within-prefix',
    title: 'bits behind the prefix of the source do not count: one of 48 bits loses to one of 64 that shares 62',
    requirement: 'sas-rule8-longest',
    profiles: ['current'],
    scene(t) {
      const worse = { ...anyIn(t, 'native'), prefixLength: 48 };
      return { better: { address: sharing(t, 62, worse.address) }, worse, to: (_, held) => addressIn(t, prefixOf(held, 64)) };
    },
  },
];

suite('Source address selection: the rules, two addresses at a time', () => {
  for (const { scene, ...row } of rows)
    for (const order of ['first', 'last'] as const)
      conformance({
        ...row,
        id: `address-selection.${row.id}-${order}`,
        title: `${row.title}; it is configured ${order}`,
        role: 'host',
        testbed: oneLink,
        actions: ['add-address', 'ping'],
        async run(t) {
          const router = await defaultRouter(t);
          const { better, worse, to } = scene(t);
          const held = await hold(t, router, order === 'first' ? [better, worse] : [worse, better]);
          const [chosen, other] = order === 'first' ? held : [held[1], held[0]];
          await expectSource(t, to(chosen as Address, other as Address), chosen as Address);
        },
      });
});

suite('Source address selection: scope', () => {
  conformance({
    id: 'address-selection.scope.link-local',
    title: 'the link-local address is chosen for a link-local destination',
    requirement: 'sas-rule2-scope',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address', 'ping'],
    async run(t) {
      const linkLocal = t.dut.linkLocal;
      await hold(t, await defaultRouter(t), [anyIn(t, 'native')]);
      await expectSource(t, t.neighbor({ name: 'neighbor' }).linkLocal, linkLocal);
    },
  });

  for (const [id, range] of [
    ['global', 'native'],
    ['unique-local', 'unique local'],
    ['6to4', '6to4'],
  ] as const)
    conformance({
      id: `address-selection.scope.${id}`,
      title: `a ${range} address is chosen for a global destination, not the link-local one`,
      requirement: 'sas-rule2-scope',
      role: 'host',
      testbed: oneLink,
      actions: ['add-address', 'ping'],
      async run(t) {
        const [held] = await hold(t, await defaultRouter(t), [anyIn(t, range)]);
        await expectSource(t, inRange(t, 'native'), held as Address);
      },
    });

  conformance({
    id: 'address-selection.scope.deprecated',
    title: 'a deprecated global address is chosen for a global destination, not the preferred link-local one',
    requirement: 'sas-rule2-scope',
    role: 'host',
    testbed: oneLink,
    actions: ['ping'],
    async run(t) {
      const [held] = await hold(t, await defaultRouter(t), [{ deprecated: 'native' }]);
      await expectSource(t, inRange(t, 'native'), held as Address);
    },
  });

  for (const [scope, name, wanted] of [
    [0x2, 'link-local', 'link-local'],
    [0x4, 'admin-local', 'global'],
    [0x5, 'site-local', 'global'],
    [0x8, 'organization-local', 'global'],
    [0xe, 'global', 'global'],
  ] as const)
    conformance({
      id: `address-selection.scope.group-${name}`,
      title: `the ${wanted} address is chosen for a ${name} group`,
      requirement: 'sas-rule2-mcast',
      role: 'host',
      testbed: oneLink,
      actions: ['add-address', 'ping'],
      async run(t) {
        const linkLocal = t.dut.linkLocal;
        const [held] = await hold(t, await defaultRouter(t), [anyIn(t, 'native')]);
        await expectSource(t, groupOf(t, scope), wanted === 'link-local' ? linkLocal : (held as Address));
      },
    });

  conformance({
    id: 'address-selection.scope.last-resort',
    title: 'with nothing but a link-local address that one is chosen for a global destination',
    requirement: 'sas-route-last-resort-kame',
    role: 'host',
    testbed: oneLink,
    actions: ['ping'],
    async run(t) {
      await defaultRouter(t);
      await expectSource(t, inRange(t, 'native'), t.dut.linkLocal);
    },
  });
});

suite('Source address selection: what is given, and what is no candidate', () => {
  conformance({
    id: 'address-selection.source.explicit',
    title: 'the source that an application gives is used, although another one would be chosen',
    requirement: 'sas-explicit-wins',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address', 'ping'],
    async run(t) {
      const router = await defaultRouter(t);
      const [native, asked] = await hold(t, router, [anyIn(t, 'native'), anyIn(t, '6to4')]);
      await expectSource(t, sharing(t, 60, native as Address), asked as Address, { source: asked as Address });
    },
  });

  conformance({
    id: 'address-selection.source.anycast',
    title: 'an anycast address is not the source of a new conversation',
    requirement: 'addr-anycast-not-source',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address', 'ping'],
    async run(t) {
      const anycast = anyIn(t, 'native').address;
      await t.do({ kind: 'add-address', link: 'link0', address: anycast, prefixLength: 64, anycast: true });
      const [held] = await hold(t, await defaultRouter(t), [anyIn(t, 'other native')]);
      t.require('the source is the unicast address', await beginWith(t, sharing(t, 60, anycast)), { 'ipv6.source': held as Address });
    },
  });
});
