import type { Direction, Passage, Tap } from '../../reference/engine/link-wrappers.js';
import { inSequence } from '../../reference/engine/link-wrappers.js';
import type { Instant } from '../../reference/time.js';
import { DISCARD_REASONS, type DiscardReason } from '../../reference/ipv6/discard-reasons.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { edit } from '../../reference/wire/edit.js';
import type { Defect, WhichFrame } from '../../suites/kit/faults.js';

/** A device's defects as what they do to it: a change of its traffic, checks that it does not make, other settings. */
export interface AppliedDefects {
  /** Made anew for each bench, with its clock: taps count the frames that they see. */
  readonly tap: (now: () => Instant) => Tap | undefined;
  readonly ignoring: ReadonlySet<DiscardReason>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The device is sound until it has sent and heard so many frames. */
export interface Onset {
  readonly sent: number;
  readonly heard: number;
}

/** Throws for a discard reason that does not exist. */
export function applyDefects(defects: readonly Defect[], onset?: Onset): AppliedDefects {
  const ignored = defects.flatMap((defect) => (defect.kind === 'ignoring' ? defect.reasons : [])).map(knownReason);
  const settings = Object.assign(
    {},
    ...defects.map((defect) => (defect.kind === 'configure' ? defect.settings : {})),
  ) as AppliedDefects['settings'];
  const tap = (now: () => Instant): Tap | undefined => {
    const taps = defects.flatMap((defect) => tapOf(defect, now) ?? []);
    return taps.length > 0 ? inSequence(...taps) : undefined;
  };
  return onset ? { ...postponed(tap, new Set(ignored), onset), settings } : { tap, ignoring: new Set(ignored), settings };
}

/** The same defects, beginning with the onset. */
function postponed(
  makeTap: AppliedDefects['tap'],
  ignored: ReadonlySet<DiscardReason>,
  onset: Onset,
): Pick<AppliedDefects, 'tap' | 'ignoring'> {
  const passed = { sent: 0, heard: 0 };
  const hasBegun = (): boolean => passed.sent > onset.sent || passed.heard > onset.heard;
  const tap = (now: () => Instant): Tap => {
    const late = makeTap(now);
    return (octets, direction) => {
      passed[direction === 'out' ? 'sent' : 'heard']++;
      return late && hasBegun() ? late(octets, direction) : [{ octets }];
    };
  };
  return { tap, ignoring: Object.assign(new Set<DiscardReason>(), { has: (reason: DiscardReason) => hasBegun() && ignored.has(reason) }) };
}

function knownReason(name: string): DiscardReason {
  const reason = DISCARD_REASONS.find((one) => one === name);
  if (!reason) throw new Error(`no discard reason "${name}"`);
  return reason;
}

function tapOf(defect: Defect, now: () => Instant): Tap | undefined {
  switch (defect.kind) {
    case 'ignoring':
    case 'configure':
      return undefined;
    case 'edit':
      return (octets, direction) => [{ octets: direction === 'out' ? edited(octets, defect) : octets }];
    case 'suppress':
      return onMessages('out', defect, () => []);
    case 'deaf':
      return onMessages('in', defect, () => []);
    case 'duplicate':
      return onMessages('out', defect, (octets) => Array.from({ length: defect.copies }, () => ({ octets })));
    case 'delay':
      return onMessages('out', defect, (octets) => [{ octets, delay: defect.by }]);
    case 'rewrite': {
      const rewriter = defect.rewriter();
      return (octets, direction) => (direction === defect.direction ? rewriter(octets, now()) : [{ octets }]);
    }
  }
}

function edited(octets: Uint8Array, { path, message, change }: Extract<Defect, { kind: 'edit' }>): Uint8Array {
  if (message !== undefined && !carries(octets, message)) return octets;
  return edit(octets, path, change as (value: unknown) => unknown) ?? octets;
}

export const carries = (octets: Uint8Array, message: string): boolean =>
  decodeFrame(octets).layers.some((layer) => layer.name === message || layer.message.family === message);

function onMessages(
  direction: Direction,
  { message, which }: { readonly message: string; readonly which?: WhichFrame },
  change: (octets: Uint8Array) => readonly Passage[],
): Tap {
  let count = 0;
  return (octets, way) => {
    if (way !== direction || !carries(octets, message)) return [{ octets }];
    count++;
    return which && !which(octets, count) ? [{ octets }] : change(octets);
  };
}
