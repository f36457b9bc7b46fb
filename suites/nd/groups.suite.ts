import '../ledger/ledger.js';
import { addressFromOctets, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { advertisementOf, solicitation } from './messages.js';
import { leaveOf, reportForm, reportOf } from './listener-reports.js';
import { assignGlobal, freshAddress } from './device-addresses.js';

/** RFC 3810 section 9.11 repeats a state change after a random time below a second. */
const REPORT_TIME = seconds(2);

const remove = (t: TestContext, address: Address): Promise<void> => t.do({ kind: 'remove-address', link: 'link0', address });

/** Another address with the same last three octets, hence the same solicited-node group. */
const sharingGroup = (address: Address): Address => addressFromOctets(address.map((octet, i) => (i === 9 ? octet ^ 0x5a : octet)));

async function expectAnswered(t: TestContext, target: Address): Promise<void> {
  const sent = await t.send(
    'multicast Neighbor Solicitation',
    solicitation({ source: t.tester.linkLocal, target, linkLayer: t.tester.linkLayerAddress }),
  );
  await t.expect('Neighbor Advertisement', advertisementOf(target), { since: sent, within: ANSWER_TIME });
}

suite('Solicited-node groups of the own addresses', () => {
  for (const requirement of ['ar-solnode-join', 'mld-solnode-report'] as const)
    conformance({
      id: `nd.groups.${requirement === 'ar-solnode-join' ? 'joined' : 'reported'}`,
      title:
        requirement === 'ar-solnode-join'
          ? 'a new address is reachable through its solicited-node group'
          : 'joining the solicited-node group of a new address is reported',
      requirement,
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const before = t.now();
        const address = await assignGlobal(t);
        if (requirement === 'ar-solnode-join') return expectAnswered(t, address);
        const report = await t.expect('a report for the group', reportOf(solicitedNodeMulticast(address)), {
          since: before,
          within: seconds(6),
        });
        t.require('form of the report', report, reportForm);
      },
    });

  conformance({
    id: 'nd.groups.left-with-last-address',
    title: 'the solicited-node group is left when its only address is removed',
    requirement: 'ar-leave-on-remove',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address', 'remove-address'],
    async run(t) {
      const address = await assignGlobal(t);
      const before = t.now();
      await remove(t, address);
      await t.expect('a report that leaves the group', leaveOf(solicitedNodeMulticast(address)), { since: before, within: REPORT_TIME });
    },
  });

  conformance({
    id: 'nd.groups.shared-kept',
    title: 'a solicited-node group that two addresses share is not left with the first of them',
    requirement: 'ar-solnode-shared',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address', 'remove-address'],
    async run(t) {
      const first = await assignGlobal(t, freshAddress(t));
      const second = await assignGlobal(t, sharingGroup(first));
      const before = t.now();
      await remove(t, first);
      await t.expectNone('a report that leaves the group', leaveOf(solicitedNodeMulticast(first)), { since: before, for: REPORT_TIME });
      await expectAnswered(t, second);
    },
  });
});
