import '../ledger/ledger.js';
import { ALL_NODES, UNSPECIFIED, address, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { concat } from '../../reference/net/octets.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import {
  mtu,
  prefixInformation,
  redirectedHeader,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
  type NdOptionDraft,
} from '../../reference/wire/nd-options.js';
import { neighborSolicitation, type NeighborSolicitationDraft } from '../../reference/wire/nd.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { flawInWords } from './flaws-in-words.js';
import { broken, DEFECTS, fragmented, unrecognizedOption, type MessageParts } from './invalid-messages.js';
import { advertisementOf, solicitation, solicitationFor } from './messages.js';
import { prime, type PrimedNeighbor } from './neighbor-states.js';
import { expectState } from './state-proof.js';

/** A solicitation that the device must answer, in parts. */
function solicitationOf({ address: source, device, cached }: PrimedNeighbor): MessageParts<NeighborSolicitationDraft> {
  return {
    header: { source, destination: solicitedNodeMulticast(device) },
    fields: { target: device, options: [sourceLinkLayerAddress(cached)] },
    layer: neighborSolicitation,
  };
}

/** Neither an answer nor an error nor an attempt to resolve the sender, and no entry for it afterwards. */
async function expectDiscarded(t: TestContext, neighbor: PrimedNeighbor, sent: Sent, target: Address = neighbor.device): Promise<void> {
  const forbidden = [advertisementOf(target), errorTo(neighbor.address), solicitationFor(neighbor.address)];
  await t.expectNone('an advertisement, an error or a resolution of the sender', forbidden, { since: sent, for: ANSWER_TIME });
  await expectState(t, neighbor, { state: 'none', linkLayer: neighbor.cached });
}

suite('Neighbor Solicitations that must be discarded', () => {
  for (const [name, defect] of Object.entries(DEFECTS))
    conformance({
      id: `nd.ns-invalid.${name}`,
      title: `a Neighbor Solicitation with a wrong ${defect.replace('-', ' ')} is discarded`,
      requirement: `ns-invalid-${name}`,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'none');
        const draft = broken(solicitationOf(neighbor), defect, { shortened: 16 });
        await expectDiscarded(t, neighbor, await t.send('invalid solicitation', draft, { from: neighbor.node }));
      },
    });

  conformance({
    id: 'nd.ns-invalid.target-mcast',
    title: 'a Neighbor Solicitation with a multicast target is discarded',
    requirement: 'ns-invalid-target-mcast',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'none');
      const draft = solicitation({ source: neighbor.address, destination: neighbor.device, target: ALL_NODES, linkLayer: neighbor.cached });
      const sent = await t.send('solicitation for all nodes', draft, { from: neighbor.node });
      await expectDiscarded(t, neighbor, sent, ALL_NODES);
    },
  });

  const anonymous: Readonly<Record<string, (t: TestContext, neighbor: PrimedNeighbor) => FrameDraft>> = {
    'unspec-dst-unicast': (t) => solicitation({ source: UNSPECIFIED, target: t.dut.linkLocal, destination: t.dut.linkLocal }),
    'unspec-dst-allnodes': (t) => solicitation({ source: UNSPECIFIED, target: t.dut.linkLocal, destination: ALL_NODES }),
    'unspec-slla': (t, neighbor) => solicitation({ source: UNSPECIFIED, target: t.dut.linkLocal, linkLayer: neighbor.cached }),
  };
  for (const [name, draft] of Object.entries(anonymous))
    conformance({
      id: `nd.ns-invalid.${name}`,
      title: `a Neighbor Solicitation from the unspecified address ${flawInWords(name)} is discarded`,
      requirement: `ns-invalid-${name}`,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'none');
        const sent = await t.send('invalid solicitation', draft(t, neighbor), { from: neighbor.node });
        const forbidden = [advertisementOf(t.dut.linkLocal), errorTo(UNSPECIFIED), solicitationFor(UNSPECIFIED)];
        await t.expectNone('an advertisement, an error or a resolution', forbidden, { since: sent, for: ANSWER_TIME });
      },
    });

  for (const to of ['unicast', 'multicast'] as const)
    conformance({
      id: `nd.ns-target.not-mine-${to}`,
      title: `a ${to} Neighbor Solicitation for an address that the device does not have is discarded`,
      requirement: 'ns-target-not-mine',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'none');
        // Same last three octets: the device listens to the group of this address.
        const target = concat(t.prefix.address.subarray(0, 8), [2, 0, 0, 0, 0], neighbor.device.subarray(13)) as Address;
        const destination = to === 'unicast' ? neighbor.device : solicitedNodeMulticast(target);
        const draft = solicitation({ source: neighbor.address, target, destination, linkLayer: neighbor.cached });
        await expectDiscarded(t, neighbor, await t.send('solicitation for a foreign target', draft, { from: neighbor.node }), target);
      },
    });

  for (const pieces of [1, 2] as const)
    conformance({
      id: `nd.ns-fragmented.${pieces === 1 ? 'atomic' : 'two-fragments'}`,
      title: `a Neighbor Solicitation in ${pieces === 1 ? 'an atomic fragment' : 'two fragments'} is ignored`,
      requirement: pieces === 1 ? 'ns-frag-atomic' : 'ns-frag',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'none');
        const drafts = fragmented(solicitationOf(neighbor), pieces, t.random.uint32());
        const sent: Sent[] = [];
        for (const draft of drafts) sent.push(await t.send('fragment', draft, { from: neighbor.node }));
        await expectDiscarded(t, neighbor, sent[0] as Sent);
      },
    });
});

