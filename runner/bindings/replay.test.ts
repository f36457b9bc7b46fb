import { expect } from 'chai';
import { milliseconds, seconds } from '../../reference/time.js';
import type { TestDetails } from '../../suites/kit/record.js';
import type { TestContext } from '../../suites/kit/test-context.js';
import { executeTest } from '../execute.js';
import { answersAfter, ask, ECHO_REPLY, madeUpTest } from './made-up-test.js';
import { recordingOf, replayBinding } from './replay.js';
import { scriptedBinding } from './scripted-device.js';

const meets = async (t: TestContext) => {
  await t.do({ kind: 'reset', link: 'link0' });
  const sent = await ask(t);
  await t.expect('Echo Reply', ECHO_REPLY, { since: sent, within: seconds(1) });
  await t.elapse(seconds(30));
  await t.expectNone('another', ECHO_REPLY, { since: sent, for: seconds(31) });
};
const misses = async (t: TestContext) => void (await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: milliseconds(10) }));

const record = (body: (t: TestContext) => Promise<void>) =>
  executeTest(madeUpTest(body), scriptedBinding(answersAfter(milliseconds(500))), { seed: 11 });
const replay = (body: (t: TestContext) => Promise<void>, details: TestDetails) =>
  executeTest(
    madeUpTest(body),
    replayBinding(() => recordingOf(JSON.parse(JSON.stringify(details)) as TestDetails)),
    { seed: 11 },
  );

describe('replayBinding', () => {
  for (const [name, body] of [
    ['a test that passes', meets],
    ['a test that fails', misses],
  ] as const)
    it(`gives ${name} the verdict, steps, frames and tape of the run`, async () => {
      const run = await record(body);
      const again = await replay(body, run.details);
      expect(again.record).to.deep.equal({ ...run.record, wallUs: again.record.wallUs });
      expect(again.details).to.deep.equal(run.details);
    });

  it('takes a send that differs from the record for an error of its own', async () => {
    const run = await record(misses);
    const other = async (t: TestContext) => {
      t.neighbor();
      await t.send('something else', (await import('./made-up-test.js')).echo(t, 2));
    };
    const again = await replay(other, run.details);
    expect(again.record).to.deep.include({ verdict: 'error' });
    expect(again.record.reason.code).to.equal('replay-differs');
    expect(again.record.reason.text).to.match(/^frame \d+ is sent with other octets, from octet \d+$/);
  });

  it('says where the test asks for more than the record holds', async () => {
    const run = await record(misses);
    const longer = await replay(async (t) => t.elapse(seconds(1)), run.details);
    expect(longer.record.reason.text).to.match(/^the test comes to a wait where the record has frame \d+|is not sent$/);
    const acting = await replay((t) => t.do({ kind: 'reset', link: 'link0' }), run.details);
    expect(acting.record.reason.code).to.equal('replay-differs');
  });

  it('judges by the stamps of the record, not by those of the first run', async () => {
    const run = await record(misses);
    const lenient = async (t: TestContext) => void (await t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) }));
    expect(run.record.verdict).to.equal('fail');
    expect((await replay(lenient, run.details)).record.verdict).to.equal('pass');
  });

  it('has no bench for a test that was not recorded', async () => {
    const { record: none } = await executeTest(
      madeUpTest(misses),
      replayBinding(() => undefined),
      { seed: 11 },
    );
    expect(none).to.deep.include({ verdict: 'skip' });
  });
});
