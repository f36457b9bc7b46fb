import { writeFileSync } from 'node:fs';
import { reportFile } from './package-root.js';
import { publishedSchemaFiles } from './published-schemas.js';

/** Writes the published JSON Schemas again: `npx tsx reports/write-schemas.ts`, after a change of `result-schema.ts`. */
for (const [name, text] of publishedSchemaFiles()) writeFileSync(reportFile('schema', name), text);
