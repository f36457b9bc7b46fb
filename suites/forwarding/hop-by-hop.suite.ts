import '../ledger/ledger.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { pad1, padN, routerAlert, unknownIpv6Option, type Ipv6OptionDraft } from '../../reference/wire/ipv6-options.js';
import { UNRECOGNIZED_OPTION } from '../ipv6/outcomes.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { ignoringHopByHop, processingHopByHop, twoLinks } from '../kit/testbed.js';
import { expectRefused, expectSilentlyDropped, problem } from './refusals.js';
import { betweenLinks, type Topology } from './topology.js';
import { cargo, expectForwarded, givenForwarding, sendTransit, transit } from './transit.js';

const unknown =
  (type: number) =>
  (t: TestContext): readonly Ipv6OptionDraft[] => [unknownIpv6Option(type, t.random.octets(4))];

const carrying = (t: TestContext, topology: Topology, options: readonly Ipv6OptionDraft[]) =>
  transit(topology, [hopByHop({ options }), cargo(t)]);

interface OptionRow {
  readonly requirement: string;
  readonly title: string;
  readonly options: (t: TestContext) => readonly Ipv6OptionDraft[];
}

/** Whether a router looks at them or not, they change nothing. */
const passing: Readonly<Record<string, OptionRow>> = {
  padn: { requirement: 'opt-pad-router-hbh', title: 'PadN', options: () => [padN(6)] },
  pad1: { requirement: 'opt-pad-router-hbh', title: 'six times Pad1', options: () => Array.from({ length: 6 }, pad1) },
  'skip-00': { requirement: 'opt-hbh-unrec-00-transit', title: 'an option of unknown type 0x1b, to be skipped', options: unknown(0x1b) },
  'router-alert-rsvp': { requirement: 'opt-router-alert-transit', title: 'Router Alert, value 1', options: () => [routerAlert(1)] },
  'router-alert-unknown': {
    requirement: 'opt-router-alert-unknown-value',
    title: 'Router Alert of the unknown value 0x8000',
    options: () => [routerAlert(0x8000)],
  },
};

/** RFC 8200 section 4.2. */
const binding = {
  '01': { type: 0x5b, reported: false },
  '10': { type: 0x9b, reported: true },
  '11': { type: 0xdb, reported: true },
} as const;

const declared = { role: 'router', actions: ['add-address'] } as const;

suite('Forwarding: Hop-by-Hop Options that let a packet pass', () => {
  for (const [how, testbed] of Object.entries({ ignored: twoLinks, processed: processingHopByHop }))
    for (const [name, { requirement, title, options }] of Object.entries(passing))
      conformance({
        ...declared,
        id: `forwarding.hop-by-hop.${name}${how === 'processed' ? '-processed' : ''}`,
        title: `a packet with ${title} is forwarded as it is${how === 'processed' ? ', by a router that obeys Hop-by-Hop Options' : ''}`,
        requirement,
        testbed,
        async run(t) {
          const topology = await betweenLinks(t);
          await expectForwarded(t, topology, `packet with ${title}`, carrying(t, topology, options(t)));
        },
      });

  conformance({
    ...declared,
    id: 'forwarding.hop-by-hop.header-alone',
    title: 'a Hop-by-Hop Options header alone does not keep a packet from being forwarded',
    requirement: 'fwd-hbh-required-or-skip',
    testbed: twoLinks,
    async run(t) {
      const topology = await betweenLinks(t);
      const options = Array.from({ length: 3 }, () => unknownIpv6Option(0x1b, t.random.octets(6)));
      await expectForwarded(t, topology, 'packet with three options to be skipped', carrying(t, topology, options));
    },
  });
});

suite('Forwarding: Hop-by-Hop Options that ask for the packet to be discarded', () => {
  for (const [bits, { type }] of Object.entries(binding))
    conformance({
      ...declared,
      id: `forwarding.hop-by-hop.ignored-${bits}`,
      title: `a router that does not look at Hop-by-Hop Options forwards a packet with one of unknown type 0x${type.toString(16)}`,
      requirement: 'fwd-hbh-required-or-skip',
      testbed: ignoringHopByHop,
      async run(t) {
        const topology = await betweenLinks(t);
        await expectForwarded(t, topology, 'packet with the option', carrying(t, topology, unknown(type)(t)));
      },
    });

  for (const [bits, { type, reported }] of Object.entries(binding))
    conformance({
      ...declared,
      id: `forwarding.hop-by-hop.obeyed-${bits}`,
      title: `a router that obeys Hop-by-Hop Options discards a packet with one of unknown type 0x${type.toString(16)}${reported ? ', and says so' : ''}`,
      requirement: `opt-hbh-unrec-${bits}-transit`,
      testbed: processingHopByHop,
      async run(t) {
        const topology = await betweenLinks(t);
        await givenForwarding(t, topology);
        const draft = carrying(t, topology, unknown(type)(t));
        const sent = await sendTransit(t, topology, 'packet with the option', draft);
        if (reported)
          await expectRefused(t, topology, sent, draft, problem(UNRECOGNIZED_OPTION, draft.offsetOf('hopByHop.options[0].type')));
        else await expectSilentlyDropped(t, topology, sent, draft);
      },
    });

  conformance({
    ...declared,
    id: 'forwarding.hop-by-hop.obeyed-in-order',
    title: 'of several options the first that asks for it decides',
    requirement: 'opt-hbh-unrec-10-transit',
    testbed: processingHopByHop,
    async run(t) {
      const topology = await betweenLinks(t);
      const options = [0x1b, 0x9b, 0x5b].map((type) => unknownIpv6Option(type, t.random.octets(2)));
      const draft = carrying(t, topology, options);
      const sent = await sendTransit(t, topology, 'packet with three options', draft);
      await expectRefused(t, topology, sent, draft, problem(UNRECOGNIZED_OPTION, draft.offsetOf('hopByHop.options[1].type')));
    },
  });
});
