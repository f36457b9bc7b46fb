import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { registeredFaults, type FaultDeclaration } from '../../suites/kit/faults.js';

const FAULT_FILE = /\.faults\.[jt]s$/;

/** Loads every `*.faults` file beside the suites. Throws when one plants a fault for a test that does not exist. */
export async function loadPlantedFaults(testIds: ReadonlySet<string>): Promise<readonly FaultDeclaration[]> {
  const suites = fileURLToPath(new URL('../../suites/', import.meta.url));
  const files = readdirSync(suites, { recursive: true, encoding: 'utf8' }).filter((name) => FAULT_FILE.test(name));
  for (const file of files.sort()) await import(pathToFileURL(join(suites, file)).href);
  const faults = registeredFaults();
  const stray = faults.filter(({ target }) => !testIds.has(target)).map(({ target, title }) => `${target} ("${title}")`);
  if (stray.length > 0) throw new Error(`faults are planted for tests that do not exist: ${stray.join(', ')}`);
  return faults;
}
