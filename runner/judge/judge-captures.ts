import { registeredRequirements } from '../../suites/kit/ledger.js';
import type { CaptureJudgement } from '../../suites/kit/judgement.js';
import { rules } from '../../suites/rules.js';
import { openCapture } from '../links/capture/capture-source.js';
import type { Position } from '../links/capture/file-octets.js';
import { linkOfInterface, openJoined, openLinks, type CapturedLink, type JoinedSource } from '../links/capture/joined-source.js';
import { isNoCapture, type FrameSource, type SourceProblem } from '../links/frames.js';
import { captureJudgement } from './assemble.js';
import { observeSource } from './engine.js';
import { LinkSpans } from './link-spans.js';
import type { JudgedFrame } from './observe.js';

export interface JudgeOptions {
  /** The user vouches that the capture lost nothing. */
  readonly complete: boolean;
  /** Told now and then how many frames were read, and how much of the files. */
  readonly onProgress?: (frames: number, position: Position) => void;
  /** Told in one line why the captures may not be what they are said to be. */
  readonly onDoubt?: (text: string) => void;
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

/** Judges several files as the one capture that was written in pieces. */
export async function judgeJoined(files: readonly string[], options: JudgeOptions): Promise<CaptureJudgement | Unusable> {
  return judgeParts(openJoined(files), files, options);
}

/** Judges captures that were taken on several links at the same time, together. */
export async function judgeLinks(links: readonly CapturedLink[], options: JudgeOptions): Promise<CaptureJudgement | Unusable> {
  const spans = new LinkSpans(
    links.map(({ name }) => name),
    linkOfInterface,
  );
  const judged = await judgeParts(
    openLinks(links),
    links.flatMap(({ files }) => files),
    options,
    spans,
  );
  const doubt = 'problem' in judged ? undefined : spans.doubt();
  if (doubt !== undefined) options.onDoubt?.(doubt);
  return judged;
}

async function judgeParts(
  source: JoinedSource,
  files: readonly string[],
  options: JudgeOptions,
  spans?: LinkSpans,
): Promise<CaptureJudgement | Unusable> {
  const judged = await judgeSource(source, nameOfJoined(files), options, spans);
  const problem = source.problem();
  // A file that is no capture at all was named by mistake: what the others hold is not what was asked for.
  if (!('problem' in judged) && problem && isNoCapture(problem)) return { file: nameOfJoined(files), problem };
  if ('problem' in judged) return judged;
  const parts = source.parts().map(({ file, link, frames, firstFrame }) => ({
    file,
    ...(link !== undefined && { link }),
    frames,
    ...(firstFrame !== undefined && { firstFrame }),
  }));
  return { ...judged, contents: { ...judged.contents, parts } };
}

const NOWHERE: Position = { octets: 0, of: undefined };

const nameOfJoined = ([first = '', ...others]: readonly string[]): string => `${first} and ${others.length} more`;

export async function judgeSource(
  source: FrameSource & { position?(): Position },
  file: string,
  { complete, onProgress }: JudgeOptions,
  spans?: LinkSpans,
): Promise<CaptureJudgement | Unusable> {
  const onBatch = (batch: readonly JudgedFrame[]): void => {
    spans?.note(batch);
    onProgress?.(batch[batch.length - 1]?.no ?? 0, source.position?.() ?? NOWHERE);
  };
  const observations = await observeSource(source, rules, onBatch, spans?.linkOf);
  const problem = source.problem();
  if (problem && isNoCapture(problem) && observations.inventory.frames === 0) return { file, problem };
  const ledger = new Map(registeredRequirements().map((line) => [line.slug, line]));
  return captureJudgement(observations, ledger, {
    file,
    losses: source.losses(),
    complete,
    stampUncertaintyUs: source.stamps.uncertainty,
    problem,
  });
}
