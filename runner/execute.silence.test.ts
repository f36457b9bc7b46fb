import { expect } from 'chai';
import { ok } from '../reference/net/result.js';
import { milliseconds, seconds } from '../reference/time.js';
import type { TestContext } from '../suites/kit/test-context.js';
import { answersAfter, ask, deafToTest, ECHO_REPLY, isTestEcho, runMadeUp } from './bindings/made-up-test.js';
import type { Script } from './bindings/scripted-device.js';

/** Falls silent with the test's stimulus. */
const dies = (): Script => {
  let isDead = false;
  return {
    hears(decoded) {
      if (isTestEcho(decoded)) isDead = true;
      return undefined;
    },
    isMute: () => isDead,
  };
};

describe('expectNone', () => {
  const silence = async (t: TestContext) => t.expectNone('any reply', ECHO_REPLY, { since: await ask(t), for: seconds(1) });
  it('passes when nothing comes and the observer is answered', async () => {
    const { record, details } = await runMadeUp(silence, { script: deafToTest });
    expect(record.verdict).to.equal('pass');
    expect(details.steps.at(-1)).to.include({ kind: 'proof-of-life', outcome: 'met' });
  });
  it('fails on the forbidden frame', async () => {
    const { record, details } = await runMadeUp(silence);
    expect([record.verdict, record.reason.code]).to.deep.equal(['fail', 'forbidden-seen']);
    expect(details.steps.at(-1)?.frames).to.have.length(1);
    expect(record.message).to.contain('wanted   none: any reply');
  });
  it('fails a device that was alive and stays mute through three probes', async () => {
    const { record, details } = await runMadeUp(silence, { script: dies() });
    expect([record.verdict, record.reason.code]).to.deep.equal(['fail', 'stopped-answering']);
    expect(details.steps.at(-1)?.detail).to.equal('no answer to 3 probes');
  });
  it('is INCONCLUSIVE for a mute device on a link that lost frames or does not know', async () => {
    const unknown = await runMadeUp(silence, { script: dies(), bench: { countsLosses: false } });
    expect([unknown.record.verdict, unknown.record.reason.code]).to.deep.equal(['inconclusive', 'no-proof-of-life']);
  });
  it('is INCONCLUSIVE for silence on a link that lost frames, although the device lives', async () => {
    let count = 0;
    const { record } = await runMadeUp(silence, { bench: { loses: () => ++count === 2 } });
    expect([record.verdict, record.reason.code]).to.deep.equal(['inconclusive', 'frames-lost']);
  });
  it('takes a solicited advertisement for a sign of life where echo is broken', async () => {
    const script: Script = { hears: (decoded) => (decoded.layers.at(-1)?.name === 'echoRequest' ? 'handled' : undefined) };
    expect((await runMadeUp(silence, { script })).record.verdict).to.equal('pass');
  });
  it('does without the echo where the test names another proof or none', async () => {
    const body = (proof: 'none' | (() => Promise<void>)) => async (t: TestContext) =>
      t.expectNone('any reply', ECHO_REPLY, { since: await ask(t), for: seconds(1), proof });
    expect((await runMadeUp(body('none'), { script: dies() })).record.verdict).to.equal('pass');
    let isProved = false;
    expect(
      (
        await runMadeUp(
          body(() => Promise.resolve(void (isProved = true))),
          { script: dies() },
        )
      ).record.verdict,
    ).to.equal('pass');
    expect(isProved).to.equal(true);
  });
  it('does not mind a frame that was consumed, comes after the silence or comes from a stranger', async () => {
    const { record } = await runMadeUp(async (t) => {
      const sent = await ask(t);
      await t.expect('the reply', ECHO_REPLY, { since: sent, within: seconds(1) });
      await t.expectNone('another', ECHO_REPLY, { since: sent, for: seconds(1) });
    });
    expect(record.verdict).to.equal('pass');
    expect((await runMadeUp(silence, { script: answersAfter(milliseconds(1_001)) })).record.verdict).to.equal('pass');
  });
});

describe('the end of a test', () => {
  const asks = (then: (t: TestContext) => Promise<void> | void) => async (t: TestContext) => {
    await ask(t);
    await t.elapse(seconds(1));
    await then(t);
  };
  it('asks a device that said nothing after the last stimulus whether it lives', async () => {
    const { record, details } = await runMadeUp(
      asks(() => undefined),
      { script: deafToTest },
    );
    expect(record.verdict).to.equal('pass');
    expect(details.steps.at(-1)).to.include({ kind: 'proof-of-life', outcome: 'met' });
    expect((await runMadeUp(asks(() => undefined))).details.steps.at(-1)?.kind).to.equal('elapse');
  });
  it('fails a device that died of what a test only notes', async () => {
    const { record } = await runMadeUp(
      asks(() => undefined),
      { script: dies() },
    );
    expect([record.verdict, record.reason.code]).to.deep.equal(['fail', 'stopped-answering']);
  });
  it('excuses no dead device', async () => {
    const { record } = await runMadeUp(
      asks((t) => t.skip('it has no such thing')),
      { script: dies() },
    );
    expect([record.verdict, record.reason.code]).to.deep.equal(['fail', 'stopped-answering']);
    expect((await runMadeUp(asks((t) => t.skip('it has no such thing')))).record.verdict).to.equal('skip');
  });
  it('makes no remark of the silence of a dead device', async () => {
    const wants = asks(async (t) => void (await t.expect('another reply', ECHO_REPLY, { since: t.now(), within: seconds(1) })));
    const may = { requirement: 'own-may' };
    const alive = await runMadeUp(wants, { ...may, script: deafToTest });
    expect([alive.record.verdict, alive.record.reason.code]).to.deep.equal(['pass', 'remark']);
    const { record } = await runMadeUp(wants, { ...may, script: dies() });
    expect([record.verdict, record.reason.code]).to.deep.equal(['inconclusive', 'no-proof-of-life']);
  });
  it('needs no count of losses of a device that answers', async () => {
    const unknown = { countsLosses: false };
    expect(
      (
        await runMadeUp(
          asks(() => undefined),
          { script: deafToTest, bench: unknown },
        )
      ).record.verdict,
    ).to.equal('pass');
    expect(
      (
        await runMadeUp(
          asks((t) => t.skip('it has no such thing')),
          { bench: unknown },
        )
      ).record.verdict,
    ).to.equal('skip');
  });
  it('asks on a link of the bench, wherever the last action was', async () => {
    const script: Script = { ...deafToTest, acts: () => ok(undefined) };
    const { record, details } = await runMadeUp((t) => t.do({ kind: 'ping', link: 'tunnel0', destination: t.tester.linkLocal }), {
      script,
    });
    expect([record.verdict, details.steps.at(-1)?.link]).to.deep.equal(['pass', 'link0']);
  });
  it('asks nobody on a link that the test took down', async () => {
    const script: Script = { ...dies(), acts: () => ok(undefined) };
    const down = asks((t) => t.do({ kind: 'interface-down', link: 'link0' }));
    const { record, details } = await runMadeUp(down, { script });
    expect([record.verdict, details.steps.at(-1)?.kind]).to.deep.equal(['pass', 'action']);
  });
});
