import { formatAddress } from '../../net/address.js';
import type { DecodedFrame, Layer } from '../../wire/frame.js';
import { DestinationUnreachable, PacketTooBig, ParameterProblem, TimeExceeded } from '../../wire/icmpv6.js';
import { Ipv6 } from '../../wire/ipv6.js';
import type { ErrorMessage, ReceivedPacket } from '../services.js';
import { carriedPacket } from './carried-packet.js';
import { encapsulationLimitIn } from './encapsulation-limit.js';
import type { Tunnel } from './tunnel.js';
import { arrivalKey } from './underlay.js';

/** RFC 4443 sections 3.1 and 3.3. */
const ADDRESS_UNREACHABLE = 3;
const HOP_LIMIT_EXCEEDED = 0;

/** The tunnel that the packet quoted by an error was sent through. */
export function tunnelQuotedBy(tunnels: ReadonlyMap<string, Tunnel>, { nested }: Layer): Tunnel | undefined {
  const outer = nested?.layers[0];
  if (outer?.message !== Ipv6 || outer.partial) return undefined;
  const { source, destination } = outer.value as Ipv6;
  return tunnels.get(arrivalKey(destination, source));
}

/**
 * An error about a tunnel packet is an error about the packet inside, whose source cannot know of it otherwise: RFC 2473
 * sections 8.1 and 8.2.
 */
export function relayTunnelError({ iface }: Tunnel, packet: ReceivedPacket, layer: Layer): void {
  const { context, name, variables } = iface;
  const quoted = layer.nested as DecodedFrame;
  const inner = quoted.layers.slice(1).find(({ message }) => message === Ipv6);
  const original = inner && carriedPacket(iface, quoted.octets.subarray(inner.offset));
  // RFC 4443 section 3 lets errors quote less than the addresses of the packet inside.
  if (original === undefined) return void context.refuse('tunnel-error-truncated', name, layer.name);
  const error = errorFor(layer, quoted, inner as Layer, variables.constants.MINIMUM_MTU);
  if (error === undefined) return;
  context.count('tunnel.error-relayed');
  context.event('tunnel-error', name, `${layer.name} about a packet of ${formatAddress(original.source)}`);
  const speaker = context.routing.interfaceTo(original.source) ?? packet.iface;
  speaker.errors.report({ ...original, iface: speaker }, error);
}

/** What the source of the packet inside is told; undefined when it is told nothing. */
function errorFor(layer: Layer, quoted: DecodedFrame, inner: Layer, minimumMtu: number): ErrorMessage | undefined {
  const unreachable: ErrorMessage = { kind: 'destination-unreachable', code: ADDRESS_UNREACHABLE };
  switch (layer.message) {
    case DestinationUnreachable:
      return unreachable;
    case TimeExceeded:
      return (layer.value as TimeExceeded).code === HOP_LIMIT_EXCEEDED ? unreachable : undefined;
    case ParameterProblem:
      return isAboutLimit(layer.value as ParameterProblem, quoted) ? unreachable : undefined;
    case PacketTooBig:
      return tooBig((layer.value as PacketTooBig).mtu, quoted, inner, minimumMtu);
    default:
      return undefined;
  }
}

/** The pointer is at a Tunnel Encapsulation Limit that was used up (sections 4.1.1(b) and 8.2). */
function isAboutLimit({ pointer }: ParameterProblem, quoted: DecodedFrame): boolean {
  const found = encapsulationLimitIn(quoted);
  return found !== undefined && found.limit === 0 && found.offset === pointer;
}

/** Section 8.2: less the tunnel headers, and only for a packet that its source can make smaller (section 7.1). */
function tooBig(mtu: number, quoted: DecodedFrame, inner: Layer, minimumMtu: number): ErrorMessage | undefined {
  const headers = inner.offset - quoted.packetOffset;
  const size = inner.length + (inner.value as Ipv6).payloadLength;
  const left = Math.max(mtu - headers, minimumMtu);
  return size > minimumMtu && size > left ? { kind: 'packet-too-big', mtu: left } : undefined;
}
