import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderReport } from '../../reports/render.js';
import { runCommandLine } from '../command-line.js';
import { assembleResult } from '../results/assemble.js';
import { readJournal } from '../results/journal.js';
import { loadDetails, runDirectory } from '../results/run-directory.js';
import { loadCoverage } from '../run/suites.js';
import { cpuWatch } from './cpu-time.js';

export interface ReportResult {
  readonly tests: number;
  /** Rendering all pages from the details of the tests on disk, of all threads. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly firstPageOctets: number;
  readonly allPagesOctets: number;
}

const out = mkdtempSync(join(tmpdir(), 'sixproof-bench-'));
try {
  await runCommandLine(['run', '--out', join(out, 'run')]);
  const directory = runDirectory(join(out, 'run'));
  const result = assembleResult(readJournal(directory.journal));
  const coverage = await loadCoverage();
  const pages = join(out, 'report');
  const begin = performance.now();
  const spentMs = cpuWatch();
  await renderReport(pages, result, (id) => loadDetails(directory, id), coverage);
  const measured: ReportResult = {
    tests: result.tests.length,
    cpuMs: spentMs(),
    wallMs: performance.now() - begin,
    firstPageOctets: statSync(join(pages, 'index.html')).size,
    allPagesOctets: octetsBelow(pages),
  };
  process.stdout.write(`\n${JSON.stringify(measured)}`);
  process.exitCode = 0;
} finally {
  rmSync(out, { recursive: true });
}

function octetsBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? octetsBelow(path) : statSync(path).size);
  }, 0);
}
