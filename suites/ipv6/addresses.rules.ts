import { formatAddress, isLinkLocal, isLoopback, isMulticast, isUnspecified, multicastScope } from '../../reference/net/address.js';
import { formatLinkLayerAddress, isGroupAddress } from '../../reference/net/link-layer-address.js';
import { LinuxCooked, LinuxCooked2, Loopback } from '../../reference/wire/link-headers.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';

const INTERFACE_LOCAL = 1;

const onEveryPacket = (rule: Omit<FrameRule, 'on' | 'reads'>): FrameRule => ({ ...rule, on: 'every packet', reads: 'headers' });

/** The unspecified, loopback and IPv4-mapped addresses begin with a zero octet. */
const beginAsUsual = ({ ipv6, source, destination }: ObservedPacket): boolean =>
  ipv6.version === 6 && source[0] !== 0 && destination[0] !== 0 && source[0] !== 0xff;

/** ARPHRD_LOOPBACK of Linux. */
const LOOPBACK_HARDWARE = 772;
const isZero = (octets: Uint8Array): boolean => octets.every((octet) => octet === 0);

/** Captured on the loopback interface: what has to stay within a node does so there (RFC 4291 sections 2.5.3 and 2.7). */
function isInsideNode({ decoded, linkSource, linkDestination }: ObservedPacket): boolean {
  const link = decoded.layers[0];
  if (link?.message === Loopback) return true;
  if (link?.message === LinuxCooked || link?.message === LinuxCooked2)
    return (link.value as LinuxCooked2).hardwareType === LOOPBACK_HARDWARE;
  return !!linkSource && !!linkDestination && isZero(linkSource) && isZero(linkDestination);
}

const isAboutLoopback = ({ source, destination }: ObservedPacket): boolean =>
  (source[0] === 0 && isLoopback(source)) || (destination[0] === 0 && isLoopback(destination));

function keepsLoopbackInside(packet: ObservedPacket): Outcome {
  if (!isAboutLoopback(packet)) return KEPT;
  if (isInsideNode(packet)) return undefined;
  const { source, destination } = packet;
  const path = isLoopback(source) ? 'ipv6.source' : 'ipv6.destination';
  return broken(`${formatAddress(source)} to ${formatAddress(destination)}`, path);
}

function keepsInterfaceLocalInside(packet: ObservedPacket): Outcome {
  const { destination } = packet;
  if (!isMulticast(destination)) return undefined;
  if (multicastScope(destination) !== INTERFACE_LOCAL) return KEPT;
  return isInsideNode(packet) ? undefined : broken(`goes to ${formatAddress(destination)}`, 'ipv6.destination');
}

/** ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2). */
function isMapped(address: Uint8Array): boolean {
  if (address[0] !== 0 || address[10] !== 0xff || address[11] !== 0xff) return false;
  for (let i = 1; i < 10; i++) if (address[i] !== 0) return false;
  return true;
}

/** RFC 4291 section 2.5.6: 54 zero bits follow the prefix; KAME keeps the interface index in octets 2 and 3. */
const hasZone = (address: Uint8Array): boolean => isLinkLocal(address) && (address[2] !== 0 || address[3] !== 0);

function mapsGroup(group: Uint8Array, to: Uint8Array | undefined): Outcome {
  if (!to || !isMulticast(group)) return undefined;
  // RFC 6085: a multicast packet may be framed to one node alone.
  if (!isGroupAddress(to)) return undefined;
  const mapped =
    to[0] === 0x33 && to[1] === 0x33 && to[2] === group[12] && to[3] === group[13] && to[4] === group[14] && to[5] === group[15];
  return mapped ? KEPT : broken(`${formatAddress(group)} sent to ${formatLinkLayerAddress(to)}`, 'ethernet.destination');
}

/** Addresses that never appear on a link, or not in that place. */
export const addressRules: readonly FrameRule[] = [
  onEveryPacket({
    id: 'ipv6.header.version',
    requirement: 'hdr-version-out',
    title: 'sends packets of version 6',
    usual: beginAsUsual,
    check: ({ ipv6 }) => (ipv6.version === 6 ? KEPT : broken(`version ${ipv6.version}`, 'ipv6.version')),
  }),
  onEveryPacket({
    id: 'ipv6.source.not-multicast',
    requirement: 'addr-multicast-never-source',
    title: 'sends from no multicast address',
    usual: beginAsUsual,
    check: ({ source }) => (source[0] !== 0xff ? KEPT : broken(`comes from ${formatAddress(source)}`, 'ipv6.source')),
  }),
  onEveryPacket({
    id: 'ipv6.address.not-loopback',
    requirement: 'hdr-loopback-never-out',
    title: 'keeps ::1 off the link',
    usual: beginAsUsual,
    check: keepsLoopbackInside,
  }),
  onEveryPacket({
    id: 'ipv6.destination.not-unspecified',
    requirement: 'addr-unspecified-never-destination',
    title: 'sends nothing to ::',
    usual: beginAsUsual,
    check: ({ destination }) => (destination[0] !== 0 || !isUnspecified(destination) ? KEPT : broken('goes to ::', 'ipv6.destination')),
  }),
  onEveryPacket({
    id: 'ipv6.source.not-mapped',
    requirement: 'addr-v4mapped-never-source',
    title: 'sends from no IPv4-mapped address',
    usual: beginAsUsual,
    check: ({ source }) => (!isMapped(source) ? KEPT : broken(`comes from ${formatAddress(source)}`, 'ipv6.source')),
  }),
  onEveryPacket({
    id: 'ipv6.destination.not-mapped',
    requirement: 'addr-v4mapped-never-destination',
    title: 'sends to no IPv4-mapped address',
    usual: beginAsUsual,
    check: ({ destination }) => (!isMapped(destination) ? KEPT : broken(`goes to ${formatAddress(destination)}`, 'ipv6.destination')),
  }),
  onEveryPacket({
    id: 'ipv6.address.no-embedded-zone',
    requirement: 'scope-zone-internal-kame',
    title: 'sends link-local addresses without an interface index inside',
    check: ({ source, destination }) =>
      isLinkLocal(source) || isLinkLocal(destination)
        ? !hasZone(source) && !hasZone(destination)
          ? KEPT
          : broken(`${formatAddress(source)} to ${formatAddress(destination)}`, hasZone(source) ? 'ipv6.source' : 'ipv6.destination')
        : undefined,
  }),
  onEveryPacket({
    id: 'ipv6.destination.scope-zero',
    requirement: 'addr-scope0-never-destination',
    title: 'originates nothing to a multicast address of scope 0',
    check: ({ destination }) =>
      isMulticast(destination)
        ? multicastScope(destination) !== 0
          ? KEPT
          : broken(`goes to ${formatAddress(destination)}`, 'ipv6.destination')
        : undefined,
  }),
  onEveryPacket({
    id: 'ipv6.destination.interface-local',
    requirement: 'hdr-mcast-iflocal-from-wire',
    title: 'keeps interface-local multicast off the link',
    check: keepsInterfaceLocalInside,
  }),
  onEveryPacket({
    id: 'ipv6.multicast.mapping',
    requirement: 'eth-mcast-map',
    title: 'frames multicast to 33:33 and the low 32 bits of the group',
    check: ({ destination, linkDestination }) => mapsGroup(destination, linkDestination),
  }),
];
