import { expect } from 'chai';
import { tests } from '../suites/index.js';
import type { RegisteredTest } from '../suites/kit/conformance.js';
import type { Defect } from '../suites/kit/faults.js';
import { memoryBinding } from './bindings/memory.js';
import { performTest, type Performed } from './execute.js';
import type { Onset } from './perturb/apply-defects.js';

/** Neither hears nor says anything; its console still works, as on a device whose packet path hangs. */
const DEAD: readonly Defect[] = (['in', 'out'] as const).map((direction) => ({ kind: 'rewrite', direction, rewriter: () => () => [] }));

/** An address found to be a duplicate leaves the device without any: the device tells by its console that it lives. */
const PROVED_BY_THE_CONSOLE: ReadonlySet<string> = new Set(['nd.dad.before-own-ns', 'nd.dad.before-own-na']);

const perform = (test: RegisteredTest, dying?: { readonly onset: Onset }): Promise<Performed> =>
  performTest(test, memoryBinding(dying && { defects: DEAD, ...dying }), { seed: 1 });

/** After all that it said before the last thing that the test did to it. */
function lastStimulus({ outcome }: Performed): Onset | undefined {
  const stimulus = outcome?.run.stimulus;
  return stimulus && { sent: stimulus.arrivals, heard: Infinity };
}

describe('a device that dies of the last thing that a test does to it', function () {
  this.timeout(300_000);

  it('passes none, and is excused by none', async () => {
    const passed: string[] = [];
    let died = 0;
    for (const test of tests) {
      if (PROVED_BY_THE_CONSOLE.has(test.id)) continue;
      const sound = await perform(test);
      const onset = lastStimulus(sound);
      if (sound.verdict !== 'pass' || !onset) continue;
      died++;
      const { verdict, reason } = await perform(test, { onset });
      if (verdict === 'pass' || verdict === 'skip') passed.push(`${test.id}: ${reason.text}`);
    }
    expect(died, 'tests that a sound device passes').to.be.above(tests.length / 2);
    expect(passed, 'tests that a dead device passes').to.deep.equal([]);
  });
});
