import { valueAt } from '../wire/paths.js';
import type { ReceivedPacket } from './services.js';

/** Where a field stands, in octets from the first of the IPv6 header: the pointer of RFC 4443 section 3.4. */
export function pointerTo(packet: Pick<ReceivedPacket, 'decoded'>, path: string): number {
  const found = valueAt(packet.decoded, path);
  return found.found ? found.offset - packet.decoded.packetOffset : 0;
}
