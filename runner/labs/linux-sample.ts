import { ZERO } from '../../reference/time.js';
import { rehearse } from '../run/rehearsal.js';
import { loadTests } from '../run/suites.js';
import { documentedDeviations } from './documented-deviations.js';
import { asSelectors, sample } from './sample.js';

/** What a run of minutes asks the kernel of this machine as a host: `count` tests, as words for `sixproof run --role host`. */
export async function linuxSample(): Promise<{ readonly selectors: readonly string[]; readonly count: number; readonly all: number }> {
  const tests = (await loadTests()).filter(({ plays }) => plays === 'host');
  const waits = await rehearse(tests, { seed: 1, profile: 'current', signal: new AbortController().signal });
  const documented = new Set(documentedDeviations('linux').map(({ test }) => test));
  const chosen = sample(
    tests.map(({ id }) => ({ id, waits: waits.get(id) ?? ZERO })),
    documented,
  );
  const all = tests.map(({ id }) => id);
  return { selectors: asSelectors(chosen, all), count: chosen.length, all: all.length };
}
