import { formatAddress, isMulticast, isUnicast } from '../../reference/net/address.js';
import type { NeighborAdvertisement } from '../../reference/wire/nd.js';
import { broken, KEPT, type FrameRule, type ObservedPacket } from '../kit/rule.js';

const advertisementOf = (packet: ObservedPacket): NeighborAdvertisement => packet.message.value as NeighborAdvertisement;

/** RFC 4861 section 4.4, as far as one advertisement alone can tell; what it answers is in `solicited.rules.ts`. */
export const advertisementRules: readonly FrameRule[] = [
  {
    id: 'nd.neighbor-advertisement.target',
    requirement: 'nd-advertisement-format',
    title: 'advertises a unicast address',
    on: ['neighbor-advertisement'],
    reads: 'message',
    check(packet) {
      const { target } = advertisementOf(packet);
      return isUnicast(target) ? KEPT : broken(`advertises ${formatAddress(target)}`, 'neighborAdvertisement.target');
    },
  },
  {
    id: 'nd.neighbor-advertisement.source',
    requirement: 'ar-na-src',
    title: 'comes from a unicast address',
    on: ['neighbor-advertisement'],
    reads: 'headers',
    check: ({ source, fromUnspecified }) =>
      !isMulticast(source) && !fromUnspecified ? KEPT : broken(`comes from ${formatAddress(source)}`, 'ipv6.source'),
  },
  {
    id: 'nd.neighbor-advertisement.multicast-unsolicited',
    requirement: 'ar-unsol-na-s0',
    title: 'has S=0 when it goes to a multicast address',
    on: ['neighbor-advertisement'],
    reads: 'message',
    check: (packet) =>
      isMulticast(packet.destination)
        ? !advertisementOf(packet).solicited
          ? KEPT
          : broken(`S=1 in an advertisement to ${formatAddress(packet.destination)}`, 'neighborAdvertisement.solicited')
        : undefined,
  },
  {
    id: 'nd.neighbor-advertisement.router-flag',
    requirement: 'ar-na-r-flag-router',
    title: 'has R=1 when its sender advertises itself as a router',
    on: ['neighbor-advertisement'],
    reads: 'message',
    check: (packet) =>
      packet.sender.isAdvertisingRouter(packet.at)
        ? advertisementOf(packet).router
          ? KEPT
          : broken('R=0 from a router', 'neighborAdvertisement.router')
        : undefined,
  },
];
