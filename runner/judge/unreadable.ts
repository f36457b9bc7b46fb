import type { DecodedFrame } from '../../reference/wire/frame.js';
import { LINK_TYPE } from '../../reference/wire/link-headers.js';
import { describeDecodeError } from '../../reference/wire/presentation.js';
import type { CapturedFrame } from '../../suites/kit/captured-frame.js';
import type { UnreadableFrames } from '../../suites/kit/judgement.js';

const MAX_LISTED = 100;
const MAX_KINDS = 64;

const LINK_TYPES: ReadonlySet<number> = new Set(Object.values(LINK_TYPE));
const RAW: ReadonlySet<number> = new Set([LINK_TYPE.raw, LINK_TYPE.rawIpv6]);

type Listed = UnreadableFrames['first'][number];
type Why = Omit<Listed, 'frame'>;

/** Why a frame says nothing of what it carries: no description begins it. */
export function notBegun({ linkType, octets }: CapturedFrame, { layers, stopped }: DecodedFrame): Why | undefined {
  if (layers.length > 0 || stopped) return undefined;
  if (!LINK_TYPES.has(linkType)) return { offset: 0, field: 'linkType', reason: `link type ${linkType} is not understood` };
  if (!RAW.has(linkType)) return undefined;
  const version = octets[0] === undefined ? 'none' : octets[0] >> 4;
  return { offset: 0, field: 'version', reason: `version ${version} of IP, wanted 4 or 6` };
}

/** Frames that could not be read: the first ones each by itself, and all by what is wrong with them. */
export class Unreadables {
  private frames = 0;
  private readonly first: Listed[] = [];
  private readonly kinds = new Map<string, { firstFrame: number; offset: number; field: string; reason: string; frames: number }>();

  /** Where the walk through a frame stopped. */
  addStop(frame: number, { stopped }: DecodedFrame): void {
    if (!stopped) return;
    const { kind, path, offset } = stopped;
    this.add(frame, { offset, field: path, reason: describeDecodeError(stopped) }, `${kind} ${path.replace(/\d+/g, '')}`);
  }

  /** `alike` is what the frames have in common that are counted together. */
  add(frame: number, why: Why, alike = why.reason): void {
    this.frames += 1;
    if (this.first.length < MAX_LISTED) this.first.push({ frame, ...why });
    const known = this.kinds.get(alike);
    if (known) known.frames += 1;
    else if (this.kinds.size < MAX_KINDS) this.kinds.set(alike, { frames: 1, firstFrame: frame, ...why });
  }

  told(): UnreadableFrames {
    return { frames: this.frames, first: this.first, kinds: [...this.kinds.values()] };
  }
}
