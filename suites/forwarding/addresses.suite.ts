import '../ledger/ledger.js';
import { address, LOOPBACK, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import type { Ipv6Draft } from '../../reference/wire/ipv6.js';
import { conformance, suite } from '../kit/conformance.js';
import { twoLinks } from '../kit/testbed.js';
import { addressIn } from '../nd/device-addresses.js';
import { BEYOND_SCOPE, expectRefused } from './refusals.js';
import { betweenLinks, reversed, subnetIn, type Subnet, type Topology } from './topology.js';
import { cargo, expectDropped, expectForwarded, expectForwardedOnce, givenForwarding, sendTransit, transit } from './transit.js';

const declared = { role: 'router', testbed: twoLinks, actions: ['add-address'] } as const;

const directions = {
  there: { title: 'from the first link to the second', of: (topology: Topology) => topology },
  back: { title: 'from the second link to the first', of: reversed },
};

const local = {
  'unique-local': { requirement: 'fwd-ula', title: 'unique local', block: prefixOf(address('fd00::'), 8) },
  'site-local': { requirement: 'fwd-sitelocal-as-global', title: 'site-local', block: prefixOf(address('fec0::'), 10) },
};

suite('Forwarding: unicast addresses', () => {
  for (const [name, { title, of }] of Object.entries(directions))
    conformance({
      ...declared,
      id: `forwarding.addresses.global-${name}`,
      title: `a packet between global addresses crosses once, ${title}`,
      requirement: 'fwd-global-to-global',
      async run(t) {
        const topology = of(await betweenLinks(t));
        await expectForwardedOnce(t, topology, 'packet', transit(topology, [cargo(t)]));
      },
    });

  for (const [name, { requirement, title, block }] of Object.entries(local))
    conformance({
      ...declared,
      id: `forwarding.addresses.${name}`,
      title: `a packet between ${title} addresses is forwarded`,
      requirement,
      async run(t) {
        const subnet = (): Subnet => subnetIn(t, prefixOf(addressIn(t, block), 64));
        const topology = await betweenLinks(t, { near: subnet(), far: subnet() });
        await expectForwarded(t, topology, `packet between ${title} addresses`, transit(topology, [cargo(t)]));
      },
    });

  conformance({
    ...declared,
    id: 'forwarding.addresses.from-anycast',
    title: "a packet from an anycast address, that of the sender's subnet, is forwarded",
    requirement: 'fwd-anycast-src',
    async run(t) {
      const topology = await betweenLinks(t);
      const { address: source } = topology.near.prefix;
      await expectForwarded(t, topology, 'packet from an anycast address', transit(topology, [cargo(t)], { source }));
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.addresses.beyond-scope',
    title: 'a packet that would leave the zone of its link-local source is refused with Destination Unreachable, code 2',
    requirement: 'scope-no-cross-zone',
    async run(t) {
      const topology = await betweenLinks(t);
      const draft = transit(topology, [cargo(t)], { source: topology.near.neighbor.linkLocal });
      await expectRefused(t, topology, await sendTransit(t, topology, 'packet from a link-local address', draft), draft, BEYOND_SCOPE);
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.addresses.to-link-local-same-link',
    title: 'a packet to the link-local address of another node on the same link is forwarded there',
    requirement: 'fwd-dst-linklocal-same-link',
    async run(t) {
      const topology = await betweenLinks(t);
      const other = t.neighbor({ name: 'other node', link: 'link0' });
      const draft = transit(topology, [cargo(t)], { source: topology.near.neighbor.linkLocal, destination: other.linkLocal });
      await expectForwarded(t, topology, 'packet for another node of the link', draft, { link: 'link0', to: other });
    },
  });
});

interface Confined {
  readonly requirement: string;
  readonly title: string;
  readonly header: (topology: Topology) => Ipv6Draft;
  /** Where the packet must not appear; both links when left out. */
  readonly links?: readonly string[];
}

const from = (requirement: string, source: Address, title: string): Confined => ({ requirement, title, header: () => ({ source }) });
const to = (requirement: string, destination: string, title: string): Confined => ({
  requirement,
  title,
  header: () => ({ destination: address(destination) }),
});

/** RFC 4291 sections 2.5.2, 2.5.3, 2.5.6 and 2.7. */
const confined: Readonly<Record<string, Confined>> = {
  'from-link-local': {
    requirement: 'fwd-src-linklocal-no',
    title: 'from a link-local address',
    header: ({ near }) => ({ source: near.neighbor.linkLocal }),
  },
  'to-link-local': {
    requirement: 'fwd-dst-linklocal-no',
    title: 'to the link-local address of a node on the other link',
    header: ({ far }) => ({ destination: far.neighbor.linkLocal }),
    links: ['link1'],
  },
  'from-unspecified': from('fwd-src-unspecified-no', UNSPECIFIED, 'from the unspecified address'),
  'from-loopback': from('fwd-src-loopback-no', LOOPBACK, 'from the loopback address'),
  'from-group': from('fwd-src-mcast-no', address('ff0e::6:7:8'), 'from a multicast address'),
  'to-loopback': to('fwd-dst-loopback-no', '::1', 'to the loopback address'),
  'to-unspecified': to('hdr-dst-unspecified-drop', '::', 'to the unspecified address'),
  'to-interface-local-group': to('fwd-dst-mcast-link-no', 'ff01::6:7:8', 'to an interface-local group'),
  'to-link-local-group': to('fwd-dst-mcast-link-no', 'ff02::6:7:8', 'to a link-local group'),
  'to-all-nodes': to('fwd-dst-mcast-link-no', 'ff02::1', 'to all nodes of the link'),
  'to-all-routers': to('fwd-dst-mcast-link-no', 'ff02::2', 'to all routers of the link'),
  'to-realm-local-group': to('fwd-dst-mcast-realm-no', 'ff03::6:7:8', 'to a realm-local group'),
  'to-reserved-scope': to('hdr-mcast-scope0-drop', 'ff00::6:7:8', 'to a group of the reserved scope 0'),
};

suite('Forwarding: addresses that confine a packet', () => {
  for (const [name, { requirement, title, header, links }] of Object.entries(confined))
    conformance({
      ...declared,
      id: `forwarding.addresses.${name}`,
      title: `a packet ${title} is not forwarded`,
      requirement,
      async run(t) {
        const topology = await betweenLinks(t);
        await givenForwarding(t, topology);
        const draft = transit(topology, [cargo(t)], header(topology));
        await expectDropped(t, topology, await sendTransit(t, topology, `packet ${title}`, draft), draft, links);
      },
    });
});
