import '../ledger/ledger.js';
import type { Address } from '../../reference/net/address.js';
import { suite } from '../kit/conformance.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { advertisement } from '../nd/messages.js';
import { expectNotAssigned, rivalDetection } from '../nd/tentative.js';
import {
  detectionOfAnother,
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
  type Ground,
} from './temporary.js';

/** RFC 8981 section 3.8. */
const TEMP_IDGEN_RETRIES = 3;

interface Attempt extends Ground {
  readonly tentative: Address;
}

/** The device tests its first temporary address. */
async function beginAttempt(t: TestContext): Promise<Attempt> {
  const ground = await formStable(t);
  const { router, prefix, stable } = ground;
  await setVariable(t, 'temporaryAddresses', 1);
  const sent = await offerPrefix(t, router, prefix, LONG);
  const probe = await t.given('the device tests a temporary address', () => expectTemporary(t, sent, prefix, [stable]));
  return { ...ground, tentative: targetOf(probe) };
}

const claim = (t: TestContext, target: Address): Promise<Sent> =>
  t.send(
    'advertisement of an owner',
    advertisement({ target, source: t.tester.linkLocal, override: true, linkLayer: t.tester.linkLayerAddress }),
  );

const rival = (t: TestContext, target: Address): Promise<Sent> =>
  t.send('Duplicate Address Detection by another node', rivalDetection(target));

suite('Temporary addresses: Duplicate Address Detection', () => {
  for (const [id, title, conflict] of [
    ['ns', 'another node tests the same address', rival],
    ['na', 'another node says that it has the address', claim],
  ] as const) {
    temporaryTest({
      id: `conflict-${id}`,
      title: `${title}: the temporary address is not used`,
      requirement: 'slaac-temp-dad',
      async run(t) {
        const { tentative } = await beginAttempt(t);
        await conflict(t, tentative);
        await expectNotAssigned(t, tentative);
      },
    });

    temporaryTest({
      id: `retry-${id}`,
      title: `${title}: another temporary address is tried`,
      requirement: 'slaac-temp-dup-retry',
      async run(t) {
        const { prefix, stable, tentative } = await beginAttempt(t);
        const sent = await conflict(t, tentative);
        const next = await expectTemporary(t, sent, prefix, [stable, tentative]);
        t.require('another identifier', next, { 'neighborSolicitation.target': freshIdentifier(t, stable, tentative) });
      },
    });
  }

  temporaryTest({
    id: 'retry-again',
    title: 'after a second conflict another temporary address is tried',
    requirement: 'slaac-temp-dup-retry',
    async run(t) {
      const { prefix, stable, tentative } = await beginAttempt(t);
      const second = targetOf(await expectTemporary(t, await claim(t, tentative), prefix, [stable, tentative]));
      await expectTemporary(t, await claim(t, second), prefix, [stable, tentative, second]);
    },
  });

  temporaryTest({
    id: 'given-up',
    title: 'after TEMP_IDGEN_RETRIES conflicts in a row no further one is tried, also when the prefix is advertised again',
    requirement: 'slaac-temp-dup-end',
    async run(t) {
      const { router, prefix, stable, tentative } = await beginAttempt(t);
      const tried = [tentative];
      let last = await claim(t, tentative);
      // Whether the first attempt counts among TEMP_IDGEN_RETRIES can be read either way.
      while (tried.length <= TEMP_IDGEN_RETRIES) {
        const another = detectionOfAnother(prefix, stable, ...tried);
        const next = await t.optionally('another attempt', another, { since: last, within: FORMING_TIME });
        if (next === undefined) break;
        tried.push(targetOf(next));
        last = await claim(t, targetOf(next));
      }
      await offerPrefix(t, router, prefix, LONG);
      await expectNoneFormed(t, last, prefix, [stable, ...tried]);
    },
  });
});
