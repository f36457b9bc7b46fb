import { expect } from 'chai';
import { milliseconds, seconds, ZERO } from '../reference/time.js';
import { ok } from '../reference/net/result.js';
import type { Binding, Clock } from '../suites/kit/bench.js';
import type { TestContext } from '../suites/kit/test-context.js';
import { answersAfter, ask, ECHO_REPLY, madeUpTest } from './bindings/made-up-test.js';
import { scriptedBinding, type Script } from './bindings/scripted-device.js';
import { executeTest } from './execute.js';

const PAUSE = milliseconds(200);

/** A clock that says it is real, and learns of a pause of the machine only when it is asked to look. */
function forgetful(clock: Clock, paused: boolean): Clock {
  let known = false;
  return {
    kind: 'real',
    get uncertainty() {
      return known ? PAUSE : ZERO;
    },
    now: () => clock.now(),
    schedule: (at, action) => clock.schedule(at, action),
    async waitUntil(done, deadline) {
      if (deadline <= clock.now()) known = paused;
      await clock.waitUntil(done, deadline);
    },
  };
}

function onAMachine(script: Script, paused: boolean): Binding {
  const inside = scriptedBinding(script);
  return {
    ...inside,
    async open(testbed, test) {
      const bench = await inside.open(testbed, test);
      return bench.ok ? ok({ ...bench.value, clock: forgetful(bench.value.clock, paused) }) : bench;
    },
  };
}

describe('a pause of the machine that is known only after the wait', () => {
  const run = async (wait: number, paused: boolean, body: (t: TestContext) => Promise<unknown>): Promise<string> => {
    const test = madeUpTest(async (t) => void (await body(t)));
    const { record } = await executeTest(test, onAMachine(answersAfter(milliseconds(wait)), paused), { seed: 7 });
    return record.verdict;
  };
  const inTime = async (t: TestContext) => t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), within: seconds(1) });
  const bothInTime = async (t: TestContext) => t.expectInAnyOrder('both', [ECHO_REPLY], { since: await ask(t), within: seconds(1) });
  const bothNotEarly = async (t: TestContext) =>
    t.expectInAnyOrder('both', [ECHO_REPLY], { since: await ask(t), between: [seconds(1), seconds(2)] });
  const notEarly = async (t: TestContext) => t.expect('Echo Reply', ECHO_REPLY, { since: await ask(t), between: [seconds(1), seconds(2)] });
  const silent = async (t: TestContext) => t.expectNone('Echo Reply', ECHO_REPLY, { since: await ask(t), for: seconds(1), proof: 'none' });

  for (const [words, wait, body] of [
    ['a late frame', 1_100, inTime],
    ['an early frame', 900, notEarly],
    ['a late frame among several', 1_100, bothInTime],
    ['an early frame among several', 900, bothNotEarly],
    ['a forbidden frame near the end of a silence', 900, silent],
  ] as const) {
    it(`counts for the device: ${words}`, async () => expect(await run(wait, true, body)).to.equal('pass'));
    it(`excuses nothing where there was none: ${words}`, async () => expect(await run(wait, false, body)).to.equal('fail'));
  }

  it('excuses no more than it lasted', async () => {
    expect(await run(1_300, true, inTime)).to.equal('fail');
    expect(await run(700, true, notEarly)).to.equal('fail');
    expect(await run(1_300, true, bothInTime)).to.equal('fail');
    expect(await run(700, true, bothNotEarly)).to.equal('fail');
    expect(await run(700, true, silent)).to.equal('fail');
  });
});
