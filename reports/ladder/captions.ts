import type { FrameRecord, StepRecord, TestDetails } from '../../suites/kit/record.js';
import { duration, signed } from '../view/text.js';

/** What became of a frame: it decides how its arrow is drawn. */
export type FrameRole = 'stimulus' | 'answer' | 'wrong' | 'other' | 'background';

export interface Caption {
  readonly role: FrameRole;
  /** `step 3: Neighbor Advertisement, 39 µs after frame 4`; empty for a frame that no step used. */
  readonly text: string;
}

/** The step's label with its number, as all parts of the page name it. */
export const stepName = (step: StepRecord): string => `step ${step.index + 1}`;

/** Tells frames what became of them; asked of a test once, since a flood has hundreds of frames and of steps. */
export function captionsOf(details: TestDetails): (frame: FrameRecord) => Caption {
  const usedBySteps = new Map<number, StepRecord[]>();
  const closestTo = new Map<number, StepRecord>();
  for (const step of details.steps) {
    for (const ordinal of step.frames ?? []) {
      const uses = usedBySteps.get(ordinal);
      if (uses) uses.push(step);
      else usedBySteps.set(ordinal, [step]);
    }
    const closest = step.outcome === 'met' ? undefined : step.closest?.frame;
    if (closest !== undefined && !closestTo.has(closest) && !step.frames?.includes(closest)) closestTo.set(closest, step);
  }
  return (frame) => captionOf(frame, usedBySteps.get(frame.ordinal) ?? [], closestTo.get(frame.ordinal));
}

function captionOf(frame: FrameRecord, uses: readonly StepRecord[], closest: StepRecord | undefined): Caption {
  if (frame.background) return { role: 'background', text: '' };
  const texts = uses.map((step) => usedBy(step, frame));
  if (closest) texts.push(`closest to ${stepName(closest)}: ${closest.label}${missedBy(closest)}`);
  return { role: roleOf(frame, uses, closest !== undefined), text: texts.join('; ') };
}

function roleOf(frame: FrameRecord, uses: readonly StepRecord[], isClosest: boolean): FrameRole {
  if (isClosest || uses.some((step) => step.outcome === 'not-met' || step.outcome === 'failed')) return 'wrong';
  if (uses.length === 0) return 'other';
  return frame.direction === 'out' ? 'stimulus' : 'answer';
}

function usedBy(step: StepRecord, frame: FrameRecord): string {
  const label = `${stepName(step)}: ${step.label}`;
  if (step.kind === 'send' || frame.direction === 'out') return label;
  if (step.kind === 'expect-none') return `${label}: forbidden, but seen`;
  if (missedBy(step) !== '') return label + missedBy(step);
  return step.sinceUs === undefined ? label : `${label}, ${signed(frame.atUs - step.sinceUs)}${causeOf(step)}`;
}

const missedBy = ({ missedByUs }: StepRecord): string => (missedByUs === undefined || missedByUs === 0 ? '' : `, ${distance(missedByUs)}`);

const causeOf = (step: StepRecord): string => (step.sinceFrame === undefined ? '' : ` from frame ${step.sinceFrame}`);

/** `0.31 s late` or `20 ms early`. */
export const distance = (missedByUs: number): string => `${duration(Math.abs(missedByUs))} ${missedByUs < 0 ? 'early' : 'late'}`;
