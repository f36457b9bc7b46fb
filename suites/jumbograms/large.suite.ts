import '../ledger/ledger.js';
import { fragment, hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { packetTooBig } from '../../reference/wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../reference/wire/ipv6.js';
import { jumboPayload } from '../../reference/wire/ipv6-options.js';
import { UDP_HEADER_OCTETS } from '../../reference/wire/udp.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, type Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { jumbogramsUnderstood, linkForJumbograms } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { ERRONEOUS_FIELD, expectProblem, expectSilence } from '../ipv6/outcomes.js';
import { echoBehind, linkLocalEnds, send, type Probe } from '../ipv6/probes.js';
import { anyEchoTo, echoing, request, serveEcho } from '../udp/echo.js';

const LARGEST_PAYLOAD = 65_535;
const HOP_BY_HOP = 8;
const ECHO_HEADER = 8;
const FRAGMENT_HEADER = 8;
/** Of a packet that is large without being at any limit. */
const DATA = 66_000;

const jumbo = (octets: number): LayerDraft => hopByHop({ options: [jumboPayload(octets)] });

/** An Echo Request that 16 bits cannot count. */
const largeEcho = (t: TestContext): Probe =>
  echoBehind(t, linkLocalEnds(t), [jumbo(HOP_BY_HOP + ECHO_HEADER + DATA)], { data: t.random.octets(DATA), header: { payloadLength: 0 } });

/** The proof that the program still echoes. */
async function expectEcho(t: TestContext): Promise<void> {
  const small = request(t, linkLocalEnds(t));
  const since = await t.send('a small datagram', small.frame);
  await t.expect('its echo', small.reply, { since, within: ANSWER_TIME });
}

/** RFC 2675 section 3, of any packet. */
const formOf = ({ decoded }: Received): Match => ({
  'ipv6.payloadLength': 0,
  'hopByHop.options.jumboPayload.jumboPayloadLength': decoded.octets.length - decoded.packetOffset - IPV6_HEADER_OCTETS,
  fragment: absent,
});

suite('Jumbograms', () => {
  conformance({
    id: 'jumbograms.sending.echo',
    title: 'a large Echo Request is answered with a jumbogram: Payload Length 0, and the length in the option',
    requirement: 'jumbo-tx-plen-zero',
    role: 'node',
    testbed: linkForJumbograms,
    async run(t) {
      const probe = largeEcho(t);
      const sent = await send(t, 'an Echo Request of 66,000 octets', probe);
      const wanted = { ...probe.reply, 'ipv6.source': t.dut.linkLocal, 'ipv6.destination': probe.source };
      const reply = await t.expect('Echo Reply', wanted, { since: sent, within: ANSWER_TIME });
      t.require('form of the reply', reply, formOf(reply));
    },
  });

  conformance({
    id: 'jumbograms.sending.too-big',
    title: 'what the path does not carry is not sent, in fragments neither',
    requirement: 'jumbo-tx-plen-zero',
    role: 'node',
    testbed: linkForJumbograms,
    async run(t) {
      const [first, again] = [largeEcho(t), largeEcho(t)];
      await t.given('the device knows that the path carries 1500 octets', async () => {
        const sent = await send(t, 'an Echo Request of 66,000 octets', first);
        const reply = await t.expect('Echo Reply', first.reply, { since: sent, within: ANSWER_TIME });
        const invokingPacket = reply.decoded.octets.subarray(reply.decoded.packetOffset).subarray(0, 1000);
        await t.send('Packet Too Big', frame(ipv6(linkLocalEnds(t)), packetTooBig({ mtu: 1500, invokingPacket })));
      });
      const sent = await send(t, 'another one', again);
      const anyPiece: Match = { 'ipv6.destination': again.source, 'fragment.fragmentOffset': 0 };
      await t.expectNone('a reply, whole or in pieces', [again.reply, anyPiece], { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'jumbograms.malformed.fragment',
    title: 'a Fragment header in a jumbogram: Parameter Problem code 0',
    requirement: 'jumbo-with-fragment',
    role: 'node',
    testbed: linkForJumbograms,
    async run(t) {
      const headers = [jumbo(HOP_BY_HOP + FRAGMENT_HEADER + ECHO_HEADER + DATA), fragment({ identification: 1 })];
      const details = { data: t.random.octets(DATA), header: { payloadLength: 0 } };
      const probe = echoBehind(t, linkLocalEnds(t), headers, details);
      await expectProblem(t, 'a jumbogram with a Fragment header', probe, { code: ERRONEOUS_FIELD, at: 'fragment.nextHeader' });
    },
  });

  conformance({
    id: 'jumbograms.malformed.cut-short',
    title: 'a packet that is shorter than its Jumbo Payload Length is discarded without a word',
    requirement: 'jumbo-frame-shorter',
    role: 'node',
    testbed: jumbogramsUnderstood,
    async run(t) {
      const probe = echoBehind(t, linkLocalEnds(t), [jumbo(LARGEST_PAYLOAD + 1)], { header: { payloadLength: 0 } });
      await expectSilence(t, 'a packet of 64 octets that says it has 65,576', probe);
    },
  });
});

interface Datagram {
  readonly title: string;
  /** With the header of UDP. */
  readonly octets: number;
  readonly isJumbogram: boolean;
}

const datagrams: Readonly<Record<string, Datagram>> = {
  large: { title: 'a datagram of 66,008 octets is echoed with UDP length 0', octets: UDP_HEADER_OCTETS + DATA, isJumbogram: true },
  smallest: { title: 'a datagram of 65,536 octets is echoed with UDP length 0', octets: LARGEST_PAYLOAD + 1, isJumbogram: true },
  'largest-plain': {
    title: 'a datagram of 65,535 octets is echoed with that length, not as a jumbogram',
    octets: LARGEST_PAYLOAD,
    isJumbogram: false,
  },
};

suite('UDP jumbograms', () => {
  for (const [name, { title, octets, isJumbogram }] of Object.entries(datagrams))
    conformance({
      id: `jumbograms.udp.${name}`,
      title,
      requirement: 'jumbo-udp-length',
      role: 'node',
      testbed: linkForJumbograms,
      profiles: ['current', 'book'],
      ...echoing,
      async run(t) {
        await serveEcho(t);
        const before = isJumbogram ? [jumbo(HOP_BY_HOP + octets)] : [];
        const asked = request(t, linkLocalEnds(t), { data: t.random.octets(octets - UDP_HEADER_OCTETS), before });
        const sent = await t.send(`a datagram of ${octets} octets`, asked.frame);
        const length = isJumbogram ? 0 : octets;
        const echo = await t.expect('its echo', { ...asked.reply, 'udp.length': length }, { since: sent, within: ANSWER_TIME });
        t.require('form of the packet', echo, isJumbogram ? formOf(echo) : { 'ipv6.payloadLength': octets, hopByHop: absent });
      },
    });

  conformance({
    id: 'jumbograms.udp.unsupported',
    title: 'a stack that has no UDP jumbograms takes none',
    requirement: 'jumbo-no-tcp-udp',
    role: 'node',
    testbed: linkForJumbograms,
    profiles: ['kame'],
    ...echoing,
    async run(t) {
      await serveEcho(t);
      const octets = UDP_HEADER_OCTETS + DATA;
      const asked = request(t, linkLocalEnds(t), { data: t.random.octets(DATA), before: [jumbo(HOP_BY_HOP + octets)] });
      const sent = await t.send(`a datagram of ${octets} octets`, asked.frame);
      await t.expectNone('an echo', anyEchoTo(t.tester.linkLocal), { since: sent, for: ANSWER_TIME, proof: () => expectEcho(t) });
    },
  });
});
