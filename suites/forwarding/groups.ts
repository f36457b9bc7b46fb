import type { Address } from '../../reference/net/address.js';
import { addressFromOctets, address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import type { FrameDraft } from '../../reference/wire/frame.js';
import type { Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { acrossTo, sentOn } from './transit.js';
import type { Topology } from './topology.js';

/** RFC 4291 section 2.7: every group that there is. */
export const ALL_GROUPS: Prefix = prefixOf(address('ff00::'), 8);

/** A transient group of a scope that nobody knows. */
export const freshGroup = (t: TestContext, scope: number): Address => {
  const group = Uint8Array.from(address('ff10::'));
  group[1] = 0x10 | scope;
  group.set(t.random.octets(8), 8);
  return addressFromOctets(group);
};

/** Packets for the groups that come in by the near link go out by the far one. */
export const routeGroups = (t: TestContext, { near, far }: Topology, groups: Prefix = ALL_GROUPS, source?: Address): Promise<void> =>
  t.do({ kind: 'add-multicast-route', link: near.link, groups, to: [far.link], ...(source && { source }) });

/** The packet on the far link, at the link-layer address of its group. */
export const sentOnToGroup = (t: TestContext, topology: Topology, group: Address, draft: FrameDraft): Match => ({
  ...sentOn(t, draft, acrossTo(topology)),
  'ethernet.destination': multicastLinkLayerAddress(group),
});
