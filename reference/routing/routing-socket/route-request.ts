import type { RoutingService } from '../../ipv6/services.js';
import type { Route, RouteKey, RouteTarget } from '../../ipv6/forwarding/routing-table.js';
import { isUnicast, needsZone, sameAddress, type Address } from '../../net/address.js';
import { ADDRESS_BITS, prefixContains, prefixOf, type Prefix } from '../../net/prefix.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { DataModel } from './c-structure.js';
import { AF_INET6, AF_LINK, RTF, RTM, RTV_ALL, RTV_HOPCOUNT, type ErrorName } from './constants.js';
import { apiForm } from './embedded-scope.js';
import { bestOf, entryOfRoute, ownEntries, type KernelEntry, type KernelInterface } from './kernel-table.js';
import type { RouteMessage } from './routing-message.js';
import { decodeInet6, decodeLink, decodeMask } from './socket-address.js';

/** What requests are carried out on. */
export interface RequestGround {
  readonly routing: Pick<RoutingService, 'add' | 'remove' | 'inUse' | 'lookup'>;
  readonly interfaces: readonly KernelInterface[];
  /** The interface by which the node would send to an address. */
  linkTowards(address: Address): string | undefined;
  readonly model: DataModel;
}

type Answer<T> = Result<T, ErrorName>;

/** The entry that a request is about, after it was carried out; one that was deleted, as it was. */
export function carryOutRequest(message: RouteMessage, ground: RequestGround): Answer<KernelEntry> {
  const key = keyOf(message, ground);
  if (!key.ok) return key;
  switch (message.header.type) {
    case RTM.ADD:
      return add(message, key.value, ground);
    case RTM.DELETE:
      return remove(key.value, ground);
    case RTM.CHANGE:
      return change(message, key.value, ground);
    case RTM.LOCK:
      return lock(message, key.value, ground);
    case RTM.GET:
      return message.addresses.NETMASK === undefined ? best(key.value, ground) : exact(key.value, ground);
    default:
      return failed('EOPNOTSUPP');
  }
}

interface Key extends RouteKey {
  readonly zoneIndex: number;
}

interface Placed {
  readonly address: Address;
  readonly zone?: KernelInterface;
}

/** The destination and its mask; host bits are cut off. Without a mask it is a host. */
function keyOf(message: RouteMessage, ground: RequestGround): Answer<Key> {
  const { DST, NETMASK } = message.addresses;
  if (DST === undefined) return failed('EINVAL');
  const placed = placedAddress(DST, ground);
  if (!placed.ok) return placed;
  const isHost = (message.header.flags & RTF.HOST) !== 0 || NETMASK === undefined;
  const length = isHost ? ok(ADDRESS_BITS) : decodeMask(NETMASK);
  if (!length.ok) return failed('EINVAL');
  const { address, zone } = placed.value;
  const prefix: Prefix = prefixOf(address, length.value);
  // Cut to a few bits it is no prefix of one link any more.
  return zone !== undefined && needsZone(prefix.address)
    ? ok({ prefix, zoneIndex: zone.index, zone: zone.name })
    : ok({ prefix, zoneIndex: 0 });
}

/**
 * An address on a routing socket has its zone inside. One that has it beside, or none at all, is on no link in particular,
 * and what it names must not be guessed (RFC 4007 section 6).
 */
function placedAddress(octets: Uint8Array, { interfaces, model }: RequestGround): Answer<Placed> {
  const decoded = decodeInet6(octets, model);
  if (!decoded.ok) return failed(familyOf(octets) === AF_INET6 ? 'EINVAL' : 'EAFNOSUPPORT');
  if (decoded.value.scopeId !== 0) return failed('EINVAL');
  const { address, zone } = apiForm(decoded.value.address);
  if (!needsZone(address)) return ok({ address });
  if (zone === 0) return failed('EINVAL');
  const iface = interfaces.find(({ index }) => index === zone);
  return iface === undefined ? failed('ENXIO') : ok({ address, zone: iface });
}

const familyOf = (octets: Uint8Array): number | undefined => octets[1];

function add(message: RouteMessage, key: Key, ground: RequestGround): Answer<KernelEntry> {
  const target = targetOf(message, ground);
  if (!target.ok) return target;
  const known = exact(key, ground);
  // A neighbour's entry makes room: it was made only because its address was used.
  if (known.ok && (known.value.flags & RTF.WASCLONED) === 0) return failed('EEXIST');
  return entered({ ...routeKey(key), origin: originOf(message), target: target.value, ...metricOf(message), ...locksOf(message) }, ground);
}

const originOf = ({ header }: RouteMessage): Route['origin'] => ((header.flags & RTF.STATIC) !== 0 ? 'static' : 'program');
const routeKey = ({ prefix, zone }: Key): RouteKey => ({ prefix, ...(zone !== undefined && { zone }) });

/** Of the metrics a route keeps one; the others are no matter of this node, and no reader is told of them. */
const metricOf = ({ header }: RouteMessage): Pick<Route, 'metric'> =>
  (header.inits & RTV_HOPCOUNT) !== 0 ? { metric: header.hopCount } : {};

/** `inits` says which metrics are meant, `locks` which of them are locked from now on; the others stay as they were. */
function locksOf({ header }: RouteMessage, before = 0): Pick<Route, 'lockedMetrics'> {
  const meant = header.inits & RTV_ALL;
  const lockedMetrics = (before & ~meant) | (meant & header.locks);
  return lockedMetrics === 0 ? {} : { lockedMetrics };
}

function entered(route: Route, { routing, interfaces }: RequestGround): Answer<KernelEntry> {
  const entry = entryOfRoute(route, interfaces);
  if (entry === undefined) return failed('ENXIO');
  routing.add(route);
  return ok(entry);
}

