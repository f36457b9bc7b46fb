import '../ledger/ledger.js';
import { milliseconds } from '../../reference/time.js';
import { suite } from '../kit/conformance.js';
import { satisfies, type Matcher } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import type { MatchReport } from '../../reference/wire/router-renumbering.js';
import {
  beginRenumbering,
  expectNoResult,
  expectPrefixes,
  expectResult,
  give,
  newPrefix,
  oldPrefix,
  operation,
  renumberingTest,
  replacement,
  REPORTS,
  reportsOf,
  use,
} from './commands.js';

const P = 'routerRenumberingResult.processedPreviously';

/** A Command and another one that takes it back: to process the first one again would show. */
async function givenThereAndBack(t: TestContext): Promise<void> {
  await beginRenumbering(t);
  await t.given('a Command and its opposite have been processed', async () => {
    await give(t, { operations: [replacement(t)] });
    await expectPrefixes(t, [newPrefix(t)]);
    await give(t, { segmentNumber: 1, operations: [operation('changeOperation', newPrefix(t), [use(oldPrefix(t))])] });
    await expectPrefixes(t, [oldPrefix(t)]);
  });
}

const text = (reports: readonly MatchReport[]): string =>
  JSON.stringify(reports, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value));

const emptyOr = (reports: readonly MatchReport[]): Matcher =>
  satisfies<readonly MatchReport[]>(
    'nothing, or the Match Reports of the first Result',
    (again) => again.length === 0 || text(again) === text(reports),
  );

suite('Router Renumbering: duplicates', () => {
  renumberingTest({
    id: 'duplicate.not-processed',
    title: 'a Command that was processed is not processed again',
    requirement: 'rr-duplicate',
    async run(t) {
      await givenThereAndBack(t);
      await give(t, { operations: [replacement(t)] });
      await expectPrefixes(t, [oldPrefix(t)]);
    },
  });

  renumberingTest({
    id: 'duplicate.by-number-alone',
    title: 'a Command with the numbers of one that was processed is a duplicate, whatever else it says',
    requirement: 'rr-duplicate',
    async run(t) {
      await beginRenumbering(t);
      await t.given('a Command has been processed', async () => expectResult(t, await give(t, { resultRequested: true })));
      await give(t, { maxDelay: 1, operations: [replacement(t)] });
      await expectPrefixes(t, [oldPrefix(t)]);
    },
  });

  renumberingTest({
    id: 'duplicate.silent',
    title: 'a duplicate that asks for no Result gets none',
    requirement: 'rr-duplicate-silent',
    async run(t) {
      await beginRenumbering(t);
      await t.given('a Command has been processed', async () => expectResult(t, await give(t, { resultRequested: true })));
      await expectNoResult(t, await give(t, {}));
    },
  });

  renumberingTest({
    id: 'duplicate.result',
    title: 'a duplicate with R gets a Result with P, empty or as the first was',
    requirement: 'rr-duplicate-result',
    async run(t) {
      await beginRenumbering(t);
      const operations = [operation('addOperation', oldPrefix(t))];
      const first = await expectResult(t, await give(t, { resultRequested: true, operations }));
      const again = await give(t, { resultRequested: true, operations });
      await expectResult(t, again, { [P]: true, [REPORTS]: emptyOr(reportsOf(first)) });
    },
  });

  renumberingTest({
    id: 'duplicate.result-delay',
    title: 'the Result for a duplicate comes within its MaxDelay',
    requirement: 'rr-duplicate-result',
    async run(t) {
      await beginRenumbering(t);
      await t.given('a Command has been processed', async () => expectResult(t, await give(t, { resultRequested: true })));
      const maxDelay = 5_000;
      await expectResult(t, await give(t, { resultRequested: true, maxDelay }), { [P]: true }, milliseconds(maxDelay));
    },
  });

  renumberingTest({
    id: 'duplicate.test',
    title: 'a Test command is no duplicate of the Command that it has the numbers of',
    requirement: 'rr-test-no-duplicate',
    async run(t) {
      await beginRenumbering(t);
      await t.given('a Command has been processed', async () => expectResult(t, await give(t, { resultRequested: true })));
      const sent = await give(t, { test: true, resultRequested: true });
      await expectResult(t, sent, { [P]: false, 'routerRenumberingResult.test': true });
    },
  });
});
