import '../ledger/ledger.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { elapsed, formatDuration, milliseconds, type Duration } from '../../reference/time.js';
import { layer } from '../../reference/wire/frame.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import { RouterRenumberingResult, type PrefixControlOperationDraft } from '../../reference/wire/router-renumbering.js';
import { suite } from '../kit/conformance.js';
import { between, present } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { ANSWER_TIME, MINIMUM_MTU } from '../nd/constants.js';
import { putTogether, receive } from '../pmtu/large-packets.js';
import {
  anyMessage,
  beginRenumbering,
  exactlyReports,
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
  resultFor,
  SEQUENCE,
  subnet,
  use,
} from './commands.js';

const R = 'routerRenumberingResult';

const flagsOf = (bits: number) => ({
  test: (bits & 8) !== 0,
  resultRequested: true,
  allInterfaces: (bits & 2) !== 0,
  siteSpecific: (bits & 1) !== 0,
});

/** Operations whose reports, two for each, are more than a packet holds. */
const MANY = 40;

suite('Router Renumbering: Results', () => {
  renumberingTest({
    id: 'result.asked',
    title: 'a Command with R gets a Result',
    requirement: 'rr-result',
    async run(t) {
      await beginRenumbering(t);
      await expectResult(t, await give(t, { resultRequested: true }));
    },
  });

  renumberingTest({
    id: 'result.asked-once',
    title: 'a Command gets one Result, not several',
    requirement: 'rr-result',
    async run(t) {
      await beginRenumbering(t);
      const result = await expectResult(t, await give(t, { resultRequested: true }));
      await t.expectNone('another Result', anyMessage, { since: result, for: ANSWER_TIME });
    },
  });

  renumberingTest({
    id: 'result.source',
    title: 'the Result for a Command to an address of the router comes from that address',
    requirement: 'icmp-src-same-unicast',
    async run(t) {
      await beginRenumbering(t);
      const result = await expectResult(t, await give(t, { resultRequested: true }, t.dut.linkLocal));
      t.require('the address that was asked', result, { 'ipv6.source': t.dut.linkLocal });
    },
  });

  renumberingTest({
    id: 'result.unasked',
    title: 'a Command without R gets none',
    requirement: 'rr-result-unasked',
    async run(t) {
      await beginRenumbering(t);
      await expectNoResult(t, await give(t, { operations: [replacement(t)] }));
    },
  });

  for (const bits of [0, 1, 2, 8, 11])
    renumberingTest({
      id: `result.header-${bits}`,
      title: `the Result has the numbers and the flags of its Command: ${bits === 0 ? 'R' : `${bits & 8 ? 'T' : ''}R${bits & 2 ? 'A' : ''}${bits & 1 ? 'S' : ''}`}`,
      requirement: 'rr-result-header',
      async run(t) {
        await beginRenumbering(t);
        const flags = flagsOf(bits);
        const sent = await give(t, { sequenceNumber: 0x1234_5678, segmentNumber: 0x9a, ...flags });
        const result = await t.expect(
          'Result',
          { ...anyMessage, 'ipv6.destination': t.tester.linkLocal },
          { since: sent, within: ANSWER_TIME },
        );
        t.require('the header of the Command', result, {
          'icmpv6.code': 1,
          [`${R}.sequenceNumber`]: 0x1234_5678,
          [`${R}.segmentNumber`]: 0x9a,
          ...Object.fromEntries(Object.entries(flags).map(([name, value]) => [`${R}.${name}`, value])),
          [`${R}.processedPreviously`]: false,
        });
      },
    });

  renumberingTest({
    id: 'result.reserved',
    title: 'the reserved fields of a Result are zero, whatever those of its Command are',
    requirement: 'rr-reserved-zero',
    async run(t) {
      await beginRenumbering(t);
      const operations = [operation('addOperation', oldPrefix(t))];
      const sent = await give(t, { resultRequested: true, reservedFlags: 7, reserved: 0xffff_ffff, operations });
      const result = await expectResult(t, sent);
      t.require('reserved fields', result, { [`${R}.reservedFlags`]: 0, [`${R}.reserved`]: 0, [`${REPORTS}[0].reserved`]: 0 });
    },
  });

  renumberingTest({
    id: 'result.reserved-ignored',
    title: 'the reserved fields and the P flag of a Command are ignored',
    requirement: 'rr-reserved-ignored',
    async run(t) {
      await beginRenumbering(t);
      const part = use(newPrefix(t), { reserved: 0x3fff_ffff });
      const operations = [{ ...operation('changeOperation', oldPrefix(t), [part]), reserved: 0xffff }];
      await give(t, { reservedFlags: 7, processedPreviously: true, reserved: 0xffff_ffff, operations });
      await expectPrefixes(t, [newPrefix(t)]);
    },
  });

  renumberingTest({
    id: 'result.reports',
    title: 'the Result reports each prefix that an operation matched, and none that it did not',
    requirement: 'rr-result-reports',
    async run(t) {
      await beginRenumbering(t, [oldPrefix(t), subnet(t, 3)]);
      const operations = [
        operation('addOperation', oldPrefix(t), [], 1),
        operation('addOperation', newPrefix(t), [], 2),
        operation('addOperation', prefixOf(t.prefix.address, 48), [], 0xfe),
      ];
      const result = await expectResult(t, await give(t, { resultRequested: true, operations }));
      const wanted = [
        { ordinal: 1, prefix: oldPrefix(t) },
        { ordinal: 0xfe, prefix: oldPrefix(t) },
        { ordinal: 0xfe, prefix: subnet(t, 3) },
      ];
      t.require('Match Reports', result, { [REPORTS]: exactlyReports(wanted) });
    },
  });

  renumberingTest({
    id: 'result.report-of-change',
    title: 'a CHANGE is reported by the prefix that it replaced',
    requirement: 'rr-result-reports',
    async run(t) {
      await beginRenumbering(t);
      const result = await expectResult(t, await give(t, { resultRequested: true, operations: [replacement(t)] }));
      t.require('the Matched Prefix', result, { [REPORTS]: exactlyReports([{ prefix: oldPrefix(t) }]) });
    },
  });

  renumberingTest({
    id: 'result.not-against-itself',
    title: 'a New Prefix is not tested against the operation that made it',
    requirement: 'rr-match-new',
    async run(t) {
      await beginRenumbering(t);
      const operations = [operation('addOperation', prefixOf(t.prefix.address, 48), [use(newPrefix(t))])];
      const result = await expectResult(t, await give(t, { resultRequested: true, operations }));
      t.require('a report of the old prefix alone', result, { [REPORTS]: exactlyReports([{ prefix: oldPrefix(t) }]) });
    },
  });

  renumberingTest({
    id: 'result.fragments',
    title: 'a Result that does not fit the link is fragmented to 1280 octets',
    requirement: 'rr-result-fragments',
    async run(t) {
      await beginRenumbering(t, [oldPrefix(t), subnet(t, 3)]);
      const everything = operation('addOperation', prefixOf(t.prefix.address, 48));
      const operations = Array.from({ length: MANY }, (_, ordinal) => ({ ...everything, ordinal }));
      const since = await give(t, { resultRequested: true, operations });
      const packet = await receive(t, { whole: resultFor(t), to: t.tester.linkLocal, since });
      for (const one of packet.frames)
        t.require('no more than 1280 octets', one, {
          fragment: present,
          'ipv6.payloadLength': between(1, MINIMUM_MTU - IPV6_HEADER_OCTETS),
        });
      const decoded = putTogether(packet);
      const result = layer(decoded, RouterRenumberingResult);
      t.check('the Result that the fragments make has the right checksum', {
        holds: decoded.layers.find(({ name }) => name === R)?.checksum === 'good',
        found: result === undefined ? 'the fragments do not make a Result' : 'its checksum is wrong',
        frames: packet.frames,
      });
      const ordinals = (result?.matchReports ?? []).map(({ ordinal }) => ordinal).sort((a, b) => a - b);
      const others = operations.filter(({ ordinal }) => ordinals.filter((one) => one === ordinal).length !== 2);
      t.check(`the Result has two Match Reports for each of the ${MANY} operations`, {
        holds: ordinals.length === 2 * MANY && others.length === 0,
        found: `${ordinals.length} Match Reports, and ${others.length} operations that do not have two`,
        frames: packet.frames,
      });
    },
  });
});

