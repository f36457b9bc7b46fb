import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { hex } from '../../reference/net/octets.js';
import { hours, seconds } from '../../reference/time.js';
import { echoRequest, frame, hopByHop, ipv6, unknownIpv6Option } from '../../reference/wire/index.js';
import type { Action } from '../../suites/kit/action.js';
import { configure, edit, ignoring } from '../../suites/kit/faults.js';
import type { TestContext } from '../../suites/kit/test-context.js';
import { ignoringHopByHop, processingHopByHop, twoLinks } from '../../suites/kit/testbed.js';
import { executeTest } from '../execute.js';
import { ask, ECHO_REPLY, madeUpTest } from './made-up-test.js';
import { memoryBinding, type MemoryOptions } from './memory.js';
import { recordingOf, replayBinding } from './replay.js';

const run = (body: (t: TestContext) => Promise<void>, options: MemoryOptions = {}, seed = 3) =>
  executeTest(madeUpTest(body), memoryBinding(options), { seed });
const replies = async (t: TestContext) => void (await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) }));
/** An Echo Request whose checksum is wrong must stay unanswered. */
const discards = async (t: TestContext) => {
  const header = ipv6({ source: t.tester.linkLocal, destination: t.dut.linkLocal });
  const sent = await t.send('a wrong checksum', frame(header, echoRequest({ identifier: 1, sequence: 1, checksum: 1 })));
  await t.expectNone('any reply', ECHO_REPLY, { since: sent, for: seconds(1) });
};

describe('memoryBinding', () => {
  it('gives each test a fresh node, at its own zero', async () => {
    const binding = memoryBinding();
    const first = await executeTest(madeUpTest(replies), binding, { seed: 3 });
    const again = await executeTest(madeUpTest(replies), binding, { seed: 3 });
    expect(first.record.verdict).to.equal('pass', first.record.message);
    expect(again.details).to.deep.equal(first.details);
    expect(first.details.frames[0]?.atUs).to.be.lessThan(2_000_000);
  });

  it('has the reference obey Hop-by-Hop Options in transit, or not, where a testbed asks for that', async () => {
    for (const [testbed, discards] of [
      [processingHopByHop, true],
      [ignoringHopByHop, false],
      [twoLinks, false],
    ] as const) {
      const { record, details } = await executeTest(
        {
          ...madeUpTest(async (t) => {
            const header = ipv6({ source: t.tester.address, destination: address('2001:db8:ffff::1') });
            await t.send('an option to discard', frame(header, hopByHop({ options: [unknownIpv6Option(0x5b, new Uint8Array(4))] })));
            await t.elapse(seconds(1));
          }),
          testbed,
          plays: 'router',
        },
        memoryBinding(),
        { seed: 3 },
      );
      expect(record.verdict).to.equal('pass', record.message);
      expect(
        details.events.some(({ discard }) => discard === 'option-discard'),
        testbed.hopByHopInTransit,
      ).to.equal(discards);
    }
  });

  it('gives another device with another seed', async () => {
    const macs = await Promise.all(
      [3, 4].map(async (seed) => {
        let mac = '';
        await run((t) => Promise.resolve(void (mac = hex(t.dut.linkLayerAddress))), {}, seed);
        return mac;
      }),
    );
    expect(macs[0]).not.to.equal(macs[1]);
  });

  it('tells what the device did, with the reasons of its discards', async () => {
    const { record, details } = await run(discards);
    expect(record.verdict).to.equal('pass', record.message);
    expect(details.events.find(({ discard }) => discard === 'icmpv6-checksum')).to.have.property('says', 'the ICMPv6 checksum is wrong');
    expect(details.events.some((event) => event.name.includes('address'))).to.equal(true);
  });

  it('carries out actions, tells which of them fail, and refuses the one that nobody has', async () => {
    const added = address('2001:db8::77');
    const { record } = await run(async (t) => {
      await t.do({ kind: 'add-address', link: 'link0', address: added, prefixLength: 64 });
      await t.elapse(seconds(3));
      const held = (await t.state()).addresses.find((one) => hex(one.address) === hex(added));
      expect(held?.state).to.equal('preferred');
      await t.do({ kind: 'reset', link: 'link0' });
    });
    expect(record.verdict).to.equal('pass', record.message);
    const ends = async (action: Action) => (await run((t) => t.do(action))).record;
    expect(await ends({ kind: 'remove-address', link: 'link0', address: added })).to.deep.include({ verdict: 'inconclusive' });
    expect((await ends({ kind: 'canary', link: 'link0' })).reason.code).to.equal('unsupported-action');
  });

  it('has the defects that it is asked for', async () => {
    expect((await run(discards, { defects: [ignoring('icmpv6-checksum')] })).record.reason.code).to.equal('forbidden-seen');
    const shifted = edit<number>('echoReply.sequence', (sequence) => sequence + 1);
    const sequence = async (t: TestContext) =>
      void (await t.expect('r', { 'echoReply.sequence': 1 }, { since: await ask(t), within: seconds(1) }));
    expect((await run(sequence, { defects: [shifted] })).record.reason.code).to.equal('mismatch');
    const slow = configure({ constants: { RETRANS_TIMER: seconds(20) } });
    expect((await run(replies, { defects: [slow] })).record.reason.code).to.equal('precondition');
  });

  it('is sound until the onset of its defects', async () => {
    const twice = async (t: TestContext) => {
      await t.given('one answer', () => replies(t));
      await replies(t);
    };
    const broken = edit('echoReply.identifier', () => 9);
    expect((await run(twice, { defects: [broken] })).record.reason.code).to.equal('precondition');
    const { details } = await run(twice);
    const ready = details.frames.filter((frame) => frame.ordinal <= (details.steps[3]?.frames?.[0] ?? 0));
    const onset = {
      sent: ready.filter((frame) => frame.direction === 'in').length,
      heard: ready.filter((frame) => frame.direction === 'out').length,
    };
    expect((await run(twice, { defects: [broken], onset })).record).to.deep.include({ verdict: 'fail' });
  });

  it('lets hours pass in no time', async () => {
    const { record } = await run((t) => t.elapse(hours(5)));
    expect(record.protocolUs).to.be.greaterThan(hours(5));
    expect(record.wallUs).to.be.lessThan(5_000_000);
  });

  it('can be replayed from what was recorded', async () => {
    const { record, details } = await run(discards);
    const replayed = await executeTest(
      madeUpTest(discards),
      replayBinding(() => recordingOf(details)),
      { seed: 3 },
    );
    expect(replayed.record).to.deep.equal({ ...record, wallUs: replayed.record.wallUs });
    expect(replayed.details).to.deep.equal(details);
  });
});
