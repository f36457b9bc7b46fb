import '../ledger/ledger.js';
import { frame } from '../../reference/wire/frame.js';
import { echoReply } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { remoteAddress } from '../nd/device-addresses.js';
import { exchange, requireAtMost, requireFragments, requireWhole, sendTooBig, type Path } from './large-packets.js';
import { reducedPath, usedPath } from './paths.js';

suite('Path MTU: Packet Too Big messages that change nothing', () => {
  for (const mtu of [0, 56, 512, 1279])
    conformance({
      id: `pmtu.ignored.below-minimum-${mtu}`,
      title: `a Packet Too Big message with MTU ${mtu} is discarded`,
      requirement: 'pmtu-below-1280-ignored',
      role: 'node',
      testbed: oneLink,
      profiles: ['current'],
      actions: ['add-address'],
      async run(t) {
        const { path, packet } = await usedPath(t);
        await sendTooBig(t, path, packet, { mtu });
        requireWhole(t, await exchange(t, path, MINIMUM_MTU), MINIMUM_MTU);
        requireWhole(t, await exchange(t, path, LINK_MTU), LINK_MTU);
      },
    });

  for (const mtu of [56, 512, 1279])
    conformance({
      id: `pmtu.below-minimum.${mtu}`,
      title: `after a Packet Too Big message with MTU ${mtu} packets of up to 1280 octets carry a Fragment header`,
      requirement: 'pmtu-below-1280-book',
      role: 'node',
      testbed: oneLink,
      profiles: ['book', 'kame'],
      actions: ['add-address'],
      async run(t) {
        const { path, packet } = await usedPath(t);
        await sendTooBig(t, path, packet, { mtu });
        for (const octets of [100, MINIMUM_MTU, LINK_MTU]) requireFragments(t, await exchange(t, path, octets), MINIMUM_MTU);
      },
    });

  for (const mtu of [0, 512, 1279])
    conformance({
      id: `pmtu.ignored.minimum-stays-${mtu}`,
      title: `at a path MTU of 1280 a Packet Too Big message with MTU ${mtu} makes packets no smaller`,
      requirement: 'pmtu-never-below-1280',
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const { path, packet } = await reducedPath(t, MINIMUM_MTU);
        const before = await exchange(t, path, LINK_MTU);
        await sendTooBig(t, path, packet, { mtu });
        const [first] = before.frames;
        const [now] = (await exchange(t, path, LINK_MTU)).frames;
        if (first && now)
          t.require('as long a first fragment as before', now, { 'ipv6.payloadLength': first.get('ipv6.payloadLength') as number });
      },
    });

  for (const [mtu, requirement] of [
    [1300, 'pmtu-increase-ignored'],
    [1500, 'pmtu-increase-ignored'],
    [9000, 'pmtu-increase-huge'],
    [0x1fff_ffff, 'pmtu-increase-huge'],
  ] as const)
    conformance({
      id: `pmtu.ignored.increase-${mtu}`,
      title: `a Packet Too Big message with MTU ${mtu} does not raise a path MTU of 1280`,
      requirement,
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const { path, packet } = await reducedPath(t, MINIMUM_MTU);
        await sendTooBig(t, path, packet, { mtu });
        requireFragments(t, await exchange(t, path, LINK_MTU), MINIMUM_MTU);
      },
    });

  for (const mtu of [1501, 9000, 0x1fff_ffff])
    conformance({
      id: `pmtu.ignored.above-link-${mtu}`,
      title: `a Packet Too Big message with MTU ${mtu} gives no packet longer than the link takes`,
      requirement: 'pmtu-increase-huge',
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const { path, packet } = await usedPath(t);
        await sendTooBig(t, path, packet, { mtu });
        requireAtMost(t, await exchange(t, path, 2_000), LINK_MTU);
      },
    });

  conformance({
    id: 'pmtu.ignored.foreign-packet',
    title: 'a Packet Too Big message about a packet of another node is ignored',
    requirement: 'pmtu-ptb-validate',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { path, packet } = await usedPath(t);
      await sendTooBig(t, path, packet, { mtu: 1400, quoted: forged({ ...path, device: path.from.address }) });
      requireWhole(t, await exchange(t, path, LINK_MTU), LINK_MTU);
    },
  });

  conformance({
    id: 'pmtu.ignored.unused-destination',
    title: 'a Packet Too Big message about a destination that the device never sent to is ignored',
    requirement: 'pmtu-ptb-validate',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { path, packet } = await usedPath(t);
      const other = { ...path, remote: remoteAddress(t) };
      await sendTooBig(t, path, packet, { mtu: 1400, quoted: forged(other) });
      requireWhole(t, await exchange(t, other, LINK_MTU), LINK_MTU);
    },
  });
});

/** A packet between these ends that was never sent. */
const forged = ({ device, remote }: Path): Uint8Array =>
  frame(ipv6({ source: device, destination: remote }), echoReply({ identifier: 1, sequence: 1, data: new Uint8Array(1_200) })).packet;
