import '../ledger/ledger.js';
import { fragment } from '../../reference/wire/extension-headers.js';
import { raw, type FrameDraft } from '../../reference/wire/frame.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { conformance, suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { expectRefused, tooBig } from './refusals.js';
import { betweenLinks, type Topology } from './topology.js';
import { cargo, expectForwarded, sendTransit, transit } from './transit.js';

/** A router whose far link takes packets of so many octets. */
async function toNarrowLink(t: TestContext, mtu: number): Promise<Topology> {
  const topology = await betweenLinks(t);
  await t.do({ kind: 'set-variable', link: topology.far.link, variable: 'linkMtu', value: mtu });
  return topology;
}

const HEADERS = 48;
const ofSize = (t: TestContext, topology: Topology, octets: number): FrameDraft => transit(topology, [cargo(t, octets - HEADERS)]);

/** A fragment that is itself too large for a link of the minimum MTU. */
const largeFragment = (t: TestContext, topology: Topology): FrameDraft =>
  transit(topology, [
    fragment({ nextHeader: PROTOCOL.udp, moreFragments: true, identification: t.random.uint32() }),
    raw(t.random.octets(1344), PROTOCOL.udp),
  ]);

const declared = { role: 'router', testbed: twoLinks, actions: ['add-address', 'set-variable'] } as const;

suite('Forwarding: packets and the MTU of the next link', () => {
  for (const mtu of [MINIMUM_MTU, 1400, LINK_MTU])
    conformance({
      ...declared,
      id: `forwarding.link-mtu.fits-${mtu}`,
      title: `a packet of ${mtu} octets is forwarded to a link that takes just as many`,
      requirement: mtu === MINIMUM_MTU ? 'fwd-mtu-1280-link' : 'fwd-global-to-global',
      async run(t) {
        const topology = await toNarrowLink(t, mtu);
        await expectForwarded(t, topology, `packet of ${mtu} octets`, ofSize(t, topology, mtu));
      },
    });

  for (const mtu of [MINIMUM_MTU, 1400])
    for (const [name, octets] of [
      ['by-one', mtu + 1],
      ['full', LINK_MTU],
    ] as const)
      conformance({
        ...declared,
        id: `forwarding.link-mtu.exceeds-${mtu}-${name}`,
        title: `a packet of ${octets} octets for a link that takes ${mtu} is refused with Packet Too Big, MTU ${mtu}`,
        requirement: 'err-ptb',
        async run(t) {
          const topology = await toNarrowLink(t, mtu);
          const draft = ofSize(t, topology, octets);
          const sent = await sendTransit(t, topology, `packet of ${octets} octets`, draft);
          await expectRefused(t, topology, sent, draft, tooBig(mtu));
        },
      });

  for (const [name, { requirement, title, draft: make }] of Object.entries({
    packet: {
      requirement: 'fwd-no-fragment',
      title: 'a packet',
      draft: (t: TestContext, topology: Topology) => ofSize(t, topology, LINK_MTU),
    },
    fragment: { requirement: 'pmtu-fragment-not-router', title: 'a fragment', draft: largeFragment },
  }))
    conformance({
      ...declared,
      id: `forwarding.link-mtu.not-fragmented-${name}`,
      title: `${title} that the next link does not take is not cut into fragments, but refused`,
      requirement,
      async run(t) {
        const topology = await toNarrowLink(t, MINIMUM_MTU);
        const draft = make(t, topology);
        const sent = await sendTransit(t, topology, `${title} that is too large`, draft);
        const pieces = { 'ipv6.destination': topology.far.node, fragment: present };
        await t.expectNone('a fragment', pieces, { since: sent, for: ANSWER_TIME, link: topology.far.link });
        await expectRefused(t, topology, sent, draft, tooBig(MINIMUM_MTU));
      },
    });
});
