import { groupBy } from '../../suites/kit/grouping.js';
import { deviceName } from '../view/run-view.js';
import type { ComparedRun } from './comparison.js';

/** What is compared, in a line: versions of one device as its way from the first to the last, anything else as a list. */
export function devicesInWords(runs: readonly Pick<ComparedRun, 'run'>[]): string {
  const names = runs.map(({ run }) => deviceName(run));
  const isHistory = new Set(runs.map(({ run }) => run.dut)).size === 1 && new Set(names).size === names.length;
  if (isHistory) return names.join(' → ');
  return [...groupBy(names, (name) => name)].map(([name, { length }]) => (length === 1 ? name : `${length} runs of ${name}`)).join(', ');
}
