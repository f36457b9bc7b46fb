import '../ledger/ledger.js';
import { frame, cut, type FrameDraft } from '../../reference/wire/frame.js';
import { echoRequest, unknownIcmpv6 } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, present } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { errorTo, question } from './questions.js';

const header = (t: TestContext) => ipv6({ source: t.tester.linkLocal, destination: t.dut.linkLocal });
const ofType = (t: TestContext, type: number, body: Uint8Array): FrameDraft => frame(header(t), unknownIcmpv6({ type, body }));

/** An ICMPv6 error quotes the packet that it is about. */
const quoting = (t: TestContext): Uint8Array => Uint8Array.of(0, 0, 0, 0, ...question(t, t.dut.linkLocal, t.tester.linkLocal).frame.packet);

const messages: Readonly<Record<string, { requirement: string; title: string; draft: (t: TestContext) => FrameDraft }>> = {
  'informational-254': {
    requirement: 'icmp-unknown-info',
    title: 'an informational message of an unknown type',
    draft: (t) => ofType(t, 254, new Uint8Array(4)),
  },
  'informational-201': {
    requirement: 'icmp-unknown-info',
    title: 'an informational message of an experimental type',
    draft: (t) => ofType(t, 201, new Uint8Array(4)),
  },
  'error-99': { requirement: 'icmp-unknown-error', title: 'an error message of an unknown type', draft: (t) => ofType(t, 99, quoting(t)) },
  renumbering: {
    requirement: 'icmp-rr-unimplemented',
    title: 'a Router Renumbering message',
    draft: (t) => ofType(t, 138, new Uint8Array(12)),
  },
  'short-4': {
    requirement: 'icmp-short',
    title: 'an Echo Request cut to 4 octets',
    draft: (t) => frame(header(t), cut(echoRequest({ identifier: 1 }), 4)),
  },
  'short-7': {
    requirement: 'icmp-short',
    title: 'an Echo Request cut to 7 octets',
    draft: (t) => frame(header(t), cut(echoRequest({ identifier: 1 }), 7)),
  },
};

suite('ICMPv6: messages that call for no answer', () => {
  for (const [name, { requirement, title, draft }] of Object.entries(messages))
    conformance({
      id: `icmpv6.unanswered.${name}`,
      title: `${title} is silently discarded`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const sent = await t.send(title, draft(t));
        const answers = [
          errorTo(t.tester.linkLocal),
          { icmpv6: present, 'ipv6.destination': t.tester.linkLocal, neighborSolicitation: absent },
        ];
        await t.expectNone('an ICMPv6 message to the sender', answers, { since: sent, for: ANSWER_TIME });
      },
    });
});
