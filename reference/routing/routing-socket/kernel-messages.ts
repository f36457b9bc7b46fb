import type { InterfaceChange } from '../../ipv6/interface-change.js';
import { needsZone, type Address } from '../../net/address.js';
import { elapsed, inSeconds, START, type Instant } from '../../time.js';
import type { DataModel } from './c-structure.js';
import { IFF, RTF, RTM } from './constants.js';
import { kernelForm } from './embedded-scope.js';
import { type KernelEntry, type KernelInterface, type OutgoingInterface } from './kernel-table.js';
import { encodeRoutingMessage, type RouteAddresses, type RouteHeader } from './routing-message.js';
import { encodeCutMask, encodeInet6, encodeLink } from './socket-address.js';

/** Link types of <net/if_types.h>. */
const LINK_TYPES = { ethernet: 0x06, 'point-to-point': 0x17, loopback: 0x18, tunnel: 0xf0 } as const;

/** As the kernel writes addresses: zone inside, none beside. Interfaces have no index that does not fit. */
function inside(address: Address, zone: number, model: DataModel): Uint8Array {
  const embedded = kernelForm({ address, zone: needsZone(address) ? zone : 0 });
  return encodeInet6({ address: embedded.ok ? embedded.value : address }, model);
}

function gatewayOf({ gateway, link }: KernelEntry, model: DataModel): Uint8Array {
  switch (gateway.kind) {
    case 'router':
      return inside(gateway.address, link.index, model);
    case 'link':
      return encodeLink({ index: link.index }, model);
    case 'link-layer':
      return encodeLink({ index: link.index, type: LINK_TYPES.ethernet, address: gateway.address }, model);
  }
}

const interfaceAddress = ({ name, index }: OutgoingInterface, model: DataModel): Uint8Array => encodeLink({ name, index }, model);

/** The addresses that tell of an entry; `withInterface` adds by which interface and address packets leave. */
export function addressesOf(entry: KernelEntry, model: DataModel, withInterface: boolean): RouteAddresses {
  const { prefix, zone, flags, outgoing, local } = entry;
  return {
    DST: inside(prefix.address, zone, model),
    GATEWAY: gatewayOf(entry, model),
    ...((flags & RTF.HOST) === 0 && { NETMASK: encodeCutMask(prefix.length, model) }),
    ...(withInterface && { IFP: interfaceAddress(outgoing, model) }),
    ...(withInterface && local && { IFA: inside(local, entry.link.index, model) }),
  };
}

/** Whole seconds, as the kernel counts them; zero would mean never. */
const expiry = (until: Instant): number => Math.max(1, Math.ceil(inSeconds(elapsed(START, until))));

/** What an entry says in a message about it. */
export const headerOf = ({ flags, outgoing, mtu, metric, lockedMetrics, until }: KernelEntry): Partial<RouteHeader> => ({
  ...{ flags, index: outgoing.index, mtu },
  ...(metric !== undefined && { hopCount: metric }),
  ...(lockedMetrics !== undefined && { locks: lockedMetrics }),
  ...(until !== undefined && { expire: expiry(until) }),
});

/** One message of a dump. */
export const dumpMessage = (entry: KernelEntry, model: DataModel): Uint8Array =>
  encodeRoutingMessage({ kind: 'route', header: { ...headerOf(entry), type: RTM.GET }, addresses: addressesOf(entry, model, true) }, model);

const INTERFACE_FLAGS = {
  ethernet: IFF.MULTICAST,
  'point-to-point': IFF.POINTOPOINT | IFF.MULTICAST,
  loopback: IFF.LOOPBACK | IFF.MULTICAST,
  tunnel: IFF.POINTOPOINT | IFF.MULTICAST,
} as const;

/** RTM_IFINFO: what an interface is, and whether it is up. */
export function interfaceMessage(iface: KernelInterface, isUp: boolean, model: DataModel, addresses: RouteAddresses = {}): Uint8Array {
  const { index, kind, mtu, linkLayerAddress } = iface;
  const flags = INTERFACE_FLAGS[kind] | (isUp ? IFF.UP | IFF.RUNNING : 0);
  const data = { interfaceType: LINK_TYPES[kind], addressLength: linkLayerAddress.length, mtu };
  return encodeRoutingMessage({ kind: 'interface', header: { ...data, type: RTM.IFINFO, flags, index }, addresses }, model);
}

export function addressMessage(
  iface: KernelInterface,
  change: Pick<Extract<InterfaceChange, { address: Address }>, 'address' | 'prefixLength'>,
  { type, model }: { readonly type: typeof RTM.NEWADDR | typeof RTM.DELADDR; readonly model: DataModel },
): Uint8Array {
  const addresses = {
    NETMASK: encodeCutMask(change.prefixLength, model),
    IFP: interfaceAddress(iface, model),
    IFA: inside(change.address, iface.index, model),
  };
  return encodeRoutingMessage({ kind: 'address', header: { type, index: iface.index }, addresses }, model);
}

/** The list of interfaces: each with its link-layer address, then its addresses. */
export function interfaceListMessages(iface: KernelInterface, model: DataModel): readonly Uint8Array[] {
  const { name, index, kind, linkLayerAddress, up, addresses } = iface;
  const IFP = encodeLink({ name, index, type: LINK_TYPES[kind], address: linkLayerAddress }, model);
  return [interfaceMessage(iface, up, model, { IFP }), ...addresses.map((one) => addressMessage(iface, one, { type: RTM.NEWADDR, model }))];
}
