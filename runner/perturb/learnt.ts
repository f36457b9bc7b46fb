import type { CorruptibleField } from '../../reference/wire/corruptible-fields.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import type { FaultDeclaration } from '../../suites/kit/faults.js';
import type { Baseline } from './baseline.js';
import { deafMutant, discardMutant, mutantsOfMessage, plantedFault, type Mutant } from './mutants.js';

/** What of the baseline the mutants follow from; plain data. */
export interface Learnt {
  readonly sent: readonly (readonly [message: string, fields: readonly CorruptibleField[]])[];
  readonly heard: readonly string[];
  /** Everything that a mutant can aim at in the traffic of some test. */
  readonly reachable: readonly string[];
}

export const learntFrom = ({ sent, heard, tests }: Baseline): Learnt => ({
  sent: [...sent].map(([message, fields]) => [message, [...fields.values()]]),
  heard: [...heard],
  reachable: [...new Set(tests.flatMap(({ targets }) => [...targets]))],
});

/** Where mutants come from beside the baseline. */
export interface MutantSources {
  readonly tests: readonly RegisteredTest[];
  readonly faults: readonly FaultDeclaration[];
  /** Every check that discards a packet, with what it says of the packet. */
  readonly discardReasons: readonly { readonly reason: string; readonly says: string }[];
  /** Mutants that no test's traffic had a target for are left out: for a part of the suite. */
  readonly onlyReachable?: boolean;
}

/** The same mutants in the same order wherever the same was learnt. */
export function mutantsFor({ sent, heard, reachable }: Learnt, sources: MutantSources): readonly Mutant[] {
  const { discardReasons, faults, onlyReachable = false, tests } = sources;
  const targets = new Set(reachable);
  const ids = new Set(tests.map((test) => test.id));
  const generated = [
    ...sent.flatMap(([message, fields]) => mutantsOfMessage(message, fields, new Set(fields.map(({ path }) => path)))),
    ...heard.map(deafMutant),
    ...discardReasons.map(({ reason, says }) => discardMutant(reason, says)),
  ];
  const planted = faults.filter((fault) => !onlyReachable || ids.has(fault.target)).map(plantedFault);
  return [...generated.filter(({ target }) => !onlyReachable || targets.has(target)), ...planted];
}
