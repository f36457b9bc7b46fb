import { clauseKey } from '../../kit/requirement.js';
import { addressReasons } from './addresses.js';
import { ipsecReasons } from './ipsec.js';
import type { ReviewedReason } from './kinds.js';
import { mobilityReasons } from './mobility.js';
import { multicastListenerReasons } from './multicast-listener.js';
import { neighborDiscoveryReasons } from './neighbor-discovery.js';
import { nodeRequirementReasons } from './node-requirements.js';
import { packetReasons } from './packets.js';
import { renumberingReasons } from './renumbering.js';
import { upperLayerReasons } from './upper-layers.js';

/** By clause, `RFC4861:2.4`. */
export type SectionReasons = Readonly<Record<string, ReviewedReason>>;

const byRfc = [
  packetReasons,
  neighborDiscoveryReasons,
  addressReasons,
  multicastListenerReasons,
  renumberingReasons,
  nodeRequirementReasons,
  upperLayerReasons,
  ipsecReasons,
  mobilityReasons,
];

/** Sections that say MUST or SHOULD, yet are cited by no line of the ledger. */
export const sectionReasons: SectionReasons = Object.fromEntries(
  byRfc.flatMap((reasons) =>
    Object.entries(reasons).flatMap(([rfc, sections]) =>
      Object.entries(sections).map(([section, reason]) => [clauseKey(rfc, section), reason] as const),
    ),
  ),
);
