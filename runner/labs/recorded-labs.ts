import { tests } from '../../suites/index.js';
import { idAsRouter } from '../../suites/kit/parts.js';
import { documentedDeviations, type DocumentedDeviation } from './documented-deviations.js';

/** A device that all its tests are asked of, by `npm run labs`; the record of it stands beside the findings. */
export interface RecordedLab {
  /** Of the record, and for `npm run labs -- NAME`. */
  readonly name: string;
  readonly device: string;
  /** For `sixproof run`. */
  readonly words: readonly string[];
  /** Where its deviations are documented. */
  readonly findings: readonly string[];
  /** Where those are that it shows in another role: tests for any node are asked of it in each. */
  readonly findingsAsHost?: readonly string[];
}

export const RECORDED_LABS: readonly RecordedLab[] = [
  { name: 'linux-host', device: 'Linux, as a host', words: ['--dut', 'linux', '--role', 'host'], findings: ['linux'] },
  {
    name: 'linux-router',
    device: 'Linux with radvd, as a router',
    words: ['--dut', 'linux', '--role', 'router'],
    findings: ['linux-router', 'radvd'],
    findingsAsHost: ['linux'],
  },
  { name: 'frr', device: 'FRR as a RIPng router', words: ['ripng', '--dut', 'frr', '--role', 'router'], findings: ['frr'] },
  { name: 'bird', device: 'BIRD as a RIPng router', words: ['ripng', '--dut', 'bird', '--role', 'router'], findings: ['bird'] },
];

/** What is known of the device, by the tests that its lab runs. */
export function documentedOf({ findings, findingsAsHost = [] }: RecordedLab): readonly DocumentedDeviation[] {
  const forAnyNode = new Map(tests.flatMap((test) => (test.role === 'node' ? [[test.id, idAsRouter(test)]] : [])));
  const asRouter = findingsAsHost.flatMap(documentedDeviations).flatMap((one) => {
    const test = forAnyNode.get(one.test);
    return test === undefined ? [] : [{ ...one, test }];
  });
  return [...findings.flatMap(documentedDeviations), ...asRouter];
}
