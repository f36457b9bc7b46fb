import { foldSum, sumWords } from '../../reference/net/checksum.js';
import { isLinkLocal } from '../../reference/net/address.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { broken, ICMPV6, KEPT, undecided, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';

/** RFC 4861 section 6.3.2 with the assigned numbers: what hosts use until a router says otherwise. */
const DEFAULT_HOP_LIMIT = 64;

const checksumOf = (packet: ObservedPacket): number => (packet.message.value as { readonly checksum: number }).checksum;

/** A sender that leaves the checksum to its NIC puts the sum of the pseudo-header there; captures on that machine show it so. */
function isUnfinished(packet: ObservedPacket): boolean {
  const { octets } = packet.decoded;
  const { offset, length } = packet.message;
  const addresses = packet.decoded.packetOffset + 8;
  const total = sumWords(octets, addresses, addresses + 32, length + (packet.message.message.traits.nextHeader ?? PROTOCOL.icmpv6));
  return offset + length <= octets.length && foldSum(total) === checksumOf(packet);
}

/** Judges the checksum of the message, whichever protocol it is of. */
export function checksumRule(packet: ObservedPacket): Outcome {
  switch (packet.message.checksum) {
    case 'good':
      return KEPT;
    case 'bad':
      if (packet.outgoing || isUnfinished(packet)) return undecided('captured before the network card completed the checksum');
      return broken(`checksum 0x${checksumOf(packet).toString(16).padStart(4, '0')} is wrong`, `${packet.message.name}.checksum`);
    default:
      return undefined;
  }
}

const UNKNOWN_HOP_LIMIT = undecided('a router may have advertised another Cur Hop Limit before the capture began');

/** Only neighbours are looked at: a router on the way lowers the hop limit. */
function hopLimit(packet: ObservedPacket): Outcome {
  if (!isLinkLocal(packet.source)) return undefined;
  const { hopLimit: got } = packet.ipv6;
  const advertised = packet.segment.advertisedHopLimits;
  if (got === DEFAULT_HOP_LIMIT || advertised.has(got)) return KEPT;
  // A host keeps what it was told until it is told something else (RFC 4861 section 6.3.4).
  if (!packet.segment.knowsHopLimit) return UNKNOWN_HOP_LIMIT;
  const wanted = [DEFAULT_HOP_LIMIT, ...advertised].join(' or ');
  return broken(`hop limit ${got}, wanted ${wanted}`, 'ipv6.hopLimit');
}

export const icmpv6MessageRules: readonly FrameRule[] = [
  {
    id: 'icmpv6.message.checksum',
    requirement: 'icmp-send-checksum',
    title: 'sends right checksums',
    on: ICMPV6.filter((kind) => kind !== 'echo-reply'),
    reads: 'message',
    check: checksumRule,
  },
  {
    id: 'icmpv6.echo-reply.checksum',
    requirement: 'icmp-echo-checksum',
    title: 'answers with a right checksum',
    on: ['echo-reply'],
    reads: 'message',
    check: checksumRule,
  },
  {
    id: 'icmpv6.echo-reply.hop-limit',
    requirement: 'hdr-hl-default-64',
    title: 'uses hop limit 64, or what a router advertised',
    on: ['echo-reply'],
    reads: 'headers',
    check: hopLimit,
  },
];
