import type { Route } from '../../ipv6/forwarding/routing-table.js';
import { address, type Address } from '../../net/address.js';
import { linkLayerAddress, parseLinkLayerAddress, type LinkLayerAddress } from '../../net/link-layer-address.js';
import { prefixOf } from '../../net/prefix.js';
import type { KernelInterface } from './kernel-table.js';

/** For tests: a router whose two links each have a router of the same link-local address, and a route through each of these. */

const mac = (text: string): LinkLayerAddress => parseLinkLayerAddress(text) ?? linkLayerAddress([]);

const own = (text: string, prefixLength = 64): KernelInterface['addresses'][number] => ({
  ...{ address: address(text), prefixLength, state: 'preferred', origin: 'manual', anycast: false, detached: false },
});

const neighbor = (text: string, at: string): KernelInterface['neighbors'][number] => ({
  ...{ address: address(text), state: 'reachable', linkLayerAddress: mac(at), isRouter: false, fixed: false },
});

const plain = {
  kind: 'ethernet',
  mtu: 1500,
  up: true,
  defaultRouters: [],
  routes: [],
  prefixes: [],
  destinations: [],
  variables: { isRouter: true },
} as const;

export const bookInterfaces = (): readonly KernelInterface[] => [
  {
    ...plain,
    ...{ name: 'ne0', index: 1, linkLayerAddress: mac('00:03:47:a5:32:56') },
    addresses: [own('fe80::200:ff:fe00:1')],
    neighbors: [neighbor('fe80::1', '00:20:ed:20:83:3a')],
  },
  {
    ...plain,
    ...{ name: 'ne1', index: 2, linkLayerAddress: mac('00:03:47:a5:32:57') },
    addresses: [own('fe80::200:ff:fe00:2'), own('2001:db8:0:1000::2')],
    neighbors: [
      neighbor('fe80::1', '00:00:87:68:41:31'),
      neighbor('2001:db8:0:1000::1', '00:00:87:68:41:31'),
      neighbor('2001:db8:0:1000:203:47ff:fea5:3085', '00:03:47:a5:30:85'),
    ],
  },
];

const route = (prefix: Address, length: number, name: string, gateway?: Address): Route => ({
  ...{ prefix: prefixOf(prefix, length), origin: gateway ? 'ripng' : 'connected' },
  target: { kind: 'interface', name, ...(gateway && { gateway }) },
});

export const BOOK_ROUTES: readonly Route[] = [
  route(address('::'), 0, 'ne0', address('fe80::1')),
  route(address('2001:db8:0:1000::'), 64, 'ne1'),
  route(address('2001:db8:0:2000::'), 64, 'ne1', address('fe80::1')),
];
