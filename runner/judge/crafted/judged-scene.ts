import type { Check, Finding } from '../../../suites/kit/judgement.js';
import { judgeSource } from '../judge-captures.js';
import { preparedSource, type PreparedFrame } from './prepared-source.js';
import { scene, type Scene } from './scene.js';

export type Said = Check & Pick<Finding, 'node'>;
type Change = (frames: readonly PreparedFrame[]) => readonly PreparedFrame[];

/** What one rule says about the nodes of a scene in which nothing was lost, of frames as they were or as the capture changed them. */
export async function judgedScene(rule: string, play: (s: Scene) => void, change: Change = (frames) => frames): Promise<readonly Said[]> {
  const s = scene(1);
  play(s);
  const outcome = await judgeSource(preparedSource(change(s.frames), 0), 'prepared', { complete: false });
  if (!('findings' in outcome)) throw new Error('not judged');
  return outcome.findings.flatMap(({ checks, node }) => checks.filter((check) => check.rule === rule).map((check) => ({ ...check, node })));
}
