import { concat } from '../../reference/net/octets.js';
import { valueAt } from '../../reference/wire/paths.js';
import { decodePacket, frame, raw, type FrameDraft, type LayerDraft } from '../../reference/wire/frame.js';
import { fragment } from '../../reference/wire/extension-headers.js';
import { IPV6_HEADER_OCTETS, ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { cut } from '../../reference/wire/layer-draft.js';
import type { NdOptionDraft } from '../../reference/wire/nd-options.js';

/** A Neighbor Discovery message in parts, so that one of them can be made wrong. */
export interface MessageParts<F extends Common> {
  readonly header: Ipv6Draft;
  readonly fields: F;
  layer(fields: F): LayerDraft;
}

interface Common {
  readonly code?: number | undefined;
  readonly checksum?: number | undefined;
  readonly options?: readonly NdOptionDraft[] | undefined;
}

/** One way to break a message; everything else stays right. */
export type Defect = 'hop-limit' | 'checksum' | 'code' | 'length' | 'option-length';

export interface DefectDetails {
  /** The message is cut to that many octets, short of the least that RFC 4861 asks for. */
  readonly shortened: number;
}

/** The defects that every message can have, under the last word of their requirements' slugs. */
export const DEFECTS: Readonly<Record<string, Defect>> = {
  hoplimit: 'hop-limit',
  checksum: 'checksum',
  code: 'code',
  length: 'length',
  optlen0: 'option-length',
};

/** An option of a type that no RFC has given a meaning: to be ignored, the rest of the message not (RFC 4861 section 4.6). */
export const unrecognizedOption: NdOptionDraft = { kind: 'unknownOption', type: 200, data: new Uint8Array(6) };

/** The option that no receiver can step over: RFC 4861 section 4.6 has the whole packet discarded. */
const lengthless: NdOptionDraft = { ...unrecognizedOption, length: 0 };

export function broken<F extends Common>(parts: MessageParts<F>, defect: Defect, { shortened }: DefectDetails): FrameDraft {
  const { header, fields, layer } = parts;
  switch (defect) {
    case 'hop-limit':
      return frame(ipv6({ ...header, hopLimit: 254 }), layer(fields));
    case 'checksum':
      return frame(ipv6(header), layer({ ...fields, checksum: rightChecksum(parts) ^ 0x0001 }));
    case 'code':
      return frame(ipv6(header), layer({ ...fields, code: 1 }));
    case 'length':
      return frame(ipv6(header), cut(layer(fields), shortened));
    case 'option-length':
      return frame(ipv6(header), layer({ ...fields, options: [...(fields.options ?? []), lengthless] }));
  }
}

function rightChecksum<F extends Common>({ header, fields, layer }: MessageParts<F>): number {
  const found = valueAt(decodePacket(frame(ipv6(header), layer(fields)).packet), 'icmpv6.checksum');
  if (!found.found) throw new Error('the message has no checksum');
  return found.value as number;
}

const FRAGMENT_UNIT = 8;

/** The same message behind a Fragment header: in one atomic fragment, or in two real ones. */
export function fragmented<F extends Common>(
  { header, fields, layer }: MessageParts<F>,
  pieces: 1 | 2,
  identification: number,
): readonly FrameDraft[] {
  const whole = frame(ipv6(header), layer(fields)).packet.subarray(IPV6_HEADER_OCTETS);
  const split = pieces === 1 ? whole.length : Math.ceil(whole.length / 2 / FRAGMENT_UNIT) * FRAGMENT_UNIT;
  const pack = (from: number, to: number): FrameDraft =>
    frame(
      ipv6({ ...header, hopLimit: 255 }),
      fragment({ nextHeader: PROTOCOL.icmpv6, fragmentOffset: from / FRAGMENT_UNIT, moreFragments: to < whole.length, identification }),
      raw(concat(whole.subarray(from, to)), PROTOCOL.icmpv6),
    );
  return pieces === 1 ? [pack(0, whole.length)] : [pack(0, split), pack(split, whole.length)];
}
