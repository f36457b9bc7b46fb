import { ZERO } from '../../reference/time.js';
import { isRepeatedPart } from '../../suites/kit/parts.js';
import { rehearse } from '../run/rehearsal.js';
import { loadTests, type SelectableTest } from '../run/suites.js';
import { applicableTests } from './applicable-tests.js';
import type { DocumentedDeviation } from './documented-deviations.js';
import { asSelectors, sample } from './sample.js';

export interface Sample {
  readonly selectors: readonly string[];
  readonly count: number;
  readonly all: number;
}

/**
 * What a run of minutes asks the kernel of this machine as a host or router: `count` tests, as words for `sixproof run --role`.
 * Tests for any node are asked of the host, those of Router Advertisements of radvd, and those of RIPng of FRR and BIRD.
 */
export async function linuxSample(part: 'host' | 'router', documentedOnes: readonly DocumentedDeviation[]): Promise<Sample> {
  const isAsked = (test: SelectableTest): boolean =>
    test.plays === part && !isRepeatedPart(test) && !(test.actions ?? []).includes('advertise');
  const tests = (await applicableTests('linux')).filter(isAsked);
  const waits = await rehearse(tests, { seed: 1, profile: 'current', signal: new AbortController().signal });
  const documented = new Set(documentedOnes.map(({ test }) => test));
  const chosen = sample(
    tests.map(({ id }) => ({ id, waits: waits.get(id) ?? ZERO })),
    documented,
  );
  const all = (await loadTests()).filter(({ plays }) => plays === part).map(({ id }) => id);
  return { selectors: asSelectors(chosen, all), count: chosen.length, all: tests.length };
}
