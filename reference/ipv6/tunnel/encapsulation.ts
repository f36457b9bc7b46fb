import { formatAddress, sameAddress } from '../../net/address.js';
import { PROTOCOL } from '../../wire/protocol-numbers.js';
import { Ipv6 } from '../../wire/ipv6.js';
import type { ErrorMessage, PacketToSend, ReceivedPacket } from '../services.js';
import { carriedPacket } from './carried-packet.js';
import { outerTrafficClass } from './congestion-marks.js';
import { encapsulationLimitIn } from './encapsulation-limit.js';
import { configuredLimit, type Tunnel } from './tunnel.js';

/** RFC 4443 section 3.4. */
const ERRONEOUS_FIELD = 0;

/** Sends a packet through a tunnel (RFC 2473 sections 3.1, 4.1.1 and 7.1); it was forwarded to the tunnel like to any link. */
export function encapsulate(tunnel: Tunnel, { octets, inTransit, tunnelled }: PacketToSend): void {
  const { iface, configuration, underlay } = tunnel;
  const { context, name } = iface;
  const packet = carriedPacket(iface, octets);
  if (packet === undefined || isTunnelPacketItself(tunnel, packet)) return;
  const depth = (tunnelled?.depth ?? 0) + 1;
  if (depth > iface.variables.constants.TUNNEL_NESTING_LIMIT) return void context.refuse('tunnel-nesting', name);
  if (!underlay.isReady()) return void context.refuse('tunnel-entry-address', name, formatAddress(configuration.local));
  // The node itself may be the entry-point of an outer tunnel too, and then it is the one to be told.
  const complain = (error: ErrorMessage): void => tellSource(inTransit ?? packet, error);
  const found = encapsulationLimitIn(packet.decoded);
  if (found?.limit === 0 && context.refuse('tunnel-encapsulation-limit', name))
    return complain({ kind: 'parameter-problem', code: ERRONEOUS_FIELD, pointer: found.offset });
  const limit = found === undefined ? configuredLimit(tunnel) : Math.max(0, found.limit - 1);
  const largest = largestPayload(tunnel, limit);
  if (octets.length > largest && context.refuse('tunnel-too-big', name, `${octets.length} octets`))
    return complain({ kind: 'packet-too-big', mtu: largest });
  const { trafficClass } = packet.decoded.layers[0]?.value as Ipv6;
  context.count('tunnel.out');
  underlay.send({
    octets,
    protocol: PROTOCOL.ipv6,
    trafficClass: outerTrafficClass(trafficClass, configuration.trafficClass ?? 0, configuration.ecn ?? 'ignored'),
    ...(limit !== undefined && { limit }),
    tunnelled: { depth, through: iface, ...(inTransit && { onBehalfOf: inTransit }) },
  });
}

function tellSource(packet: ReceivedPacket, error: ErrorMessage): void {
  const speaker = packet.iface.context.routing.interfaceTo(packet.source) ?? packet.iface;
  speaker.errors.report(packet, error);
}

/** RFC 2473 section 7.1: what fits no tunnel packet is refused, unless every link must carry it; that is fragmented outside. */
export const largestPayload = ({ iface, underlay }: Tunnel, limit: number | undefined): number =>
  Math.max(underlay.pathMtu() - underlay.headerOctets(limit), iface.variables.constants.MINIMUM_MTU);

/** RFC 2473 section 4.1.2: a packet between the ends of the tunnel would enter it again. */
function isTunnelPacketItself({ iface, configuration }: Tunnel, { source, destination }: ReceivedPacket): boolean {
  const isPair = sameAddress(source, configuration.local) && sameAddress(destination, configuration.remote);
  return isPair && iface.context.refuse('tunnel-loopback', iface.name, formatAddress(destination));
}
