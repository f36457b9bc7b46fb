import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of the package's `package.json`: the same for the sources and for the compiled tree below `dist/`. */
export function packageRoot(from: string = fileURLToPath(import.meta.url)): string {
  let directory = dirname(from);
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`no package.json above ${from}`);
    directory = parent;
  }
  return directory;
}

/** A file of the report generator that is not code: a template, a style sheet, a published schema. */
export const reportFile = (...parts: readonly string[]): string => join(packageRoot(), 'reports', ...parts);
