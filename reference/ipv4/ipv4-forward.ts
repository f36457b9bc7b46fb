import { internetChecksum } from '../net/checksum.js';
import { formatIpv4Address } from '../net/ipv4-address.js';
import type { Ipv4ToSend, ReceivedIpv4, Ipv4Service } from './services.js';
import type { Ipv4Way } from './ipv4-routes.js';

const NET_UNREACHABLE = 0;

/** RFC 791 section 3.1: octets of the header. */
const TIME_TO_LIVE_AT = 8;
const CHECKSUM_AT = 10;

/** What forwarding asks of the stack. */
export interface Ipv4Forwarder extends Ipv4Service {
  wayTo(destination: ReceivedIpv4['header']['destination']): Ipv4Way | undefined;
  mtuOf(way: Ipv4Way): number;
  sendBy(way: Ipv4Way, packet: Ipv4ToSend): boolean;
}

/** Sends a packet for somebody else on its way: RFC 1812 section 5.2.1, as far as ways into and out of tunnels need it. */
export function forwardIpv4(packet: ReceivedIpv4, stack: Ipv4Forwarder): void {
  const { iface, header } = packet;
  const { context, name, variables } = iface;
  if (!variables.isRouter) return void context.refuse('ipv4-not-ours', name, formatIpv4Address(header.destination));
  if (header.timeToLive <= 1) {
    context.refuse('ipv4-time-to-live', name);
    return stack.report(packet, { kind: 'time-exceeded' });
  }
  context.count('ipv4.forward.attempted');
  const way = stack.wayTo(header.destination);
  if (way === undefined) {
    context.refuse('ipv4-forward-no-route', name, formatIpv4Address(header.destination));
    return stack.report(packet, { kind: 'unreachable', code: NET_UNREACHABLE });
  }
  const mtu = stack.mtuOf(way);
  if (header.dontFragment && packet.octets.length > mtu && context.refuse('ipv4-too-big', name))
    return stack.report(packet, { kind: 'too-big', mtu });
  context.count('ipv4.forwarded');
  stack.sendBy(way, { octets: withOneHopLess(packet), inTransit: packet });
}

function withOneHopLess({ octets, header }: ReceivedIpv4): Uint8Array {
  const sent = octets.slice();
  sent[TIME_TO_LIVE_AT] = header.timeToLive - 1;
  sent.fill(0, CHECKSUM_AT, CHECKSUM_AT + 2);
  const checksum = internetChecksum(sent, 0, header.headerLength * 4);
  sent[CHECKSUM_AT] = checksum >> 8;
  sent[CHECKSUM_AT + 1] = checksum & 0xff;
  return sent;
}
