import type { Check, Finding } from '../../../suites/kit/judgement.js';
import { judgeSource } from '../judge-captures.js';
import { preparedSource } from './prepared-source.js';
import { scene, type Scene } from './scene.js';

/** What one rule says about the nodes of a scene in which nothing was lost. */
export async function judgedScene(rule: string, play: (s: Scene) => void): Promise<readonly (Check & Pick<Finding, 'node'>)[]> {
  const s = scene(1);
  play(s);
  const outcome = await judgeSource(preparedSource(s.frames, 0), 'prepared', { complete: false });
  if (!('findings' in outcome)) throw new Error('not judged');
  return outcome.findings.flatMap(({ checks, node }) => checks.filter((check) => check.rule === rule).map((check) => ({ ...check, node })));
}
