import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a verdict depends on: the tests with their kit and ledger, and the decoders that they read frames by. */
const FOLDERS = ['suites', 'reference/wire', 'reference/net'] as const;

/** Not read during a run: unit tests, planted faults, passive rules. */
const ELSEWHERE = /\.(test|faults|rules)\.[jt]s$|\.(d\.ts|map)$/;

/**
 * Eight digits that change when the tests do, for who compares runs: the version of the tool alone does not tell two
 * states of its development apart. The sources and their build have different ones.
 */
export function suitesVersion(root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')): string {
  const hash = createHash('sha256');
  for (const file of FOLDERS.flatMap((folder) => filesOf(join(root, folder)))) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 8);
}

function filesOf(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesOf(path);
    return /\.[jt]s$/.test(entry.name) && !ELSEWHERE.test(entry.name) ? [path] : [];
  });
}
