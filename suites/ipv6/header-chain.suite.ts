import '../ledger/ledger.js';
import { destinationOptions, fragment, hopByHop, noNextHeader, routingUnknown } from '../../reference/wire/extension-headers.js';
import { padN, unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { frame, raw, type LayerDraft } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import {
  ERRONEOUS_FIELD,
  expectDiscarded,
  expectOutcome,
  outcomeInWords,
  problemMatch,
  UNRECOGNIZED_NEXT_HEADER,
  UNRECOGNIZED_OPTION,
  type Outcome,
  type Problem,
} from './outcomes.js';
import { filler } from './filler.js';
import { echoBehind, linkLocalEnds, packetOf, send } from './probes.js';

const padding = () => destinationOptions({ options: [padN(6)] });
const hopPadding = () => hopByHop({ options: [padN(6)] });
const pastRouting = () => routingUnknown({ segmentsLeft: 0, data: new Uint8Array(4) });
const withOption = (type: number) => destinationOptions({ options: [unknownIpv6Option(type, new Uint8Array(4))] });
/** An Echo Request with its header and four octets: no multiple of eight. No error message, for those never bring one. */
const twelveOctets = raw(frame(echoRequest({ data: new Uint8Array(4) })).octets, PROTOCOL.icmpv6);
const unassigned = raw(new Uint8Array(8), 200);

interface ChainRow {
  readonly requirement: string;
  readonly title: string;
  /** Headers between the IPv6 header and an Echo Request; or all that follows the IPv6 header. */
  readonly headers: readonly LayerDraft[];
  readonly carries: 'echo' | 'nothing more';
  readonly outcome: Outcome;
}

const row = (requirement: string, outcome: Outcome, title: string, ...headers: readonly LayerDraft[]): ChainRow => ({
  requirement,
  title,
  headers,
  carries: 'echo',
  outcome,
});
const alone = (requirement: string, outcome: Outcome, title: string, ...headers: readonly LayerDraft[]): ChainRow => ({
  ...row(requirement, outcome, title, ...headers),
  carries: 'nothing more',
});
const unrecognizedAt = (at: string): Problem => ({ code: UNRECOGNIZED_NEXT_HEADER, at });

const chains: Readonly<Record<string, ChainRow>> = {
  'no-next-header': row(
    'ext-nh-none-after-ext',
    'silence',
    'No Next Header after Destination Options',
    destinationOptions({ nextHeader: PROTOCOL.noNextHeader }),
  ),
  'no-next-header-after-two': row(
    'ext-nh-none-after-ext',
    'silence',
    'No Next Header after Hop-by-Hop and Routing',
    hopPadding(),
    routingUnknown({ segmentsLeft: 0, data: new Uint8Array(4), nextHeader: PROTOCOL.noNextHeader }),
  ),
  'no-next-header-empty': alone('ext-nh-none-after-ext', 'silence', 'nothing after No Next Header', padding(), noNextHeader({})),
  'unrecognized-after-options': alone(
    'ext-nh-unrecognised',
    unrecognizedAt('destinationOptions.nextHeader'),
    'an unrecognized Next Header in Destination Options',
    destinationOptions({}),
    unassigned,
  ),
  'unrecognized-after-hop-by-hop': alone(
    'ext-nh-unrecognised',
    unrecognizedAt('hopByHop.nextHeader'),
    'an unrecognized Next Header in Hop-by-Hop Options',
    hopByHop({}),
    unassigned,
  ),
  'unrecognized-after-routing': alone(
    'ext-nh-unrecognised',
    unrecognizedAt('routing.nextHeader'),
    'an unrecognized Next Header in a Routing header',
    pastRouting(),
    unassigned,
  ),
  'unrecognized-after-two': alone(
    'ext-nh-unrecognised-second',
    unrecognizedAt('destinationOptions.nextHeader'),
    'an unrecognized Next Header in the second of two headers',
    hopPadding(),
    destinationOptions({}),
    unassigned,
  ),
  'unrecognized-after-four': alone(
    'ext-nh-unrecognised-second',
    unrecognizedAt('destinationOptions[1].nextHeader'),
    'an unrecognized Next Header in the last of four headers',
    hopPadding(),
    padding(),
    pastRouting(),
    destinationOptions({ options: filler(14) }),
    unassigned,
  ),
  'hop-by-hop-second': row(
    'ext-hbh-must-be-first',
    unrecognizedAt('destinationOptions.nextHeader'),
    'Hop-by-Hop Options after Destination Options',
    padding(),
    hopPadding(),
  ),
  'hop-by-hop-twice': row(
    'ext-hbh-must-be-first',
    unrecognizedAt('hopByHop.nextHeader'),
    'Hop-by-Hop Options after Hop-by-Hop Options',
    hopPadding(),
    hopPadding(),
  ),
  'hop-by-hop-after-routing': row(
    'hdr-nh-zero-not-first',
    unrecognizedAt('routing.nextHeader'),
    'Hop-by-Hop Options after a Routing header',
    pastRouting(),
    hopPadding(),
  ),
  'hop-by-hop-third': row(
    'hdr-nh-zero-not-first',
    unrecognizedAt('destinationOptions.nextHeader'),
    'Hop-by-Hop Options again after Hop-by-Hop and Destination Options',
    hopPadding(),
    padding(),
    hopPadding(),
  ),
  'any-order': row(
    'ext-any-order-accepted',
    'reply',
    'Destination Options, twice, before and after a Routing header',
    padding(),
    padding(),
    pastRouting(),
    padding(),
  ),
  'fragment-in-front': row(
    'ext-any-order-accepted',
    'reply',
    'an atomic fragment before Destination Options and Routing',
    fragment({ identification: 1 }),
    padding(),
    pastRouting(),
  ),
  'routing-twice': row('ext-any-order-accepted', 'reply', 'two Routing headers', pastRouting(), pastRouting()),
  recommended: row(
    'ext-any-order-accepted',
    'reply',
    'all headers in the recommended order',
    hopPadding(),
    padding(),
    pastRouting(),
    fragment({ identification: 2 }),
    padding(),
  ),
  'options-before-routing': row('ext-dst-before-routing', 'reply', 'Destination Options before a Routing header', padding(), pastRouting()),
  sixteen: row('ext-chain-16', 'reply', 'sixteen Destination Options headers', ...Array.from({ length: 16 }, padding)),
  'experiment-253': alone('ext-experimental-253', unrecognizedAt('ipv6.nextHeader'), 'Next Header 253', raw(new Uint8Array(8), 253)),
  'experiment-254': alone('ext-experimental-253', unrecognizedAt('ipv6.nextHeader'), 'Next Header 254', raw(new Uint8Array(8), 254)),
  'option-before-bad-fragment': row(
    'ext-order-hbh-dst-frag-err1',
    { code: UNRECOGNIZED_OPTION, at: 'destinationOptions.options[0].type' },
    'an option to be reported before a fragment of a wrong length',
    hopPadding(),
    withOption(0x9b),
    fragment({ moreFragments: true, identification: 3 }),
    twelveOctets,
  ),
};

suite('The chain of extension headers', () => {
  for (const [name, { requirement, title, headers, carries, outcome }] of Object.entries(chains))
    conformance({
      id: `ipv6.header-chain.${name}`,
      title: `${title}: ${outcomeInWords(outcome)}`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const ends = linkLocalEnds(t);
        await expectOutcome(t, title, carries === 'echo' ? echoBehind(t, ends, headers) : packetOf(ends, headers), outcome);
      },
    });
});

