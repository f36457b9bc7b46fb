import { concat } from '../../net/octets.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { DecodeError } from '../../wire/kit/description.js';
import { decodeAnnouncement, type AnnouncementMessage } from './announcement.js';
import { structure, type DataModel, type Structure, type Values } from './c-structure.js';
import { RTA, RTM, RTM_VERSION, type RouteAddressName } from './constants.js';

/** What every message begins with: whoever does not know a type leaves out as much as the length says. */
const COMMON = { length: 2, version: 1, type: 1 } as const;
const CommonHeader = structure('header', COMMON);

/** struct rt_msghdr with its struct rt_metrics. */
export const RouteHeader = structure('rt_msghdr', {
  ...COMMON,
  index: 2,
  padding: 2,
  flags: 4,
  addresses: 4,
  pid: 4,
  seq: 4,
  errno: 4,
  use: 4,
  inits: 'long',
  locks: 'long',
  mtu: 'long',
  hopCount: 'long',
  expire: 'long',
  receivePipe: 'long',
  sendPipe: 'long',
  slowStartThreshold: 'long',
  roundTripTime: 'long',
  roundTripVariance: 'long',
  packetsSent: 'long',
  filler0: 'long',
  filler1: 'long',
  filler2: 'long',
  filler3: 'long',
});
export type RouteHeader = Values<typeof RouteHeader>;

/** struct ifa_msghdr. */
export const AddressHeader = structure('ifa_msghdr', { ...COMMON, addresses: 4, flags: 4, index: 2, padding: 2, metric: 4 });
export type AddressHeader = Values<typeof AddressHeader>;

/** struct if_msghdr with its struct if_data. */
export const InterfaceHeader = structure('if_msghdr', {
  ...COMMON,
  addresses: 4,
  flags: 4,
  index: 2,
  padding: 2,
  interfaceType: 1,
  physical: 1,
  addressLength: 1,
  headerLength: 1,
  receiveQuota: 1,
  transmitQuota: 1,
  dataPadding: 2,
  mtu: 'long',
  metric: 'long',
  baudRate: 'long',
  packetsIn: 'long',
  errorsIn: 'long',
  packetsOut: 'long',
  errorsOut: 'long',
  collisions: 'long',
  octetsIn: 'long',
  octetsOut: 'long',
  multicastsIn: 'long',
  multicastsOut: 'long',
  queueDropsIn: 'long',
  unknownProtocolIn: 'long',
  hardwareAssist: 'long',
  unused: 'long',
  lastChangeSeconds: 'long',
  lastChangeMicroseconds: 'long',
});
export type InterfaceHeader = Values<typeof InterfaceHeader>;

/** Socket addresses as they are, each as long as it says itself; one of length zero has its one octet, zero. */
export type RouteAddresses = { readonly [K in RouteAddressName]?: Uint8Array };

interface Addressed<K extends string, H> {
  readonly kind: K;
  readonly header: H;
  readonly addresses: RouteAddresses;
  /** What follows the addresses inside of the length. */
  readonly rest: Uint8Array;
}

export type RouteMessage = Addressed<'route', RouteHeader>;
export type AddressMessage = Addressed<'address', AddressHeader>;
export type InterfaceMessage = Addressed<'interface', InterfaceHeader>;
/** Of a type or version that is not known here. */
export interface OtherMessage {
  readonly kind: 'other';
  readonly header: Values<typeof CommonHeader>;
  readonly rest: Uint8Array;
}
export type RoutingMessage = RouteMessage | AddressMessage | InterfaceMessage | AnnouncementMessage | OtherMessage;

const HEADERS = { route: RouteHeader, address: AddressHeader, interface: InterfaceHeader } as const;
type Kind = keyof typeof HEADERS;

const KINDS: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  ...[RTM.ADD, RTM.DELETE, RTM.CHANGE, RTM.GET, RTM.LOSING, RTM.REDIRECT, RTM.MISS, RTM.LOCK, RTM.RESOLVE].map(
    (type) => [type, 'route'] as const,
  ),
  [RTM.NEWADDR, 'address'],
  [RTM.DELADDR, 'address'],
  [RTM.IFINFO, 'interface'],
]);

const NAMES = Object.keys(RTA) as readonly RouteAddressName[];

