import { formatAddress, isLinkLocal, isMulticast, sameAddress } from '../../reference/net/address.js';
import { formatLinkLayerAddress, isGroupAddress } from '../../reference/net/link-layer-address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { UDP_HEADER_OCTETS } from '../../reference/wire/udp.js';
import { checksumRule } from '../icmpv6/message.rules.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';
import { ALL_RIP_ROUTERS, ALL_RIP_ROUTERS_MAC, REQUEST, RESPONSE, RIPNG_PORT } from './constants.js';
import { isFromRouter, isOfAnother, isResponse, isUpdate, portsOf, ripngOf } from './observed.js';

const VERSION = 1;
/** RFC 2080 section 2.1. */
const HEADER_OCTETS = 4;
const ENTRY_OCTETS = 20;
const UPDATE_HOP_LIMIT = 255;

const onRipng = (rule: Omit<FrameRule, 'on'>): FrameRule => ({ ...rule, on: ['ripng'] });

/** A field of the header of RIPng, in what routers send. */
const field = (
  wanted: string,
  name: 'command' | 'version' | 'reserved',
  isRight: (value: number) => boolean,
): Pick<FrameRule, 'reads' | 'check'> => ({
  reads: 'message',
  check(packet) {
    const value = isFromRouter(packet) ? ripngOf(packet)?.[name] : undefined;
    if (value === undefined) return undefined;
    return isRight(value) ? KEPT : broken(`${name} ${value}, wanted ${wanted}`, `ripng.${name}`);
  },
});

/** The UDP header tells, of messages too that the capture cut. */
function isWholeEntries(packet: ObservedPacket): Outcome {
  const { length } = portsOf(packet);
  // The length of a jumbogram is 0 (RFC 2675 section 4).
  if (!isFromRouter(packet) || length === undefined || length === 0) return undefined;
  const octets = length - UDP_HEADER_OCTETS;
  const surplus = octets - HEADER_OCTETS;
  return surplus >= 0 && surplus % ENTRY_OCTETS === 0 ? KEPT : broken(`${octets} octets, wanted 4 and 20 for each entry`, 'udp.length');
}

function checksum(packet: ObservedPacket): Outcome {
  if (!isFromRouter(packet)) return undefined;
  return portsOf(packet).checksum === 0 ? broken('checksum 0', 'udp.checksum') : checksumRule(packet);
}

/** RFC 2080 section 2.5. A list of neighbours, for links without broadcast, is left to the implementor: unicast is not looked at. */
function goesToGroup(packet: ObservedPacket): Outcome {
  if (!isUpdate(packet)) return undefined;
  const { destination, linkDestination } = packet;
  if (!sameAddress(destination, ALL_RIP_ROUTERS))
    return broken(`goes to ${formatAddress(destination)}, wanted ff02::9`, 'ipv6.destination');
  if (!linkDestination || equalOctets(linkDestination, ALL_RIP_ROUTERS_MAC)) return KEPT;
  // RFC 6085: a multicast packet may be framed to one node alone.
  if (!isGroupAddress(linkDestination)) return undefined;
  return broken(`goes to ${formatLinkLayerAddress(linkDestination)}, wanted 33:33:00:00:00:09`, 'ethernet.destination');
}

/** RFC 2080 section 2.1; who asks may use any port, but whoever tells all routers is a router. */
function leavesFromPort(packet: ObservedPacket): Outcome {
  const { sourcePort } = portsOf(packet);
  if (!isResponse(packet) || isOfAnother(packet) || portsOf(packet).destinationPort !== RIPNG_PORT) return undefined;
  return sourcePort === RIPNG_PORT ? KEPT : broken(`a response from port ${sourcePort}, wanted 521`, 'udp.sourcePort');
}

function goesToPort(packet: ObservedPacket): Outcome {
  const { destinationPort } = portsOf(packet);
  if (!isFromRouter(packet) || !sameAddress(packet.destination, ALL_RIP_ROUTERS)) return undefined;
  return destinationPort === RIPNG_PORT ? KEPT : broken(`goes to port ${destinationPort}, wanted 521`, 'udp.destinationPort');
}

/** RFC 2080 section 2.5.2 excepts answers to requests from another port, and these go back to that port. */
function comesFromLinkLocal(packet: ObservedPacket): Outcome {
  if (!isFromRouter(packet) || !isResponse(packet)) return undefined;
  if (portsOf(packet).destinationPort !== RIPNG_PORT && !isMulticast(packet.destination)) return undefined;
  return isLinkLocal(packet.source) ? KEPT : broken(`a response from ${formatAddress(packet.source)}`, 'ipv6.source');
}

/** RFC 2080 section 2.4.2; requests and what answers them may cross routers. */
function startsAt255({ ipv6: { hopLimit } }: ObservedPacket): Outcome {
  return hopLimit === UPDATE_HOP_LIMIT ? KEPT : broken(`hop limit ${hopLimit}, wanted 255`, 'ipv6.hopLimit');
}

/** What every message of RIPng has to be (RFC 2080 sections 2.1, 2.4.2, 2.5, 2.5.2). */
export const ripngMessageRules: readonly FrameRule[] = [
  onRipng({
    id: 'ripng.message.command',
    requirement: 'rip-command-tx',
    title: 'sends requests and responses only',
    ...field('1 or 2', 'command', (command) => command === REQUEST || command === RESPONSE),
  }),
  onRipng({
    id: 'ripng.message.version',
    requirement: 'rip-version-tx',
    title: 'sends version 1',
    ...field('1', 'version', (version) => version === VERSION),
  }),
  onRipng({
    id: 'ripng.message.reserved',
    requirement: 'rip-mbz-tx',
    title: 'leaves the octets after the version zero',
    ...field('0', 'reserved', (reserved) => reserved === 0),
  }),
  onRipng({
    id: 'ripng.message.length',
    requirement: 'rip-length-tx',
    title: 'sends whole entries of 20 octets behind the 4 of the header',
    reads: 'headers',
    check: isWholeEntries,
  }),
  onRipng({
    id: 'ripng.message.checksum',
    requirement: 'rip-checksum-tx',
    title: 'sends right checksums, and none of zero',
    reads: 'message',
    check: checksum,
  }),
  onRipng({
    id: 'ripng.update.destination',
    requirement: 'rip-dst-allrouters',
    title: 'sends updates to ff02::9, in frames to 33:33:00:00:00:09',
    reads: 'headers',
    check: goesToGroup,
  }),
  onRipng({
    id: 'ripng.update.source-port',
    requirement: 'rip-udp-port-src',
    title: 'sends responses to port 521 from port 521',
    reads: 'message',
    check: leavesFromPort,
  }),
  onRipng({
    id: 'ripng.update.destination-port',
    requirement: 'rip-udp-port-dst',
    title: 'sends what goes to all routers to port 521',
    reads: 'headers',
    check: goesToPort,
  }),
  onRipng({
    id: 'ripng.update.source',
    requirement: 'rip-src-linklocal',
    title: 'sends responses to port 521 from a link-local address',
    reads: 'headers',
    check: comesFromLinkLocal,
  }),
  onRipng({
    id: 'ripng.update.hop-limit',
    requirement: 'rip-hoplimit-tx',
    title: 'sends updates with hop limit 255',
    reads: 'headers',
    check: (packet) => (isUpdate(packet) ? startsAt255(packet) : undefined),
  }),
];
