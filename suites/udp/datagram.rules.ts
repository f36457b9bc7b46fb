import type { Udp } from '../../reference/wire/udp.js';
import { checksumRule } from '../icmpv6/message.rules.js';
import { broken, KEPT, UDP, undecided, type FrameRule, type ObservedPacket } from '../kit/rule.js';

/** RFC 6935 section 5 lets protocols that carry packets go without: LISP, GTP, AMT, VXLAN, GENEVE. */
const PORTS_OF_TUNNELS: ReadonlySet<number> = new Set([2_152, 2_268, 4_341, 4_342, 4_789, 6_081]);
/**
 * DNS, NTP, RIPng, DHCPv6, multicast DNS: no tunnels. Elsewhere a tunnel may go without on a port of its choice (RFC 8200
 * section 8.1).
 */
const PORTS_OF_OTHERS: ReadonlySet<number> = new Set([53, 123, 521, 546, 547, 5_353]);
/** What stands for a computed checksum of zero (RFC 8200 section 8.1). */
const COMPUTED_ZERO = 0xffff;

const udpOf = (packet: ObservedPacket): Udp => packet.message.value as Udp;

/** RFC 8200 section 8.1. */
export const datagramRules: readonly FrameRule[] = [
  {
    id: 'udp.message.checksum',
    requirement: 'udp-send-checksum',
    title: 'sends right checksums',
    on: UDP,
    reads: 'message',
    check: (packet) => (udpOf(packet).checksum === 0 ? undefined : checksumRule(packet)),
  },
  {
    id: 'udp.message.checksum-never-zero',
    requirement: 'ul-udp-checksum-zero-tx',
    title: 'sends a computed checksum of zero as 0xffff',
    on: UDP,
    reads: 'message',
    check(packet) {
      const { checksum, sourcePort, destinationPort } = udpOf(packet);
      if (checksum === COMPUTED_ZERO) return packet.message.checksum === 'good' ? KEPT : undefined;
      if (checksum !== 0) return undefined;
      const isOneOf = (ports: ReadonlySet<number>): boolean => ports.has(sourcePort) || ports.has(destinationPort);
      if (isOneOf(PORTS_OF_OTHERS) && !isOneOf(PORTS_OF_TUNNELS)) return broken('checksum 0', 'udp.checksum');
      return undecided('a tunnel over UDP may go without a checksum (RFC 6935)');
    },
  },
];
