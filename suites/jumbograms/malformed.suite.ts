import '../ledger/ledger.js';
import { ALL_NODES } from '../../reference/net/address.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { jumboPayload, padN } from '../../reference/wire/ipv6-options.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { jumbogramsNotUnderstood, jumbogramsUnderstood, type Testbed } from '../kit/testbed.js';
import { ERRONEOUS_FIELD, expectProblem, expectSilence, UNRECOGNIZED_OPTION, type Problem } from '../ipv6/outcomes.js';
import { echoBehind, linkLocalEnds, type Ends, type Probe } from '../ipv6/probes.js';

const LEAST_JUMBO_LENGTH = 65_536;
/** From the Hop-by-Hop Options header to the end of the data of an Echo Request. */
const DATA = 8;
const PAYLOAD = 8 + 8 + DATA;

const NO_LENGTH = { payloadLength: 0 };

type Make = (t: TestContext, ends: Ends) => Probe;

const echo =
  (length: number | undefined, header: { readonly payloadLength?: number }): Make =>
  (t, ends) => {
    const options = [length === undefined ? padN(6) : jumboPayload(length)];
    return echoBehind(t, ends, [hopByHop({ options })], { header, data: t.random.octets(DATA) });
  };

/** RFC 2675 section 3 wants the node to look behind the header when more octets have come. */
const withoutOption = echo(undefined, NO_LENGTH);
const withBothLengths = echo(LEAST_JUMBO_LENGTH, {});
const ofOrdinaryLength = echo(PAYLOAD, NO_LENGTH);

interface Malformed {
  readonly requirement: string;
  readonly title: string;
  readonly make: Make;
  readonly problem: Problem;
}

const AT_PAYLOAD_LENGTH: Problem = { code: ERRONEOUS_FIELD, at: 'ipv6.payloadLength' };

const understood: Readonly<Record<string, Malformed>> = {
  'no-option': {
    requirement: 'jumbo-plen0-no-option',
    title: 'Payload Length 0 and no Jumbo Payload option',
    make: withoutOption,
    problem: AT_PAYLOAD_LENGTH,
  },
  'both-lengths': {
    requirement: 'jumbo-plen-nonzero-with-option',
    title: 'a Jumbo Payload option beside a Payload Length',
    make: withBothLengths,
    problem: { code: ERRONEOUS_FIELD, at: 'hopByHop.options[0].type' },
  },
  'too-short': {
    requirement: 'jumbo-len-below-65536',
    title: 'a Jumbo Payload Length that the Payload Length could say',
    make: ofOrdinaryLength,
    problem: { code: ERRONEOUS_FIELD, at: 'hopByHop.options[0].jumboPayloadLength' },
  },
};

const requirement = 'jumbo-option-unknown';
const notUnderstood: Readonly<Record<string, Malformed>> = {
  'no-option': { requirement, title: 'Payload Length 0 before a Hop-by-Hop header', make: withoutOption, problem: AT_PAYLOAD_LENGTH },
  option: { requirement, title: 'Payload Length 0 and a Jumbo Payload option', make: ofOrdinaryLength, problem: AT_PAYLOAD_LENGTH },
  'both-lengths': {
    requirement,
    title: 'a Jumbo Payload option beside a Payload Length',
    make: withBothLengths,
    problem: { code: UNRECOGNIZED_OPTION, at: 'hopByHop.options[0].type' },
  },
};

function suiteOf(idPrefix: string, testbed: Testbed, packets: Readonly<Record<string, Malformed>>): void {
  for (const [name, { requirement, title, make, problem }] of Object.entries(packets)) {
    conformance({
      id: `${idPrefix}.${name}`,
      title: `${title}: Parameter Problem code ${problem.code}`,
      requirement,
      role: 'node',
      testbed,
      async run(t) {
        await expectProblem(t, title, make(t, linkLocalEnds(t)), problem);
      },
    });

    conformance({
      id: `${idPrefix}.${name}-to-group`,
      title: `${title}, to a group: discarded without a word`,
      requirement,
      role: 'node',
      testbed,
      async run(t) {
        await expectSilence(t, title, make(t, { source: t.tester.linkLocal, destination: ALL_NODES }));
      },
    });
  }
}

suite('Malformed jumbograms, to a node that understands jumbograms', () =>
  suiteOf('jumbograms.malformed', jumbogramsUnderstood, understood),
);

suite('Jumbograms, to a node that does not understand them', () =>
  suiteOf('jumbograms.not-understood', jumbogramsNotUnderstood, notUnderstood),
);
