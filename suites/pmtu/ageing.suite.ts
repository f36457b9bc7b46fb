import '../ledger/ledger.js';
import { minutes, seconds, sum } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { LINK_MTU } from '../nd/constants.js';
import { exchange, requireFragments, requireWhole, sendTooBig } from './large-packets.js';
import { reducedPath } from './paths.js';

suite('Path MTU: ageing', () => {
  conformance({
    id: 'pmtu.age.stored',
    title: 'a reduced path MTU is remembered while the path is not used',
    requirement: 'pmtu-stored',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { path } = await reducedPath(t, 1400);
      await t.elapse(seconds(20));
      requireFragments(t, await exchange(t, path, LINK_MTU), 1400);
    },
  });

  conformance({
    id: 'pmtu.age.not-before-five-minutes',
    title: 'in the five minutes after a Packet Too Big message no larger packet is tried',
    requirement: 'pmtu-age-not-before-5min',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    lasts: minutes(5),
    async run(t) {
      const { path } = await reducedPath(t, 1400);
      for (let minute = 1; minute <= 4; minute++) {
        await t.elapse(minutes(1));
        requireFragments(t, await exchange(t, path, LINK_MTU), 1400);
      }
      await t.elapse(seconds(57));
      requireFragments(t, await exchange(t, path, LINK_MTU), 1400);
    },
  });

  conformance({
    id: 'pmtu.age.ten-minutes',
    title: 'ten minutes after a Packet Too Big message a larger packet is tried',
    requirement: 'pmtu-age-10min',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    lasts: minutes(10),
    async run(t) {
      const { path } = await reducedPath(t, 1400);
      await t.elapse(sum(minutes(10), seconds(30)));
      requireWhole(t, await exchange(t, path, LINK_MTU), LINK_MTU);
    },
  });

  conformance({
    id: 'pmtu.age.reduced-again',
    title: 'a path MTU that was raised after ageing is reduced again by a Packet Too Big message',
    requirement: 'pmtu-increase-after-probe',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    lasts: minutes(10),
    async run(t) {
      const { path } = await reducedPath(t, 1400);
      await t.elapse(sum(minutes(10), seconds(30)));
      const probe = await exchange(t, path, LINK_MTU);
      requireWhole(t, probe, LINK_MTU);
      await sendTooBig(t, path, probe, { mtu: 1320 });
      requireFragments(t, await exchange(t, path, LINK_MTU), 1320);
    },
  });
});
