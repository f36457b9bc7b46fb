import '../ledger/ledger.js';
import { seconds } from '../../reference/time.js';
import { question, type Question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { answerSolicitation, firstSolicitation, needResolution, type Unresolved } from './unresolved.js';

/** More than any queue that could be called small. */
const MANY = 100;
const SEVERAL = 20;

interface FilledQueue {
  readonly unresolved: Unresolved;
  readonly newest: Question;
  readonly resolved: Sent;
}

/** Packets for one neighbour pile up until it is resolved at last. */
async function fillQueue(t: TestContext, packets: number): Promise<FilledQueue> {
  const unresolved = await needResolution(t, 'link-local');
  const solicited = await firstSolicitation(t, unresolved);
  let newest = unresolved.ask;
  for (let sent = 1; sent < packets; sent++) {
    newest = question(t, unresolved.target, t.dut.linkLocal);
    await t.send('another Echo Request', newest.frame, { from: unresolved.node });
  }
  await t.elapse(seconds(0.1));
  return { unresolved, newest, resolved: await answerSolicitation(t, unresolved, solicited) };
}

suite('Address resolution: packets that wait for it', () => {
  conformance({
    id: 'nd.packet-queue.one',
    title: 'the packet that prompted the resolution is sent when the answer comes',
    requirement: 'ar-queue-one',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const unresolved = await needResolution(t, 'link-local');
      const solicited = await firstSolicitation(t, unresolved);
      await t.elapse(seconds(0.5));
      const resolved = await answerSolicitation(t, unresolved, solicited);
      await t.expect('the waiting Echo Reply', unresolved.ask.reply, { since: resolved, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'nd.packet-queue.newest-kept',
    title: `of ${SEVERAL} packets that wait, the newest is among those sent`,
    requirement: 'ar-queue-replace-oldest',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const { newest, resolved } = await fillQueue(t, SEVERAL);
      await t.expect('the newest Echo Reply', newest.reply, { since: resolved, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'nd.packet-queue.bounded',
    title: `of ${MANY} packets to an unresolved neighbor only the newest ones are kept`,
    requirement: 'ar-queue-bounded',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const { unresolved, resolved } = await fillQueue(t, MANY);
      await t.expectNone(`the oldest of ${MANY} waiting packets`, unresolved.ask.reply, { since: resolved, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'nd.packet-queue.per-neighbour',
    title: 'two neighbors that are resolved at the same time each get their own packet',
    requirement: 'ar-queue-multiple-neighbours',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const unresolved = [await needResolution(t, 'link-local'), await needResolution(t, 'link-local')];
      for (const one of unresolved) {
        const resolved = await answerSolicitation(t, one, await firstSolicitation(t, one));
        await t.expect('its own Echo Reply', one.ask.reply, { since: resolved, within: ANSWER_TIME });
      }
    },
  });
});
