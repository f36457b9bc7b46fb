import { formatAddress, isMulticast, isUnicast } from '../../reference/net/address.js';
import type { NeighborAdvertisement } from '../../reference/wire/nd.js';
import { broken, KEPT, undecided, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';

const advertisementOf = (packet: ObservedPacket): NeighborAdvertisement => packet.message.value as NeighborAdvertisement;

const PERHAPS_PROXY = undecided(
  'it may answer for somebody else: a home agent for a host (RFC 6275 section 10.4.1), a proxy for its neighbours',
);

/** What a router does in its own name is told by its Router Advertisements: they come from that address. */
function routerFlag(packet: ObservedPacket): Outcome {
  const { sender, targetKey, at } = packet;
  if (!sender.isAdvertisingRouter(at)) return undefined;
  if (advertisementOf(packet).router) return KEPT;
  return sender.advertisesFrom(targetKey, at) ? broken('R=0 from a router', 'neighborAdvertisement.router') : PERHAPS_PROXY;
}

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
    check: routerFlag,
  },
];
