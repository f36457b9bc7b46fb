import '../ledger/ledger.js';
import { solicitedNodeMulticast } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { DestinationOptions, destinationOptions, HopByHop, hopByHop } from '../../reference/wire/extension-headers.js';
import { raw, type LayerDraft } from '../../reference/wire/frame.js';
import { homeAddress, pad1, padN, unknownIpv6Option, type Ipv6OptionDraft } from '../../reference/wire/ipv6-options.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { conformance, suite } from '../kit/conformance.js';
import { between, not, satisfies, type Match, type Matcher } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { assignGlobal } from '../nd/device-addresses.js';
import { reportOf } from '../nd/listener-reports.js';
import { ERRONEOUS_FIELD, expectDiscarded, expectProblem, problemMatch, UNRECOGNIZED_OPTION } from './outcomes.js';
import { wellPadded, type SentOptions } from './padding.js';
import { echoBehind, linkLocalEnds, send } from './probes.js';

const SKIP = 0x1b;
const header = {
  'hop-by-hop': { layer: 'hopByHop', description: HopByHop, build: hopByHop, announcedAs: PROTOCOL.hopByHop },
  destination: {
    layer: 'destinationOptions',
    description: DestinationOptions,
    build: destinationOptions,
    announcedAs: PROTOCOL.destinationOptions,
  },
} as const;
type Header = (typeof header)[keyof typeof header];

interface Malformed {
  readonly requirement: string;
  readonly title: string;
  /** The header, and the same one with options that fit, in which the place of the wrong one can be looked up. */
  readonly wrong: (header: Header) => LayerDraft;
  readonly right: readonly Ipv6OptionDraft[];
  readonly at: string;
}

/** RFC 4443 section 3.4 wants the octet where the error was detected: the type, or the length that is wrong or missing behind it. */
const detectedAt = (t: TestContext, { build, layer }: Header, { right, at }: Malformed) => {
  const type = echoBehind(t, linkLocalEnds(t), [build({ options: right })]).frame.offsetOf(`${layer}.${at}`);
  return { code: ERRONEOUS_FIELD, at: between(type, type + 1) };
};

const longer = (length: number): Omit<Malformed, 'title'> => ({
  requirement: 'opt-len-overrun',
  wrong: ({ build }) => build({ options: [unknownIpv6Option(SKIP, new Uint8Array(4), { length })], hdrExtLen: 0 }),
  right: [unknownIpv6Option(SKIP, new Uint8Array(4))],
  at: 'options[0].type',
});

const malformed: Readonly<Record<string, Malformed>> = {
  'length-one-too-long': { title: 'an option that ends one octet behind its header', ...longer(5) },
  'length-255': { title: 'an option of length 255 in a header of eight octets', ...longer(255) },
  'padding-too-long': {
    title: 'PadN that ends one octet behind its header',
    ...longer(5),
    wrong: ({ build }) => build({ options: [{ kind: 'padN', data: new Uint8Array(4), length: 5 }], hdrExtLen: 0 }),
    right: [padN(6)],
  },
  'type-only': {
    requirement: 'opt-truncated-type-only',
    title: 'an option of which only the type fits into the header',
    wrong: ({ description, announcedAs }) => {
      const octets = description.encode({ nextHeader: PROTOCOL.icmpv6, options: [padN(5), pad1()] });
      return raw(octets.with(-1, SKIP), announcedAs);
    },
    right: [padN(5), pad1()],
    at: 'options[1].type',
  },
};

suite('Options that do not fit their header', () => {
  for (const [kind, one] of Object.entries(header))
    for (const [name, wrong] of Object.entries(malformed)) {
      const title = `${wrong.title} (${kind})`;
      const packet = (t: TestContext) => echoBehind(t, linkLocalEnds(t), [wrong.wrong(one)]);
      conformance({
        id: `ipv6.option-malformed.${name}-${kind}`,
        title: `${title}: discarded`,
        requirement: wrong.requirement,
        role: 'node',
        testbed: oneLink,
        async run(t) {
          await expectDiscarded(t, title, packet(t), detectedAt(t, one, wrong));
        },
      });

      conformance({
        id: `ipv6.option-malformed.${name}-${kind}-reported`,
        title: `${title}: reported`,
        requirement: 'err-param-0',
        role: 'node',
        testbed: oneLink,
        async run(t) {
          await expectProblem(t, title, packet(t), detectedAt(t, one, wrong));
        },
      });
    }
});

