import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../package-root.js';

const deviations = z.array(
  z.strictObject({
    /** Id of the test that shows it. */
    test: z.string(),
    verdict: z.enum(['fail', 'warn']),
    /** Heading in the findings about the device, as a link names it. */
    finding: z.string(),
  }),
);

export type DocumentedDeviation = z.infer<typeof deviations>[number];

const file = (device: string, ending: 'json' | 'md'): string =>
  readFileSync(join(packageRoot(), 'vectors', 'findings', `${device}.${ending}`), 'utf8');

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
