import { sameAddress, type Address } from '../../reference/net/address.js';
import type { RouteTableEntry, RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { oneOf, satisfies, type Match } from '../kit/match.js';
import type { Cause, Neighbor, Received, TestContext } from '../kit/test-context.js';
import { REPLY_TIME, RIPNG_PORT } from './constants.js';
import type { Ground } from './ground.js';
import type { Unusual } from './messages.js';
import { RESPONSE_OF_RIPNG } from './told.js';

export const MANAGEMENT_PORT = 30_000;

/** Who asks, from which address and port, and where the request goes. */
interface Manner {
  readonly title: string;
  readonly requirement: string;
  readonly unusual: (t: TestContext, ground: Ground) => Unusual;
  /** Section 2.5.2: what the answer comes from. */
  readonly source: 'link-local' | 'global' | 'either';
}

export const manners: Readonly<Record<string, Manner>> = {
  group: {
    title: 'to the group, from the RIPng port',
    requirement: 'rip-req-whole-table',
    unusual: () => ({}),
    source: 'link-local',
  },
  unicast: {
    title: "to the device's link-local address, from the RIPng port",
    requirement: 'rip-req-whole-unicast-reply',
    unusual: (t) => ({ header: { destination: t.dut.linkLocal } }),
    source: 'link-local',
  },
  'other-port-group': {
    title: 'to the group, from another port',
    requirement: 'rip-req-other-port',
    unusual: () => ({ ports: { sourcePort: MANAGEMENT_PORT } }),
    source: 'link-local',
  },
  'other-port-global': {
    title: 'from a global address and another port',
    requirement: 'rip-req-other-port-source',
    unusual: (_t, { one, near }) => ({ header: { source: one.address, destination: near.device }, ports: { sourcePort: MANAGEMENT_PORT } }),
    source: 'global',
  },
  'other-port-link-local': {
    title: 'from a link-local address and another port',
    requirement: 'rip-req-other-port-source',
    unusual: (t) => ({ header: { destination: t.dut.linkLocal }, ports: { sourcePort: MANAGEMENT_PORT } }),
    // A link-local one is not what section 2.5.2 says, but it serves the neighbour, and section 2.4.1 means those who are none.
    source: 'either',
  },
  'off-link': {
    title: 'from beyond another router, with a hop limit of 40',
    requirement: 'rip-req-offlink',
    unusual: (_t, { one, near }) => ({
      header: { source: one.address, destination: near.device, hopLimit: 40 },
      ports: { sourcePort: MANAGEMENT_PORT },
    }),
    source: 'global',
  },
};

const sourcesOf: Readonly<Record<Manner['source'], (t: TestContext, ground: Ground) => readonly Address[]>> = {
  'link-local': (t) => [t.dut.linkLocal],
  global: (_t, { near, far }) => [near.device, far.device],
  either: (t, { near, far }) => [t.dut.linkLocal, near.device, far.device],
};

/** The answer to a request: to its source and port, from the RIPng port, by the way of the one who asked. */
export function answer(
  t: TestContext,
  ground: Ground,
  from: Neighbor,
  { header, ports }: Unusual,
  source: Manner['source'] = 'link-local',
): Match {
  return {
    'ethernet.destination': from.linkLayerAddress,
    'ipv6.destination': (header?.source as Address | undefined) ?? from.linkLocal,
    'ipv6.source': oneOf(...sourcesOf[source](t, ground)),
    'udp.sourcePort': RIPNG_PORT,
    'udp.destinationPort': ports?.sourcePort ?? RIPNG_PORT,
    'ripng.reserved': 0,
    ...RESPONSE_OF_RIPNG,
  };
}

export const expectAnswer = (
  t: TestContext,
  ground: Ground,
  since: Cause,
  wanted: Match,
  unusual: Unusual = {},
  source?: Manner['source'],
): Promise<Received> =>
  t.expect('the answer', { ...answer(t, ground, ground.one, unusual, source), ...wanted }, { since, within: REPLY_TIME });

/** Exactly these entries, in this order. */
export const entriesAre = (wanted: readonly RouteTableEntryDraft[]): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(
    `${wanted.length} entries of metrics ${wanted.map(({ metric }) => metric).join(', ')}, the rest as asked`,
    (entries) => entries.length === wanted.length && entries.every((entry, i) => isSame(entry, wanted[i])),
  ),
});

const isSame = (entry: RouteTableEntry, wanted: RouteTableEntryDraft = {}): boolean =>
  wanted.prefix !== undefined &&
  entry.metric === wanted.metric &&
  entry.prefixLength === wanted.prefixLength &&
  entry.routeTag === (wanted.routeTag ?? 0) &&
  sameAddress(entry.prefix, wanted.prefix);
