import { addressKey, isLinkLocal, LOOPBACK, needsZone, type Address } from '../../net/address.js';
import { ADDRESS_BITS, prefixContains, prefixOf, type Prefix } from '../../net/prefix.js';
import type { Instant } from '../../time.js';
import type { Route } from '../../ipv6/forwarding/routing-table.js';
import { LOOPBACK_NAME } from '../../ipv6/loopback-settings.js';
import type { InterfaceView } from '../../ipv6/management/interface-view.js';
import { RTF, type RouteFlag } from './constants.js';
import { kernelForm } from './embedded-scope.js';

/** What the table is made of, beside the routes. */
export interface KernelInterface
  extends
    Pick<InterfaceView, 'name' | 'index' | 'kind' | 'mtu' | 'up' | 'linkLayerAddress' | 'addresses'>,
    Pick<InterfaceView, 'neighbors' | 'defaultRouters' | 'routes' | 'prefixes' | 'destinations'> {
  readonly variables: Pick<InterfaceView['variables'], 'isRouter'>;
}

export interface OutgoingInterface {
  readonly name: string;
  readonly index: number;
}

export type EntryGateway =
  | { readonly kind: 'router'; readonly address: Address }
  /** Neighbours are on the link. */
  | { readonly kind: 'link' }
  | { readonly kind: 'link-layer'; readonly address: Uint8Array };

/**
 * An entry of the routing table as KAME's kernel has it. There the routes, the neighbours, the node's own addresses and the
 * prefixes of its links are one table; here they are told as one.
 */
export interface KernelEntry {
  readonly prefix: Prefix;
  /** The index of the destination's zone; 0 when it has none. */
  readonly zone: number;
  readonly gateway: EntryGateway;
  /** The interface of the gateway, and its zone. */
  readonly link: OutgoingInterface;
  /** By which packets leave: the loopback interface for what stays here. */
  readonly outgoing: OutgoingInterface;
  readonly flags: number;
  /** An address of the interface, link-local if there is one. */
  readonly local?: Address;
  readonly mtu: number;
  readonly metric?: number;
  readonly lockedMetrics?: number;
  readonly until?: Instant;
  /** Absent for what the node keeps by itself. */
  readonly route?: Route;
}

const flagsOf = (...names: readonly (RouteFlag | false)[]): number =>
  names.reduce((flags, name) => (name === false ? flags : flags | RTF[name]), 0);

const LINK_LOCAL_LENGTH = 64;
/** For a node that is without one: settings give it to every node, unless a NIC has its name. */
const LOOPBACK_INTERFACE: OutgoingInterface = { name: LOOPBACK_NAME, index: 0 };

export const loopbackOf = (interfaces: readonly KernelInterface[]): OutgoingInterface =>
  interfaces.find(({ kind }) => kind === 'loopback') ?? LOOPBACK_INTERFACE;

/** The address that stands for the interface in a message. */
export function localAddressOf({ addresses }: KernelInterface): Address | undefined {
  const usable = addresses.filter(({ state, anycast }) => !anycast && (state === 'preferred' || state === 'deprecated'));
  return (usable.find(({ address }) => isLinkLocal(address)) ?? usable[0])?.address;
}

function entryOn(iface: KernelInterface, prefix: Prefix, gateway: EntryGateway, flags: number): KernelEntry {
  const local = localAddressOf(iface);
  return {
    ...{ prefix, gateway, flags, link: iface, outgoing: iface, mtu: iface.mtu },
    zone: needsZone(prefix.address) ? iface.index : 0,
    ...(local && { local }),
  };
}

/** How a route stands in the table; undefined when its interface is gone. */
export function entryOfRoute(route: Route, interfaces: readonly KernelInterface[]): KernelEntry | undefined {
  const { prefix, origin, target, metric, lockedMetrics } = route;
  const isHost = prefix.length === ADDRESS_BITS;
  const flags = flagsOf('UP', isHost && 'HOST', origin === 'static' && 'STATIC');
  const named = { route, ...(metric !== undefined && { metric }), ...(lockedMetrics !== undefined && { lockedMetrics }) };
  if (target.kind !== 'interface') {
    const loopback = loopbackOf(interfaces);
    const iface = interfaces.find(({ name }) => name === route.zone);
    // route(8) names ::1 as a gateway, daemons enter such routes without that flag.
    const refused = flagsOf(origin === 'static' && 'GATEWAY', target.kind === 'reject' ? 'REJECT' : 'BLACKHOLE', !isHost && 'PRCLONING');
    return {
      ...named,
      ...{ prefix, zone: iface?.index ?? 0, link: loopback, outgoing: loopback, mtu: 0, local: LOOPBACK },
      ...{ gateway: { kind: 'router', address: LOOPBACK }, flags: flags | refused },
    };
  }
  const iface = interfaces.find(({ name }) => name === target.name);
  if (iface === undefined) return undefined;
  const { gateway } = target;
  if (gateway === undefined) return { ...entryOn(iface, prefix, { kind: 'link' }, flags | flagsOf(!isHost && 'CLONING')), ...named };
  const through = flags | flagsOf('GATEWAY', !isHost && 'PRCLONING');
  return { ...entryOn(iface, prefix, { kind: 'router', address: gateway }, through), ...named };
}

