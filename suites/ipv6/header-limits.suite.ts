import '../ledger/ledger.js';
import { ALL_NODES } from '../../reference/net/address.js';
import { destinationOptions, hopByHop, routingUnknown } from '../../reference/wire/extension-headers.js';
import { raw, type LayerDraft } from '../../reference/wire/frame.js';
import { padN } from '../../reference/wire/ipv6-options.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { not, oneOf, present } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import {
  ERRONEOUS_FIELD,
  expectDiscarded,
  expectProblem,
  expectReply,
  expectSilence,
  problemMatch,
  UNRECOGNIZED_NEXT_HEADER,
} from './outcomes.js';
import { filler } from './filler.js';
import { echoBehind, linkLocalEnds, packetOf, send } from './probes.js';

const padding = () => destinationOptions({ options: [padN(6)] });

/** 21 units long by its own word, of which two are there; nothing else is wrong with it. */
const TOO_LONG = { nextHeader: PROTOCOL.icmpv6, hdrExtLen: 20 };

const overlong: Readonly<Record<string, { header: LayerDraft; path: string }>> = {
  'hop-by-hop': { header: hopByHop({ options: filler(14), ...TOO_LONG }), path: 'hopByHop.hdrExtLen' },
  'destination-options': { header: destinationOptions({ options: filler(14), ...TOO_LONG }), path: 'destinationOptions.hdrExtLen' },
  routing: { header: routingUnknown({ segmentsLeft: 0, data: new Uint8Array(12), ...TOO_LONG }), path: 'routing.hdrExtLen' },
};

suite('Extension headers that run past the end of the packet', () => {
  for (const [name, { header, path }] of Object.entries(overlong)) {
    conformance({
      id: `ipv6.header-chain.past-end-${name}`,
      title: `a packet whose ${name} header runs past its end is discarded`,
      requirement: 'ext-len-beyond-packet',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        await expectDiscarded(t, 'header past the end', packetOf(linkLocalEnds(t), [header]), { code: ERRONEOUS_FIELD, at: path });
      },
    });

    conformance({
      id: `ipv6.header-chain.past-end-${name}-reported`,
      title: `a packet whose ${name} header runs past its end is reported`,
      requirement: 'err-param-0',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        await expectProblem(t, 'header past the end', packetOf(linkLocalEnds(t), [header]), { code: ERRONEOUS_FIELD, at: path });
      },
    });
  }
});

/** More headers than any device needs to read; with the shortest Echo Request they fill 1500 octets. */
const MANY = 100;
const MOST = 180;
/** One more than hdrnestlimit, which is 50 at most (15 in the source, 50 in what is written about it). */
const NESTED = 51;
/** RFC 8883 sections 2.3 to 2.7 and 3.1: an error about a limit has one of these codes. */
const LIMIT_CODES = [6, 7, 8, 9, 10];
const HEADERS_TOO_LONG = 8;

suite('Chains of very many headers', () => {
  conformance({
    id: 'ipv6.header-chain.massive',
    title: `a packet of ${MOST} extension headers does no harm`,
    requirement: 'ext-chain-massive',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const ends = linkLocalEnds(t);
      await send(t, `${MOST} headers`, echoBehind(t, ends, Array.from({ length: MOST }, padding), { data: new Uint8Array() }));
      await t.elapse(ANSWER_TIME);
      await expectReply(t, 'an Echo Request after it', echoBehind(t, ends, []));
    },
  });

  conformance({
    id: 'ipv6.header-chain.nesting-limit',
    title: `a packet of ${NESTED} headers is discarded without a word`,
    requirement: 'ext-chain-limit',
    role: 'node',
    testbed: oneLink,
    profiles: ['kame'],
    async run(t) {
      const headers = Array.from({ length: NESTED }, padding);
      await expectSilence(t, `${NESTED} headers`, echoBehind(t, linkLocalEnds(t), headers));
    },
  });

  conformance({
    id: 'ipv6.header-chain.limit-code',
    title: `a device that does not read ${MANY} headers says nothing, or says that this is why`,
    requirement: 'ext-chain-limit-icmp',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const probe = echoBehind(t, linkLocalEnds(t), Array.from({ length: MANY }, padding));
      const sent = await send(t, `${MANY} headers`, probe);
      const others = [
        { 'parameterProblem.code': not(oneOf(...LIMIT_CODES)), 'ipv6.destination': probe.source },
        { 'destinationUnreachable.code': not(HEADERS_TOO_LONG), 'ipv6.destination': probe.source },
        { packetTooBig: present },
        { timeExceeded: present },
      ];
      await t.expectNone('an error that names another reason', others, { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'ipv6.header-chain.limit-to-group',
    title: `a packet of ${MANY} headers to a group brings no error`,
    requirement: 'ext-limit-rate-and-4443',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const probe = echoBehind(t, { ...linkLocalEnds(t), destination: ALL_NODES }, Array.from({ length: MANY }, padding));
      const sent = await send(t, `${MANY} headers to all nodes`, probe);
      await t.expectNone('any error', errorTo(probe.source), { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'ipv6.header-chain.mobility',
    title: 'a Mobility header is reported as unrecognized, or answered by a Binding Error',
    requirement: 'ext-mobility-cn',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const probe = packetOf(linkLocalEnds(t), [raw(unknownMobilityMessage, PROTOCOL.mobility)]);
      const sent = await send(t, 'Mobility header', probe);
      const unrecognized = problemMatch(t, probe, { code: UNRECOGNIZED_NEXT_HEADER, at: 'ipv6.nextHeader' });
      const bindingError = { 'ipv6.nextHeader': PROTOCOL.mobility, 'ipv6.destination': probe.source };
      await t.expect('Parameter Problem or Binding Error', [unrecognized, bindingError], { since: sent, within: ANSWER_TIME });
    },
  });
});

/** RFC 6275 section 6.1.1: payload protocol 59, no further eight octets, a type that nobody has; its checksum does not matter to a node without the feature. */
const unknownMobilityMessage = Uint8Array.of(PROTOCOL.noNextHeader, 0, 0xfe, 0, 0, 0, 0, 0);
