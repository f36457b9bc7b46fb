import '../ledger/ledger.js';
import { address, withInterfaceIdentifier, type Address } from '../../reference/net/address.js';
import type { Instant } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { present, satisfies } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, LINK_MTU } from '../nd/constants.js';
import { receive, requireWhole, sendTooBig, type LargePacket } from './large-packets.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';

suite('Path MTU: multicast', () => {
  for (const order of ['smaller-last', 'smaller-first'] as const)
    conformance({
      id: `pmtu.multicast.${order}`,
      title: `two Packet Too Big messages about a group, ${order.replace('-', ' ')}: the smaller MTU counts`,
      requirement: 'pmtu-multicast-dst',
      role: 'node',
      testbed: oneLink,
      actions: ['ping'],
      async run(t) {
        const group = withInterfaceIdentifier(address('ff02::'), t.random.octets(8));
        const first = await t.given('the device sends as much as the link takes', async () => {
          const packet = await pingGroup(t, group);
          requireWhole(t, packet, LINK_MTU);
          return packet;
        });
        const path = { device: t.dut.linkLocal, remote: group, from: t.tester };
        for (const mtu of order === 'smaller-last' ? [1400, 1300] : [1300, 1400])
          await sendTooBig(t, path, first, { mtu, from: t.neighbor({ name: `router of ${mtu} octets` }) });
        await t.proveAlive();
        const since = t.now();
        await t.do({ kind: 'ping', link: 'link0', destination: group, dataOctets: FULL_PING });
        // In fragments, or not at all: there are programs that do not send to a group what would need fragments.
        const tooLong = satisfies<number>('longer than the smaller MTU', (octets) => octets > 1300 - IPV6_HEADER_OCTETS);
        const forbidden = { 'ipv6.destination': group, 'ipv6.payloadLength': tooLong };
        await t.expectNone('a packet that is too long', forbidden, { since, for: ANSWER_TIME });
        const inFragments = t.allReceived({ 'fragment.identification': present, 'ipv6.destination': group }, since).length > 0;
        if (inFragments) await receive(t, requestTo(group, since));
      },
    });
});

/** Octets of data with which an Echo Request is as long as the link takes. */
const FULL_PING = LINK_MTU - 48;

async function pingGroup(t: TestContext, group: Address): Promise<LargePacket> {
  const since = t.now();
  await t.do({ kind: 'ping', link: 'link0', destination: group, dataOctets: FULL_PING });
  return receive(t, requestTo(group, since));
}

const requestTo = (group: Address, since: Instant) => ({ whole: { 'icmpv6.type': 128, 'ipv6.destination': group }, to: group, since });