suite('Router Renumbering: Test commands', () => {
  renumberingTest({
    id: 'test.changes-nothing',
    title: 'a Test command changes nothing',
    requirement: 'rr-test',
    async run(t) {
      await beginRenumbering(t);
      await give(t, { test: true, resultRequested: true, operations: [replacement(t)] });
      await expectPrefixes(t, [oldPrefix(t)]);
    },
  });

  renumberingTest({
    id: 'test.no-result',
    title: 'a Test command without R changes nothing and gets no Result',
    requirement: 'rr-test',
    async run(t) {
      await beginRenumbering(t);
      await expectNoResult(t, await give(t, { test: true, operations: [replacement(t)] }));
      await expectPrefixes(t, [oldPrefix(t)]);
    },
  });

  renumberingTest({
    id: 'test.simulated',
    title: 'the Result of a Test command tells what later operations would find',
    requirement: 'rr-test',
    async run(t) {
      await beginRenumbering(t);
      const operations: readonly PrefixControlOperationDraft[] = [replacement(t), operation('addOperation', newPrefix(t), [], 2)];
      const result = await expectResult(t, await give(t, { test: true, resultRequested: true, operations }));
      const wanted = [
        { ordinal: 1, prefix: oldPrefix(t) },
        { ordinal: 2, prefix: newPrefix(t) },
      ];
      t.require('Match Reports as if it had been performed', result, { [REPORTS]: exactlyReports(wanted) });
    },
  });
});