/** An entry that may be changed: what the node keeps by itself comes and goes with what it stands for. */
function changeable(key: Key, ground: RequestGround): Answer<KernelEntry & { readonly route: Route }> {
  const found = exact(key, ground);
  if (!found.ok) return found;
  const { route } = found.value;
  return route === undefined ? failed('EPERM') : ok({ ...found.value, route });
}

/** The gateway of the message is no matter. */
function remove(key: Key, ground: RequestGround): Answer<KernelEntry> {
  const found = changeable(key, ground);
  if (!found.ok) return found;
  const { prefix, origin, zone } = found.value.route;
  ground.routing.remove(prefix, origin, zone);
  return found;
}

/** Gateway and metric are set in place; what the message leaves out stays. */
function change(message: RouteMessage, key: Key, ground: RequestGround): Answer<KernelEntry> {
  const found = changeable(key, ground);
  if (!found.ok) return found;
  const { lockedMetrics, ...unlocked } = found.value.route;
  const target = message.addresses.GATEWAY === undefined ? ok(unlocked.target) : targetOf(message, ground);
  return target.ok
    ? entered({ ...unlocked, ...metricOf(message), ...locksOf(message, lockedMetrics), target: target.value }, ground)
    : target;
}

/** The metrics themselves stay, whatever the message says of them. */
function lock(message: RouteMessage, key: Key, ground: RequestGround): Answer<KernelEntry> {
  const found = changeable(key, ground);
  if (!found.ok) return found;
  const { lockedMetrics, ...unlocked } = found.value.route;
  return entered({ ...unlocked, ...locksOf(message, lockedMetrics) }, ground);
}

function exact({ prefix, zone, zoneIndex }: Key, { routing, interfaces }: RequestGround): Answer<KernelEntry> {
  const route = routing.inUse({ prefix, ...(zone !== undefined && { zone }) });
  const entry = route && entryOfRoute(route, interfaces);
  if (entry !== undefined) return ok(entry);
  const isMeant = (one: KernelEntry): boolean =>
    one.prefix.length === prefix.length && one.zone === zoneIndex && prefixContains(one.prefix, prefix.address);
  const own = ownEntries(interfaces).find(isMeant);
  return own === undefined ? failed('ESRCH') : ok(own);
}

/** The entry that a packet would be sent by: the longest prefix, of routes and of what else the table has. */
function best({ prefix, zone, zoneIndex }: Key, { routing, interfaces }: RequestGround): Answer<KernelEntry> {
  const route = routing.lookup(prefix.address, zone);
  const routed = route && entryOfRoute(route, interfaces);
  const own = bestOf(ownEntries(interfaces), prefix.address, zoneIndex);
  const found = routed === undefined || (own !== undefined && own.prefix.length > routed.prefix.length) ? own : routed;
  return found === undefined ? failed('ESRCH') : ok(found);
}

/** Where a route leads: to nowhere, to neighbours on a link, or to a router. */
function targetOf(message: RouteMessage, ground: RequestGround): Answer<RouteTarget> {
  const { flags } = message.header;
  const { GATEWAY } = message.addresses;
  if (GATEWAY === undefined) return failed('EINVAL');
  if ((flags & RTF.REJECT) !== 0) return ok({ kind: 'reject' });
  if ((flags & RTF.BLACKHOLE) !== 0) return ok({ kind: 'blackhole' });
  const named = interfaceOf(message, ground);
  if (!named.ok) return named;
  if (familyOf(GATEWAY) === AF_LINK) return onLink(GATEWAY, named.value, ground);
  const placed = placedAddress(GATEWAY, ground);
  if (!placed.ok) return placed;
  const { address, zone } = placed.value;
  if (!isUnicast(address)) return failed('EINVAL');
  if (zone !== undefined && named.value !== undefined && named.value !== zone) return failed('EINVAL');
  const name = (zone ?? named.value)?.name ?? ground.linkTowards(address);
  if (name === undefined) return failed('ENETUNREACH');
  // Without the flag the gateway is an address of this node: its interface is where the destinations are.
  if ((flags & RTF.GATEWAY) !== 0) return ok({ kind: 'interface', name, gateway: address });
  const holder = ground.interfaces.find((iface) => iface.name === name && iface.addresses.some((own) => sameAddress(own.address, address)));
  return holder === undefined ? failed('ENETUNREACH') : ok({ kind: 'interface', name });
}

/** RTA_IFP: the interface that the message names, if it does. */
function interfaceOf({ addresses }: RouteMessage, ground: RequestGround): Answer<KernelInterface | undefined> {
  return addresses.IFP === undefined ? ok(undefined) : namedInterface(addresses.IFP, ground);
}

function namedInterface(octets: Uint8Array, { interfaces, model }: RequestGround): Answer<KernelInterface | undefined> {
  const decoded = decodeLink(octets, model);
  if (!decoded.ok) return failed('EINVAL');
  const { index, name } = decoded.value;
  // An empty one in a request asks for the interface in the answer.
  if (index === 0 && name === '') return ok(undefined);
  const found = interfaces.find((iface) => (index === 0 || iface.index === index) && (name === '' || iface.name === name));
  return found === undefined ? failed('ENXIO') : ok(found);
}

function onLink(gateway: Uint8Array, named: KernelInterface | undefined, ground: RequestGround): Answer<RouteTarget> {
  const told = namedInterface(gateway, ground);
  if (!told.ok) return told;
  const iface = told.value ?? named;
  return iface === undefined ? failed('EINVAL') : ok({ kind: 'interface', name: iface.name });
}
