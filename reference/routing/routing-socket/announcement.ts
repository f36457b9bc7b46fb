import { concat } from '../../net/octets.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { DecodeError } from '../../wire/kit/description.js';
import { structure, type DataModel, type Values } from './c-structure.js';
import { IFNAMSIZ, RTM, RTM_VERSION } from './constants.js';

/** struct if_announcemsghdr, which has a name between its numbers. */
const HEAD = structure('if_announcemsghdr', { length: 2, version: 1, type: 1, index: 2 });
const TAIL = structure('if_announcemsghdr', { what: 2 });

/** RTM_IFANNOUNCE: an interface has come, or is gone. */
export interface AnnouncementMessage {
  readonly kind: 'announcement';
  readonly header: Values<typeof HEAD> & Values<typeof TAIL>;
  readonly name: string;
  /** What follows inside of the length. */
  readonly rest: Uint8Array;
}

/** A name that is too long is cut: the last octet is zero. */
export function encodeAnnouncement(
  { index, name, what }: { readonly index: number; readonly name: string; readonly what: number },
  model: DataModel,
): Uint8Array {
  const room = new Uint8Array(IFNAMSIZ);
  room.set(Uint8Array.from(name.slice(0, IFNAMSIZ - 1), (character) => character.charCodeAt(0)));
  const length = HEAD.size(model) + IFNAMSIZ + TAIL.size(model);
  return concat(HEAD.encode({ length, version: RTM_VERSION, type: RTM.IFANNOUNCE, index }, model), room, TAIL.encode({ what }, model));
}

/** Of the octets of one message. */
export function decodeAnnouncement(message: Uint8Array, model: DataModel): Result<AnnouncementMessage, DecodeError> {
  const head = HEAD.decode(message, model);
  if (!head.ok) return head;
  const at = HEAD.size(model);
  const left = message.length - at;
  if (left < IFNAMSIZ) return failed({ kind: 'truncated', path: 'if_announcemsghdr.name', offset: at, needed: IFNAMSIZ, left });
  const behind = at + IFNAMSIZ;
  const tail = TAIL.decode(message.subarray(behind), model);
  if (!tail.ok) return failed({ ...tail.error, offset: behind + tail.error.offset });
  const room = message.subarray(at, behind);
  const end = room.indexOf(0);
  const name = String.fromCharCode(...(end < 0 ? room : room.subarray(0, end)));
  return ok({ kind: 'announcement', header: { ...head.value, ...tail.value }, name, rest: message.slice(behind + TAIL.size(model)) });
}
