import { isLinkLocal, isMulticast } from '../../reference/net/address.js';
import type { Layer } from '../../reference/wire/frame.js';
import type { Ipv6 } from '../../reference/wire/ipv6.js';
import type { NeighborSolicitation } from '../../reference/wire/nd.js';
import type { Udp } from '../../reference/wire/udp.js';
import { RIPNG_PORT } from '../../suites/ripng/constants.js';
import { ICMPV6, MLD, NEIGHBOR_DISCOVERY, NEIGHBOR_SOLICITATIONS, UDP, type PacketKind } from '../../suites/kit/rule.js';

/** A kind of packets with what is asked of it for every packet: looked up once, not by name each time. */
export interface KnownKind {
  readonly kind: PacketKind;
  /** From 0 on. */
  readonly number: number;
  readonly isNeighborDiscovery: boolean;
  /** No router forwards it: who sends the frame sends the packet. */
  readonly staysOnLink: boolean;
  /** Its message has a Target Address that others ask for, or are told of. */
  readonly hasTarget: boolean;
}

const KINDS: readonly PacketKind[] = [...ICMPV6, ...UDP, 'tunnelled', 'other'];
const isOneOf = (kinds: readonly PacketKind[], kind: PacketKind): boolean => kinds.includes(kind);

/** Every kind, by its number. */
export const KNOWN_KINDS: readonly KnownKind[] = KINDS.map((kind, number) => ({
  kind,
  number,
  isNeighborDiscovery: isOneOf(NEIGHBOR_DISCOVERY, kind),
  staysOnLink: isOneOf(NEIGHBOR_DISCOVERY, kind) || isOneOf(MLD, kind),
  hasTarget: isOneOf(NEIGHBOR_SOLICITATIONS, kind) || kind === 'neighbor-advertisement',
}));

const known = (kind: PacketKind): KnownKind => KNOWN_KINDS[KINDS.indexOf(kind)] as KnownKind;

const BY_MESSAGE = new Map<string, KnownKind>(
  Object.entries({
    routerSolicitation: known('router-solicitation'),
    routerAdvertisement: known('router-advertisement'),
    neighborAdvertisement: known('neighbor-advertisement'),
    redirect: known('redirect'),
    echoRequest: known('echo-request'),
    echoReply: known('echo-reply'),
    destinationUnreachable: known('icmpv6-error'),
    packetTooBig: known('icmpv6-error'),
    timeExceeded: known('icmpv6-error'),
    parameterProblem: known('icmpv6-error'),
    multicastListenerQuery: known('mld-query'),
    multicastListenerQuery2: known('mld-query'),
    multicastListenerReport: known('mld-report'),
    multicastListenerReport2: known('mld-report'),
    multicastListenerDone: known('mld-done'),
    routerRenumberingCommand: known('router-renumbering'),
    routerRenumberingResult: known('router-renumbering'),
    sequenceNumberReset: known('router-renumbering'),
    nodeInformationQuery: known('node-information-query'),
    nodeInformationReply: known('node-information-reply'),
    nodeNameReply: known('node-information-reply'),
    nodeAddressesReply: known('node-information-reply'),
    unknownIcmpv6: known('other-icmpv6'),
    udp: known('udp'),
    ipv6: known('tunnelled'),
    ipv4: known('tunnelled'),
  }),
);
const DAD = known('dad-solicitation');
const UNICAST = known('unicast-solicitation');
const MULTICAST_LINK_LOCAL = known('multicast-solicitation-link-local');
const MULTICAST_GLOBAL = known('multicast-solicitation-global');
const OTHER = known('other');
const RIPNG = known('ripng');

export function kindOf(message: Layer, ipv6: Ipv6, fromUnspecified: boolean): KnownKind {
  // A packet without a message stands for itself.
  if (message.value === ipv6) return OTHER;
  if (message.name === 'udp' && isOfRipng(message.value as Partial<Udp>)) return RIPNG;
  if (message.name !== 'neighborSolicitation') return BY_MESSAGE.get(message.name) ?? OTHER;
  if (fromUnspecified) return DAD;
  if (!isMulticast(ipv6.destination)) return UNICAST;
  const { target } = message.value as Partial<NeighborSolicitation>;
  return target && isLinkLocal(target) ? MULTICAST_LINK_LOCAL : MULTICAST_GLOBAL;
}

const isOfRipng = ({ sourcePort, destinationPort }: Partial<Udp>): boolean => sourcePort === RIPNG_PORT || destinationPort === RIPNG_PORT;
