import type { Fragment } from '../../reference/wire/extension-headers.js';
import type { Layer } from '../../reference/wire/frame.js';
import { PROTOCOL, PROTOCOL_WORDS } from '../../reference/wire/protocol-numbers.js';
import { broken, KEPT, undecided, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';
import { fragmentHeaderOf, fragmentOf, type FragmentSeen } from './headers-seen.js';

const MAX_PAYLOAD = 65_535;
/** RFC 7915 section 4.1: a translator sets the upper 16 bits to zero. */
export const MAX_TRANSLATED = 0xffff;

const TRANSLATED = undecided('a translator may have made the fragment of an IPv4 packet');

const EXTENSION_HEADERS: ReadonlySet<number> = new Set([
  PROTOCOL.hopByHop,
  PROTOCOL.routing,
  PROTOCOL.fragment,
  PROTOCOL.destinationOptions,
]);

/** Octets of the shortest header of an upper layer; RFC 7112 section 3 counts another IPv6 header among them. */
const UPPER_LAYER_HEADERS: ReadonlyMap<number, number> = new Map([
  [PROTOCOL.icmpv6, 4],
  [6, 20],
  [PROTOCOL.udp, 8],
  [PROTOCOL.ipv6, 40],
]);

type Rule = Omit<FrameRule, 'on' | 'reads' | 'check'>;

const onFragmentHeader = (rule: Rule, check: FrameRule['check']): FrameRule => ({
  ...rule,
  on: ['Fragment header'],
  reads: 'headers',
  check,
});

/** Not of atomic fragments. */
const onFragments = (rule: Rule, check: (seen: FragmentSeen, packet: ObservedPacket) => Outcome): FrameRule =>
  onFragmentHeader(rule, (packet) => {
    const seen = packet.fragment ? fragmentOf(packet) : undefined;
    return seen && check(seen, packet);
  });

const headerOf = (packet: ObservedPacket): Fragment | undefined => fragmentHeaderOf(packet)?.value as Fragment | undefined;

function isMultipleOf8({ header: { moreFragments }, octets }: FragmentSeen): Outcome {
  if (!moreFragments) return undefined;
  return octets % 8 === 0 ? KEPT : broken(`${octets} octets, and more to come`, 'ipv6.payloadLength');
}

function endsWithinPacket({ before, start, octets }: FragmentSeen): Outcome {
  const length = before + start + octets;
  return length <= MAX_PAYLOAD ? KEPT : broken(`the packet would have ${length} octets of payload`, 'fragment.fragmentOffset');
}

function reservedIsZero(packet: ObservedPacket): Outcome {
  const header = headerOf(packet);
  if (!header) return undefined;
  const { reserved, reserved2 } = header;
  if (reserved !== 0) return broken(`reserved octet ${reserved}, wanted 0`, 'fragment.reserved');
  return reserved2 === 0 ? KEPT : broken(`reserved bits ${reserved2}, wanted 0`, 'fragment.reserved2');
}

/** RFC 8200 section 4.5, RFC 7112 section 5. */
function holdsWholeChain({ header, endsAt }: FragmentSeen, packet: ObservedPacket): Outcome {
  if (header.fragmentOffset !== 0) return undefined;
  if (packet.decoded.stopped?.kind === 'limit') return undecided('there are more headers than are looked at');
  // The Fragment header is one of them.
  const last = packet.extensionHeaders.findLast(({ partial, offset, length }) => !partial && offset + length <= endsAt) as Layer;
  const left = endsAt - last.offset - last.length;
  const next = (last.value as { readonly nextHeader: number }).nextHeader;
  const missing = `its ${left} octets behind the headers do not hold that of ${PROTOCOL_WORDS[next] ?? `protocol ${next}`}`;
  if (EXTENSION_HEADERS.has(next)) {
    if (packet.cut) return undecided('the capture has not all of the headers');
    return broken(missing, 'fragment.moreFragments');
  }
  const wanted = UPPER_LAYER_HEADERS.get(next);
  if (wanted === undefined) return undefined;
  return left >= wanted ? KEPT : broken(missing, 'fragment.moreFragments');
}

/** RFC 8504 section 5.1; translators of the time of RFC 6145 made them of IPv4 packets, with identifications of 16 bits. */
function isNotAtomic(packet: ObservedPacket): Outcome {
  if (packet.fragment) return KEPT;
  const header = headerOf(packet);
  if (!header) return undefined;
  return header.identification <= MAX_TRANSLATED ? TRANSLATED : broken('a whole packet with a Fragment header', 'fragment.moreFragments');
}

/** What fragments look like, each by itself. */
export const fragmentRules: readonly FrameRule[] = [
  onFragments(
    { id: 'ipv6.fragment.multiple-of-8', requirement: 'fragtx-mult8', title: 'sends multiples of 8 octets in all fragments but the last' },
    isMultipleOf8,
  ),
  onFragments(
    { id: 'ipv6.fragment.within-packet', requirement: 'fragtx-offsets', title: 'sends no fragment that ends beyond 65,535 octets' },
    endsWithinPacket,
  ),
  onFragmentHeader(
    { id: 'ipv6.fragment.reserved', requirement: 'fragtx-offsets', title: 'leaves the reserved fields of the Fragment header zero' },
    reservedIsZero,
  ),
  onFragments(
    { id: 'ipv6.fragment.whole-chain', requirement: 'fragtx-chain-in-first', title: 'sends all headers in the first fragment' },
    holdsWholeChain,
  ),
  onFragmentHeader(
    { id: 'ipv6.fragment.not-atomic', requirement: 'frag-atomic-never-sent', title: 'sends no atomic fragments' },
    isNotAtomic,
  ),
];
