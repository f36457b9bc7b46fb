import { DISCARD_REASONS, discardRule } from '../../reference/ipv6/discard-reasons.js';
import type { Profile, RegisteredTest } from '../../suites/kit/conformance.js';
import { isRepeatedPart } from '../../suites/kit/parts.js';
import { memoryBinding } from '../bindings/memory.js';
import { loadTests } from '../run/suites.js';
import type { MutantSources } from './learnt.js';
import { loadPlantedFaults } from './planted-faults.js';
import type { Workplace } from './workman.js';

/** Which tests are shown to fail, and how; plain data. */
export interface Wish {
  readonly seed: number;
  readonly profile: Profile;
  readonly onlyReachable: boolean;
}

export type Setting = Workplace & MutantSources;

/** A defect that a test for any node notices in a host it would notice in a router: once is enough. */
export const testsToPerturb = async (): Promise<readonly RegisteredTest[]> => (await loadTests()).filter((test) => !isRepeatedPart(test));

/** The tests on the embedded reference with its defects; the same in every process. */
export async function settingFor(
  { seed, profile, onlyReachable }: Wish,
  all: readonly RegisteredTest[],
  tests: readonly RegisteredTest[],
): Promise<Setting> {
  return {
    tests,
    faults: await loadPlantedFaults(new Set(all.map(({ id }) => id))),
    binding: (behaviour, defects, onset) => memoryBinding({ behaviour, defects, onset }),
    discardReasons: DISCARD_REASONS.map((reason) => ({ reason, says: discardRule(reason).says })),
    seed,
    profile,
    onlyReachable,
  };
}
