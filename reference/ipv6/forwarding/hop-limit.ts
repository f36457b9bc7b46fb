import { HOP_LIMIT_OFFSET } from '../header-offsets.js';
import type { ReceivedPacket } from '../services.js';

/** RFC 4443 section 3.3. */
const HOP_LIMIT_EXCEEDED = 0;

/** Whether a packet may go on (RFC 8200 section 3); its sender is told when it may not. */
export function hasHopsLeft(packet: ReceivedPacket): boolean {
  const { iface, hopLimit } = packet;
  if (hopLimit > 1 || !iface.context.refuse('forward-hop-limit', iface.name, `${hopLimit}`)) return true;
  iface.errors.report(packet, { kind: 'time-exceeded', code: HOP_LIMIT_EXCEEDED });
  return false;
}

/** A copy that goes on, with the hop counted that it takes; a node that lets pass what has none left cannot count below zero. */
export function oneHopLess({ octets, hopLimit }: Pick<ReceivedPacket, 'octets' | 'hopLimit'>): Uint8Array {
  const onward = Uint8Array.from(octets);
  onward[HOP_LIMIT_OFFSET] = Math.max(0, hopLimit - 1);
  return onward;
}
