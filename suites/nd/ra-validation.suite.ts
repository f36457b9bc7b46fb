import '../ledger/ledger.js';
import { ALL_NODES, UNSPECIFIED } from '../../reference/net/address.js';
import { prefixContains } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import {
  mtu,
  prefixInformation,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
  type NdOptionDraft,
} from '../../reference/wire/nd-options.js';
import { routerAdvertisement, type RouterAdvertisementDraft } from '../../reference/wire/nd.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { broken, DEFECTS, fragmented, unrecognizedOption, type MessageParts } from './invalid-messages.js';
import { prime, type PrimedNeighbor } from './neighbor-states.js';
import { assignOnLink } from './routers.js';
import { expectState } from './state-proof.js';

/** Would, if it were valid, give the sender another link-layer address and the device an address in the test's prefix. */
function advertisementOf(t: TestContext, { address: source, other }: PrimedNeighbor): MessageParts<RouterAdvertisementDraft> {
  const prefix = prefixInformation({ prefix: t.prefix.address, validLifetime: 60, preferredLifetime: 60 });
  return {
    header: { source, destination: ALL_NODES },
    fields: { curHopLimit: 0, routerLifetime: 0, options: [sourceLinkLayerAddress(other), prefix] },
    layer: routerAdvertisement,
  };
}

/** RFC 4862 section 5.4.2 lets a second pass before an address that a multicast advertisement gave is tested. */
const ADDRESS_COMES = seconds(2);

async function expectDiscarded(t: TestContext, neighbor: PrimedNeighbor, drafts: readonly FrameDraft[]): Promise<void> {
  const before = t.now();
  for (const draft of drafts) await t.send('invalid Router Advertisement', draft, { from: neighbor.node });
  const inPrefix = satisfies<Uint8Array>('in the prefix of the advertisement', (target) => prefixContains(t.prefix, target));
  const forbidden = [{ 'neighborSolicitation.target': inPrefix, 'ipv6.source': UNSPECIFIED }, errorTo(neighbor.address)];
  await t.expectNone('Duplicate Address Detection in the advertised prefix, or an error', forbidden, { since: before, for: ADDRESS_COMES });
  await expectState(t, neighbor, { state: 'stale', linkLayer: neighbor.cached });
}

suite('Router Advertisements that must be discarded', () => {
  for (const [name, defect] of Object.entries(DEFECTS))
    conformance({
      id: `nd.ra-invalid.${name}`,
      title: `a Router Advertisement with a wrong ${defect.replace('-', ' ')} changes nothing`,
      requirement: `ra-invalid-${name}`,
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'stale');
        await expectDiscarded(t, neighbor, [broken(advertisementOf(t, neighbor), defect, { shortened: 8 })]);
      },
    });

  conformance({
    id: 'nd.ra-invalid.src-unspec',
    title: 'a Router Advertisement from the unspecified address changes nothing',
    requirement: 'ra-invalid-src-unspec',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'stale');
      const { header, fields, layer } = advertisementOf(t, neighbor);
      await expectDiscarded(t, neighbor, [frame(ipv6({ ...header, source: UNSPECIFIED }), layer(fields))]);
    },
  });

  conformance({
    id: 'nd.ra-invalid.src-global',
    title: 'a Router Advertisement from a global address changes nothing',
    requirement: 'ra-invalid-src-global',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const device = await assignOnLink(t);
      const node = t.neighbor({ name: 'neighbour' });
      const neighbor = await prime(t, 'stale', { node, address: node.address, device });
      const { header, fields, layer } = advertisementOf(t, neighbor);
      await expectDiscarded(t, neighbor, [frame(ipv6(header), layer(fields))]);
    },
  });

  for (const pieces of [1, 2] as const)
    conformance({
      id: `nd.ra-fragmented.${pieces === 1 ? 'atomic' : 'two-fragments'}`,
      title: `a Router Advertisement in ${pieces === 1 ? 'an atomic fragment' : 'two fragments'} changes nothing`,
      requirement: 'ra-frag',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'stale');
        await expectDiscarded(t, neighbor, fragmented(advertisementOf(t, neighbor), pieces, t.random.uint32()));
      },
    });
});

type Oddity = (neighbor: PrimedNeighbor) => RouterAdvertisementDraft;
const announcing =
  (before: (neighbor: PrimedNeighbor) => readonly NdOptionDraft[], after: readonly NdOptionDraft[] = []): Oddity =>
  (neighbor) => ({
    options: [...before(neighbor), sourceLinkLayerAddress(neighbor.other), ...after],
  });

const everyFlag: NdOptionDraft = { kind: 'unknownOption', type: 26, data: new Uint8Array(6).fill(0xff) };

const oddities: Readonly<Record<string, { requirement: string; what: string; with: Oddity }>> = {
  reserved: {
    requirement: 'ra-reserved-ignored',
    what: 'the unused flag bits set',
    with: (neighbor) => ({ reserved: 3, options: [sourceLinkLayerAddress(neighbor.other)] }),
  },
  'unknown-option': { requirement: 'ra-unknown-option', what: 'an unknown option', with: announcing(() => [unrecognizedOption]) },
  'tlla-option': {
    requirement: 'ra-wrong-option',
    what: 'a Target Link-Layer Address',
    with: announcing((neighbor) => [targetLinkLayerAddress(neighbor.cached)]),
  },
  'slla-last': {
    requirement: 'ra-options-any-order',
    what: 'the link-layer address behind other options',
    with: announcing(() => [mtu(1500), unrecognizedOption]),
  },
  'slla-first': {
    requirement: 'ra-options-any-order',
    what: 'the link-layer address ahead of other options',
    with: announcing(() => [], [mtu(1500), unrecognizedOption]),
  },
  'flags-expansion': {
    requirement: 'ra-flags-option',
    what: 'two Flags Expansion options with every bit set',
    with: announcing(() => [everyFlag, everyFlag]),
  },
};

suite('Router Advertisements whose oddities are ignored', () => {
  for (const [name, oddity] of Object.entries(oddities))
    conformance({
      id: `nd.ra-valid.${name}`,
      title: `a Router Advertisement with ${oddity.what} gives the router its new link-layer address like any other`,
      requirement: oddity.requirement,
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'reachable');
        const fields = { curHopLimit: 0, routerLifetime: 0, ...oddity.with(neighbor) };
        neighbor.node.moveTo(neighbor.other);
        const draft = frame(ipv6({ source: neighbor.address, destination: ALL_NODES }), routerAdvertisement(fields));
        await t.send('odd Router Advertisement', draft, { from: neighbor.node });
        await expectState(t, neighbor, { state: 'stale', linkLayer: neighbor.other });
      },
    });
});
