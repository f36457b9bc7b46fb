import { address, formatAddress, type Address } from '../../net/address.js';
import type { NodeConfiguration } from '../../node.js';
import { introduction, NEAR, routerBench, type RouterBench } from '../../router-bench.js';
import { PEER_MAC, type Heard } from '../../node-bench.js';
import { ipv6, type Ipv6Draft } from '../../wire/ipv6.js';
import { layer } from '../../wire/frame.js';
import { Ripng, ripng, type RipngDraft, type RouteTableEntryDraft } from '../../wire/ripng.js';
import { udp, type UdpDraft } from '../../wire/udp.js';
import type { LayerDraft } from '../../wire/layer-draft.js';
import { ALL_RIP_ROUTERS } from './constants.js';
import { ripngOn } from './defaults.js';
import type { RipngSettings } from './settings.js';

/** Neighbours of the router under test, one on each link. */
export const NEAR_NEIGHBOR = address('fe80::1');
export const FAR_NEIGHBOR = address('fe80::2');
export const P = address('2001:db8:100::');

/** A router with RIPng between two links, which knows its near neighbour. */
export function ripngBench(settings: Partial<RipngSettings> = {}, over: Partial<NodeConfiguration> = {}): RouterBench {
  const bench = routerBench({ routes: [], ripng: { ...ripngOn(['link0', 'link1']), ...settings }, ...over });
  bench.send(NEAR, introduction(NEAR_NEIGHBOR, NEAR, PEER_MAC));
  bench.forget();
  return bench;
}

export const entry = (prefix: Address, metric: number, over: RouteTableEntryDraft = {}): RouteTableEntryDraft => ({
  ...{ prefix, prefixLength: 48, metric },
  ...over,
});

/** How a message differs from a right one of the near neighbour. */
export interface Differences {
  readonly header?: Ipv6Draft;
  readonly ports?: UdpDraft;
  readonly message?: RipngDraft;
}

export const response = (entries: readonly RouteTableEntryDraft[], { header, ports, message }: Differences = {}): LayerDraft[] => [
  ipv6({ source: NEAR_NEIGHBOR, destination: ALL_RIP_ROUTERS, hopLimit: 255, ...header }),
  udp({ sourcePort: 521, destinationPort: 521, ...ports }),
  ripng({ entries, ...message }),
];

/** The routes that messages tell of, as text: `2001:db8:100::/48 4`. */
export const toldIn = (heard: readonly Heard[]): readonly string[] =>
  heard.flatMap(({ decoded }) =>
    (layer(decoded, Ripng)?.entries ?? []).map(({ prefix, prefixLength, metric }) => `${formatAddress(prefix)}/${prefixLength} ${metric}`),
  );

export const messagesIn = (heard: readonly Heard[]): readonly Heard[] => heard.filter(({ decoded }) => layer(decoded, Ripng) !== undefined);