/** RFC 8883 section 2.7: the code of an error about padding that a device finds too much. */
const OPTION_TOO_BIG = 10;

const generous: Readonly<Record<string, { requirement: string; title: string; options: readonly Ipv6OptionDraft[] }>> = {
  'padn-long': { requirement: 'opt-padn-gt7', title: 'PadN of 14 octets', options: [padN(14)] },
  'pad1-many': { requirement: 'opt-pad1-gt7', title: 'fourteen Pad1', options: Array.from({ length: 14 }, pad1) },
};

suite('Padding that a device may limit', () => {
  for (const [name, { requirement, title, options }] of Object.entries(generous))
    conformance({
      id: `ipv6.option-limit.${name}`,
      title: `${title} brings no error but one about the limit`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const probe = echoBehind(t, linkLocalEnds(t), [destinationOptions({ options })]);
        const sent = await send(t, title, probe);
        const others: readonly Match[] = [
          { 'ipv6.destination': probe.source, 'parameterProblem.code': not(OPTION_TOO_BIG) },
          { 'ipv6.destination': probe.source, 'icmpv6.type': otherError },
        ];
        await t.expectNone('an error about something else', others, { since: sent, for: ANSWER_TIME });
      },
    });
});

const PARAMETER_PROBLEM = 4;
const FIRST_INFORMATIONAL = 128;
const otherError = satisfies<number>(
  'of an error other than Parameter Problem',
  (type) => type < FIRST_INFORMATIONAL && type !== PARAMETER_PROBLEM,
);

/** RFC 6275 section 6.1.9. */
const BINDING_ERROR = { 'ipv6.nextHeader': PROTOCOL.mobility };

suite('Options of Mobile IPv6', () => {
  conformance({
    id: 'ipv6.options.home-address',
    title: 'a Home Address that the device has no binding for is reported',
    requirement: 'opt-home-address-no-binding',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const options = [padN(4), homeAddress(t.tester.address)];
      const probe = echoBehind(t, linkLocalEnds(t), [destinationOptions({ options })]);
      const sent = await send(t, 'Echo Request with a Home Address', probe);
      const unrecognized = problemMatch(t, probe, { code: UNRECOGNIZED_OPTION, at: 'destinationOptions.options[1].type' });
      const answers = [unrecognized, { ...BINDING_ERROR, 'ipv6.destination': probe.source }];
      await t.expect('Parameter Problem, or a Binding Error', answers, { since: sent, within: ANSWER_TIME });
      await t.expectNone('a reply', probe.reply, { since: sent, for: ANSWER_TIME });
    },
  });
});

const forms: Readonly<Record<string, { requirement: string; title: string; options: Matcher }>> = {
  padding: { requirement: 'opt-pad-tx', title: 'is padded with one PadN of zeros, not with several Pad1', options: wellPadded },
  'one-router-alert': {
    requirement: 'opt-router-alert-single',
    title: 'has one Router Alert',
    options: satisfies<SentOptions>('one Router Alert', (options) => options.filter(({ kind }) => kind === 'routerAlert').length === 1),
  },
};

suite('Hop-by-Hop Options of the device', () => {
  for (const [name, { requirement, title, options }] of Object.entries(forms))
    conformance({
      id: `ipv6.options-sent.${name}`,
      title: `the Hop-by-Hop header of a listener report ${title}`,
      requirement,
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const before = t.now();
        const group = solicitedNodeMulticast(await assignGlobal(t));
        const report = await t.expect('a report for the group', reportOf(group), { since: before, within: seconds(6) });
        t.require('options', report, { 'hopByHop.options': options });
      },
    });
});
