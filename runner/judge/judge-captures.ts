import { registeredRequirements } from '../../suites/kit/ledger.js';
import type { CaptureJudgement } from '../../suites/kit/judgement.js';
import { rules } from '../../suites/rules.js';
import { openCapture } from '../links/capture/capture-source.js';
import type { FrameSource, SourceProblem } from '../links/frames.js';
import { captureJudgement } from './assemble.js';
import { observeSource } from './engine.js';

export interface JudgeOptions {
  /** The user vouches that the capture lost nothing. */
  readonly complete: boolean;
  /** Told now and then how many frames were read. */
  readonly onProgress?: (frames: number) => void;
}

/** A capture that cannot be judged at all: no capture, or of a kind that is not read. */
export interface Unusable {
  readonly file: string;
  readonly problem: SourceProblem;
}

/** Judges a capture file, `-` for standard input; damage ends the reading, and what came before it is judged. */
export async function judgeCapture(file: string, options: JudgeOptions): Promise<CaptureJudgement | Unusable> {
  return judgeSource(openCapture(file), file, options);
}

export async function judgeSource(
  source: FrameSource,
  file: string,
  { complete, onProgress }: JudgeOptions,
): Promise<CaptureJudgement | Unusable> {
  const observations = await observeSource(source, rules, onProgress);
  const problem = source.problem();
  if (problem && (problem.kind === 'not-a-capture' || problem.kind === 'unsupported') && observations.inventory.frames === 0)
    return { file, problem };
  const ledger = new Map(registeredRequirements().map((line) => [line.slug, line]));
  return captureJudgement(observations, ledger, {
    file,
    losses: source.losses(),
    complete,
    stampUncertaintyUs: source.stamps.uncertainty,
    problem,
  });
}