/** What the table has of an interface by itself, by advertisements and redirects, and of neighbours. */
function ownEntriesOf(iface: KernelInterface, loopback: OutgoingInterface): readonly KernelEntry[] {
  const { defaultRouters, routes, prefixes, neighbors, variables } = iface;
  const through = (prefix: Prefix, router: Address, flags: number, until?: Instant | 'never'): KernelEntry => ({
    ...entryOn(iface, prefix, { kind: 'router', address: router }, flags),
    ...(until !== undefined && until !== 'never' && { until }),
  });
  const isOwn = new Set(iface.addresses.map(({ address }) => addressKey(address)));
  const learned = routes.filter(({ prefix }) => prefix.length > 0);
  const redirected = variables.isRouter ? [] : iface.destinations.filter(({ source }) => source === 'redirect');
  return [
    ...defaultRouters.map(({ address, until }) => through(prefixOf(address, 0), address, flagsOf('UP', 'GATEWAY', 'PRCLONING'), until)),
    ...learned.map(({ prefix, router, until }) => through(prefix, router, flagsOf('UP', 'GATEWAY', 'PRCLONING'), until)),
    ...prefixes.map(({ prefix, until }) => ({
      ...entryOn(iface, prefix, { kind: 'link' }, flagsOf('UP', 'CLONING')),
      ...(until !== 'never' && { until }),
    })),
    ...linkLocalEntry(iface),
    ...iface.addresses.map(({ address }) => ownAddressEntry(iface, address, loopback)),
    ...neighbors.flatMap(({ address, linkLayerAddress, fixed }) => {
      if (linkLayerAddress === undefined || isOwn.has(addressKey(address))) return [];
      const flags = flagsOf('UP', 'HOST', 'LLINFO', fixed ? 'STATIC' : 'WASCLONED');
      return [entryOn(iface, prefixOf(address, ADDRESS_BITS), { kind: 'link-layer', address: linkLayerAddress }, flags)];
    }),
    ...redirected.map(({ destination, nextHop, until }) =>
      through(prefixOf(destination, ADDRESS_BITS), nextHop, flagsOf('UP', 'GATEWAY', 'HOST', 'DYNAMIC'), until),
    ),
  ];
}

/** Each interface has its own link-local prefix: a link is a zone by itself (RFC 4007 section 5). */
function linkLocalEntry(iface: KernelInterface): readonly KernelEntry[] {
  const address = iface.addresses.find((one) => isLinkLocal(one.address))?.address;
  if (!iface.up || address === undefined) return [];
  return [entryOn(iface, prefixOf(address, LINK_LOCAL_LENGTH), { kind: 'link' }, flagsOf('UP', 'CLONING'))];
}

/** An address of the node is reached by the loopback interface, and tells the link-layer address that it has outside. */
function ownAddressEntry(iface: KernelInterface, address: Address, loopback: OutgoingInterface): KernelEntry {
  const outside: EntryGateway =
    iface.linkLayerAddress.length > 0 ? { kind: 'link-layer', address: iface.linkLayerAddress } : { kind: 'link' };
  const isLoopback = iface.kind === 'loopback';
  const gateway: EntryGateway = isLoopback ? { kind: 'router', address } : outside;
  const flags = flagsOf('UP', 'HOST', !isLoopback && 'LLINFO');
  return { ...entryOn(iface, prefixOf(address, ADDRESS_BITS), gateway, flags), outgoing: loopback, local: address };
}

export function ownEntries(interfaces: readonly KernelInterface[]): readonly KernelEntry[] {
  const loopback = loopbackOf(interfaces);
  return interfaces.flatMap((iface) => ownEntriesOf(iface, loopback));
}

/** The whole table: by address with the zone in it; of several prefixes that begin at one address the most specific first. */
export function kernelTable(interfaces: readonly KernelInterface[], routes: Iterable<Route>): readonly KernelEntry[] {
  const entries = [...ownEntries(interfaces)];
  for (const route of routes) {
    const entry = entryOfRoute(route, interfaces);
    if (entry !== undefined) entries.push(entry);
  }
  const keyed = entries.map((entry) => ({ entry, key: keyOf(entry) }));
  keyed.sort((a, b) => (a.key === b.key ? b.entry.prefix.length - a.entry.prefix.length : a.key < b.key ? -1 : 1));
  return keyed.map(({ entry }) => entry);
}

/** Of the address with its zone inside. */
function keyOf({ prefix, zone }: KernelEntry): string {
  const inside = kernelForm({ address: prefix.address, zone });
  return addressKey(inside.ok ? inside.value : prefix.address);
}

/** The longest prefix that covers a destination, of entries that are few. */
export function bestOf(entries: readonly KernelEntry[], destination: Address, zone: number): KernelEntry | undefined {
  let best: KernelEntry | undefined;
  for (const entry of entries)
    if (entry.zone === zone && prefixContains(entry.prefix, destination) && (best?.prefix.length ?? -1) < entry.prefix.length) best = entry;
  return best;
}
