import { formatAddress, isLinkLocal, isMulticast, isUnicast, sameAddress } from '../../reference/net/address.js';
import { layer } from '../../reference/wire/frame.js';
import { Ipv6 } from '../../reference/wire/ipv6.js';
import type { Redirect } from '../../reference/wire/nd.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';

/** RFC 8200 section 5: what a Redirect must not exceed (RFC 4861 section 4.5). */
const MINIMUM_MTU = 1280;

const redirectOf = (packet: ObservedPacket): Redirect => packet.message.value as Redirect;

/** RFC 4861 section 8.2: the quoted packet is the one whose source is told and whose destination is redirected. */
function quotesItsCause(packet: ObservedPacket): Outcome {
  const { destination } = redirectOf(packet);
  const { nested } = packet.message;
  const quoted = nested && layer(nested, Ipv6);
  if (!quoted) return undefined;
  if (!sameAddress(quoted.source, packet.destination))
    return broken(`goes to ${formatAddress(packet.destination)}, the packet came from ${formatAddress(quoted.source)}`, 'ipv6.destination');
  return sameAddress(quoted.destination, destination)
    ? KEPT
    : broken(`redirects ${formatAddress(destination)}, the packet went to ${formatAddress(quoted.destination)}`, 'redirect.destination');
}

const onRedirect = (rule: Omit<FrameRule, 'on'>): FrameRule => ({ ...rule, on: ['redirect'] });

/** RFC 4861 sections 4.5 and 8.2. */
export const redirectRules: readonly FrameRule[] = [
  onRedirect({
    id: 'nd.redirect.source',
    requirement: 'rtr-redirect-not-global-src',
    title: 'comes from a link-local address',
    reads: 'headers',
    check: ({ source }) => (isLinkLocal(source) ? KEPT : broken(`comes from ${formatAddress(source)}`, 'ipv6.source')),
  }),
  onRedirect({
    id: 'nd.redirect.destination',
    requirement: 'rtr-redirect-format',
    title: 'goes to a unicast address',
    reads: 'headers',
    check: ({ destination }) => (isUnicast(destination) ? KEPT : broken(`goes to ${formatAddress(destination)}`, 'ipv6.destination')),
  }),
  onRedirect({
    id: 'nd.redirect.target',
    requirement: 'rtr-redirect-format',
    title: 'names the destination itself or a link-local address as target',
    reads: 'message',
    check(packet) {
      const { target, destination } = redirectOf(packet);
      return sameAddress(target, destination) || isLinkLocal(target) ? KEPT : broken(`target ${formatAddress(target)}`, 'redirect.target');
    },
  }),
  onRedirect({
    id: 'nd.redirect.not-multicast',
    requirement: 'rtr-redirect-not-mcast',
    title: 'redirects no multicast destination',
    reads: 'message',
    check(packet) {
      const { destination } = redirectOf(packet);
      return !isMulticast(destination) ? KEPT : broken(`redirects ${formatAddress(destination)}`, 'redirect.destination');
    },
  }),
  onRedirect({
    id: 'nd.redirect.size',
    requirement: 'rtr-redirect-format',
    title: 'is at most 1280 octets long',
    reads: 'headers',
    check: ({ packetOctets }) => (packetOctets <= MINIMUM_MTU ? KEPT : broken(`${packetOctets} octets`, 'ipv6.payloadLength')),
  }),
  onRedirect({
    id: 'nd.redirect.cause',
    requirement: 'rtr-redirect-format',
    title: 'goes to the source of the packet that it quotes, about its destination',
    reads: 'message',
    check: quotesItsCause,
  }),
];
