import type { ActionKind } from '../../suites/kit/action.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import { ZERO } from '../../reference/time.js';
import { isRepeatedPart } from '../../suites/kit/parts.js';
import { LINUX_TUNNEL_ACTIONS } from '../adapters/linux.js';
import { LINUX_ACTIONS } from '../adapters/linux-device.js';
import { rehearse } from '../run/rehearsal.js';
import { loadTests } from '../run/suites.js';
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
  const ofPart = (await loadTests()).filter(({ plays }) => plays === part);
  const tests = ofPart.filter((test) => !isRepeatedPart(test) && holdsNow(test) && (test.actions ?? []).every(isForLinux));
  const waits = await rehearse(tests, { seed: 1, profile: 'current', signal: new AbortController().signal });
  const documented = new Set(documentedOnes.map(({ test }) => test));
  const chosen = sample(
    tests.map(({ id }) => ({ id, waits: waits.get(id) ?? ZERO })),
    documented,
  );
  const all = ofPart.map(({ id }) => id);
  return { selectors: asSelectors(chosen, all), count: chosen.length, all: tests.length };
}

const KNOWN: ReadonlySet<ActionKind> = new Set([...LINUX_ACTIONS, ...LINUX_TUNNEL_ACTIONS]);
/** What Linux has no action for would only be skipped. */
const isForLinux = (action: ActionKind): boolean => KNOWN.has(action) && action !== 'advertise';
const holdsNow = ({ profiles }: RegisteredTest): boolean => profiles === undefined || profiles.includes('current');
