import '../ledger/ledger.js';
import { ALL_NODES } from '../../reference/net/address.js';
import { LINK_LAYER_BROADCAST, multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import type { FrameDraft } from '../../reference/wire/frame.js';
import { padN } from '../../reference/wire/ipv6-options.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import { expectRefused, quoteOf, refusalMatch, tooBig } from '../forwarding/refusals.js';
import { betweenLinks, routerAddresses, type Topology } from '../forwarding/topology.js';
import { cargo, copies, sendTransit, transit } from '../forwarding/transit.js';
import { conformance, suite } from '../kit/conformance.js';
import { between, oneOf } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { refused, transitCauses, type TransitCause } from './router-causes.js';

const names = {
  hl: 'hop-limit',
  noroute: 'no-route',
  rejected: 'rejected',
  scope: 'beyond-scope',
  addr: 'address-unreachable',
  ptb: 'too-big',
} as const;

const each = Object.entries(names).map(([key, name]) => ({ name, cause: transitCauses[key as keyof typeof names] }));

const declared = { role: 'router', testbed: twoLinks } as const;

suite('ICMPv6 errors of routers, by cause', () => {
  for (const { name, cause } of each)
    conformance({
      ...declared,
      id: `icmpv6.router-errors.${name}`,
      title: `${cause.title} is reported to the source, once, and the packet is not forwarded`,
      requirement: cause.requirement,
      actions: cause.actions,
      async run(t) {
        const topology = await betweenLinks(t);
        const draft = await refused(t, topology, cause, [cargo(t, cause.octets)]);
        await expectRefused(t, topology, await sendTransit(t, topology, cause.title, draft), draft, cause.refusal);
      },
    });

  conformance({
    ...declared,
    id: 'icmpv6.router-errors.mtu-floor',
    title: `the MTU in a Packet Too Big is not below ${MINIMUM_MTU}`,
    requirement: 'err-ptb-mtu-floor',
    actions: transitCauses.ptb.actions,
    async run(t) {
      const topology = await betweenLinks(t);
      const draft = await refused(t, topology, transitCauses.ptb, [cargo(t, LINK_MTU - HEADERS)]);
      t.require('MTU', await errorOf(t, topology, transitCauses.ptb, draft), { 'packetTooBig.mtu': between(MINIMUM_MTU, LINK_MTU) });
    },
  });
});

const HEADERS = 48;

/** The error about a packet; without one the device is not to be judged by its form. */
async function errorOf(t: TestContext, topology: Topology, { title, refusal }: TransitCause, draft: FrameDraft): Promise<Received> {
  const sent = await sendTransit(t, topology, title, draft);
  const { message, code } = refusal;
  const wanted = { [`${message}.code`]: code };
  return (await t.optionally('the error', wanted, { since: sent, within: refusal.within })) ?? t.skip('the device does not report this');
}

/** Fields that a careless router changes before it quotes the packet. */
const unusual = { hopLimit: 37, trafficClass: 0x5a, flowLabel: 0x12345 };

suite('ICMPv6 errors of routers: what they carry', () => {
  for (const { name, cause } of each) {
    const { message } = cause.refusal;
    const { actions, title } = cause;

    conformance({
      ...declared,
      id: `icmpv6.router-errors.source-${name}`,
      title: `the error about ${title} comes from a unicast address of the router`,
      requirement: 'icmp-src-router-transit',
      actions,
      async run(t) {
        const topology = await betweenLinks(t);
        const draft = await refused(t, topology, cause, [cargo(t, cause.octets)]);
        t.require('source', await errorOf(t, topology, cause, draft), { 'ipv6.source': oneOf(...routerAddresses(t, topology)) });
      },
    });

    conformance({
      ...declared,
      id: `icmpv6.router-errors.quotes-verbatim-${name}`,
      title: `the error about ${title} quotes the packet as it came`,
      requirement: 'icmp-error-verbatim',
      actions,
      async run(t) {
        const topology = await betweenLinks(t);
        const draft = await refused(t, topology, cause, [hopByHop({ options: [padN(6)] }), cargo(t, cause.octets)], unusual);
        t.require('quote', await errorOf(t, topology, cause, draft), { [`${message}.invokingPacket`]: quoteOf(draft) });
      },
    });

    conformance({
      ...declared,
      id: `icmpv6.router-errors.fills-minimum-mtu-${name}`,
      title: `the error about ${title} in a large packet is ${MINIMUM_MTU} octets long and quotes what fits`,
      requirement: 'icmp-error-minmtu',
      actions,
      async run(t) {
        const topology = await betweenLinks(t);
        const draft = await refused(t, topology, cause, [cargo(t, LINK_MTU - HEADERS)]);
        t.require('length and quote', await errorOf(t, topology, cause, draft), {
          'ipv6.payloadLength': MINIMUM_MTU - IPV6_HEADER_OCTETS,
          [`${message}.invokingPacket`]: quoteOf(draft),
        });
      },
    });

    conformance({
      ...declared,
      id: `icmpv6.router-errors.hop-limit-of-${name}`,
      title: `the error about ${title} has hop limit 64`,
      requirement: 'hdr-hl-default-64',
      actions,
      async run(t) {
        const topology = await betweenLinks(t);
        const draft = await refused(t, topology, cause, [cargo(t, cause.octets)]);
        t.require('hop limit', await errorOf(t, topology, cause, draft), { 'ipv6.hopLimit': 64 });
      },
    });

    if (message !== 'packetTooBig')
      conformance({
        ...declared,
        id: `icmpv6.router-errors.unused-zero-${name}`,
        title: `the unused field of the error about ${title} is zero`,
        requirement: 'icmp-error-unused-zero',
        actions,
        async run(t) {
          const topology = await betweenLinks(t);
          const draft = await refused(t, topology, cause, [cargo(t, cause.octets)]);
          t.require('unused field', await errorOf(t, topology, cause, draft), { [`${message}.unused`]: 0 });
        },
      });
  }
});

suite('Packet Too Big about packets that came as link-layer multicast', () => {
  for (const [name, to] of Object.entries({ multicast: multicastLinkLayerAddress(ALL_NODES), broadcast: LINK_LAYER_BROADCAST }))
    conformance({
      ...declared,
      id: `icmpv6.router-errors.too-big-link-layer-${name}`,
      title: `a packet sent as link-layer ${name} that the next link does not take is reported, by a router that forwards such packets`,
      requirement: 'noerr-exception-ptb-l2mcast',
      actions: transitCauses.ptb.actions,
      async run(t) {
        const topology = await betweenLinks(t);
        const { neighbor } = topology.near;
        const small = transit(topology, [cargo(t)]);
        const first = await t.send('packet that fits', small, { from: neighbor, to });
        const crossed = await t.optionally('the packet, forwarded', copies(small), {
          since: first,
          within: ANSWER_TIME,
          link: topology.far.link,
        });
        if (!crossed) t.skip(`the device forwards nothing that came as link-layer ${name}`);
        const draft = await refused(t, topology, transitCauses.ptb, [cargo(t, transitCauses.ptb.octets)]);
        const sent = await t.send('packet that does not fit', draft, { from: neighbor, to });
        await t.expect('Packet Too Big', refusalMatch(t, topology, draft, tooBig(MINIMUM_MTU)), { since: sent, within: ANSWER_TIME });
      },
    });
});
