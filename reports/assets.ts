import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportFile } from './package-root.js';

/** The parts of the style sheet in their order: what adapts to the window and to paper comes last. */
const STYLES = [
  'theme',
  'head-and-tables',
  'overview',
  'test-list',
  'test-page',
  'ladder',
  'packet',
  'coverage',
  'charts',
  'compare',
  'narrow-and-print',
] as const;

/** Writes what every page loads, `assets/report.css` and `assets/report.js`, into the directory of a report. */
export async function writeAssets(directory: string): Promise<void> {
  const folder = join(directory, 'assets');
  await mkdir(folder, { recursive: true });
  const styles = STYLES.map((name) => readFileSync(reportFile('assets', 'styles', `${name}.css`), 'utf8')).join('\n');
  await writeFile(join(folder, 'report.css'), styles);
  await writeFile(join(folder, 'report.js'), readFileSync(reportFile('assets', 'report.js')));
}
