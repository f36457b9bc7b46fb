import '../ledger/ledger.js';
import { conformance, suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, MINIMUM_MTU } from '../nd/constants.js';
import { echoBehind, linkLocalEnds, send } from '../ipv6/probes.js';

const HEADERS = 48;

suite('The MTU of a link', () => {
  for (const mtu of [MINIMUM_MTU - 1, 576])
    conformance({
      id: `pmtu.link-mtu.below-minimum-${mtu}`,
      title: `a link cannot be configured to an MTU of ${mtu}: that is refused, or packets of ${MINIMUM_MTU} octets are sent whole all the same`,
      requirement: 'link-mtu-config-min',
      role: 'node',
      testbed: oneLink,
      actions: ['set-variable'],
      async run(t) {
        const setting = { kind: 'set-variable', link: 'link0', variable: 'linkMtu' } as const;
        await t.do({ ...setting, value: MINIMUM_MTU });
        const attempt = await t.attempt({ ...setting, value: mtu });
        t.note(`an MTU of ${mtu} was ${attempt === 'done' ? 'taken' : 'refused'}`);
        const probe = echoBehind(t, linkLocalEnds(t), [], { data: t.random.octets(MINIMUM_MTU - HEADERS) });
        const sent = await send(t, `Echo Request of ${MINIMUM_MTU} octets`, probe);
        if (attempt === 'refused') await t.expect('Echo Reply', probe.reply, { since: sent, within: ANSWER_TIME });
        else await t.expectNone('a fragment', { fragment: present }, { since: sent, for: ANSWER_TIME, proof: 'none' });
      },
    });
});
