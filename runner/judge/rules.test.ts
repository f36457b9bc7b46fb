import { expect } from 'chai';
import { registeredRequirements } from '../../suites/kit/ledger.js';
import { declarationsOf } from '../../suites/kit/rule.js';
import { passive } from '../../suites/ledger/states.js';
import { rules } from '../../suites/rules.js';
import { captureJudgement } from './assemble.js';
import type { CaptureJudgement, JudgedVerdict } from '../../suites/kit/judgement.js';
import { preparedSource, type PreparedFrame } from './crafted/prepared-source.js';
import { scene } from './crafted/scene.js';
import { craftedViolations } from './crafted/violations.js';
import { observeSource } from './engine.js';

const ledger = new Map(registeredRequirements().map((line) => [line.slug, line]));

export async function judgeFrames(frames: readonly PreparedFrame[], losses: number | 'unknown' = 0): Promise<CaptureJudgement> {
  const observations = await observeSource(preparedSource(frames, losses), rules);
  return captureJudgement(observations, ledger, { file: 'crafted', losses, complete: false, stampUncertaintyUs: 0, problem: undefined });
}

/** Rules that leave what they cannot tell undecided, and so are never broken. */
const NEVER_BROKEN = [
  'nd.address-resolution.count',
  'nd.dad-solicitation.count',
  'renumbering.result.asked',
  'ripng.answer.to-router',
  'ripng.split-horizon.not-returned',
  'ripng.split-horizon.poisoned',
  'ripng.update.same-source',
];

const VERDICT: Readonly<Record<string, JudgedVerdict>> = {
  MUST: 'fail',
  SHOULD: 'warn',
  MAY: 'pass',
  KAME: 'pass',
  'implementation choice': 'pass',
};

describe('passive rules', function () {
  this.timeout(20_000);

  it('have a crafted violation each', () => {
    const crafted = new Set(craftedViolations.map(({ rule }) => rule));
    const declared = rules.flatMap(declarationsOf).map(({ id }) => id);
    expect(declared.filter((id) => !crafted.has(id))).to.have.members(NEVER_BROKEN);
    expect([...crafted].filter((id) => !declared.includes(id))).to.deep.equal([]);
  });

  it('judge every line of the ledger that is left to them', () => {
    const judged = new Set(rules.flatMap(declarationsOf).map(({ requirement }) => requirement));
    const left = [...ledger.values()].filter(({ state }) => state === passive).map(({ slug }) => slug);
    expect(left).to.not.deep.equal([]);
    expect(left.filter((slug) => !judged.has(slug))).to.deep.equal([]);
  });

  for (const [index, { rule, play }] of craftedViolations.entries()) {
    it(`${rule} finds its violation`, async () => {
      const s = scene(index + 1);
      play(s);
      const { findings } = await judgeFrames(s.frames);
      const checks = findings.flatMap(({ level, checks: list, node }) => list.map((check) => ({ ...check, level, node })));
      const found = checks.filter((check) => check.rule === rule && check.evidence.length > 0);
      expect(found.length, JSON.stringify(checks.filter((check) => check.rule === rule))).to.equal(1);
      expect(found[0]?.verdict).to.equal(VERDICT[found[0]?.level ?? '']);
    });
  }
});
