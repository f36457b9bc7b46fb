import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { TestRecord } from '../../suites/kit/record.js';
import { packageRoot } from '../package-root.js';

const deviations = z.array(
  z.strictObject({
    /** Id of the test that shows it. */
    test: z.string(),
    verdict: z.enum(['fail', 'warn']),
    /** Heading in the findings about the device, as a link names it. */
    finding: z.string(),
    /** What has to come together for it to be seen; without that the test passes. */
    onlyWhen: z.string().optional(),
  }),
);

export type DocumentedDeviation = z.infer<typeof deviations>[number];

export const findings = (): string => join(packageRoot(), 'vectors', 'findings');
const file = (device: string, ending: 'json' | 'md'): string => readFileSync(join(findings(), `${device}.${ending}`), 'utf8');

/** What is known of a device and was found to be its own fault, not the suite's. */
export const documentedDeviations = (device: string): readonly DocumentedDeviation[] => deviations.parse(JSON.parse(file(device, 'json')));

/** The headings of the findings, as links name them. */
export const findingAnchors = (device: string): readonly string[] =>
  [...file(device, 'md').matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );

type Judged = Pick<TestRecord, 'id' | 'verdict' | 'reason'>;

/** Verdicts that nothing explains: a FAIL or WARN that is not documented as such, and all that says nothing. */
export function unexplained<T extends Judged>(tests: readonly T[], documented: readonly DocumentedDeviation[]): readonly T[] {
  const known = new Set(documented.map(({ test, verdict }) => `${verdict} ${test}`));
  return tests.filter(({ id, verdict }) => {
    if (verdict === 'inconclusive' || verdict === 'error') return true;
    return (verdict === 'fail' || verdict === 'warn') && !known.has(`${verdict} ${id}`);
  });
}

/** Documented deviations whose test ran and showed none: the device is another one, or has been mended. */
export function unseen(tests: readonly Judged[], documented: readonly DocumentedDeviation[]): readonly DocumentedDeviation[] {
  const passed = new Set(tests.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id));
  return documented.filter(({ test }) => passed.has(test));
}

export const inWords = (records: readonly Judged[]): readonly string[] =>
  records.map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason.text}`);
