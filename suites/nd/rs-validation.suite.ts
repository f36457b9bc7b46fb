import '../ledger/ledger.js';
import { ALL_ROUTERS, UNSPECIFIED } from '../../reference/net/address.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import {
  mtu,
  prefixInformation,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
  type NdOptionDraft,
} from '../../reference/wire/nd-options.js';
import { routerSolicitation, type RouterSolicitationDraft } from '../../reference/wire/nd.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ADVERTISES, anyAdvertisement, beginAnswering, expectAnswer } from './advertising.js';
import { ANSWER_TIME } from './constants.js';
import { broken, DEFECTS, fragmented, unrecognizedOption, type MessageParts } from './invalid-messages.js';
import { prime, type PrimedNeighbor } from './neighbor-states.js';
import { expectState } from './state-proof.js';

/** Would, if it were valid, be answered and give its sender another link-layer address. */
const solicitationOf = ({ address: source, other }: PrimedNeighbor): MessageParts<RouterSolicitationDraft> => ({
  header: { source, destination: ALL_ROUTERS },
  fields: { options: [sourceLinkLayerAddress(other)] },
  layer: routerSolicitation,
});

/** A router that would answer at once, and a neighbour whose entry would change. */
async function beginWith(t: TestContext): Promise<PrimedNeighbor> {
  await beginAnswering(t);
  return prime(t, 'stale');
}

async function expectDiscarded(t: TestContext, neighbor: PrimedNeighbor, drafts: readonly FrameDraft[]): Promise<void> {
  const before = t.now();
  for (const draft of drafts) await t.send('invalid Router Solicitation', draft, { from: neighbor.node });
  const forbidden = [anyAdvertisement, errorTo(neighbor.address)];
  await t.expectNone('a Router Advertisement or an error', forbidden, { since: before, for: ANSWER_TIME });
  await expectState(t, neighbor, { state: 'stale', linkLayer: neighbor.cached });
}

/** RFC 4861 section 6.1.1 asks for 8 octets or more. */
const SHORTENED = 4;

suite('Router Solicitations that must be discarded', () => {
  for (const [name, defect] of Object.entries(DEFECTS))
    conformance({
      id: `nd.rs-invalid.${name}`,
      title: `a Router Solicitation with a wrong ${defect.replace('-', ' ')} is not answered and changes nothing`,
      requirement: `rs-invalid-${name}`,
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const neighbor = await beginWith(t);
        await expectDiscarded(t, neighbor, [broken(solicitationOf(neighbor), defect, { shortened: SHORTENED })]);
      },
    });

  conformance({
    id: 'nd.rs-invalid.unspec-slla',
    title: 'a Router Solicitation from the unspecified address with a link-layer address is not answered',
    requirement: 'rs-invalid-unspec-slla',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const neighbor = await beginWith(t);
      const { header, fields, layer } = solicitationOf(neighbor);
      await expectDiscarded(t, neighbor, [frame(ipv6({ ...header, source: UNSPECIFIED }), layer(fields))]);
    },
  });

  for (const pieces of [1, 2] as const)
    conformance({
      id: `nd.rs-fragmented.${pieces === 1 ? 'atomic' : 'two-fragments'}`,
      title: `a Router Solicitation in ${pieces === 1 ? 'an atomic fragment' : 'two fragments'} is not answered and changes nothing`,
      requirement: 'frag-nd-forbidden-rs',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const neighbor = await beginWith(t);
        await expectDiscarded(t, neighbor, fragmented(solicitationOf(neighbor), pieces, t.random.uint32()));
      },
    });
});

interface Oddity {
  readonly requirement: string;
  readonly what: string;
  readonly given: (t: TestContext) => RouterSolicitationDraft;
}

const withOptions =
  (...options: readonly NdOptionDraft[]): Oddity['given'] =>
  (t) => ({
    options: [...options, sourceLinkLayerAddress(t.tester.linkLayerAddress)],
  });

const oddities: Readonly<Record<string, Oddity>> = {
  reserved: {
    requirement: 'rs-reserved-ignored',
    what: 'a Reserved field that is not zero',
    given: (t) => ({ reserved: 0xffff_ffff, options: [sourceLinkLayerAddress(t.tester.linkLayerAddress)] }),
  },
  'unknown-option': { requirement: 'rs-unknown-option', what: 'an option of unknown type', given: withOptions(unrecognizedOption) },
  'mtu-option': { requirement: 'rs-wrong-option', what: 'an MTU option', given: withOptions(mtu(1280)) },
  'prefix-option': { requirement: 'rs-wrong-option', what: 'a Prefix Information option', given: withOptions(prefixInformation({})) },
  'tlla-option': {
    requirement: 'rs-wrong-option',
    what: 'a Target Link-Layer Address option',
    given: (t) => withOptions(targetLinkLayerAddress(t.tester.linkLayerAddress))(t),
  },
};

suite('Router Solicitations whose oddities are ignored', () => {
  for (const [name, { requirement, what, given }] of Object.entries(oddities))
    conformance({
      id: `nd.rs-valid.${name}`,
      title: `a Router Solicitation with ${what} is answered like any other`,
      requirement,
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        await beginAnswering(t);
        const draft = frame(ipv6({ source: t.tester.linkLocal, destination: ALL_ROUTERS }), routerSolicitation(given(t)));
        await expectAnswer(t, await t.send('odd Router Solicitation', draft));
      },
    });
});
