import '../ledger/ledger.js';
import { seconds } from '../../reference/time.js';
import { suite } from '../kit/conformance.js';
import type { Cause, TestContext } from '../kit/test-context.js';
import { sitePrefix } from '../nd/device-addresses.js';
import { expectAssigned } from '../nd/tentative.js';
import { expectAnswers, expectGone } from './formation.js';
import {
  beginTemporary,
  detectionOfAnother,
  expectBoth,
  expectNoneFormed,
  expectTemporary,
  formStable,
  FORMING_TIME,
  freshIdentifier,
  LONG,
  offerPrefix,
  setVariable,
  targetOf,
  temporaryTest,
} from './temporary.js';

suite('Temporary addresses: when one is formed', () => {
  temporaryTest({
    id: 'formed',
    title: 'beside the stable address of a prefix a temporary one is formed, and answers',
    requirement: 'slaac-temp-generate',
    async run(t) {
      const { router, prefix, stable } = await formStable(t);
      await setVariable(t, 'temporaryAddresses', 1);
      const sent = await offerPrefix(t, router, prefix, LONG);
      const temporary = targetOf(await expectTemporary(t, sent, prefix, [stable]));
      await expectAssigned(t, temporary);
      await expectAnswers(t, temporary);
    },
  });

  temporaryTest({
    id: 'not-repeated',
    title: 'a prefix that is advertised again gives no second temporary address',
    requirement: 'slaac-temp-generate',
    async run(t) {
      const { router, prefix, stable, temporary } = await beginTemporary(t);
      await offerPrefix(t, router, prefix, LONG);
      const sent = await offerPrefix(t, router, prefix, LONG);
      await expectNoneFormed(t, sent, prefix, [stable, temporary]);
    },
  });

  for (const preferred of [0, 3])
    temporaryTest({
      id: `preferred-${preferred}`,
      title: `a prefix with a Preferred Lifetime of ${preferred} s gives no temporary address`,
      requirement: 'slaac-temp-min-preferred',
      async run(t) {
        const { router, prefix, stable } = await formStable(t);
        await setVariable(t, 'temporaryAddresses', 1);
        const sent = await offerPrefix(t, router, prefix, { valid: 600, preferred });
        await expectNoneFormed(t, sent, prefix, [stable]);
      },
    });

  temporaryTest({
    id: 'preferred-later',
    title: 'once the prefix has a longer Preferred Lifetime, a temporary address is formed',
    requirement: 'slaac-temp-generate',
    async run(t) {
      const { router, prefix, stable } = await formStable(t, { valid: 600, preferred: 0 });
      await setVariable(t, 'temporaryAddresses', 1);
      await offerPrefix(t, router, prefix, { valid: 600, preferred: 0 });
      await t.elapse(seconds(2));
      const sent = await offerPrefix(t, router, prefix, LONG);
      await expectTemporary(t, sent, prefix, [stable]);
    },
  });

  temporaryTest({
    id: 'switched-off',
    title: 'none is formed while temporary addresses are switched off',
    requirement: 'slaac-temp-switch',
    async run(t) {
      const { router, prefix, stable } = await formStable(t);
      const sent = await offerPrefix(t, router, prefix, LONG);
      await expectNoneFormed(t, sent, prefix, [stable]);
    },
  });

  temporaryTest({
    id: 'switched-on-and-off',
    title: 'one is formed when they are switched on, and for a new prefix none when they are switched off again',
    requirement: 'slaac-temp-switch',
    async run(t) {
      const { router } = await beginTemporary(t);
      await setVariable(t, 'temporaryAddresses', 0);
      const other = sitePrefix(t, 1);
      const sent = await offerPrefix(t, router, other, LONG);
      const match = detectionOfAnother(other);
      const stable = await t.expect('Duplicate Address Detection of the stable address', match, { since: sent, within: FORMING_TIME });
      await expectNoneFormed(t, sent, other, [targetOf(stable)]);
    },
  });

  temporaryTest({
    id: 'stable-stays',
    title: 'the stable address is answered for beside the temporary one',
    requirement: 'slaac-privacy-not-inbound',
    async run(t) {
      const { stable } = await beginTemporary(t);
      await expectAnswers(t, stable);
    },
  });
});

async function reattach(t: TestContext): Promise<Cause> {
  await t.do({ kind: 'interface-down', link: 'link0' });
  await t.elapse(seconds(2));
  await t.do({ kind: 'interface-up', link: 'link0' });
  await t.elapse(seconds(4));
  await t.state();
  return t.now();
}

suite('Temporary addresses: the identifier', () => {
  temporaryTest({
    id: 'random-each-prefix',
    title: 'each of two prefixes has a temporary address, with another identifier',
    requirement: 'slaac-temp-random',
    async run(t) {
      const { router, temporary } = await beginTemporary(t);
      const other = sitePrefix(t, 1);
      await expectBoth(t, await offerPrefix(t, router, other, LONG), other, temporary);
    },
  });

  temporaryTest({
    id: 'random-each-time',
    title: 'after a reset the same prefix gives another temporary address',
    requirement: 'slaac-temp-random',
    also: ['reset'],
    async run(t) {
      const { router, prefix, stable, temporary } = await beginTemporary(t);
      await t.do({ kind: 'reset', link: 'link0' });
      await t.elapse(seconds(4));
      await t.state();
      const sent = await offerPrefix(t, router, prefix, LONG);
      const next = await expectTemporary(t, sent, prefix, [stable]);
      t.require('another identifier', next, { 'neighborSolicitation.target': freshIdentifier(t, stable, temporary) });
    },
  });

  temporaryTest({
    id: 'new-link',
    title: 'on another link the old temporary address is gone, and the new one has another identifier',
    requirement: 'slaac-temp-new-link',
    also: ['interface-down', 'interface-up'],
    async run(t) {
      const { temporary } = await beginTemporary(t);
      await reattach(t);
      const [elsewhere, router] = [sitePrefix(t, 1), t.neighbor({ name: 'router of the other link', router: true })];
      await expectBoth(t, await offerPrefix(t, router, elsewhere, LONG), elsewhere, temporary);
      await expectGone(t, temporary);
    },
  });
});
