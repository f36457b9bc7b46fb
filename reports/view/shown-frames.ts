import type { FrameRecord, TestDetails } from '../../suites/kit/record.js';

/** How many frames at the beginning and at the end of a test have a place on its page. */
interface Bounds {
  readonly first: number;
  readonly last: number;
}

/** A flood has thousands of frames; where the test passed nobody looks at the middle of it. */
const PASSED: Bounds = { first: 50, last: 14 };
const OTHERWISE: Bounds = { first: 240, last: 60 };
/** Of the frames in between, those that the verdict rests on. */
const MOST_TELLING = 40;

/** The details of a test without the frames that its page leaves out, and without the steps that used only those. */
export function shownPart(details: TestDetails, passed: boolean): TestDetails {
  const frames = shownFrames(details, passed);
  if (frames.length === details.frames.length) return details;
  const ordinals = new Set(frames.map(({ ordinal }) => ordinal));
  const steps = details.steps.filter(({ frames: used = [] }) => used.length === 0 || used.some((ordinal) => ordinals.has(ordinal)));
  return { ...details, frames, steps };
}

/** The frames of a test that its page shows, in their order; the others are in `run.pcapng` and in the test's JSON file. */
export function shownFrames(details: TestDetails, passed: boolean): readonly FrameRecord[] {
  const { first, last } = passed ? PASSED : OTHERWISE;
  const { frames } = details;
  if (frames.length <= first + last) return frames;
  const between = frames.slice(first, -last);
  const telling = tellingOrdinals(details);
  return [
    ...frames.slice(0, first),
    ...between.filter(({ ordinal }) => telling.has(ordinal)).slice(0, MOST_TELLING),
    ...frames.slice(-last),
  ];
}

/** What steps that were not met used, came closest to them, or counted from. */
function tellingOrdinals({ steps }: TestDetails): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { outcome, frames = [], closest, sinceFrame } of steps) {
    if (outcome === 'met' || outcome === 'done') continue;
    for (const ordinal of [...frames, closest?.frame, sinceFrame]) if (ordinal !== undefined) found.add(ordinal);
  }
  return found;
}
