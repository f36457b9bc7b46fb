import '../ledger/ledger.js';
import { frame, raw, type LayerDraft } from '../../reference/wire/frame.js';
import { destinationUnreachable, echoReply, packetTooBig, parameterProblem, timeExceeded } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { expectReply } from '../ipv6/outcomes.js';
import { echoBehind, linkLocalEnds, packetOf, send } from '../ipv6/probes.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';

/** Packets of the device, as an error to it quotes them. */
const ofDevice = (t: TestContext, ...layers: readonly LayerDraft[]): Uint8Array =>
  frame(ipv6({ source: t.dut.linkLocal, destination: t.tester.linkLocal }), ...layers).packet;

const UNASSIGNED_NEXT_HEADER = 200;

const quotes: Readonly<Record<string, { title: string; quote: (t: TestContext) => Uint8Array }>> = {
  nothing: { title: 'nothing', quote: () => new Uint8Array() },
  'part-of-header': { title: 'part of an IPv6 header', quote: (t) => ofDevice(t, echoReply({})).slice(0, 24) },
  'header-only': { title: 'an IPv6 header alone', quote: (t) => ofDevice(t, echoReply({})).slice(0, 40) },
  'unknown-protocol': {
    title: 'a packet of an unknown protocol',
    quote: (t) => ofDevice(t, raw(t.random.octets(16), UNASSIGNED_NEXT_HEADER)),
  },
  garbage: { title: 'octets that are no packet', quote: (t) => t.random.octets(64).with(0, 0x45) },
};

const errors = {
  'destination-unreachable': (invokingPacket: Uint8Array) => destinationUnreachable({ code: 4, invokingPacket }),
  'packet-too-big': (invokingPacket: Uint8Array) => packetTooBig({ mtu: 1400, invokingPacket }),
  'time-exceeded': (invokingPacket: Uint8Array) => timeExceeded({ code: 1, invokingPacket }),
  'parameter-problem': (invokingPacket: Uint8Array) => parameterProblem({ code: 1, pointer: 6, invokingPacket }),
};

const anyIcmpv6 = { 'icmpv6.type': satisfies<number>('of an error or an echo', (type) => type < FIRST_AFTER_ECHO) };
const FIRST_AFTER_ECHO = 130;

suite('ICMPv6 errors that the device receives', () => {
  for (const [error, build] of Object.entries(errors))
    for (const [name, { title, quote }] of Object.entries(quotes))
      conformance({
        id: `icmpv6.received-errors.${error}-quoting-${name}`,
        title: `a ${error.replaceAll('-', ' ')} that quotes ${title} is dropped without an answer`,
        requirement: 'icmp-upper-unmatched',
        role: 'node',
        testbed: oneLink,
        async run(t) {
          const sent = await send(t, `error that quotes ${title}`, packetOf(linkLocalEnds(t), [build(quote(t))]));
          await t.expectNone('an answer', anyIcmpv6, { since: sent, for: ANSWER_TIME });
        },
      });

  for (const [error, build] of Object.entries(errors))
    conformance({
      id: `icmpv6.received-errors.${error}-harmless`,
      title: `after a ${error.replaceAll('-', ' ')} about its reply the device answers as before`,
      requirement: 'err-rcv-dstunreach',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const ends = linkLocalEnds(t);
        const { octets, packetOffset } = (await expectReply(t, 'Echo Request', echoBehind(t, ends, []))).decoded;
        await send(t, 'error about the reply', packetOf(ends, [build(octets.slice(packetOffset))]));
        await expectReply(t, 'another Echo Request', echoBehind(t, ends, []));
      },
    });
});
