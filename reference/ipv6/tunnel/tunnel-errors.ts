import { addressText } from '../../net/address-text.js';
import type { DecodedFrame, Layer } from '../../wire/frame.js';
import { Icmpv4DestinationUnreachable, Icmpv4TimeExceeded } from '../../wire/icmpv4.js';
import { DestinationUnreachable, PacketTooBig, ParameterProblem, TimeExceeded } from '../../wire/icmpv6.js';
import { Ipv4 } from '../../wire/ipv4.js';
import { IPV6_HEADER_OCTETS, Ipv6 } from '../../wire/ipv6.js';
import type { ErrorMessage, Ipv6Interface } from '../services.js';
import { carriedIpv4, carriedPacket } from './carried-packet.js';
import { encapsulationLimitIn } from './encapsulation-limit.js';
import type { Tunnel } from './tunnel.js';
import { arrivalKey } from './underlay.js';

/** What an error about a tunnel packet means for the packet inside. */
type Complaint = { readonly kind: 'unreachable' } | { readonly kind: 'too-big'; readonly mtu: number };

/** RFC 4443 sections 3.1 and 3.3; RFC 792 has the same code for an exceeded time to live. */
const ADDRESS_UNREACHABLE = 3;
const HOP_LIMIT_EXCEEDED = 0;
/** RFC 792. */
const HOST_UNREACHABLE = 1;
const FRAGMENTATION_NEEDED = 4;

/** The tunnel that the packet quoted by an error was sent through. */
export function tunnelQuotedBy(tunnels: ReadonlyMap<string, Tunnel>, { nested }: Layer): Tunnel | undefined {
  const outer = nested?.layers[0];
  if (outer === undefined || outer.partial || !isPacket(outer)) return undefined;
  const { source, destination } = outer.value as Ipv6 | Ipv4;
  return tunnels.get(arrivalKey(destination, source));
}

const isPacket = ({ message }: Layer): boolean => message === Ipv6 || message === Ipv4;

/**
 * An error about a tunnel packet is an error about the packet inside, whose source cannot know of it otherwise: RFC 2473
 * sections 8.1 to 8.3, RFC 4213 section 3.4. `arrival` is where the error came in.
 */
export function relayTunnelError({ iface }: Tunnel, arrival: Ipv6Interface, error: Layer): void {
  const { context, name } = iface;
  const quoted = error.nested as DecodedFrame;
  const complaint = complaintOf(error, quoted);
  if (complaint === undefined) return;
  if (!iface.variables.features.relayTunnelErrors && context.refuse('tunnel-error-kept', name, error.name)) return;
  const inner = quoted.layers.slice(1).find(isPacket);
  // Errors may quote less than the addresses of the packet inside (RFC 4443 section 3, RFC 4213 section 3.4).
  if (inner === undefined || inner.partial) return void context.refuse('tunnel-error-truncated', name, error.name);
  context.count('tunnel.error-relayed');
  context.event('tunnel-error', name, `${error.name} about a packet of ${addressText((inner.value as Ipv6 | Ipv4).source)}`);
  const headers = inner.offset - (quoted.layers[0]?.offset ?? 0);
  if (inner.message === Ipv6) tellIpv6(arrival, quoted.octets.subarray(inner.offset), complaint, headers);
  else tellIpv4(arrival, quoted.octets.subarray(inner.offset), complaint, headers);
}

/** Section 8.2: Packet Too Big less the tunnel headers, and only for a packet that its source can make smaller (section 7.1). */
function tellIpv6(arrival: Ipv6Interface, octets: Uint8Array, complaint: Complaint, headers: number): void {
  const original = carriedPacket(arrival, octets);
  if (original === undefined) return;
  const { MINIMUM_MTU } = arrival.variables.constants;
  const size = IPV6_HEADER_OCTETS + (original.decoded.layers[0]?.value as Ipv6).payloadLength;
  const error: ErrorMessage =
    complaint.kind === 'unreachable'
      ? { kind: 'destination-unreachable', code: ADDRESS_UNREACHABLE }
      : { kind: 'packet-too-big', mtu: Math.max(complaint.mtu - headers, MINIMUM_MTU) };
  if (error.kind === 'packet-too-big' && size <= error.mtu) return;
  const speaker = arrival.context.routing.interfaceTo(original.source) ?? arrival;
  speaker.errors.report({ ...original, iface: speaker }, error);
}

/** Section 8.3: "packet too big" only where Don't Fragment is set. */
function tellIpv4(arrival: Ipv6Interface, octets: Uint8Array, complaint: Complaint, headers: number): void {
  const original = carriedIpv4(arrival, octets);
  if (original === undefined) return;
  const { ipv4 } = arrival.context;
  if (complaint.kind === 'unreachable') return ipv4.report(original, { kind: 'unreachable', code: HOST_UNREACHABLE });
  const { dontFragment, totalLength } = original.header;
  const mtu = complaint.mtu - headers;
  if (dontFragment && totalLength > mtu) ipv4.report(original, { kind: 'too-big', mtu });
}

function complaintOf(error: Layer, quoted: DecodedFrame): Complaint | undefined {
  const { code } = error.value as { readonly code: number };
  switch (error.message) {
    case DestinationUnreachable:
      return { kind: 'unreachable' };
    case TimeExceeded:
    case Icmpv4TimeExceeded:
      return code === HOP_LIMIT_EXCEEDED ? { kind: 'unreachable' } : undefined;
    case ParameterProblem:
      return isAboutLimit(error.value as ParameterProblem, quoted) ? { kind: 'unreachable' } : undefined;
    case PacketTooBig:
      return { kind: 'too-big', mtu: (error.value as PacketTooBig).mtu };
    case Icmpv4DestinationUnreachable:
      if (code !== FRAGMENTATION_NEEDED) return { kind: 'unreachable' };
      return { kind: 'too-big', mtu: (error.value as Icmpv4DestinationUnreachable).nextHopMtu };
    default:
      return undefined;
  }
}

/** The pointer is at a Tunnel Encapsulation Limit that was used up (sections 4.1.1(b) and 8.2). */
function isAboutLimit({ pointer }: ParameterProblem, quoted: DecodedFrame): boolean {
  const found = encapsulationLimitIn(quoted);
  return found !== undefined && found.limit === 0 && found.offset === pointer;
}
