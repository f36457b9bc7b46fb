import { mock } from 'node:test';
import { expect } from 'chai';
import { failed, ok } from '../reference/net/result.js';
import { seconds, ZERO } from '../reference/time.js';
import type { TestContext } from '../suites/kit/test-context.js';
import { answersAfter, ask, ECHO_REPLY, madeUpTest, runMadeUp } from './bindings/made-up-test.js';
import { scriptedBinding, type Script } from './bindings/scripted-device.js';
import { executeTest } from './execute.js';

describe('what is no verdict about the device', () => {
  it('is SKIP for a claim or an action that lacks, and for another behaviour set', async () => {
    const never = () => Promise.reject(new Error('ran'));
    expect((await runMadeUp(never, { claims: ['mobility'] })).record.reason).to.deep.equal({
      code: 'not-claimed',
      text: 'the device does not claim mobility',
    });
    expect((await runMadeUp(never, { actions: ['set-variable'] })).record.reason.code).to.equal('unsupported-action');
    expect((await runMadeUp(never, { profiles: ['kame'] })).record).to.deep.include({ verdict: 'skip' });
  });
  it('is SKIP when the device refuses the action in the middle, INCONCLUSIVE when it fails', async () => {
    const body = (t: TestContext) => t.do({ kind: 'reset', link: 'link0' });
    const acts = (kind: 'unsupported' | 'failed'): Script => ({
      acts: (action) => failed({ kind, action: action.kind, detail: 'says the script' }),
    });
    expect((await runMadeUp(body, { script: acts('unsupported') })).record).to.deep.include({ verdict: 'skip' });
    expect((await runMadeUp(body, { script: acts('failed') })).record).to.deep.include({
      verdict: 'inconclusive',
      reason: { code: 'action-failed', text: 'reset: says the script' },
    });
    expect((await runMadeUp(body, { script: { acts: () => ok(undefined) } })).record.verdict).to.equal('pass');
  });
  it('is SKIP where the test says so', async () =>
    expect((await runMadeUp((t) => t.skip('no such thing'))).record.reason).to.deep.equal({
      code: 'not-applicable',
      text: 'no such thing',
    }));
  it('is INCONCLUSIVE for a precondition that is not brought about', async () => {
    const expected = await runMadeUp((t) =>
      t.given('a reply', async () => void (await t.expect('it', ECHO_REPLY, { since: t.now(), within: seconds(1) }))),
    );
    expect([expected.record.verdict, expected.record.reason.code]).to.deep.equal(['inconclusive', 'precondition']);
    const denied = await runMadeUp((t) => t.given('a state', () => Promise.resolve(false)).then(() => {}));
    expect(denied.record.reason).to.deep.equal({ code: 'precondition', text: 'not brought about: a state' });
  });
  it('is INCONCLUSIVE for a device that is dead before the test', async () => {
    const { record } = await runMadeUp(() => Promise.reject(new Error('ran')), { script: { isMute: () => true } });
    expect([record.verdict, record.reason.code]).to.deep.equal(['inconclusive', 'no-proof-of-life']);
  });
  it('is INCONCLUSIVE when frames were lost, or when nobody knows', async () => {
    const body = async (t: TestContext) => void (await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) }));
    let seen = 0;
    const lossy = await runMadeUp(body, { bench: { loses: () => ++seen > 1 } });
    expect([lossy.record.verdict, lossy.record.reason.code]).to.deep.equal(['inconclusive', 'frames-lost']);
    const unknown = await runMadeUp(body, { script: answersAfter(seconds(60)), bench: { countsLosses: false } });
    expect([unknown.record.verdict, unknown.record.reason.code]).to.deep.equal(['inconclusive', 'frames-lost']);
  });
  it('is ERROR for an exception, for parallel calls, for a call that nobody awaits', async () => {
    const thrown = await runMadeUp(() => Promise.reject(new TypeError('oh')));
    expect(thrown.record).to.deep.include({ verdict: 'error', reason: { code: 'exception', text: 'TypeError: oh' } });
    const parallel = await runMadeUp(async (t) => void (await Promise.all([t.elapse(seconds(1)), t.elapse(seconds(1))])));
    expect(parallel.record.verdict).to.equal('error');
    const dangling = await runMadeUp((t) => {
      void t.elapse(seconds(1));
      return Promise.resolve();
    });
    expect(dangling.record.verdict).to.equal('error');
  });
  it('is ERROR for a test that never ends', async () => {
    const { record } = await runMadeUp(
      async (t) => {
        for (;;) await t.elapse(ZERO);
      },
      { bench: { eventBudget: 1_000 } },
    );
    expect([record.verdict, record.reason.code]).to.deep.equal(['error', 'event-budget']);
  });
  it('stays with the first end although the test catches it', async () => {
    const { record } = await runMadeUp(async (t) => {
      await t.expect('never', { 'echoReply.identifier': 5 }, { since: t.now(), within: seconds(1) }).catch(() => {});
      await t.expect('never called', ECHO_REPLY, { since: await ask(t), within: seconds(1) }).catch(() => {});
    });
    expect(record.reason.text).to.contain('never:');
  });
  it('is ERROR when the bench cannot be cleaned up, but a FAIL stays', async () => {
    const binding = scriptedBinding();
    const dirty = {
      ...binding,
      open: async (...args: Parameters<typeof binding.open>) => {
        const opened = await binding.open(...args);
        return opened.ok ? ok({ ...opened.value, close: () => Promise.resolve(failed('a leftover')) }) : opened;
      },
    };
    const clean = await executeTest(
      madeUpTest(() => Promise.resolve()),
      dirty,
      { seed: 1 },
    );
    expect(clean.record.reason).to.deep.equal({ code: 'cleanup-failed', text: 'a leftover' });
    const failing = await executeTest(
      madeUpTest(async (t) => void (await t.expect('x', ECHO_REPLY, { since: t.now(), within: seconds(1) }))),
      dirty,
      { seed: 1 },
    );
    expect(failing.record.verdict).to.equal('fail');
  });
  it('uses other packets in a second attempt', async () => {
    const octets = async (attempt: number) =>
      (
        await executeTest(
          madeUpTest(async (t) => void (await ask(t))),
          scriptedBinding(),
          { seed: 1, attempt },
        )
      ).details.frames[0]?.octets;
    expect(await octets(1)).not.to.equal(await octets(2));
  });
  it('is ERROR for a test that waits for something else than its bench', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const pending = runMadeUp(() => new Promise(() => {}));
      await new Promise((resolve) => setTimeout(resolve, 20));
      mock.timers.tick(10_000);
      expect((await pending).record.reason.text).to.contain('waits for something');
    } finally {
      mock.timers.reset();
    }
  });
});
