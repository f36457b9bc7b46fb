import { loadDut } from '../configuration/load-dut.js';
import { abilitiesFor } from '../run/bindings.js';
import { skipReason } from '../run/plan.js';
import { loadTests, type SelectableTest } from '../run/suites.js';

/** The tests that `--dut` can be asked: what is known beforehand of the device would only have the others skipped. */
export async function applicableTests(dut: string): Promise<readonly SelectableTest[]> {
  const abilities = await abilitiesFor(loadDut(dut), 'current');
  return (await loadTests()).filter((test) => skipReason(test, abilities) === undefined);
}
