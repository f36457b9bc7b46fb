import type { MulticastListenerReport, MulticastListenerReport2 } from '../../reference/wire/mld.js';
import type { ObservedPacket } from '../kit/rule.js';

/** RFC 3810 section 5.2.12: the records that say "I listen to this group, whatever the source". */
const MODE_IS_EXCLUDE = 2;
const CHANGE_TO_EXCLUDE_MODE = 4;

/** The groups that a whole report says its sender listens to. */
export function groupsJoined(packet: ObservedPacket): readonly Uint8Array[] {
  if (packet.message.name !== 'multicastListenerReport2') return [(packet.message.value as MulticastListenerReport).multicastAddress];
  const { records } = packet.message.value as MulticastListenerReport2;
  return records
    .filter(({ recordType }) => recordType === MODE_IS_EXCLUDE || recordType === CHANGE_TO_EXCLUDE_MODE)
    .map(({ multicastAddress }) => multicastAddress);
}