/** The next multiple of `long`; an address without length takes one as well. */
const rounded = (octets: number, { longOctets }: DataModel): number => Math.max(1, Math.ceil(octets / longOctets)) * longOctets;

export interface RoutingMessageDraft<K extends Kind> {
  readonly kind: K;
  /** `length`, `version` and the mask of addresses are worked out where they are left out. */
  readonly header: Partial<Values<(typeof HEADERS)[K]>>;
  readonly addresses?: RouteAddresses;
  readonly rest?: Uint8Array;
}

/** The octets of a message: addresses in the order of their bits, each filled up with zeros. */
export function encodeRoutingMessage<K extends Kind>(draft: RoutingMessageDraft<K>, model: DataModel): Uint8Array {
  const { addresses = {}, rest = new Uint8Array(0) } = draft;
  const header: Structure = HEADERS[draft.kind];
  const given = NAMES.filter((name) => addresses[name] !== undefined);
  const parts = given.map((name) => filledUp(addresses[name] ?? rest, model));
  const length = header.size(model) + parts.reduce((sum, part) => sum + part.length, 0) + rest.length;
  const mask = given.reduce((bits, name) => bits | RTA[name], 0);
  return concat(header.encode({ length, version: RTM_VERSION, addresses: mask, ...draft.header }, model), ...parts, rest);
}

function filledUp(address: Uint8Array, model: DataModel): Uint8Array {
  const octets = new Uint8Array(rounded(address.length, model));
  octets.set(address);
  return octets;
}

/** Reads the message at the start of the octets; what follows its length is left alone. Never throws. */
export function decodeRoutingMessage(octets: Uint8Array, model: DataModel): Result<RoutingMessage, DecodeError> {
  const common = CommonHeader.decode(octets, model);
  if (!common.ok) return common;
  const { length, version, type } = common.value;
  const place = { path: 'header.length', offset: 0, needed: CommonHeader.size(model), left: octets.length };
  if (length < place.needed) return failed({ kind: 'bad-length', ...place });
  if (length > octets.length) return failed({ kind: 'truncated', ...place, needed: length });
  const message = octets.subarray(0, length);
  if (version === RTM_VERSION && type === RTM.IFANNOUNCE) return decodeAnnouncement(message, model);
  const kind = version === RTM_VERSION ? KINDS.get(type) : undefined;
  if (kind === undefined) return ok({ kind: 'other', header: common.value, rest: message.slice(CommonHeader.size(model)) });
  switch (kind) {
    case 'route':
      return addressed(kind, RouteHeader.decode(message, model), message, model);
    case 'address':
      return addressed(kind, AddressHeader.decode(message, model), message, model);
    case 'interface':
      return addressed(kind, InterfaceHeader.decode(message, model), message, model);
  }
}

function addressed<K extends Kind, H extends { readonly addresses: number }>(
  kind: K,
  header: Result<H, DecodeError>,
  message: Uint8Array,
  model: DataModel,
): Result<Addressed<K, H>, DecodeError> {
  if (!header.ok) return header;
  const addresses: { -readonly [N in keyof RouteAddresses]: Uint8Array } = {};
  let at = HEADERS[kind].size(model);
  for (const name of NAMES) {
    if ((header.value.addresses & RTA[name]) === 0) continue;
    const size = Math.max(1, message[at] ?? 0);
    const left = message.length - at;
    if (size > left) return failed({ kind: 'truncated', path: `addresses.${name}`, offset: at, needed: size, left });
    addresses[name] = message.slice(at, at + size);
    // The last one need not be filled up: nothing comes behind it.
    at = Math.min(message.length, at + rounded(size, model));
  }
  return ok({ kind, header: header.value, addresses, rest: message.slice(at) });
}

/** The messages of a dump or of what a socket delivered, one behind the other. */
export function decodeRoutingMessages(octets: Uint8Array, model: DataModel): Result<readonly RoutingMessage[], DecodeError> {
  const messages: RoutingMessage[] = [];
  for (let at = 0; at < octets.length;) {
    const decoded = decodeRoutingMessage(octets.subarray(at), model);
    if (!decoded.ok)
      return failed({ ...decoded.error, path: `messages[${messages.length}].${decoded.error.path}`, offset: at + decoded.error.offset });
    messages.push(decoded.value);
    at += decoded.value.header.length;
  }
  return ok(messages);
}
