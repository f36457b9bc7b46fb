import { formatAddress, isLinkLocal } from '../../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../../reference/net/link-layer-address.js';
import type { AddressView, InterfaceView } from '../../../reference/node.js';
import type { Instant } from '../../../reference/time.js';
import { secondsUntil, zoned } from '../names.js';

interface Showing {
  readonly now: Instant;
  readonly number: number;
  readonly withLifetimes: boolean;
  readonly isLost: boolean;
}

/** IFF_* of BSD: up, broadcast, running, simplex, multicast. */
const FLAG = { up: 0x1, broadcast: 0x2, running: 0x40, simplex: 0x800, multicast: 0x8000 };

/** As `ifconfig` of BSD lists an interface. */
export function interfaceLines(view: InterfaceView, showing: Showing): readonly string[] {
  const { name, up, variables } = view;
  const running = up && !showing.isLost;
  const flags = FLAG.broadcast | FLAG.simplex | FLAG.multicast | (up ? FLAG.up : 0) | (running ? FLAG.running : 0);
  const words = [...(up ? ['UP'] : []), 'BROADCAST', ...(running ? ['RUNNING'] : []), 'SIMPLEX', 'MULTICAST'].join(',');
  return [
    `${name}: flags=${flags.toString(16)}<${words}> mtu ${variables.linkMtu}`,
    `\tether ${formatLinkLayerAddress(view.linkLayerAddress)}`,
    ...view.addresses.map((address) => `\t${addressLine(address, name, showing)}`),
    ...(showing.isLost ? ['\tstatus: no carrier'] : []),
    ...(view.disabled ? ['\tstatus: IPv6 is disabled: another node has the link-local address'] : []),
  ];
}

function addressLine(one: AddressView, link: string, { now, number, withLifetimes }: Showing): string {
  const words = [`inet6 ${zoned(one.address, link)}`, `prefixlen ${one.prefixLength}`, ...marks(one)];
  if (isLinkLocal(one.address)) words.push(`scopeid 0x${number.toString(16)}`);
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

export const interfaceData = (view: InterfaceView, now: Instant): object => ({
  interface: view.name,
  up: view.up,
  disabled: view.disabled,
  mtu: view.variables.linkMtu,
  linkLayerAddress: formatLinkLayerAddress(view.linkLayerAddress),
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
