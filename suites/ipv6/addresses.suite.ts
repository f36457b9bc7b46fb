import '../ledger/ledger.js';
import { address, addressFromOctets, ALL_NODES, LOOPBACK, type Address } from '../../reference/net/address.js';
import { conformance, suite, type Profile } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { expectReply, expectSilence } from './outcomes.js';
import { echoBehind, linkLocalEnds, type Ends } from './probes.js';

interface AddressRow {
  readonly requirement: string;
  readonly title: string;
  readonly ends: (t: TestContext) => Partial<Ends>;
  readonly profiles?: readonly Profile[];
}

const from = (requirement: string, source: string): AddressRow => ({
  requirement,
  title: `from ${source}`,
  ends: () => ({ source: address(source) }),
});
const to = (requirement: string, destination: string): AddressRow => ({
  requirement,
  title: `to ${destination}`,
  ends: () => ({ destination: address(destination) }),
});

const implausible: Readonly<Record<string, AddressRow>> = {
  'from-all-nodes': { requirement: 'hdr-src-multicast-drop', title: 'from all nodes', ends: () => ({ source: ALL_NODES }) },
  'from-global-group': from('hdr-src-multicast-drop', 'ff0e::1:2'),
  'from-loopback': { requirement: 'hdr-src-loopback-drop', title: 'from ::1', ends: () => ({ source: LOOPBACK }) },
  'from-mapped-loopback': from('hdr-v4mapped-src-drop', '::ffff:127.0.0.1'),
  'from-mapped': from('hdr-v4mapped-src-drop', '::ffff:10.1.1.1'),
  'to-mapped': to('hdr-v4mapped-dst-drop', '::ffff:10.1.1.1'),
  'from-compatible': { ...from('hdr-v4compat-src-drop', '::10.1.1.1'), profiles: ['kame'] },
  'to-compatible': { ...to('hdr-v4compat-src-drop', '::10.1.1.1'), profiles: ['kame'] },
  'to-scope-zero': to('hdr-mcast-scope0-drop', 'ff00::1'),
  'to-transient-scope-zero': to('hdr-mcast-scope0-drop', 'ff10::1'),
  'to-interface-local': to('hdr-mcast-iflocal-from-wire', 'ff01::1'),
};

/** A link-local address as KAME keeps it, with the index of an interface inside. */
const withZone = (of: Address): Address => addressFromOctets(of.map((octet, i) => (i === 3 ? 1 : octet)));

suite('Addresses that no packet on a link has', () => {
  for (const [name, { requirement, title, ends, profiles }] of Object.entries(implausible))
    conformance({
      id: `ipv6.addresses.${name}`,
      title: `an Echo Request ${title} is discarded`,
      requirement,
      role: 'node',
      testbed: oneLink,
      ...(profiles && { profiles }),
      async run(t) {
        const given = ends(t);
        const probe = echoBehind(t, { ...linkLocalEnds(t), ...given }, []);
        const isGroup = given.destination?.[0] === 0xff;
        await expectSilence(t, `Echo Request ${title}`, isGroup ? probe : { ...probe, to: t.dut.linkLayerAddress });
      },
    });

  conformance({
    id: 'ipv6.addresses.from-embedded-zone',
    title: 'an Echo Request from a link-local address with an interface index inside is discarded',
    requirement: 'scope-embedded-input-reject',
    role: 'node',
    testbed: oneLink,
    profiles: ['kame'],
    async run(t) {
      const node = t.neighbor({ name: 'node with a zone', linkLocal: withZone(t.neighbor().linkLocal) });
      await expectSilence(t, 'Echo Request from such an address', echoBehind(t, { ...linkLocalEnds(t), source: node.linkLocal }, []));
    },
  });

  conformance({
    id: 'ipv6.addresses.group-in-unicast-frame',
    title: "an Echo Request to all nodes in a frame to the device's own link-layer address is answered",
    requirement: 'hdr-l2-unicast-l3-mcast',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const probe = echoBehind(t, { ...linkLocalEnds(t), destination: ALL_NODES }, []);
      await expectReply(t, 'Echo Request to all nodes in a unicast frame', { ...probe, to: t.dut.linkLayerAddress });
    },
  });
});