/** Draws enough that two of them differ, whatever the seed: 1 ms is the coarsest that section 3.1 describes. */
const DRAWS = 6;
const MAX_DELAY_MS = 10_000;

async function delayOf(t: TestContext, sequenceNumber: number): Promise<Duration> {
  const sent = await give(t, { sequenceNumber, resultRequested: true, maxDelay: MAX_DELAY_MS });
  const result = await expectResult(t, sent, {}, milliseconds(MAX_DELAY_MS));
  return elapsed(sent.at, result.at);
}

suite('Router Renumbering: the delay of Results', () => {
  for (const maxDelay of [100, 2_000])
    renumberingTest({
      id: `delay.within-${maxDelay}`,
      title: `with a MaxDelay of ${maxDelay} ms the Result comes within that`,
      requirement: 'rr-result-delay',
      async run(t) {
        await beginRenumbering(t);
        await expectResult(t, await give(t, { resultRequested: true, maxDelay }), {}, milliseconds(maxDelay));
      },
    });

  renumberingTest({
    id: 'delay.random',
    title: 'the delays of Results are spread between zero and MaxDelay',
    requirement: 'rr-result-delay-random',
    async run(t) {
      await beginRenumbering(t);
      const delays: Duration[] = [];
      for (let i = 0; i < DRAWS; i++) delays.push(await delayOf(t, SEQUENCE + i));
      const spread = Math.max(...delays) - Math.min(...delays);
      t.check(`the delays of ${DRAWS} Results are spread between zero and MaxDelay, ${MAX_DELAY_MS} ms`, {
        holds: spread > milliseconds(MAX_DELAY_MS / 20),
        found: `delays of ${delays.map(formatDuration).join(', ')}`,
      });
    },
  });
});
