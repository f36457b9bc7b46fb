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
}

export const RECORDED_LABS: readonly RecordedLab[] = [
  { name: 'linux-host', device: 'Linux, as a host', words: ['--dut', 'linux', '--role', 'host'], findings: ['linux'] },
  { name: 'frr', device: 'FRR as a RIPng router', words: ['ripng', '--dut', 'frr', '--role', 'router'], findings: ['frr'] },
  { name: 'bird', device: 'BIRD as a RIPng router', words: ['ripng', '--dut', 'bird', '--role', 'router'], findings: ['bird'] },
];

export const documentedOf = ({ findings }: RecordedLab): readonly DocumentedDeviation[] => findings.flatMap(documentedDeviations);
