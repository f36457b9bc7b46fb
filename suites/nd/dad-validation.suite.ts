import '../ledger/ledger.js';
import { ALL_NODES, UNSPECIFIED, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { sourceLinkLayerAddress, targetLinkLayerAddress } from '../../reference/wire/nd-options.js';
import {
  neighborAdvertisement,
  neighborSolicitation,
  type NeighborAdvertisementDraft,
  type NeighborSolicitationDraft,
} from '../../reference/wire/nd.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { flawInWords, MESSAGES } from './flaws-in-words.js';
import { broken, unrecognizedOption, type Defect, type MessageParts } from './invalid-messages.js';
import { beginDetection, expectAssigned, expectNotAssigned } from './tentative.js';

type Draft = (address: Address, owner: Neighbor) => FrameDraft;

const solicitationOf = (address: Address): MessageParts<NeighborSolicitationDraft> => ({
  header: { source: UNSPECIFIED, destination: solicitedNodeMulticast(address) },
  fields: { target: address },
  layer: neighborSolicitation,
});

const advertisementOf = (address: Address, owner: Neighbor): MessageParts<NeighborAdvertisementDraft> => ({
  header: { source: owner.linkLocal, destination: ALL_NODES },
  fields: { target: address, override: true, options: [targetLinkLayerAddress(owner.linkLayerAddress)] },
  layer: neighborAdvertisement,
});

const rival =
  (given: NeighborSolicitationDraft, destination?: (address: Address) => Address): Draft =>
  (address) => {
    const { header, fields, layer } = solicitationOf(address);
    return frame(ipv6({ ...header, ...(destination && { destination: destination(address) }) }), layer({ ...fields, ...given }));
  };

const owner =
  (given: (address: Address, owner: Neighbor) => NeighborAdvertisementDraft): Draft =>
  (address, node) => {
    const { header, fields, layer } = advertisementOf(address, node);
    return frame(ipv6(header), layer({ ...fields, ...given(address, node) }));
  };

const defects: Readonly<Record<string, Defect>> = {
  len: 'length',
  hl254: 'hop-limit',
  code: 'code',
  checksum: 'checksum',
  optlen0: 'option-length',
};
const brokenForms = (of: (address: Address, node: Neighbor, defect: Defect) => FrameDraft): Readonly<Record<string, Draft>> =>
  Object.fromEntries(
    Object.entries(defects).map(([name, defect]) => [name, (address: Address, node: Neighbor) => of(address, node, defect)]),
  );

const invalid: Readonly<Record<'ns' | 'na', Readonly<Record<string, Draft>>>> = {
  ns: {
    ...brokenForms((address, _node, defect) => broken(solicitationOf(address), defect, { shortened: 16 })),
    'dst-tentative': rival({}, (address) => address),
    'dst-allnodes': rival({}, () => ALL_NODES),
    'target-mcast': (address) => rival({ target: solicitedNodeMulticast(address) })(address, undefined as never),
    slla: (address, node) => rival({ options: [sourceLinkLayerAddress(node.linkLayerAddress)] })(address, node),
  },
  na: {
    ...brokenForms((address, node, defect) => broken(advertisementOf(address, node), defect, { shortened: 16 })),
    's1-mcast': owner(() => ({ solicited: true })),
    'target-mcast': owner((address) => ({ target: solicitedNodeMulticast(address) })),
  },
};

const valid: Readonly<Record<'ns' | 'na', Readonly<Record<string, Draft>>>> = {
  ns: {
    reserved: rival({ reserved: 0xffff_ffff }),
    tlla: (address, node) => rival({ options: [targetLinkLayerAddress(node.linkLayerAddress)] })(address, node),
    'unknown-opt': rival({ options: [unrecognizedOption] }),
  },
  na: {
    reserved: owner(() => ({ reserved: 0x1fff_ffff })),
    slla: owner((_address, node) => ({ options: [sourceLinkLayerAddress(node.linkLayerAddress)] })),
    'unknown-opt': owner((_address, node) => ({ options: [unrecognizedOption, targetLinkLayerAddress(node.linkLayerAddress)] })),
    'no-tlla': owner(() => ({ options: [] })),
  },
};

suite('Duplicate Address Detection: invalid messages are ignored', () => {
  for (const kind of ['ns', 'na'] as const)
    for (const [name, draft] of Object.entries(invalid[kind]))
      conformance({
        id: `nd.dad-invalid.${kind}-${name}`,
        title: `a ${MESSAGES[kind]} ${flawInWords(name)} is invalid, and makes the tentative address no duplicate`,
        requirement: `dad-${kind}-invalid-${name}`,
        role: 'node',
        testbed: oneLink,
        actions: ['add-address'],
        async run(t) {
          const { address } = await beginDetection(t);
          await t.send('invalid message for the tentative address', draft(address, t.tester));
          await expectAssigned(t, address);
        },
      });
});

suite('Duplicate Address Detection: oddities of valid messages are ignored', () => {
  for (const kind of ['ns', 'na'] as const)
    for (const [name, draft] of Object.entries(valid[kind]))
      conformance({
        id: `nd.dad-valid.${kind}-${name}`,
        title: `a ${MESSAGES[kind]} for the tentative address ${flawInWords(name)} is valid, and makes it a duplicate`,
        requirement: `dad-${kind}-valid-${name}`,
        role: 'node',
        testbed: oneLink,
        actions: ['add-address'],
        async run(t) {
          const { address } = await beginDetection(t);
          await t.send('odd message for the tentative address', draft(address, t.tester));
          await expectNotAssigned(t, address);
        },
      });
});
