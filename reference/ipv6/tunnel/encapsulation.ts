import { addressText } from '../../net/address-text.js';
import { equalOctets } from '../../net/octets.js';
import type { Ipv4ToSend } from '../../ipv4/services.js';
import { Ipv4 } from '../../wire/ipv4.js';
import { Ipv6 } from '../../wire/ipv6.js';
import { PROTOCOL } from '../../wire/protocol-numbers.js';
import { ERRONEOUS_FIELD } from '../malformed-header.js';
import type { ErrorMessage, PacketToSend, ReceivedPacket } from '../services.js';
import { carriedPacket } from './carried-packet.js';
import { outerTrafficClass } from './congestion-marks.js';
import { encapsulationLimitIn } from './encapsulation-limit.js';
import { configuredLimit, type Tunnel, type Tunnelled } from './tunnel.js';

/** RFC 4443 section 3.1. */
const ADDRESS_UNREACHABLE = 3;
/** RFC 792. */
const HOST_UNREACHABLE = 1;

/** Sends an IPv6 packet through a tunnel (RFC 2473 sections 3.1, 4.1.1 and 7.1); it was forwarded to the tunnel like to any link. */
export function encapsulate(tunnel: Tunnel, { octets, inTransit, tunnelled }: PacketToSend): void {
  const { iface, underlay } = tunnel;
  const { context, name, variables } = iface;
  const packet = carriedPacket(iface, octets);
  if (packet === undefined || !mayEnter(tunnel, packet, tunnelled)) return;
  // The node itself may be the entry-point of an outer tunnel too, and then it is the one to be told.
  const complain = (error: ErrorMessage): void => tellSource(inTransit ?? packet, error);
  const found = underlay.hasLimits ? encapsulationLimitIn(packet.decoded) : undefined;
  if (found?.limit === 0 && context.refuse('tunnel-encapsulation-limit', name))
    return complain({ kind: 'parameter-problem', code: ERRONEOUS_FIELD, pointer: found.offset });
  const limit = found === undefined ? configuredLimit(tunnel) : Math.max(0, found.limit - 1);
  const largest = Math.max(underlay.room(limit), variables.constants.MINIMUM_MTU);
  if (octets.length > largest && context.refuse('tunnel-too-big', name, `${octets.length} octets`))
    return complain({ kind: 'packet-too-big', mtu: largest });
  const { trafficClass } = packet.decoded.layers[0]?.value as Ipv6;
  const unreachable: ErrorMessage = { kind: 'destination-unreachable', code: ADDRESS_UNREACHABLE };
  context.count('tunnel.out');
  underlay.send({
    octets,
    protocol: PROTOCOL.ipv6,
    trafficClass: outerClass(tunnel, trafficClass),
    ...(limit !== undefined && { limit }),
    tunnelled: { ...deeper(tunnel, tunnelled), ...(inTransit && { tellUnreachable: () => tellSource(inTransit, unreachable) }) },
  });
}

/** The same for an IPv4 packet (RFC 2473 section 7.2): it is carried whole; what forbids that was told before it came here. */
export function encapsulateIpv4(tunnel: Tunnel, { octets, inTransit, tunnelled }: Ipv4ToSend): void {
  const { iface, underlay } = tunnel;
  const { context } = iface;
  const decoded = Ipv4.decode(octets);
  if (!decoded.ok || !mayEnter(tunnel, decoded.value, tunnelled)) return;
  const limit = configuredLimit(tunnel);
  context.count('tunnel.out');
  underlay.send({
    octets,
    protocol: PROTOCOL.ipv4,
    trafficClass: outerClass(tunnel, decoded.value.typeOfService),
    ...(limit !== undefined && { limit }),
    tunnelled: {
      ...deeper(tunnel, tunnelled),
      ...(inTransit && { tellUnreachable: () => context.ipv4.report(inTransit, { kind: 'unreachable', code: HOST_UNREACHABLE }) }),
    },
  });
}

const deeper = ({ iface }: Tunnel, tunnelled: Tunnelled | undefined): Tunnelled => ({ depth: (tunnelled?.depth ?? 0) + 1, through: iface });

const outerClass = ({ configuration }: Tunnel, inner: number): number =>
  outerTrafficClass(inner, configuration.trafficClass ?? 0, configuration.ecn ?? 'ignored');

/** What keeps any packet out of a tunnel. */
function mayEnter(tunnel: Tunnel, packet: Ends, tunnelled: Tunnelled | undefined): boolean {
  const { iface, configuration, underlay } = tunnel;
  const { context, name, variables } = iface;
  // RFC 2473 section 4.1.2: a packet between the ends of the tunnel would be a tunnel packet itself.
  const isPair = equalOctets(packet.source, configuration.local) && equalOctets(packet.destination, configuration.remote);
  if (isPair && context.refuse('tunnel-loopback', name, addressText(packet.destination))) return false;
  if ((tunnelled?.depth ?? 0) >= variables.constants.TUNNEL_NESTING_LIMIT) {
    context.refuse('tunnel-nesting', name);
    return false;
  }
  if (underlay.isReady()) return true;
  context.refuse('tunnel-entry-address', name, addressText(configuration.local));
  return false;
}

interface Ends {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

function tellSource(packet: ReceivedPacket, error: ErrorMessage): void {
  const speaker = packet.iface.context.routing.interfaceTo(packet.source) ?? packet.iface;
  speaker.errors.report(packet, error);
}
