import { z } from 'zod';
import { publishedSchemas } from './result-schema.js';

/** The JSON Schemas (draft 2020-12) by file name, as committed under `reports/schema/`. */
export function publishedSchemaFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [name, { title, schema }] of Object.entries(publishedSchemas)) {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
    files.set(`${name}.schema.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`);
  }
  return files;
}