type Oddity = (neighbor: PrimedNeighbor) => NeighborSolicitationDraft;
const beside =
  (option: (neighbor: PrimedNeighbor) => NdOptionDraft): Oddity =>
  (neighbor) => ({
    options: [option(neighbor), sourceLinkLayerAddress(neighbor.cached)],
  });

const oddities: Readonly<Record<string, { requirement: string; what: string; with: Oddity }>> = {
  reserved: { requirement: 'ns-reserved-ignored', what: 'all Reserved bits set', with: () => ({ reserved: 0xffff_ffff }) },
  'unknown-option': {
    requirement: 'ns-unknown-option',
    what: 'an unknown option',
    with: beside(() => unrecognizedOption),
  },
  'tlla-option': {
    requirement: 'ns-wrong-option',
    what: 'a Target Link-Layer Address',
    with: beside((neighbor) => targetLinkLayerAddress(neighbor.other)),
  },
  'prefix-option': {
    requirement: 'ns-wrong-option',
    what: 'Prefix Information',
    with: beside(() => prefixInformation({ prefix: address('2001:db8::'), autonomous: false, validLifetime: 0 })),
  },
  'mtu-option': { requirement: 'ns-wrong-option', what: 'an MTU option', with: beside(() => mtu(1400)) },
  'redirected-option': {
    requirement: 'ns-wrong-option',
    what: 'a Redirected Header',
    with: beside((neighbor) => redirectedHeader(solicitation({ source: neighbor.device, target: neighbor.address }).packet)),
  },
};

suite('Neighbor Solicitations whose oddities are ignored', () => {
  for (const [name, oddity] of Object.entries(oddities))
    conformance({
      id: `nd.ns-valid.${name}`,
      title: `a Neighbor Solicitation with ${oddity.what} is answered like any other, and its link-layer address learned`,
      requirement: oddity.requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'none');
        const { header, fields, layer } = solicitationOf(neighbor);
        const sent = await t.send('odd solicitation', frame(ipv6(header), layer({ ...fields, ...oddity.with(neighbor) })), {
          from: neighbor.node,
        });
        const answer = {
          ...advertisementOf(neighbor.device),
          'ipv6.destination': neighbor.address,
          'ethernet.destination': neighbor.cached,
        };
        const answered = await t.expect('Neighbor Advertisement', answer, { since: sent, within: ANSWER_TIME });
        await expectState(t, neighbor, { state: 'stale', linkLayer: neighbor.cached, answered });
      },
    });
});
