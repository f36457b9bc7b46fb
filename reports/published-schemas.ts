import { z } from 'zod';
import { comparisonSchema } from './compare/comparison-schema.js';
import { judgementSchema } from './judgement-schema.js';
import { publishedSchemas } from './result-schema.js';
import { timingSchema } from './timing/timing-schema.js';

const all = {
  ...publishedSchemas,
  timing: { title: 'sixproof timing.json', schema: timingSchema },
  comparison: { title: 'sixproof comparison.json', schema: comparisonSchema },
  judgement: { title: 'sixproof judgement.json', schema: judgementSchema },
};

/** The JSON Schemas (draft 2020-12) by file name, as committed under `reports/schema/`. */
export function publishedSchemaFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [name, { title, schema }] of Object.entries(all)) {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
    files.set(`${name}.schema.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`);
  }
  return files;
}
