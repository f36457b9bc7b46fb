import type { CoverageState } from './coverage-record.js';
import { registry } from './registry.js';
import type { Requirement } from './requirement.js';
import type { RegisteredTest } from './conformance.js';

/** Adds lines to the requirement ledger; must run before the tests that name them are declared. Throws on a doubled slug. */
export function requirements(lines: readonly Requirement[]): readonly Requirement[] {
  registry().addRequirements(lines);
  return lines;
}

/** Every ledger line registered so far. */
export const registeredRequirements = (): readonly Requirement[] => registry().requirements();

/** A ledger line with what became of it: `covered` where tests name it, `missing` where neither tests nor a reason exist. */
export interface LedgerEntry {
  readonly requirement: Requirement;
  readonly state: CoverageState;
  /** Ids of the tests that name it. */
  readonly tests: readonly string[];
}

export function ledgerEntries(
  lines: readonly Requirement[],
  tests: readonly Pick<RegisteredTest, 'id' | 'requirement'>[],
): readonly LedgerEntry[] {
  const naming = new Map<string, string[]>();
  for (const { id, requirement } of tests) naming.set(requirement, [...(naming.get(requirement) ?? []), id]);
  return lines.map((requirement) => {
    const ids = naming.get(requirement.slug) ?? [];
    return { requirement, tests: ids, state: ids.length > 0 ? 'covered' : (requirement.state?.kind ?? 'missing') };
  });
}

const SECTION = /^(\d+(\.\d+)*|[A-Z](\.\d+)*|[A-Z][a-z]+)?$/;
const ALSO = /^RFC\d+:(\d+(\.\d+)*|[A-Z](\.\d+)*|[A-Z][a-z]+)$/;

/** What is wrong with a ledger, a sentence each; nothing when it is sound. */
export function ledgerProblems(
  lines: readonly Requirement[],
  tests: readonly Pick<RegisteredTest, 'id' | 'requirement'>[],
): readonly string[] {
  const problems: string[] = [];
  for (const { requirement, state, tests: ids } of ledgerEntries(lines, tests)) {
    const complain = (text: string) => problems.push(`${requirement.slug}: ${text}`);
    if (!SECTION.test(requirement.section)) complain(`"${requirement.section}" is not a section number`);
    for (const place of requirement.also ?? []) if (!ALSO.test(place)) complain(`"${place}" is not of the form RFC4861:7.2.4`);
    if (requirement.text.trim() === '') complain('has no text');
    if (requirement.state && requirement.state.reason.trim() === '') complain(`is ${requirement.state.kind} without a reason`);
    if (state === 'missing') complain('has no test and no reason why');
    if (state === 'covered' && requirement.state) complain(`is marked ${requirement.state.kind}, but ${ids.join(', ')} tests it`);
  }
  return problems;
}
