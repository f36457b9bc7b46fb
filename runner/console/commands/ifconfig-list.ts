import { addressText } from '../../../reference/net/address-text.js';
import { formatAddress, isLinkLocal } from '../../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { formatIpv4Address } from '../../../reference/net/ipv4-address.js';
import type { AddressView, InterfaceView, TunnelConfiguration } from '../../../reference/node.js';
import type { Instant } from '../../../reference/time.js';
import { secondsUntil, zoned } from '../names.js';

interface Showing {
  readonly now: Instant;
  readonly withLifetimes: boolean;
  readonly isLost: boolean;
}

/** IFF_* of BSD, in the order in which they are listed. */
const FLAGS = { UP: 0x1, BROADCAST: 0x2, LOOPBACK: 0x8, POINTOPOINT: 0x10, RUNNING: 0x40, SIMPLEX: 0x800, MULTICAST: 0x8000 };

const FLAGS_OF_KIND: Readonly<Record<InterfaceView['kind'], readonly (keyof typeof FLAGS)[]>> = {
  ethernet: ['BROADCAST', 'SIMPLEX', 'MULTICAST'],
  loopback: ['LOOPBACK', 'MULTICAST'],
  'point-to-point': ['POINTOPOINT', 'MULTICAST'],
  tunnel: ['POINTOPOINT', 'MULTICAST'],
};

/** As `ifconfig` of BSD lists an interface. */
export function interfaceLines(view: InterfaceView, showing: Showing): readonly string[] {
  const { name, kind, up, tunnel } = view;
  const running = up && !showing.isLost;
  const set = new Set<string>([...FLAGS_OF_KIND[kind], ...(up ? ['UP'] : []), ...(running ? ['RUNNING'] : [])]);
  const flags = Object.entries(FLAGS).filter(([word]) => set.has(word));
  const bits = flags.reduce((sum, [, bit]) => sum | bit, 0);
  return [
    `${name}: flags=${bits.toString(16)}<${flags.map(([word]) => word).join(',')}> mtu ${view.mtu}`,
    ...(kind === 'ethernet' ? [`\tether ${formatLinkLayerAddress(view.linkLayerAddress)}`] : []),
    ...(tunnel ? [`\ttunnel ${endsOf(tunnel)}`] : []),
    ...view.ipv4Addresses.map(({ address, length }) => `\tinet ${formatIpv4Address(address)} netmask ${maskOf(length)}`),
    ...view.addresses.map((address) => `\t${addressLine(address, view, showing)}`),
    ...(showing.isLost ? ['\tstatus: no carrier'] : []),
    ...(view.disabled ? ['\tstatus: IPv6 is disabled: another node has the link-local address'] : []),
  ];
}

/** The addresses of tunnel packets, as gifconfig of KAME writes them. */
export const endsOf = ({ family, local, remote }: TunnelConfiguration): string =>
  `${family === 'ipv4' ? 'inet' : 'inet6'} ${addressText(local)} --> ${addressText(remote)}`;

const maskOf = (length: number): string => `0x${(length === 0 ? 0 : (-1 << (32 - length)) >>> 0).toString(16).padStart(8, '0')}`;

/** The zone of a link-local address is that of its link, and has the number of the interface. */
function addressLine(one: AddressView, { name, index }: InterfaceView, { now, withLifetimes }: Showing): string {
  const words = [`inet6 ${zoned(one.address, name)}`, `prefixlen ${one.prefixLength}`, ...marks(one)];
  if (isLinkLocal(one.address)) words.push(`scopeid 0x${index.toString(16)}`);
  if (withLifetimes && one.lifetime !== undefined) {
    const { preferred, valid } = lifetimes(one, now);
    words.push(`pltime ${preferred ?? 'infty'}`, `vltime ${valid ?? 'infty'}`);
  }
  return words.join(' ');
}

/** KAME's words for what an address is. */
export const marks = ({ state, origin, anycast, detached }: AddressView): readonly string[] => [
  ...(anycast ? ['anycast'] : []),
  ...(state === 'preferred' ? [] : [state]),
  ...(detached ? ['detached'] : []),
  ...(origin === 'autoconfigured' || origin === 'temporary' ? ['autoconf'] : []),
  ...(origin === 'temporary' ? ['temporary'] : []),
];

/** Seconds that are left; null for ever. */
function lifetimes({ lifetime }: AddressView, now: Instant): { readonly preferred: number | null; readonly valid: number | null } {
  if (lifetime === undefined || lifetime.phase === 'invalid') return { preferred: null, valid: null };
  const valid = secondsUntil(now, lifetime.validUntil);
  return { preferred: lifetime.phase === 'preferred' ? secondsUntil(now, lifetime.preferredUntil) : 0, valid };
}

const tunnelData = ({ family, over, local, remote }: TunnelConfiguration): object => ({
  family,
  over,
  local: addressText(local),
  remote: addressText(remote),
});

export const interfaceData = (view: InterfaceView, now: Instant): object => ({
  interface: view.name,
  up: view.up,
  disabled: view.disabled,
  kind: view.kind,
  mtu: view.mtu,
  linkLayerAddress: view.kind === 'ethernet' ? formatLinkLayerAddress(view.linkLayerAddress) : null,
  ...(view.tunnel && { tunnel: tunnelData(view.tunnel) }),
  ipv4Addresses: view.ipv4Addresses.map(({ address, length }) => `${formatIpv4Address(address)}/${length}`),
  addresses: view.addresses.map((one) => ({
    address: formatAddress(one.address),
    prefixLength: one.prefixLength,
    state: one.state,
    origin: one.origin,
    anycast: one.anycast,
    detached: one.detached,
    ...(one.lifetime !== undefined && { lifetimeSeconds: lifetimes(one, now) }),
  })),
});
