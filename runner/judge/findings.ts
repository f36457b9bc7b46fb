import type { Level, Requirement } from '../../suites/kit/requirement.js';
import type { RuleDeclaration } from '../../suites/kit/rule.js';
import type { Check, Finding, JudgedReason, JudgedVerdict, Unjudged } from '../../suites/kit/judgement.js';
import type { JudgedNode } from './nodes.js';
import type { Evidence } from './evidence.js';
import { absencesIn, weighed, type Doubt } from './silences.js';
import { emptyTally, type Tally } from './tally.js';

/** What may be concluded from a capture as a whole. */
export interface Conditions {
  /** Nothing was lost, so what is not there was not sent. */
  readonly absenceIsConclusive: boolean;
  readonly whyNot: string;
  /** The user vouches for the capture: it shows all directions, even if nothing went one of them. */
  readonly isVouchedFor: boolean;
  /** Many frames are there twice. */
  readonly doublesFrames: boolean;
}

interface Score {
  readonly kept: number;
  readonly firstKept: number;
  readonly tally: Tally;
}

export const WORST_FIRST: readonly JudgedVerdict[] = ['fail', 'warn', 'inconclusive', 'pass'];
const COPIES = 'frames appear twice in this capture';

/** The verdict of a violation of a requirement of that level; lines that cannot fail leave a remark. */
function verdictOf(level: Level): JudgedVerdict {
  if (level === 'MUST') return 'fail';
  return level === 'SHOULD' ? 'warn' : 'pass';
}

function checkOf(declaration: RuleDeclaration, level: Level, { kept, firstKept, tally }: Score, conditions: Conditions): Check {
  const spoilt = declaration.spoiltByCopies === true && conditions.doublesFrames;
  const violated = spoilt ? 0 : tally.broken;
  const { absent, absences, doubts } = absencesOf(tally, spoilt, conditions);
  const open = tally.broken + tally.missing - violated - absent;
  const evidence = [...(spoilt ? [] : tally.violations), ...absences];
  const verdict = violated + absent > 0 ? verdictOf(level) : open > 0 || kept === 0 ? 'inconclusive' : 'pass';
  return {
    rule: declaration.id,
    title: declaration.title,
    verdict,
    kept,
    ...(kept > 0 && { firstKept }),
    broken: violated,
    missing: tally.missing,
    undecided: tally.undecided + tally.broken - violated,
    evidence: evidence
      .sort((a, b) => a.frame - b.frame)
      .map(({ frame, violation: { text, path, frames } }) => ({
        frame,
        text,
        ...(path !== undefined && { path }),
        ...(frames && { frames }),
      })),
    undecidedBecause: [...undecidedBecause(tally, spoilt), ...doubts],
  };
}

interface Absences {
  readonly absent: number;
  readonly absences: readonly Evidence[];
  readonly doubts: readonly Doubt[];
}

/** How much of what was not seen counts as not sent. */
function absencesOf({ missing, silences }: Tally, spoilt: boolean, { absenceIsConclusive, whyNot, isVouchedFor }: Conditions): Absences {
  const absences = absencesIn(silences);
  const firstFrame = Math.min(...silences.map((one) => one.firstFrame));
  if (!absenceIsConclusive) return { absent: 0, absences, doubts: missing > 0 ? [{ why: whyNot, count: missing, firstFrame }] : [] };
  if (spoilt) return { absent: 0, absences, doubts: [] };
  return isVouchedFor ? { absent: missing, absences, doubts: [] } : weighed(silences);
}

function undecidedBecause(tally: Tally, spoilt: boolean): Check['undecidedBecause'] {
  const reasons = tally.reasons.map(({ why, count, firstFrame }) => ({ why, count, firstFrame }));
  if (spoilt && tally.broken > 0) reasons.push({ why: COPIES, count: tally.broken, firstFrame: tally.violations[0]?.frame ?? 0 });
  return reasons;
}

function reasonOf(verdict: JudgedVerdict, checks: readonly Check[], level: Level): JudgedReason {
  const at =
    checks.find((check) => check.verdict === verdict && check.evidence.length > 0) ?? checks.find((check) => check.evidence.length > 0);
  const [first] = at?.evidence ?? [];
  const where = first ? `${first.text} (frame ${first.frame})` : '';
  if (verdict === 'fail' || verdict === 'warn') return { code: at && at.broken > 0 ? 'mismatch' : 'not-seen', text: where };
  if (verdict === 'inconclusive') {
    const why = checks.flatMap(({ undecidedBecause: list }) => list)[0]?.why ?? '';
    return { code: first ? 'frames-lost' : 'precondition', text: first ? `${where}, but ${why}` : why };
  }
  const isRemark = verdictOf(level) === 'pass' && checks.some((check) => check.broken > 0);
  return isRemark ? { code: 'remark', text: where } : { code: 'as-expected', text: '' };
}

/** The findings about one node, a requirement each, worst first. */
export function findingsOf(
  node: JudgedNode,
  declarations: readonly RuleDeclaration[],
  ledger: ReadonlyMap<string, Requirement>,
  conditions: Conditions,
): readonly Finding[] {
  const bySlug = new Map<string, Check[]>();
  for (const [index, declaration] of declarations.entries()) {
    const { scores } = node;
    const line = ledger.get(declaration.requirement);
    if (!line || !scores.isExercised(index)) continue;
    const score = { kept: scores.kept[index] ?? 0, firstKept: scores.firstKept[index] ?? 0, tally: scores.tally(index) ?? emptyTally() };
    const checks = bySlug.get(line.slug) ?? [];
    checks.push(checkOf(declaration, line.level, score, conditions));
    bySlug.set(line.slug, checks);
  }
  return [...bySlug].map(([slug, checks]) => findingOf(node, ledger.get(slug) as Requirement, checks)).sort(byVerdict);
}

function findingOf(node: JudgedNode, line: Requirement, checks: readonly Check[]): Finding {
  const { slug, rfc, section, level, role, text } = line;
  // An undecided check beside one that was kept takes nothing away from it; an absence that may be a loss does.
  const decided = checks.filter(
    ({ verdict, missing, broken, undecidedBecause: why }) =>
      verdict !== 'inconclusive' || missing > 0 || broken > 0 || why.some((one) => one.why === COPIES),
  );
  const verdict =
    WORST_FIRST.find((one) => (decided.length > 0 ? decided : checks).some((check) => check.verdict === one)) ?? 'inconclusive';
  return {
    node: node.name,
    link: node.segment.name,
    requirement: slug,
    rfc,
    section,
    level,
    role,
    judged: judgedBy(checks, verdict),
    text,
    verdict,
    reason: reasonOf(verdict, checks, level),
    checks,
  };
}

const judgedBy = (checks: readonly Check[], verdict: JudgedVerdict): string =>
  checks
    .filter((check) => check.verdict === verdict)
    .map(({ title }) => title)
    .join('; ');

const byVerdict = (a: Finding, b: Finding): number => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict);

/** What could not be judged of nobody in particular, and why. */
export function unjudgedOfNobody(nobody: readonly (Tally | undefined)[], declarations: readonly RuleDeclaration[]): readonly Unjudged[] {
  return declarations.flatMap(({ id: rule, requirement }, index) =>
    (nobody[index]?.reasons ?? []).map(({ why, count, firstFrame }): Unjudged => ({ rule, requirement, why, count, firstFrame })),
  );
}
