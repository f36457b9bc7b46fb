import { elapsed, milliseconds, minutes, type Duration, type Instant } from '../../reference/time.js';
import { recent, type Recent } from './recent.js';
import { undecided, type ObservedPacket, type Undecided } from './rule.js';

export const REMEMBERED = 16_384;
export const MEMORY: Duration = minutes(1);
/** A switch that mirrors a frame when it comes in and when it goes out does both within this time. */
const COPIED_WITHIN = milliseconds(10);

/** What is kept of a packet, to tell how far the next one is from it. */
export interface Sighting {
  readonly at: Instant;
  readonly frame: number;
  /** Of the ICMPv6 message, whose pseudo-header covers the addresses too. */
  readonly checksum: number | undefined;
}

/** Who sent it, from which address: a proxy passes on what several nodes send (RFC 4389). */
export const senderKey = ({ sender, sourceKey }: ObservedPacket): string => sourceKey + String.fromCharCode(sender.id);
export const nodeKey = (packet: ObservedPacket): string => String.fromCharCode(packet.sender.id);
export const stampOf = ({ at }: Sighting): Instant => at;
export const sightings = (): Recent<Sighting> => recent<Sighting>({ lifetime: MEMORY, limit: REMEMBERED, stampOf });
export const checksumOf = ({ message }: ObservedPacket): number | undefined => (message.value as { readonly checksum?: number }).checksum;
export const sightingOf = (packet: ObservedPacket): Sighting => ({ at: packet.at, frame: packet.frame, checksum: checksumOf(packet) });

export const COPY: Undecided = undecided('an equal packet so soon may be a copy that the place of capture made');

/** The packet is equal to one just before it, as far as its checksum tells: where it was mirrored twice, it was sent once. */
export const isCopy = (packet: ObservedPacket, before: Sighting): boolean =>
  packet.at >= before.at &&
  elapsed(before.at, packet.at) <= COPIED_WITHIN &&
  before.checksum !== undefined &&
  before.checksum === checksumOf(packet);
