import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CoverageReport } from '../../suites/kit/coverage-record.js';
import { writeAssets } from '../assets.js';
import { requirementsBySlug } from '../coverage-model.js';
import { pageTemplate } from '../templates.js';
import { comparisonMarkdown } from './comparison-markdown.js';
import { comparisonView } from './comparison-view.js';
import type { Comparison } from './comparison.js';
import type { Places } from './places.js';

/**
 * Writes the pages of a comparison into a directory: `index.html`, `assets/`, `comparison.json` and `comparison.md`.
 * Rejects when the directory cannot be written.
 */
export async function renderComparison(directory: string, comparison: Comparison, places: Places, coverage: CoverageReport): Promise<void> {
  await mkdir(directory, { recursive: true });
  const view = comparisonView(comparison, places, requirementsBySlug(coverage));
  await Promise.all([
    writeAssets(directory),
    writeFile(join(directory, 'index.html'), pageTemplate('compare')(view)),
    writeFile(join(directory, 'comparison.json'), `${JSON.stringify(comparison, undefined, 1)}\n`),
    writeFile(join(directory, 'comparison.md'), comparisonMarkdown(comparison)),
  ]);
}
