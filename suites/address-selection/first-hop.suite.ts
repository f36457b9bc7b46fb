import '../ledger/ledger.js';
import type { Address } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { prefixContains } from '../../reference/net/prefix.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink, twoLinks } from '../kit/testbed.js';
import { sitePrefix } from '../nd/device-addresses.js';
import { advertiseRouter } from '../nd/routers.js';
import { autonomousOption, givenFormed } from '../slaac/formation.js';
import { anyIn, beginWith, defaultRouter, expectSource, hold } from './choices.js';
import { groupOf, sharing } from './prefixes.js';

/** A default router that advertises a prefix of its own, from which the device has an address. */
async function routerWithPrefix(t: TestContext, number: number) {
  const router = t.neighbor({ name: `router ${number}`, router: true });
  const prefix = sitePrefix(t, number);
  const held = await givenFormed(t, await advertiseRouter(t, router, [autonomousOption(prefix)]), prefix);
  return { router, prefix, held };
}

suite('Source address selection: prefixes of the next hop', () => {
  for (const near of [1, 2] as const)
    conformance({
      id: `address-selection.next-hop.router-${near}`,
      title: `with two routers the source is from the prefix of the one that the packet goes to, also where it matches that of router ${near} longer`,
      requirement: 'sas-rule55-prefix',
      role: 'host',
      testbed: oneLink,
      profiles: ['current'],
      actions: ['ping'],
      async run(t) {
        const routers = [await routerWithPrefix(t, 1), await routerWithPrefix(t, 2)] as const;
        const request = await beginWith(t, sharing(t, 64, routers[near - 1]?.held as Address));
        const to = request.get('ethernet.destination') as Uint8Array;
        const used =
          routers.find(({ router }) => equalOctets(router.linkLayerAddress, to)) ?? t.skip('the packet goes to none of the routers');
        const own = satisfies<Uint8Array>(`in the prefix of ${used.router.name}`, (source) => prefixContains(used.prefix, source));
        t.require('the source is from the prefix of the next hop', request, { 'ipv6.source': own });
      },
    });
});

const routerOn = async (t: TestContext, link: string): Promise<Neighbor> => {
  const router = t.neighbor({ name: `router on ${link}`, link, router: true });
  await advertiseRouter(t, router);
  return router;
};

suite('Source address selection: several interfaces', () => {
  conformance({
    id: 'address-selection.interface.outgoing',
    title: 'an address of the outgoing interface is chosen over one of another interface that matches longer',
    requirement: 'sas-rule5-outgoing',
    role: 'host',
    testbed: twoLinks,
    profiles: ['current', 'book'],
    actions: ['add-address', 'ping'],
    async run(t) {
      const router = await routerOn(t, 'link0');
      const [here, elsewhere] = await hold(t, router, [anyIn(t, 'other native'), { ...anyIn(t, 'native'), link: 'link1' }]);
      await expectSource(t, sharing(t, 48, elsewhere as Address), here as Address);
    },
  });

  conformance({
    id: 'address-selection.interface.group',
    title: 'for a global group an address of another link is no candidate, although there is no other global one',
    requirement: 'sas-candidates-link',
    role: 'host',
    testbed: twoLinks,
    profiles: ['current', 'book'],
    actions: ['add-address', 'ping'],
    async run(t) {
      const linkLocal = t.dut.linkLocal;
      await hold(t, await defaultRouter(t), [{ ...anyIn(t, 'native'), link: 'link1' }]);
      await expectSource(t, groupOf(t, 0xe), linkLocal);
    },
  });

  conformance({
    id: 'address-selection.interface.link-local',
    title: 'for a link-local destination the link-local address of its own link is chosen, not that of another link',
    requirement: 'sas-candidates-link',
    role: 'host',
    testbed: twoLinks,
    actions: ['ping'],
    async run(t) {
      const neighbor = t.neighbor({ name: 'neighbor on link1', link: 'link1' });
      await expectSource(t, neighbor.linkLocal, t.dut.on('link1').linkLocal, { link: 'link1' });
    },
  });
});
