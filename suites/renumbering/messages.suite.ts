import '../ledger/ledger.js';
import { address, ALL_NODES, ALL_ROUTERS, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { frame } from '../../reference/wire/frame.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../reference/wire/ipv6.js';
import { cut, linkPadding } from '../../reference/wire/layer-draft.js';
import { routerRenumberingCommand } from '../../reference/wire/router-renumbering.js';
import { suite } from '../kit/conformance.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { assignGlobal } from '../nd/device-addresses.js';
import {
  beginRenumbering,
  expectNoResult,
  expectPrefixes,
  expectResult,
  give,
  newPrefix,
  oldPrefix,
  renumberingTest,
  replacement,
  SEQUENCE,
} from './commands.js';

/** The message is discarded: it gets no answer and has no effect. */
async function expectDiscarded(t: TestContext, sent: Sent): Promise<void> {
  await expectNoResult(t, sent);
  await expectPrefixes(t, [oldPrefix(t)]);
}

suite('Router Renumbering: what is no valid message', () => {
  for (const octets of [4, 8, 12, 15])
    renumberingTest({
      id: `message.short-${octets}`,
      title: `a message of ${octets} octets is discarded, whatever stands behind its end`,
      requirement: 'icmp-rr-short',
      async run(t) {
        await beginRenumbering(t);
        const header = ipv6({ source: t.tester.linkLocal, destination: ALL_ROUTERS });
        const message = routerRenumberingCommand({ sequenceNumber: SEQUENCE, resultRequested: true, operations: [replacement(t)] });
        const behind = frame(header, message).packet.subarray(IPV6_HEADER_OCTETS + octets);
        const sent = await t.send('Command that is too short', frame(header, cut(message, octets), linkPadding(behind)));
        await expectDiscarded(t, sent);
      },
    });

  renumberingTest({
    id: 'message.checksum',
    title: 'a Command with a wrong checksum is discarded',
    requirement: 'rr-checksum',
    async run(t) {
      await beginRenumbering(t);
      await expectDiscarded(t, await give(t, { checksum: 1, resultRequested: true, operations: [replacement(t)] }));
    },
  });

  renumberingTest({
    id: 'message.result',
    title: 'a Result is discarded by a router, though its body could be read as an operation',
    requirement: 'rr-result-discarded',
    async run(t) {
      await beginRenumbering(t);
      await expectDiscarded(t, await give(t, { code: 1, resultRequested: true, operations: [replacement(t)] }));
    },
  });
});

const refused: Readonly<Record<string, { readonly title: string; readonly to: (t: TestContext) => Address }>> = {
  'all-nodes': { title: 'the group of all nodes', to: () => ALL_NODES },
  'solicited-node': { title: 'the solicited-node group of the router', to: (t) => solicitedNodeMulticast(t.dut.linkLocal) },
};

const accepted: Readonly<Record<string, { readonly title: string; readonly requirement: string; readonly to: Address | 'link-local' }>> = {
  'all-routers-link': { title: 'all routers of the link', requirement: 'rr-all-routers', to: ALL_ROUTERS },
  'all-routers-site': { title: 'all routers of the site', requirement: 'rr-all-routers', to: address('ff05::2') },
  'link-local': { title: 'the link-local address of the router', requirement: 'rr-link-local', to: 'link-local' },
};

suite('Router Renumbering: where Commands go', () => {
  for (const [name, { title, to }] of Object.entries(refused))
    renumberingTest({
      id: `destination.${name}`,
      title: `a Command to ${title} is discarded`,
      requirement: 'rr-destination',
      async run(t) {
        await beginRenumbering(t);
        await expectDiscarded(t, await give(t, { resultRequested: true, operations: [replacement(t)] }, to(t)));
      },
    });

  for (const [name, { title, requirement, to }] of Object.entries(accepted))
    renumberingTest({
      id: `destination.${name}`,
      title: `a Command to ${title} is performed`,
      requirement,
      async run(t) {
        await beginRenumbering(t);
        await give(t, { operations: [replacement(t)] }, to === 'link-local' ? t.dut.linkLocal : to);
        await expectPrefixes(t, [newPrefix(t)]);
      },
    });

  renumberingTest({
    id: 'destination.global',
    title: 'a Command to a global unicast address of the router is performed',
    requirement: 'rr-other-unicast',
    actions: ['add-address'],
    async run(t) {
      const own = await assignGlobal(t);
      await beginRenumbering(t);
      await give(t, { operations: [replacement(t)] }, own);
      await expectPrefixes(t, [newPrefix(t)]);
    },
  });
});

/** A Command that has been processed, and recorded. */
async function givenRecorded(t: TestContext, sequenceNumber = SEQUENCE): Promise<void> {
  await t.given(`the router has recorded the SequenceNumber ${sequenceNumber}`, async () =>
    expectResult(t, await give(t, { sequenceNumber, resultRequested: true })),
  );
}

suite('Router Renumbering: SequenceNumbers', () => {
  renumberingTest({
    id: 'sequence.old',
    title: 'a Command with a SequenceNumber less than the recorded one is discarded',
    requirement: 'rr-sequence-old',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t);
      await expectDiscarded(t, await give(t, { sequenceNumber: SEQUENCE - 1, resultRequested: true, operations: [replacement(t)] }));
    },
  });

  renumberingTest({
    id: 'sequence.old-test',
    title: 'a Test command with a SequenceNumber less than the recorded one is discarded',
    requirement: 'rr-sequence-old',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t);
      await expectNoResult(t, await give(t, { sequenceNumber: SEQUENCE - 1, test: true, resultRequested: true }));
    },
  });

  renumberingTest({
    id: 'sequence.unsigned',
    title: 'after 0xfffffff0 a SequenceNumber of 1 is an old one',
    requirement: 'rr-sequence-unsigned',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t, 0xffff_fff0);
      await expectDiscarded(t, await give(t, { sequenceNumber: 1, resultRequested: true, operations: [replacement(t)] }));
    },
  });

  renumberingTest({
    id: 'sequence.high',
    title: 'a SequenceNumber that is higher by more than half of the range is a higher one',
    requirement: 'rr-sequence-unsigned',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t, 1);
      await give(t, { sequenceNumber: 0xffff_fff0, operations: [replacement(t)] });
      await expectPrefixes(t, [newPrefix(t)]);
    },
  });

  renumberingTest({
    id: 'sequence.recorded-with-errors',
    title: 'a SequenceNumber is recorded though an operation is out of bounds',
    requirement: 'rr-sequence-recorded',
    async run(t) {
      await beginRenumbering(t);
      await give(t, { operations: [{ kind: 'addOperation', matchLen: 129 }] });
      await expectDiscarded(t, await give(t, { sequenceNumber: SEQUENCE - 1, resultRequested: true, operations: [replacement(t)] }));
    },
  });

  renumberingTest({
    id: 'sequence.recorded-by-test',
    title: 'the SequenceNumber of a Test command is recorded',
    requirement: 'rr-sequence-recorded',
    async run(t) {
      await beginRenumbering(t);
      await expectResult(t, await give(t, { test: true, resultRequested: true }));
      await expectNoResult(t, await give(t, { sequenceNumber: SEQUENCE - 1, resultRequested: true }));
    },
  });

  renumberingTest({
    id: 'sequence.clears-segments',
    title: 'with a higher SequenceNumber the same SegmentNumber is processed again',
    requirement: 'rr-sequence-recorded',
    async run(t) {
      await beginRenumbering(t);
      await givenRecorded(t);
      const sent = await give(t, { sequenceNumber: SEQUENCE + 1, resultRequested: true });
      await expectResult(t, sent, { 'routerRenumberingResult.processedPreviously': false });
    },
  });

  renumberingTest({
    id: 'sequence.segments',
    title: 'segments of one SequenceNumber are all processed, in whatever order they come',
    requirement: 'rr-segments',
    async run(t) {
      await beginRenumbering(t);
      for (const segmentNumber of [255, 0, 7]) {
        const sent = await give(t, { segmentNumber, resultRequested: true });
        await expectResult(t, sent, {
          'routerRenumberingResult.segmentNumber': segmentNumber,
          'routerRenumberingResult.processedPreviously': false,
        });
      }
    },
  });
});
