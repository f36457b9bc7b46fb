import { formatAddress, sameAddress } from '../../reference/net/address.js';
import { isExtensionHeader } from '../../reference/wire/extension-headers.js';
import type { Layer } from '../../reference/wire/frame.js';
import { IPV6_HEADER_OCTETS, Ipv6 } from '../../reference/wire/ipv6.js';
import type { Ipv6Option } from '../../reference/wire/ipv6-options.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';
import { MINIMUM_MTU } from '../nd/constants.js';

/** The extension headers of the packet inside. */
function headersInside({ decoded: { layers }, message: inside }: ObservedPacket): readonly Layer[] {
  const at = layers.indexOf(inside);
  const end = layers.findIndex((one, i) => i > at && !isExtensionHeader(one));
  return layers.slice(at + 1, end < 0 ? undefined : end);
}

/** The Tunnel Encapsulation Limit among extension headers, the first from left to right. */
function limitIn(headers: readonly Layer[]): number | undefined {
  for (const { name, value } of headers) {
    if (name !== 'destinationOptions') continue;
    const option = ((value as { readonly options?: readonly Ipv6Option[] }).options ?? []).find(
      ({ kind }) => kind === 'tunnelEncapsulationLimit',
    );
    if (option?.kind === 'tunnelEncapsulationLimit') return option.limit;
  }
  return undefined;
}

const onTunnelled = (rule: Omit<FrameRule, 'on' | 'reads'>): FrameRule => ({ ...rule, on: ['tunnelled'], reads: 'headers' });

/** RFC 2473 section 4.1.1: the packet inside tells what the limit outside has to be. */
function limitGoesDown(packet: ObservedPacket): Outcome {
  const limit = packet.message.message === Ipv6 ? limitIn(headersInside(packet)) : undefined;
  if (limit === undefined || limit === 0) return undefined;
  const outside = limitIn(packet.extensionHeaders);
  if (outside === limit - 1) return KEPT;
  const what = outside === undefined ? 'no limit' : `limit ${outside}`;
  return broken(
    `${what} around a packet of limit ${limit}, wanted ${limit - 1}`,
    'destinationOptions.options.tunnelEncapsulationLimit.limit',
  );
}

function limitIsNotUsedUp(packet: ObservedPacket): Outcome {
  if (packet.message.message !== Ipv6) return undefined;
  return limitIn(headersInside(packet)) === 0 ? broken('a packet of limit 0 is in a tunnel') : undefined;
}

/** RFC 2473 section 4.1.2. */
function isNotBetweenTheEnds({ source, destination, message }: ObservedPacket): Outcome {
  const inside = message.value as { readonly source?: Uint8Array; readonly destination?: Uint8Array };
  if (message.message !== Ipv6 || !inside.source || !inside.destination) return undefined;
  if (!sameAddress(inside.source, source) || !sameAddress(inside.destination, destination)) return undefined;
  return broken(`a packet between the ends of the tunnel, ${formatAddress(source)} and ${formatAddress(destination)}, is in the tunnel`);
}

/**
 * RFC 2473 section 7.1: only what cannot be made smaller is carried in fragments. Of IPv4 packets nothing can be said: to those
 * with Don't Fragment section 7.2 grants no fragments, but Dual-Stack Lite (RFC 7084 section 4.4.2) is carried like that.
 */
function fragmentsOnlySmallOnes({ fragment, message: inside }: ObservedPacket): Outcome {
  if (!fragment || inside.message !== Ipv6) return undefined;
  const { payloadLength } = inside.value as { readonly payloadLength?: number };
  if (payloadLength === undefined) return undefined;
  const size = IPV6_HEADER_OCTETS + payloadLength;
  return size <= MINIMUM_MTU ? KEPT : broken(`a packet of ${size} octets is carried in fragments`, 'ipv6.payloadLength');
}

/** What an entry-point puts into a tunnel over IPv6. */
export const encapsulationRules: readonly FrameRule[] = [
  onTunnelled({
    id: 'tunnel.limit.goes-down',
    requirement: 'tun-tel-decrement',
    title: 'lowers the limit of encapsulations by one',
    check: limitGoesDown,
  }),
  onTunnelled({
    id: 'tunnel.limit.not-used-up',
    requirement: 'tun-tel-zero',
    title: 'carries no packet whose limit of encapsulations is used up',
    check: limitIsNotUsedUp,
  }),
  onTunnelled({
    id: 'tunnel.packet.not-between-ends',
    requirement: 'tun-loop-self',
    title: 'carries no packet between the ends of the tunnel',
    check: isNotBetweenTheEnds,
  }),
  onTunnelled({
    id: 'tunnel.fragments.small-packets',
    requirement: 'tun-mtu-gt1280',
    title: 'carries in fragments only what has 1280 octets or less',
    check: fragmentsOnlySmallOnes,
  }),
];
