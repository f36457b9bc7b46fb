import { formatAddress, isMulticast, type Address } from '../net/address.js';
import { layer as layerOf, type DecodedFrame, type Layer } from '../wire/frame.js';
import { PacketTooBig } from '../wire/icmpv6.js';
import { Ipv6 } from '../wire/ipv6.js';
import { tellAsker } from './failed-requests.js';
import { isOwnAddress } from './output.js';
import type { PacketError, ReceivedPacket } from './services.js';
import { udpFailed } from '../transport/udp/udp-input.js';

/** Types below this one are errors (RFC 4443 section 2.1). */
export const FIRST_INFORMATIONAL_TYPE = 128;

/**
 * RFC 4443 section 2.4(a) and (d): an error, of known type or not, goes to the upper layer that the quoted packet names.
 * Here that is an event.
 */
export function receiveError(packet: ReceivedPacket, layer: Layer): void {
  const { iface } = packet;
  const { context, name } = iface;
  const quoted = layer.nested;
  const header = quoted && layerOf(quoted, Ipv6);
  // A quote may end inside the header: without both addresses nothing says whose packet it was.
  if (header === undefined || !('destination' in header)) return void context.refuse('icmpv6-error-unmatched', name, layer.name);
  if (layer.message === PacketTooBig && !receivePacketTooBig(packet, layer.value as PacketTooBig, header)) return;
  if (context.tunnels.relayError(packet, layer)) return;
  const upper = upperLayerOf(quoted as DecodedFrame);
  if (upper === undefined) return void context.refuse('icmpv6-error-unmatched', name, layer.name);
  const error = errorOf(packet, layer);
  const { type, code, mtu } = error;
  if (isOwnAddress(iface, header.source)) {
    const cause = { kind: 'error', source: packet.source, type, code, ...(mtu !== undefined && { mtu }) } as const;
    tellAsker(context, quoted as DecodedFrame, cause);
  }
  udpFailed(iface, quoted as DecodedFrame, error);
  context.event('icmpv6-error', name, `type ${type} code ${code} about ${upper} to ${formatAddress(header.destination)}`);
}

function errorOf({ source }: ReceivedPacket, { value }: Layer): PacketError {
  const { type = 0, code = 0, mtu, pointer } = value as Partial<PacketError>;
  return { type, code, ...(mtu !== undefined && { mtu }), ...(pointer !== undefined && { pointer }), reporter: source };
}

/** RFC 8201 section 4: only about what this node has sent; true when it was about that. The code is ignored (RFC 4443 section 3.2). */
function receivePacketTooBig(
  packet: ReceivedPacket,
  { mtu }: PacketTooBig,
  quoted: { readonly source: Address; readonly destination: Address },
): boolean {
  const { iface } = packet;
  const { context, name } = iface;
  const { constants, features } = iface.variables;
  const isTooSmall = mtu < constants.MINIMUM_MTU && !features.fragmentHeaderBelowMinimum;
  if (isTooSmall && context.refuse('packet-too-big-minimum', name, `${mtu}`)) return false;
  if (!isOwnAddress(iface, quoted.source) && context.refuse('packet-too-big-foreign', name, formatAddress(quoted.source))) return false;
  const { destination } = quoted;
  const wasSentTo = isMulticast(destination) || iface.destinations.knows(destination);
  if (!wasSentTo && context.refuse('packet-too-big-unsent', name, formatAddress(destination))) return false;
  iface.pathMtu.tooBig(quoted.destination, mtu);
  return true;
}

const EXTENSIONS: ReadonlySet<string> = new Set(['ipv6', 'hopByHop', 'destinationOptions', 'fragment', 'fragmentPayload']);

/** The name of the first layer that is no IPv6 header or extension header. */
const upperLayerOf = (quoted: DecodedFrame): string | undefined =>
  quoted.layers.find(({ name, message }) => !EXTENSIONS.has(name) && message.family !== 'routing')?.name;
