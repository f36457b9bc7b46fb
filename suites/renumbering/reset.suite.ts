import '../ledger/ledger.js';
import { suite } from '../kit/conformance.js';
import { ALL_ROUTERS } from '../../reference/net/address.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import type { TestContext } from '../kit/test-context.js';
import { routerRenumberingCommand } from '../../reference/wire/router-renumbering.js';
import {
  beginRenumbering,
  exactlyReports,
  expectNoResult,
  expectPrefixes,
  expectResult,
  give,
  giveReset,
  newPrefix,
  oldPrefix,
  operation,
  renumberingTest,
  replacement,
  REPORTS,
  SEQUENCE,
} from './commands.js';

const givenRecorded = (t: TestContext): Promise<unknown> =>
  t.given('the router has recorded a SequenceNumber', async () =>
    expectResult(t, await give(t, { resultRequested: true, operations: [operation('addOperation', oldPrefix(t))] })),
  );

const RESET = 255;

suite('Router Renumbering: Sequence Number Reset', () => {
  renumberingTest({
    id: 'reset.sequence',
    title: 'after a reset a lower SequenceNumber is accepted',
    requirement: 'rr-reset',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t);
      await giveReset(t, { segmentNumber: 1 });
      await give(t, { sequenceNumber: 1, operations: [replacement(t)] });
      await expectPrefixes(t, [newPrefix(t)]);
    },
  });

  renumberingTest({
    id: 'reset.segments',
    title: 'after a reset a Command with the numbers of an earlier one is processed',
    requirement: 'rr-reset',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t);
      await giveReset(t, { segmentNumber: 1 });
      const result = await expectResult(t, await give(t, { resultRequested: true, operations: [replacement(t)] }));
      t.require('a Result of its own', result, {
        'routerRenumberingResult.processedPreviously': false,
        [REPORTS]: exactlyReports([{ prefix: oldPrefix(t) }]),
      });
    },
  });

  renumberingTest({
    id: 'reset.higher-number',
    title: 'a reset with a higher SequenceNumber sets the recorded one to zero too',
    requirement: 'rr-reset',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t);
      await giveReset(t, { sequenceNumber: SEQUENCE + 1 });
      await give(t, { sequenceNumber: 0, operations: [replacement(t)] });
      await expectPrefixes(t, [newPrefix(t)]);
    },
  });

  renumberingTest({
    id: 'reset.old',
    title: 'a reset with a SequenceNumber less than the recorded one is discarded',
    requirement: 'rr-reset-header-check',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t);
      await expectNoResult(t, await giveReset(t, { sequenceNumber: SEQUENCE - 1, resultRequested: true }));
      await give(t, { sequenceNumber: SEQUENCE - 1, operations: [replacement(t)] });
      await expectPrefixes(t, [oldPrefix(t)]);
    },
  });

  renumberingTest({
    id: 'reset.result',
    title: 'a reset with R gets a Result without Match Reports',
    requirement: 'rr-reset-result',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t);
      const sent = await giveReset(t, { sequenceNumber: SEQUENCE + 1, segmentNumber: 9, resultRequested: true });
      const result = await expectResult(t, sent);
      t.require('an empty Result', result, {
        'routerRenumberingResult.segmentNumber': 9,
        'routerRenumberingResult.processedPreviously': false,
        [REPORTS]: exactlyReports([]),
      });
    },
  });

  renumberingTest({
    id: 'reset.no-result',
    title: 'a reset without R gets none',
    requirement: 'rr-reset-result',
    async run(t) {
      await beginRenumbering(t);
      await expectNoResult(t, await giveReset(t, {}));
    },
  });

  renumberingTest({
    id: 'reset.operations',
    title: 'operations in a reset are ignored',
    requirement: 'rr-reset-operations',
    async run(t) {
      await beginRenumbering(t);
      const message = routerRenumberingCommand({ code: RESET, sequenceNumber: SEQUENCE, operations: [replacement(t)] });
      await t.send(
        'Sequence Number Reset with an operation',
        frame(ipv6({ source: t.tester.linkLocal, destination: ALL_ROUTERS }), message),
      );
      await expectPrefixes(t, [oldPrefix(t)]);
    },
  });
});
