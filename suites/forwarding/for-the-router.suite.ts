import '../ledger/ledger.js';
import { address, ALL_ROUTERS, type Address } from '../../reference/net/address.js';
import { routing0, routingUnknown } from '../../reference/wire/extension-headers.js';
import type { LayerDraft } from '../../reference/wire/frame.js';
import { concat } from '../../reference/net/octets.js';
import { question } from '../icmpv6/questions.js';
import { ERRONEOUS_FIELD } from '../ipv6/outcomes.js';
import { conformance, suite, type Profile } from '../kit/conformance.js';
import { oneOf } from '../kit/match.js';
import { twoLinks } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { expectRefused, problem } from './refusals.js';
import { betweenLinks, routerAddresses, type Topology } from './topology.js';
import { cargo, expectDropped, sendTransit, transit } from './transit.js';

const declared = { role: 'router', testbed: twoLinks, actions: ['add-address'] } as const;

const anycastOf = {
  near: { title: 'of the link that the packet comes from', of: ({ near }: Topology): Address => near.prefix.address },
  far: { title: 'of its other link', of: ({ far }: Topology): Address => far.prefix.address },
};

/** RFC 4291 section 2.8: what a router is required to recognise, beside what hosts are. */
const ownAddresses = {
  'address-near': {
    title: "the router's address on the link that the request comes from",
    of: ({ near }: Topology): Address => near.device,
  },
  'address-far': { title: "the router's address on its other link", of: ({ far }: Topology): Address => far.device },
  'anycast-near': { title: 'the subnet-router anycast address of the link', of: ({ near }: Topology): Address => near.prefix.address },
  'all-routers': { title: 'all routers of the link', of: (): Address => ALL_ROUTERS },
  'all-routers-of-site': { title: 'all routers of the site', of: (): Address => address('ff05::2') },
};

interface SourceRoute {
  readonly title: string;
  /** By the side that the router's address is on. */
  readonly requirement: Readonly<Record<'near' | 'far', string>>;
  readonly header: (topology: Topology) => LayerDraft;
  readonly profiles?: readonly Profile[];
}

/** The far node is what is left of the route. */
const sourceRoutes: Readonly<Record<string, SourceRoute>> = {
  'source-route': {
    title: 'a Routing header of type 0 with a segment left',
    requirement: { near: 'rh-rh0-slnon0-router', far: 'fwd-source-route-free' },
    header: ({ far }) => routing0({ segmentsLeft: 1, addresses: [far.node] }),
    profiles: ['current'],
  },
  'unknown-route': {
    title: 'a Routing header of the unknown type 33 with a segment left',
    requirement: { near: 'rh-unrec-intermediate', far: 'rh-unrec-intermediate' },
    header: ({ far }) => routingUnknown({ segmentsLeft: 1, data: concat(new Uint8Array(4), far.node) }),
  },
};

suite('Forwarding: packets for the router itself', () => {
  for (const [name, { title, of }] of Object.entries(anycastOf))
    conformance({
      ...declared,
      id: `forwarding.for-the-router.subnet-anycast-${name}`,
      title: `an Echo Request to the subnet-router anycast address ${title} is answered from a unicast address, and not forwarded`,
      requirement: 'fwd-subnet-anycast-local',
      async run(t) {
        const topology = await betweenLinks(t);
        const ask = question(t, topology.near.node, of(topology));
        const sent = await t.send('Echo Request to the anycast address', ask.frame, { from: topology.near.neighbor });
        const reply = { ...ask.reply, 'ipv6.source': oneOf(...routerAddresses(t, topology)) };
        await t.expect('Echo Reply', reply, { since: sent, within: ANSWER_TIME });
        await expectDropped(t, topology, sent, ask.frame);
      },
    });

  for (const [name, { title, of }] of Object.entries(ownAddresses))
    conformance({
      ...declared,
      id: `forwarding.for-the-router.${name}`,
      title: `an Echo Request to ${title} is answered`,
      requirement: 'addr-required-router',
      async run(t) {
        const topology = await betweenLinks(t);
        const ask = question(t, topology.near.node, of(topology));
        const sent = await t.send(`Echo Request to ${title}`, ask.frame, { from: topology.near.neighbor });
        await t.expect(
          'Echo Reply',
          { ...ask.reply, 'ipv6.source': oneOf(...routerAddresses(t, topology)) },
          { since: sent, within: ANSWER_TIME },
        );
      },
    });

  for (const [name, { requirement, title, header, profiles }] of Object.entries(sourceRoutes))
    for (const side of ['near', 'far'] as const)
      conformance({
        ...declared,
        id: `forwarding.for-the-router.${name}-${side}`,
        title: `${title}, at the router's address on the ${side === 'near' ? 'same' : 'other'} link: Parameter Problem, and not sent on`,
        requirement: requirement[side],
        ...(profiles && { profiles }),
        async run(t) {
          const topology = await betweenLinks(t);
          const draft = transit(topology, [header(topology), cargo(t)], { destination: topology[side].device });
          const sent = await sendTransit(t, topology, title, draft);
          await expectRefused(t, topology, sent, draft, problem(ERRONEOUS_FIELD, draft.offsetOf('routing.routingType')));
        },
      });
});
