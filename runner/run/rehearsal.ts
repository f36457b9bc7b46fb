import type { Duration } from '../../reference/time.js';
import type { Profile, RegisteredTest } from '../../suites/kit/conformance.js';
import { memoryBinding } from '../bindings/memory.js';
import { executeTest } from '../execute.js';

/**
 * How long each test waits, learnt by running it against the embedded reference, which takes milliseconds. Tests that the
 * reference cannot run are left out.
 */
export async function rehearse(
  tests: readonly RegisteredTest[],
  run: { readonly seed: number; readonly profile: Profile; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, Duration>> {
  const binding = memoryBinding({ behaviour: run.profile });
  const waits = new Map<string, Duration>();
  try {
    for (const test of tests) {
      if (run.signal.aborted) break;
      const { record } = await executeTest(test, binding, { seed: run.seed, profile: run.profile });
      if (record.verdict !== 'skip') waits.set(test.id, record.protocolUs as Duration);
      // Lets a signal through between tests.
      await new Promise(setImmediate);
    }
  } finally {
    await binding.close();
  }
  return waits;
}
