import '../ledger/ledger.js';
import { addressFromOctets } from '../../reference/net/address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { addressIn, sibling } from '../nd/device-addresses.js';
import { solicitationFor } from '../nd/messages.js';
import { betweenLinks, pairIn, subnetIn, type Subnet } from './topology.js';
import { acrossTo, cargo, copies, expectForwarded, givenForwarding, sendTransit, sentOn, transit } from './transit.js';

/** Octets of the shortest prefix that a user can give the tests: behind them a subnet is theirs to number. */
const SITE_OCTETS = 6;

const endingInZeros = (t: TestContext): Prefix =>
  prefixOf(addressFromOctets(t.prefixOn('link1').address.map((octet, i) => (i < SITE_OCTETS ? octet : 0))), 64);

const ofLength = (t: TestContext, length: number): Prefix => prefixOf(addressIn(t, t.prefixOn('link1')), length);

/** A /127 has no more than two addresses, and no subnet-router anycast address (RFC 6164 section 5.1). */
const subnets: Readonly<Record<string, { readonly title: string; readonly make: (t: TestContext) => Subnet }>> = {
  'zeros-at-end': { title: 'a /64 whose last 16 bits are zero', make: (t) => subnetIn(t, endingInZeros(t)) },
  'length-65': { title: 'a /65', make: (t) => subnetIn(t, ofLength(t, 65)) },
  'length-96': { title: 'a /96', make: (t) => subnetIn(t, ofLength(t, 96)) },
  'length-127': { title: 'a /127', make: (t) => pairIn(ofLength(t, 127)) },
};

const declared = { requirement: 'fwd-prefix-any-length', role: 'router', testbed: twoLinks, actions: ['add-address'] } as const;

/** RFC 6164 section 5.1: both addresses of a /127 are those of nodes. */
async function expectNoAnycast(t: TestContext): Promise<void> {
  const topology = await betweenLinks(t, { far: pairIn(ofLength(t, 127)) });
  const ask = question(t, topology.near.node, topology.far.node);
  const sent = await t.send('Echo Request to the other node of a /127', ask.frame, { from: topology.near.neighbor });
  const forwarded = sentOn(t, ask.frame, acrossTo(topology));
  await t.expect('the request, forwarded', forwarded, { since: sent, within: ANSWER_TIME, link: topology.far.link });
  await t.expectNone('a reply of the router', { echoReply: present }, { since: sent, for: ANSWER_TIME });
}

suite('Forwarding: to the subnets of the router', () => {
  conformance({
    ...declared,
    id: 'forwarding.subnets.length-127-no-anycast',
    title: 'the router does not take the lower address of a /127 for a subnet-router anycast address',
    requirement: 'addr-127',
    run: expectNoAnycast,
  });

  for (const [name, { title, make }] of Object.entries(subnets))
    conformance({
      ...declared,
      id: `forwarding.subnets.${name}`,
      title: `a node in ${title} is reached on its link`,
      async run(t) {
        const topology = await betweenLinks(t, { far: make(t) });
        await expectForwarded(t, topology, `packet into ${title}`, transit(topology, [cargo(t)]));
      },
    });

  for (const [name, { title, make }] of Object.entries(subnets))
    if (name.startsWith('length'))
      conformance({
        ...declared,
        id: `forwarding.subnets.outside-${name}`,
        title: `an address that differs from ${title} of the router in the last bit of the prefix is not looked for on its link`,
        async run(t) {
          const far = make(t);
          const topology = await betweenLinks(t, { far });
          await givenForwarding(t, topology);
          const outside = t.neighbor({ name: 'node just outside', link: 'link1', addresses: [addressIn(t, sibling(far.prefix))] });
          const draft = transit(topology, [cargo(t)], { destination: outside.address });
          const sent = await sendTransit(t, topology, 'packet for a node just outside', draft);
          await t.expectNone('the packet, or a search for its destination', [...copies(draft), solicitationFor(outside.address)], {
            since: sent,
            for: ANSWER_TIME,
            link: 'link1',
          });
        },
      });
});
