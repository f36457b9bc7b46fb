import { HopByHop, hopByHop } from '../wire/extension-headers.js';
import { frame, layer } from '../wire/frame.js';
import { IPV6_HEADER_OCTETS, Ipv6, ipv6, type Ipv6Draft } from '../wire/ipv6.js';
import { jumboPayload, type Ipv6OptionDraft } from '../wire/ipv6-options.js';
import type { LayerDraft } from '../wire/layer-draft.js';
import { jumboField } from '../wire/option-peeks.js';
import { PROTOCOL } from '../wire/protocol-numbers.js';
import type { DiscardReason } from './discard-reasons.js';
import { PAYLOAD_LENGTH_OFFSET } from './header-offsets.js';
import { ERRONEOUS_FIELD } from './malformed-header.js';
import type { Ipv6Interface, ReceivedPacket } from './services.js';

/** What the Payload Length field can say, and what a packet can have that is put together from fragments. */
const LARGEST_PAYLOAD = 65_535;
export const LARGEST_PLAIN_PACKET = IPV6_HEADER_OCTETS + LARGEST_PAYLOAD;

/** RFC 2675 section 1: jumbograms concern nodes on links with an MTU greater than 65,575 octets, and no others need understand them. */
export const understandsJumbograms = ({ mtu, variables }: Pick<Ipv6Interface, 'mtu' | 'variables'>): boolean =>
  variables.features.jumbograms || mtu > LARGEST_PLAIN_PACKET;

/** The length is to be found in an option of the header that follows. */
export const leavesLengthToOption = ({ payloadLength, nextHeader }: Ipv6): boolean =>
  payloadLength === 0 && nextHeader === PROTOCOL.hopByHop;

/** RFC 2675 section 3: finds out whether a packet without Payload Length has its length elsewhere, and tells the sender if not. */
export function hasSoundLength(packet: ReceivedPacket, header: Ipv6): boolean {
  if (!leavesLengthToOption(header)) return true;
  const { decoded, iface } = packet;
  const { octets, packetOffset } = decoded;
  const from = packetOffset + IPV6_HEADER_OCTETS;
  if (octets.length === from) return true;
  if (!understandsJumbograms(iface)) return isLetPass(packet, 'jumbo-not-understood', PAYLOAD_LENGTH_OFFSET);
  const field = jumboField(octets, from, octets.length);
  if (field === undefined) return isLetPass(packet, 'jumbo-option-missing', PAYLOAD_LENGTH_OFFSET);
  return field.length > LARGEST_PAYLOAD || isLetPass(packet, 'jumbo-too-short', field.at - packetOffset);
}

/** The rest of the errors of RFC 2675 section 3, met at the option and at a Fragment header. */
export const mayHaveJumboOption = (packet: ReceivedPacket, pointer: number): boolean =>
  layer(packet.decoded, Ipv6)?.payloadLength === 0 || isLetPass(packet, 'jumbo-payload-length', pointer);

export function mayBeFragment(packet: ReceivedPacket, pointer: number): boolean {
  const header = layer(packet.decoded, Ipv6);
  return header === undefined || !leavesLengthToOption(header) || isLetPass(packet, 'jumbo-fragment', pointer);
}

function isLetPass(packet: ReceivedPacket, reason: DiscardReason, pointer: number): boolean {
  const { context, errors, name } = packet.iface;
  if (!context.refuse(reason, name)) return true;
  errors.report(packet, { kind: 'parameter-problem', code: ERRONEOUS_FIELD, pointer });
  return false;
}

/** A packet to be sent; one whose payload the Payload Length field cannot count has the option (RFC 2675 section 2). */
export function assembled(header: Ipv6Draft, layers: readonly LayerDraft[]): Uint8Array {
  const { packet } = frame(ipv6(header), ...layers);
  return packet.length <= LARGEST_PLAIN_PACKET ? packet : jumbogram(header, layers);
}

function jumbogram(header: Ipv6Draft, layers: readonly LayerDraft[]): Uint8Array {
  const [first] = layers;
  const hasOptions = first?.message === HopByHop;
  const others = ((hasOptions && first.values['options']) || []) as readonly Ipv6OptionDraft[];
  const withLength = (octets: number) =>
    frame(ipv6(header), hopByHop({ options: [...others, jumboPayload(octets)] }), ...layers.slice(hasOptions ? 1 : 0)).packet;
  return withLength(withLength(0).length - IPV6_HEADER_OCTETS);
}
