import '../ledger/ledger.js';
import type { Address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { addressIn, assignAll, remoteAddress } from '../nd/device-addresses.js';
import { beginTemporary, offerPrefix, type Temporary } from '../slaac/temporary.js';
import { anyIn, expectSource } from './choices.js';
import { inRange, sharing, type Range } from './prefixes.js';

type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement'> & {
  readonly actions?: ConformanceTest['actions'];
  run(t: TestContext, scene: Temporary): Promise<void>;
};

/** The device has a stable and a temporary address of the test's prefix, and prefers temporary ones. */
const temporaryTest = ({ run, actions = ['ping'], ...row }: Row): void =>
  conformance({
    ...row,
    id: `address-selection.temporary.${row.id}`,
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['set-variable', ...actions],
    run: async (t) => run(t, await beginTemporary(t)),
  });

async function configure(t: TestContext, range: Range): Promise<Address> {
  const wanted = anyIn(t, range);
  await assignAll(t, [wanted]);
  return wanted.address;
}

suite('Source address selection: temporary addresses', () => {
  temporaryTest({
    id: 'preferred',
    title: 'the temporary address is chosen over the stable one of the same prefix',
    requirement: 'sas-rule7-temp',
    run: (t, { temporary }) => expectSource(t, remoteAddress(t), temporary),
  });

  temporaryTest({
    id: 'same-prefix',
    title: 'the temporary address is chosen for a destination in its prefix that shares more bits with the stable one',
    requirement: 'sas-rule7-temp',
    run: (t, { stable, temporary }) => expectSource(t, sharing(t, 80, stable), temporary),
  });

  temporaryTest({
    id: 'longer-match',
    title: 'the temporary address is chosen over a public one that matches longer',
    requirement: 'sas-rule7-temp',
    actions: ['add-address', 'ping'],
    async run(t, { temporary }) {
      const address = sharing(t, 48, temporary);
      await assignAll(t, [{ address }]);
      await expectSource(t, sharing(t, 56, address), temporary);
    },
  });

  temporaryTest({
    id: 'label',
    title: 'a public address with the label of the destination is chosen over the temporary one',
    requirement: 'sas-rule6-label',
    actions: ['add-address', 'ping'],
    async run(t) {
      const held = await configure(t, '6to4');
      await expectSource(t, inRange(t, '6to4'), held);
    },
  });

  temporaryTest({
    id: 'deprecated',
    title: 'a preferred public address is chosen over a deprecated temporary one that matches longer',
    requirement: 'sas-rule3-deprecated',
    actions: ['add-address', 'ping'],
    async run(t, { router, prefix, temporary }) {
      const held = await configure(t, 'other native');
      await offerPrefix(t, router, prefix, { valid: 600, preferred: 0 });
      await expectSource(t, addressIn(t, prefixOf(temporary, 64)), held);
    },
  });

  temporaryTest({
    id: 'scope',
    title: 'for a link-local destination the link-local address is chosen, not the temporary one',
    requirement: 'sas-rule2-scope',
    run: (t) => expectSource(t, t.neighbor({ name: 'neighbor' }).linkLocal, t.dut.linkLocal),
  });

  temporaryTest({
    id: 'application-prefers-public',
    title: 'for an application that prefers public addresses the stable one is chosen, and for the next one the temporary one again',
    requirement: 'sas-rule7-app-switch',
    actions: ['ping-preferring', 'ping'],
    async run(t, { stable, temporary }) {
      await expectSource(t, remoteAddress(t), stable, { prefers: 'public' });
      await expectSource(t, remoteAddress(t), temporary);
    },
  });

  temporaryTest({
    id: 'application-prefers-temporary',
    title: 'for an application that prefers temporary addresses the temporary one is chosen',
    requirement: 'sas-rule7-app-switch',
    actions: ['ping-preferring'],
    run: (t, { temporary }) => expectSource(t, remoteAddress(t), temporary, { prefers: 'temporary' }),
  });
});
