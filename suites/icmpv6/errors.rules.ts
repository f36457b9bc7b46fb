import { formatAddress, isMulticast, isUnicast, sameAddress } from '../../reference/net/address.js';
import { layer, type DecodedFrame, type Layer } from '../../reference/wire/frame.js';
import type { DestinationUnreachable, PacketTooBig, ParameterProblem, TimeExceeded } from '../../reference/wire/icmpv6.js';
import { Ipv6 } from '../../reference/wire/ipv6.js';
import { extensionOf } from './extension.rules.js';
import { broken, KEPT, undecided, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';

/** RFC 8200 section 5: what no error exceeds (RFC 4443 section 2.4 (c)). */
const MINIMUM_MTU = 1280;
const FIRST_INFORMATIONAL_TYPE = 128;
const REDIRECT = 137;
const UNRECOGNIZED_OPTION = 2;
const HOP_LIMIT_EXCEEDED = 0;
/** RFC 8200 section 4.2: the two highest bits 10, discard and report even to multicast. */
const REPORT_ALWAYS = 0b10;

const valueOf = <V>(packet: ObservedPacket): V => packet.message.value as V;

interface Quote {
  readonly packet: DecodedFrame;
  readonly ipv6: Ipv6;
}

function quoteOf({ message }: ObservedPacket): Quote | undefined {
  const { nested } = message;
  const ipv6 = nested && layer(nested, Ipv6);
  return nested && ipv6?.destination && { packet: nested, ipv6 };
}

/** A check of the packet that the error is about; no opportunity when too little of it is quoted. */
const aboutQuote =
  (check: (quote: Quote, packet: ObservedPacket) => Outcome) =>
  (packet: ObservedPacket): Outcome => {
    const quote = quoteOf(packet);
    return quote && check(quote, packet);
  };

const quotedIcmpv6 = ({ packet }: Quote): Layer | undefined => packet.layers.find(({ message }) => message.family === 'icmpv6');
const typeOf = (message: Layer | undefined): number | undefined => (message?.value as { readonly type?: number } | undefined)?.type;

const onError = (rule: Omit<FrameRule, 'on'>): FrameRule => ({ ...rule, on: ['icmpv6-error'] });
const PATH = (packet: ObservedPacket): string => `${packet.message.name}.invokingPacket`;

/** The two exceptions of rule (e.3). */
function mayBeAboutMulticast(packet: ObservedPacket, quote: Quote): boolean {
  if (packet.message.name === 'packetTooBig') return true;
  if (packet.message.name !== 'parameterProblem') return false;
  const { code, pointer } = valueOf<ParameterProblem>(packet);
  return code === UNRECOGNIZED_OPTION && (quote.packet.octets[pointer] ?? 0) >> 6 === REPORT_ALWAYS;
}

const MAYBE_OF_OTHERS = undecided('it may have been translated from ICMPv4, or relayed by the entry-point of a tunnel');

/**
 * The report was made by who sends it: a neighbour, about a packet to itself, or a router whose hop limit ended. Translators
 * (RFC 7915 section 4.2) and entry-points of tunnels (RFC 2473 section 8.2, as an address that is unreachable, or as too big)
 * quote no more than they got.
 */
function isOriginator(packet: ObservedPacket, { ipv6 }: Quote): boolean {
  const { message, linkSource, segment, source, sourceKey } = packet;
  const node = linkSource && segment.nodeAt(linkSource);
  if (!node || !segment.ownersOf(sourceKey).includes(node)) return false;
  return (
    sameAddress(source, ipv6.destination) || (message.name === 'timeExceeded' && valueOf<TimeExceeded>(packet).code === HOP_LIMIT_EXCEEDED)
  );
}

const isExtended = (packet: ObservedPacket): boolean => extensionOf(packet) !== undefined;

function quotesEnough(quote: Quote, packet: ObservedPacket): Outcome {
  const size = packet.packetOctets;
  if (size > MINIMUM_MTU) return broken(`${size} octets, at most 1280 wanted`, 'ipv6.payloadLength');
  if (size === MINIMUM_MTU) return KEPT;
  if (isExtended(packet)) return undecided('the quote is cut to make room for an extension structure');
  const invoking = 40 + quote.ipv6.payloadLength;
  const quoted = quote.packet.octets.length;
  if (quoted >= invoking) return KEPT;
  if (!isOriginator(packet, quote)) return MAYBE_OF_OTHERS;
  return broken(`quotes ${quoted} of ${invoking} octets in a packet of ${size}`, PATH(packet));
}

function unusedIsZero(packet: ObservedPacket): Outcome {
  const { unused } = valueOf<DestinationUnreachable>(packet);
  const other = isExtended(packet) ? unused & 0xffffff : unused;
  return other === 0 ? KEPT : broken(`unused field 0x${unused.toString(16)}, wanted 0`, `${packet.message.name}.unused`);
}

/** RFC 4443 sections 2.4 and 3. */
export const errorRules: readonly FrameRule[] = [
  onError({
    id: 'icmpv6.error.destination',
    requirement: 'icmp-error-destination',
    title: 'reports to the source of the packet in error',
    reads: 'message',
    check: aboutQuote(({ ipv6 }, { destination }) =>
      sameAddress(ipv6.source, destination)
        ? KEPT
        : broken(`goes to ${formatAddress(destination)}, the packet came from ${formatAddress(ipv6.source)}`, 'ipv6.destination'),
    ),
  }),
  onError({
    id: 'icmpv6.error.quote',
    requirement: 'icmp-error-minmtu',
    title: 'quotes as much of the packet as fits into 1280 octets',
    reads: 'message',
    check: aboutQuote(quotesEnough),
  }),
  onError({
    id: 'icmpv6.error.unused',
    requirement: 'icmp-error-unused-zero',
    title: 'leaves the unused field zero',
    reads: 'message',
    check: (packet) =>
      packet.message.name === 'destinationUnreachable' || packet.message.name === 'timeExceeded' ? unusedIsZero(packet) : undefined,
  }),
  onError({
    id: 'icmpv6.packet-too-big.code',
    requirement: 'err-ptb',
    title: 'sends Packet Too Big with code 0',
    reads: 'message',
    check(packet) {
      if (packet.message.name !== 'packetTooBig') return undefined;
      const { code } = valueOf<PacketTooBig>(packet);
      return code === 0 ? KEPT : broken(`code ${code}, wanted 0`, 'packetTooBig.code');
    },
  }),
  onError({
    id: 'icmpv6.packet-too-big.mtu',
    requirement: 'err-ptb-mtu-floor',
    title: 'reports an MTU of at least 1280',
    reads: 'message',
    check(packet) {
      if (packet.message.name !== 'packetTooBig') return undefined;
      const { mtu } = valueOf<PacketTooBig>(packet);
      return mtu >= MINIMUM_MTU ? KEPT : broken(`MTU ${mtu}`, 'packetTooBig.mtu');
    },
  }),
  onError({
    id: 'icmpv6.error.not-about-error',
    requirement: 'icmp-no-error-about-error',
    title: 'reports nothing about ICMPv6 errors',
    reads: 'message',
    check: aboutQuote((quote, packet) => {
      const type = typeOf(quotedIcmpv6(quote));
      return type === undefined || type >= FIRST_INFORMATIONAL_TYPE ? KEPT : broken(`about an ICMPv6 error of type ${type}`, PATH(packet));
    }),
  }),
  onError({
    id: 'icmpv6.error.not-about-redirect',
    requirement: 'icmp-no-error-about-redirect',
    title: 'reports nothing about Redirects',
    reads: 'message',
    check: aboutQuote((quote, packet) => (typeOf(quotedIcmpv6(quote)) !== REDIRECT ? KEPT : broken('about a Redirect', PATH(packet)))),
  }),
  onError({
    id: 'icmpv6.error.not-about-multicast',
    requirement: 'icmp-no-error-about-multicast',
    title: 'reports nothing about packets to a multicast address, but for the two exceptions',
    reads: 'message',
    check: aboutQuote((quote, packet) =>
      !isMulticast(quote.ipv6.destination) || mayBeAboutMulticast(packet, quote)
        ? KEPT
        : broken(`about a packet to ${formatAddress(quote.ipv6.destination)}`, PATH(packet)),
    ),
  }),
  onError({
    id: 'icmpv6.error.not-about-ambiguous-source',
    requirement: 'icmp-no-error-about-ambiguous-source',
    title: 'reports nothing about packets from :: or from a multicast address',
    reads: 'message',
    check: aboutQuote(({ ipv6 }, packet) =>
      isUnicast(ipv6.source) ? KEPT : broken(`about a packet from ${formatAddress(ipv6.source)}`, PATH(packet)),
    ),
  }),
];
