import { expect } from 'chai';
import { ALL_NODES, ALL_ROUTERS } from '../reference/net/address.js';
import { multicastLinkLayerAddress } from '../reference/net/link-layer-address.js';
import { milliseconds, seconds } from '../reference/time.js';
import { echoRequest, frame, ipv6, routerSolicitation } from '../reference/wire/index.js';
import type { TestContext } from '../suites/kit/test-context.js';
import {
  answersAfter,
  ask,
  deafToTest,
  echo,
  echoAnswer,
  ECHO_REPLY,
  isTestEcho,
  madeUpTest,
  runMadeUp,
  senderMac,
} from './bindings/made-up-test.js';
import { SCRIPTED_ADDRESS, scriptedBinding, type Script } from './bindings/scripted-device.js';
import { executeTest } from './execute.js';

describe('executeTest', () => {
  it('passes a test whose frames come as expected, and records steps, frames and tape', async () => {
    const { record, details } = await runMadeUp(async (t) => {
      const sent = await ask(t);
      const got = await t.expect('Echo Reply', ECHO_REPLY, { since: sent, within: seconds(1) });
      t.require('its sequence', got, { 'echoReply.sequence': 1 });
    });
    expect(record).to.include({ verdict: 'pass', id: 'kit.made.up', suite: 'kit', rfc: 4443, section: '4.2', level: 'MUST' });
    expect(record.reason.code).to.equal('as-expected');
    expect(record).not.to.have.property('message');
    expect(details.steps.map((step) => [step.kind, step.outcome])).to.deep.equal([
      ['proof-of-life', 'met'],
      ['send', 'done'],
      ['expect', 'met'],
      ['expect', 'met'],
    ]);
    const used = details.frames.filter((frame) => frame.steps.includes(2));
    expect(used).to.have.length(1);
    expect(used[0]).to.include({ direction: 'in', node: 'dut', background: false });
    expect(details.tape.filter((entry) => entry.kind === 'in' || entry.kind === 'out')).to.have.length(details.frames.length);
  });

  it('fails a MUST whose frame never comes, with the bug report', async () => {
    const { record } = await runMadeUp(
      async (t) => {
        await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) });
      },
      { script: deafToTest },
    );
    expect(record).to.include({ verdict: 'fail' });
    expect(record.reason.code).to.equal('not-seen');
    const lines = record.message?.split('\n') ?? [];
    expect(lines.length).to.be.at.most(8);
    expect(lines[0]).to.equal('FAIL  kit.made.up  MUST  RFC 4443 4.2');
    expect(record.message).to.contain('wanted   Echo Reply on link0, 0.000-1.000 s after frame');
    expect(record.message).to.contain('repeat   sixproof run kit.made.up --seed 7');
  });

  for (const [requirement, verdict, code] of [
    ['own-should', 'warn', 'not-seen'],
    ['own-may', 'pass', 'remark'],
    ['own-kame', 'pass', 'remark'],
  ] as const)
    it(`makes of an unmet ${requirement} the verdict ${verdict}`, async () => {
      const { record } = await runMadeUp(
        (t) => t.expect('a reply', { 'echoReply.identifier': 99 }, { since: t.now(), within: seconds(1) }).then(() => {}),
        { requirement },
      );
      expect([record.verdict, record.reason.code]).to.deep.equal([verdict, code]);
    });

  it('tells how late a frame came', async () => {
    const { record, details } = await runMadeUp(
      async (t) => void (await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) })),
      {
        script: answersAfter(milliseconds(1_250)),
      },
    );
    expect(record.reason.code).to.equal('out-of-window');
    expect(details.steps.at(-1)?.missedByUs).to.equal(250_000);
    expect(record.message).to.contain('0.250 s too late');
  });

  it('tells how early a frame came', async () => {
    const { record, details } = await runMadeUp(
      async (t) => void (await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), between: [seconds(2), seconds(3)] })),
      { script: answersAfter(milliseconds(1_500)) },
    );
    expect(record.reason.code).to.equal('out-of-window');
    expect(details.steps.at(-1)?.missedByUs).to.equal(-500_000);
  });

  it('counts the edges of a window as inside', async () => {
    for (const wait of [1_000, 2_000]) {
      const { record } = await runMadeUp(
        async (t) => void (await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), between: [seconds(1), seconds(2)] })),
        { script: answersAfter(milliseconds(wait)) },
      );
      expect(record.verdict).to.equal('pass');
    }
  });

  it('shows the closest frame and the octets that differ', async () => {
    const { record, details } = await runMadeUp(async (t) => {
      await t.expect('Echo Reply', { 'echoReply.identifier': 1, 'echoReply.sequence': 2 }, { since: await ask(t), within: seconds(1) });
    });
    expect(record.reason.code).to.equal('mismatch');
    expect(details.steps.at(-1)?.closest?.differences).to.deep.equal([
      { path: 'echoReply.sequence', wanted: '2', got: '1', octets: [60, 2] },
    ]);
    expect(record.message).to.contain('differs in one field');
    expect(record.message).to.contain('echoReply.sequence   got 1   wanted 2   octets 60-61: 00 01');
  });

  it('says in words what several frames say together, and of Chai what it wanted and found', async () => {
    const checked = await runMadeUp(async (t) => {
      await ask(t);
      await t.elapse(seconds(1));
      const replies = t.allReceived(ECHO_REPLY);
      t.check('one reply at least', { holds: replies.length > 0, found: 'none' });
      t.check('no reply at all', { holds: replies.length === 0, found: `${replies.length} of 1 came`, frames: replies });
    });
    expect(checked.record.verdict).to.equal('fail');
    expect(checked.record.reason).to.deep.equal({ code: 'mismatch', text: 'no reply at all: 1 of 1 came' });
    expect(checked.record.message).to.match(/wanted {3}no reply at all\n {2}found {4}1 of 1 came\n {2}came {5}frame \d/);
    const asserted = await runMadeUp(async (t) => {
      await ask(t);
      expect(143, 'routes missing of 200').to.equal(0);
    });
    expect(asserted.record.message).to.contain('  wanted   routes missing of 200: to equal 0\n  found    143\n');
  });

  it('does not take a frame with a wrong checksum for an answer', async () => {
    const { record } = await runMadeUp(
      async (t) => void (await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) })),
      {
        script: {
          hears(decoded, device) {
            if (!isTestEcho(decoded)) return undefined;
            device.send(echoAnswer(decoded, { checksum: 0x1234 }), senderMac(decoded));
            return 'handled';
          },
        },
      },
    );
    expect(record.reason.code).to.equal('mismatch');
    expect(record.message).to.contain('echoReply.checksum');
  });

  it('consumes what it matched, and looks at nothing that came before the cause', async () => {
    const { record, details } = await runMadeUp(async (t) => {
      const first = await ask(t);
      await t.expect('first', ECHO_REPLY, { since: first, within: seconds(1) });
      const second = await t.optionally('again', ECHO_REPLY, { since: first, within: seconds(1) });
      if (second) throw new Error('the frame was used twice');
      await t.send('echo', echo(t));
      await t.elapse(seconds(1));
      const later = await t.optionally('after the cause', ECHO_REPLY, { since: t.now(), within: seconds(1) });
      if (later) throw new Error('the frame came before the cause');
      await t.expect('found again from the first cause', ECHO_REPLY, { since: first, within: seconds(5) });
    });
    expect(record.reason).to.include({ code: 'as-expected' }, JSON.stringify(details.steps.at(-1)));
  });

  it('meets expectations in any order and as alternatives', async () => {
    const { record } = await runMadeUp(async (t) => {
      const first = await t.send('one', echo(t, 1));
      await t.send('two', echo(t, 2));
      const [two, one] = await t.expectInAnyOrder('both', [{ 'echoReply.sequence': 2 }, { 'echoReply.sequence': 1 }], {
        since: first,
        within: seconds(1),
      });
      expect([two?.get('echoReply.sequence'), one?.get('echoReply.sequence')]).to.deep.equal([2, 1]);
      const third = await t.send('three', echo(t, 3));
      await t.expect('either', [{ 'parameterProblem.code': 0 }, { 'echoReply.sequence': 3 }], { since: third, within: seconds(1) });
    });
    expect(record.verdict).to.equal('pass', record.message);
  });

  it('names what is missing among those in any order', async () => {
    const { record, details } = await runMadeUp(async (t) => {
      const sent = await ask(t);
      await t.expectInAnyOrder('both', [{ 'echoReply.sequence': 1 }, { 'echoReply.sequence': 9 }], { since: sent, within: seconds(1) });
    });
    expect(record.verdict).to.equal('fail');
    expect(details.steps.at(-1)?.detail).to.equal('1 of 2 not seen');
  });

  describe('series', () => {
    const solicits = (waits: readonly number[]): Script => ({
      starts(device) {
        let at = 5_000;
        for (const wait of waits) {
          at += wait;
          device.later(milliseconds(at), () =>
            device.send(
              frame(ipv6({ source: SCRIPTED_ADDRESS, destination: ALL_ROUTERS }), routerSolicitation()),
              multicastLinkLayerAddress(ALL_ROUTERS),
            ),
          );
        }
      },
    });
    const series = async (t: TestContext) => {
      await t.elapse(seconds(5));
      await t.expectSeries(
        'solicitation',
        { 'routerSolicitation.code': 0 },
        { since: t.now(), count: 3, interval: [seconds(4), seconds(4)], within: seconds(1) },
      );
    };
    it('is met by frames at their intervals', async () =>
      expect((await runMadeUp(series, { script: solicits([500, 4_000, 4_000]) })).record.verdict).to.equal('pass'));
    it('is not met when one comes early', async () =>
      expect((await runMadeUp(series, { script: solicits([500, 4_000, 3_900]) })).record.reason.code).to.equal('out-of-window'));
    it('is not met when one lacks', async () =>
      expect((await runMadeUp(series, { script: solicits([500, 4_000]) })).record.reason.code).to.equal('not-seen'));
  });

  it('records an unmet SHOULD beside the test as WARN, and goes on', async () => {
    const { record, details } = await runMadeUp(async (t) => {
      const sent = await ask(t);
      await t.prefer('an advertisement too', { 'neighborAdvertisement.code': 0 }, { since: sent, within: seconds(1) }, 'own-should');
      await t.expect('Echo Reply', ECHO_REPLY, { since: sent, within: seconds(1) });
    });
    expect([record.verdict, record.reason.code]).to.deep.equal(['warn', 'not-seen']);
    expect(details.steps.find((step) => step.outcome === 'not-met')).to.include({ requirement: 'own-should' });
    expect(details.steps.at(-1)?.outcome).to.equal('met');
    expect(record.message).to.contain('SHOULD');
  });

  it('ends on a required field of the test itself, and goes on after one of a SHOULD', async () => {
    const own = await runMadeUp(async (t) => {
      const got = await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) });
      t.require('as beside', got, { 'ipv6.hopLimit': 1 }, 'own-should');
      t.require('own', got, { 'echoReply.sequence': 5 });
      t.note('not reached');
    });
    expect(own.record.verdict).to.equal('fail');
    expect(own.details.steps.map((step) => step.outcome).slice(-2)).to.deep.equal(['not-met', 'not-met']);
  });

  it('takes an assertion of the test for its requirement', async () => {
    const { record } = await runMadeUp(async (t) => {
      const got = await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) });
      expect(got.get('echoReply.sequence')).to.equal(2);
    });
    expect([record.verdict, record.reason.code]).to.deep.equal(['fail', 'mismatch']);
  });

  it('gives a test the same packets in every run of a seed, and others with another', async () => {
    const body = async (t: TestContext) => {
      const other = t.neighbor({ router: true });
      await t.send(
        'from another',
        frame(ipv6({ source: other.address, destination: ALL_NODES }), echoRequest({ identifier: t.random.uint32() & 0xff })),
        { from: other },
      );
    };
    const octets = async (seed: number) =>
      (await executeTest(madeUpTest(body), scriptedBinding(), { seed })).details.frames.map((one) => one.octets);
    expect(await octets(7)).to.deep.equal(await octets(7));
    expect(await octets(7)).not.to.deep.equal(await octets(8));
  });
});
