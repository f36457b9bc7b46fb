import { expect } from 'chai';
import { seconds } from '../reference/time.js';
import { frame, ipv6, neighborSolicitation } from '../reference/wire/index.js';
import { ok } from '../reference/net/result.js';
import { BenchFailure, type Link } from '../suites/kit/bench.js';
import { ask, ECHO_REPLY, isTestEcho, madeUpTest, runMadeUp, senderAddress, senderMac } from './bindings/made-up-test.js';
import { SCRIPTED_ADDRESS, scriptedBinding, type Script } from './bindings/scripted-device.js';
import { executeTest } from './execute.js';

describe('simulated neighbours', () => {
  const solicits: Script = {
    hears(decoded, device) {
      if (!isTestEcho(decoded)) return undefined;
      const from = senderAddress(decoded);
      device.send(frame(ipv6({ source: SCRIPTED_ADDRESS, destination: from }), neighborSolicitation({ target: from })), senderMac(decoded));
      return 'handled';
    },
  };
  const NS = { 'neighborSolicitation.code': 0 };
  it('answer solicitations for their addresses at once', async () => {
    const { record, details } = await runMadeUp(
      async (t) => void (await t.expect('solicitation', NS, { since: await ask(t), within: seconds(1) })),
      { script: solicits },
    );
    expect(record.verdict).to.equal('pass');
    expect(details.frames.filter((one) => one.direction === 'out' && one.notation.includes('NA'))).to.have.length(1);
  });
  it('keep still once the test has taken that over', async () => {
    const { details } = await runMadeUp(
      async (t) => {
        t.takeOver('neighbor-discovery');
        await t.expect('solicitation', NS, { since: await ask(t), within: seconds(1) });
      },
      { script: solicits },
    );
    expect(details.frames.filter((one) => one.direction === 'out' && one.notation.includes('NA'))).to.have.length(0);
  });

  it('does not see the observer: what concerns it meets and breaks nothing', async () => {
    const { record } = await runMadeUp(async (t) => {
      const start = t.now();
      await t.proveAlive();
      await t.expectNone('any echo reply', { 'icmpv6.type': 129 }, { since: start, for: seconds(1) });
      if (t.allReceived().length > 0) throw new Error('the observer was seen');
    });
    expect(record.reason.code).to.equal('as-expected');
  });

  it('that cannot answer, because the link is gone, end the test without a verdict about the device', async () => {
    const binding = scriptedBinding(solicits);
    let count = 0;
    const breaking: typeof binding = {
      ...binding,
      async open(testbed, test) {
        const opened = await binding.open(testbed, test);
        if (!opened.ok) return opened;
        const links = new Map(
          [...opened.value.links].map(([name, link]) => [name, { ...link, transmit: (octets: Uint8Array) => send(link, octets) }]),
        );
        return ok({ ...opened.value, links });
      },
    };
    const send = (link: Link, octets: Uint8Array) => {
      if (++count > 2) throw new BenchFailure('link-lost', 'unplugged');
      return link.transmit(octets);
    };
    const test = madeUpTest(async (t) => void (await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) })));
    const { record } = await executeTest(test, breaking, { seed: 1 });
    expect(record).to.deep.include({ verdict: 'inconclusive', reason: { code: 'link-lost', text: 'unplugged' } });
  });
});
