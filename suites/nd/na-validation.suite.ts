import '../ledger/ledger.js';
import { ALL_NODES, address, solicitedNodeMulticast } from '../../reference/net/address.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import {
  mtu,
  prefixInformation,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
  type NdOptionDraft,
} from '../../reference/wire/nd-options.js';
import { neighborAdvertisement, type NeighborAdvertisementDraft } from '../../reference/wire/nd.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { flawInWords } from './flaws-in-words.js';
import { broken, DEFECTS, fragmented, unrecognizedOption, type MessageParts } from './invalid-messages.js';
import { prime, stateInWords, type PrimedNeighbor } from './neighbor-states.js';
import { expectState } from './state-proof.js';

/** A valid advertisement of this kind would complete a resolution, and make any entry REACHABLE at another address. */
function advertisementOf({ address: source, device, other }: PrimedNeighbor): MessageParts<NeighborAdvertisementDraft> {
  return {
    header: { source, destination: device },
    fields: { solicited: true, override: true, target: source, options: [targetLinkLayerAddress(other)] },
    layer: neighborAdvertisement,
  };
}

const invalid: Readonly<Record<string, (neighbor: PrimedNeighbor) => FrameDraft>> = {
  ...Object.fromEntries(
    Object.entries(DEFECTS).map(([name, defect]) => [
      name,
      (neighbor: PrimedNeighbor) => broken(advertisementOf(neighbor), defect, { shortened: 16 }),
    ]),
  ),
  'target-mcast': (neighbor) => {
    const { header, fields, layer } = advertisementOf(neighbor);
    return frame(ipv6(header), layer({ ...fields, target: solicitedNodeMulticast(neighbor.address) }));
  },
  'mcast-solicited': (neighbor) => {
    const { header, fields, layer } = advertisementOf(neighbor);
    return frame(ipv6({ ...header, destination: ALL_NODES }), layer(fields));
  },
};

suite('Neighbor Advertisements that must be discarded', () => {
  for (const [name, draft] of Object.entries(invalid))
    for (const state of ['incomplete', 'stale'] as const)
      conformance({
        id: `nd.na-invalid.${name}-${state}`,
        title: `a Neighbor Advertisement ${flawInWords(name)}, of a neighbor ${stateInWords(state)}, changes nothing and is not answered with an error`,
        requirement: `na-invalid-${name}`,
        role: 'node',
        testbed: oneLink,
        async run(t) {
          const neighbor = await prime(t, state);
          const sent = await t.send('invalid advertisement', draft(neighbor), { from: neighbor.node });
          await expectState(t, neighbor, { state, linkLayer: neighbor.cached });
          await t.expectNone('an error', errorTo(neighbor.address), { since: sent, for: ANSWER_TIME });
        },
      });

  for (const pieces of [1, 2] as const)
    conformance({
      id: `nd.na-fragmented.${pieces === 1 ? 'atomic' : 'two-fragments'}`,
      title: `a Neighbor Advertisement in ${pieces === 1 ? 'an atomic fragment' : 'two fragments'} does not complete a resolution`,
      requirement: 'na-frag',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'incomplete');
        for (const draft of fragmented(advertisementOf(neighbor), pieces, t.random.uint32()))
          await t.send('fragment', draft, { from: neighbor.node });
        await expectState(t, neighbor, { state: 'incomplete', linkLayer: neighbor.cached });
      },
    });
});

type Oddity = (neighbor: PrimedNeighbor) => NeighborAdvertisementDraft;
const beside =
  (option: (neighbor: PrimedNeighbor) => NdOptionDraft): Oddity =>
  (neighbor) => ({
    options: [option(neighbor), targetLinkLayerAddress(neighbor.other)],
  });

const oddities: Readonly<Record<string, { requirement: string; what: string; with: Oddity }>> = {
  reserved: { requirement: 'na-reserved-ignored', what: 'all Reserved bits set', with: () => ({ reserved: 0x1fff_ffff }) },
  'unknown-option': {
    requirement: 'na-unknown-option',
    what: 'an unknown option',
    with: beside(() => unrecognizedOption),
  },
  'slla-option': {
    requirement: 'na-wrong-option',
    what: 'a Source Link-Layer Address',
    with: beside((neighbor) => sourceLinkLayerAddress(neighbor.cached)),
  },
  'prefix-option': {
    requirement: 'na-wrong-option',
    what: 'Prefix Information',
    with: beside(() => prefixInformation({ prefix: address('2001:db8::'), autonomous: false, validLifetime: 0 })),
  },
  'mtu-option': { requirement: 'na-wrong-option', what: 'an MTU option', with: beside(() => mtu(1400)) },
};

suite('Neighbor Advertisements whose oddities are ignored', () => {
  for (const [name, oddity] of Object.entries(oddities))
    conformance({
      id: `nd.na-valid.${name}`,
      title: `a Neighbor Advertisement with ${oddity.what} completes a resolution like any other`,
      requirement: oddity.requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'incomplete');
        const { header, fields, layer } = advertisementOf(neighbor);
        const sent = await t.send('odd advertisement', frame(ipv6(header), layer({ ...fields, ...oddity.with(neighbor) })), {
          from: neighbor.node,
        });
        const waiting = { ...neighbor.waiting, 'ethernet.destination': neighbor.other };
        await t.expect('the packet that waited for the resolution', waiting, { since: sent, within: ANSWER_TIME });
        await expectState(t, neighbor, { state: 'reachable', linkLayer: neighbor.other });
      },
    });

  conformance({
    id: 'nd.na-valid.slla-only',
    title: 'a Neighbor Advertisement with a Source instead of a Target Link-Layer Address does not complete a resolution',
    requirement: 'na-wrong-option',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'incomplete');
      const { header, fields, layer } = advertisementOf(neighbor);
      const draft = frame(ipv6(header), layer({ ...fields, options: [sourceLinkLayerAddress(neighbor.other)] }));
      await t.send('advertisement with a Source Link-Layer Address', draft, { from: neighbor.node });
      await expectState(t, neighbor, { state: 'incomplete', linkLayer: neighbor.cached });
    },
  });
});
