import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { MutantOutcome, PerturbResult } from './perturb.js';

const Explanations = z.array(
  z.strictObject({
    /** Id of a mutant, or a pattern for several: `*` stands for any characters. */
    mutant: z.string().min(1),
    reason: z.string().min(1),
    /** The clause that leaves the device free, `RFC4861:4.4`; or the ledger lines that are open. */
    clause: z.string().min(1),
  }),
);

/** Why a mutant may survive. */
export type Explanation = z.infer<typeof Explanations>[number];

/** Reads the list of explained survivors; throws with the place of what is wrong in it. */
export function readExplanations(file: string): readonly Explanation[] {
  const parsed = Explanations.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`${file}: ${problems.join('; ')}`);
}

function explains(pattern: string, id: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(id);
}

type Counted = Pick<PerturbResult, 'mutants' | 'killed' | 'explained' | 'survivors' | 'explainedSurvivors' | 'staleExplanations'>;

/** Sorts the mutants into killed, explained and surviving ones. A pattern that explains no survivor is stale. */
export function explainSurvivors(outcomes: readonly MutantOutcome[], explanations: readonly Explanation[]): Counted {
  const alive = outcomes.filter((outcome) => outcome.killedBy === undefined);
  const explainedSurvivors = alive.flatMap((outcome) => {
    const why = explanations.find(({ mutant }) => explains(mutant, outcome.id));
    return why ? [{ ...outcome, reason: why.reason, clause: why.clause }] : [];
  });
  const explained = new Set(explainedSurvivors.map(({ id }) => id));
  return {
    mutants: outcomes.length,
    killed: outcomes.length - alive.length,
    explained: explained.size,
    survivors: alive.filter(({ id }) => !explained.has(id)),
    explainedSurvivors,
    staleExplanations: explanations.filter(({ mutant }) => !alive.some(({ id }) => explains(mutant, id))).map(({ mutant }) => mutant),
  };
}
