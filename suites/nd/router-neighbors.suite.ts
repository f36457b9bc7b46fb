import '../ledger/ledger.js';
import { ALL_NODES, ALL_ROUTERS, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { advertisement, advertisementOf, solicitation } from './messages.js';
import { prime } from './neighbor-states.js';
import { ask } from './solicited-answers.js';
import { expectState } from './state-proof.js';

suite('Neighbor Advertisements of a router', () => {
  for (const to of ['unicast', 'multicast', 'anonymous'] as const)
    conformance({
      id: `nd.router-flag.of-router-${to}`,
      title: `the advertisement of a router that answers ${to === 'anonymous' ? 'a Neighbor Solicitation from the unspecified address' : `a ${to} Neighbor Solicitation`} has the Router flag set`,
      requirement: 'ar-na-r-flag-router',
      role: 'router',
      testbed: oneLink,
      async run(t) {
        const target = t.dut.linkLocal;
        const sent =
          to === 'anonymous'
            ? await t.send('anonymous Neighbor Solicitation', solicitation({ source: UNSPECIFIED, target }))
            : await ask(t, t.tester, target, to);
        const answer = await t.expect('Neighbor Advertisement', advertisementOf(target), { since: sent, within: ANSWER_TIME });
        t.require('Router flag', answer, { 'neighborAdvertisement.router': true });
      },
    });
});

/** Who is told of a new address (RFC 9131 section 6.1.2), and who hears any advertisement. */
const DESTINATIONS: Readonly<Record<string, Address>> = { 'all-routers': ALL_ROUTERS, 'all-nodes': ALL_NODES };

suite('Neighbor Advertisements that a router did not ask for', () => {
  for (const [to, destination] of Object.entries(DESTINATIONS))
    for (const override of [false, true])
      conformance({
        id: `nd.router-gratuitous.${to}-o${Number(override)}`,
        title: `a Neighbor Advertisement with Override ${override ? 'set' : 'clear'} to ${to.replace('-', ' ')} for an unknown neighbor makes a STALE entry`,
        requirement: 'ar-gratuitous-9131',
        role: 'router',
        testbed: oneLink,
        profiles: ['current'],
        async run(t) {
          const neighbor = await prime(t, 'none');
          const news = advertisement({ target: neighbor.address, destination, override, linkLayer: neighbor.cached });
          await t.send('unsolicited advertisement', news, { from: neighbor.node });
          await expectState(t, neighbor, { state: 'stale', linkLayer: neighbor.cached });
        },
      });

  conformance({
    id: 'nd.router-gratuitous.without-link-layer-address',
    title: 'a Neighbor Advertisement without link-layer address for an unknown neighbor makes no entry',
    requirement: 'ar-gratuitous-9131',
    role: 'router',
    testbed: oneLink,
    profiles: ['current'],
    async run(t) {
      const neighbor = await prime(t, 'none');
      const news = advertisement({ target: neighbor.address, destination: ALL_ROUTERS });
      await t.send('unsolicited advertisement', news, { from: neighbor.node });
      await expectState(t, neighbor, { state: 'none', linkLayer: neighbor.cached });
    },
  });
});