/** A fragment that is not the last and whose length is no multiple of eight octets. */
const badFragment = (...carried: readonly LayerDraft[]): readonly LayerDraft[] => [
  fragment({ moreFragments: true, identification: 4 }),
  ...carried,
  twelveOctets,
];

/** What is wrong with a fragment SHOULD be reported; that nothing behind it is looked at first, is a MUST. */
const ordered: Readonly<Record<string, { requirement: string; title: string; headers: readonly LayerDraft[] }>> = {
  'bad-fragment-after-skipped-option': {
    requirement: 'ext-order-hbh-dst-frag-err2',
    title: 'a fragment of a wrong length after an option to be skipped',
    headers: [hopPadding(), withOption(0x1b), ...badFragment()],
  },
  'bad-fragment-before-option': {
    requirement: 'ext-order-hbh-frag-dst-err1',
    title: 'a fragment of a wrong length before an option to be reported',
    headers: [hopPadding(), ...badFragment(withOption(0x9b))],
  },
};

suite('The chain of extension headers: which error comes first', () => {
  for (const [name, { requirement, title, headers }] of Object.entries(ordered))
    conformance({
      id: `ipv6.header-chain.${name}`,
      title: `${title} brings no other error than the fragment's`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        await expectDiscarded(t, title, packetOf(linkLocalEnds(t), headers), { code: ERRONEOUS_FIELD, at: 'ipv6.payloadLength' });
      },
    });

  conformance({
    id: 'ipv6.header-chain.option-in-atomic-fragment',
    title: 'an option to be reported inside an atomic fragment is reported',
    requirement: 'ext-order-hbh-frag-dst-err2',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const headers = [hopPadding(), fragment({ identification: 5 }), withOption(0x9b)];
      const probe = echoBehind(t, linkLocalEnds(t), headers);
      const sent = await send(t, 'atomic fragment with the option', probe);
      const asSent = problemMatch(t, probe, { code: UNRECOGNIZED_OPTION, at: 'destinationOptions.options[0].type' });
      // RFC 8200 section 4.5: a device may have taken the Fragment header out before it looks at the rest, and quote that.
      const reassembled = problemMatch(t, echoWithout(t, probe.source), {
        code: UNRECOGNIZED_OPTION,
        at: 'destinationOptions.options[0].type',
      });
      const { 'parameterProblem.invokingPacket': _, ...atReassembled } = reassembled;
      await t.expect('Parameter Problem', [asSent, atReassembled], { since: sent, within: ANSWER_TIME });
      await t.expectNone('a reply or another error', [probe.reply, errorTo(probe.source)], { since: sent, for: ANSWER_TIME });
    },
  });
});

/** The same headers without the Fragment header between them. */
const echoWithout = (t: TestContext, source: ReturnType<typeof linkLocalEnds>['source']) =>
  echoBehind(t, { ...linkLocalEnds(t), source }, [hopPadding(), withOption(0x9b)]);
