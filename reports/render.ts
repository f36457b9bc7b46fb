import { writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult, TestDetails, TestRecord } from '../suites/kit/record.js';
import { writeAssets } from './assets.js';
import { badgeSvg } from './badge.js';
import type { CoverageReport } from '../suites/kit/coverage-record.js';
import { requirementsBySlug, type PlacedRequirement } from './coverage-model.js';
import { junitXml } from './junit.js';
import { repeatCommand } from './repeat-command.js';
import { markdownSummary } from './summary.js';
import { pageTemplate } from './templates.js';
import { measurementsOf, type RunTiming, type TestTiming } from './timing/measurements.js';
import { timersOf } from './timing/timers.js';
import { timingView } from './timing/timing-view.js';
import { matrixView, type MatrixView } from './view/clause-matrix.js';
import { coverageView } from './view/coverage-view.js';
import { testFile } from './view/file-names.js';
import { indexView, type IndexContext } from './view/index-view.js';
import { paintedCoverage, type PaintedCoverage } from './view/painted-coverage.js';
import { rfcViews } from './view/rfc-view.js';
import { testListView } from './view/test-list.js';
import { dayOf } from './view/waiver-in-force.js';
import { testView, type Neighbour } from './view/test-view.js';

export interface RenderOptions extends IndexContext {
  /** Number in `run.pcapng` of a test's first frame; the others follow in order. */
  readonly firstCaptureFrame?: (id: string) => number | undefined;
  /** What to type to run a test again, where it is not what follows from the run's description. */
  readonly repeat?: (test: TestRecord) => string;
}

/**
 * Writes the report of a run into its directory: `index.html`, `tests.html`, `tests/<id>.html`, `coverage.html`,
 * `coverage/RFC<n>.html`, `timing.html`, `timing.json`, `assets/`, `junit.xml`, `summary.md` and `badge.svg`. Details are asked for one test at a time, so that they need not all be in memory; a test without
 * details gets a page with its verdict and reason. Rejects when the directory cannot be written.
 */
export async function renderReport(
  directory: string,
  result: RunResult,
  details: (id: string) => TestDetails | undefined,
  coverage: CoverageReport,
  options: RenderOptions = {},
): Promise<void> {
  await mkdir(join(directory, 'tests'), { recursive: true });
  const requirements = requirementsBySlug(coverage);
  const timing = writeTestPages(join(directory, 'tests'), result, details, requirements, options);
  const painted = paintedCoverage(coverage, result.tests);
  const found = { requirements, timers: timersOf(result.tests, timing), matrix: matrixView(painted) };
  await writeCoverage(directory, painted, result, found.matrix);
  await Promise.all([
    writeAssets(directory),
    writeFile(join(directory, 'index.html'), pageTemplate('index')(indexView(result, found, options))),
    writeFile(join(directory, 'tests.html'), pageTemplate('tests')(testListView(result))),
    writeFile(join(directory, 'timing.html'), pageTemplate('timing')(timingView(result, found.timers))),
    writeFile(join(directory, 'badge.svg'), badgeSvg(result, options.judgedOn)),
    writeFile(join(directory, 'junit.xml'), junitXml(result, options.judgedOn)),
    writeFile(join(directory, 'summary.md'), markdownSummary(result, directory, options)),
    writeFile(join(directory, TIMING_FILE), timingText(timing)),
  ]);
}

/** One page for all sections, and one for the requirements of each RFC. */
async function writeCoverage(directory: string, painted: PaintedCoverage, result: RunResult, matrix: MatrixView): Promise<void> {
  const folder = join(directory, 'coverage');
  await mkdir(folder, { recursive: true });
  await writeFile(join(directory, 'coverage.html'), pageTemplate('coverage')(coverageView(painted, result, matrix)));
  for (const [file, view] of rfcViews(painted, result)) await writeFile(join(folder, file), pageTemplate('rfc')(view));
}

/** The measured times of every test of a run, beside its report. */
export const TIMING_FILE = 'timing.json';

/** One test a line: thousands of numbers, each on a line of its own, would be of no use to anybody. */
function timingText(tests: readonly TestTiming[]): string {
  const head: Omit<RunTiming, 'tests'> = { schema: 'sixproof/timing/1' };
  return `${JSON.stringify(head).slice(0, -1)},"tests":[\n${tests.map((test) => JSON.stringify(test)).join(',\n')}\n]}\n`;
}

/** Thousands of small files: to hand each of them to another thread costs more than to write it. */
function writeTestPages(
  directory: string,
  result: RunResult,
  details: (id: string) => TestDetails | undefined,
  requirements: ReadonlyMap<string, PlacedRequirement>,
  options: RenderOptions,
): readonly TestTiming[] {
  const timing: TestTiming[] = [];
  const render = pageTemplate('test');
  for (const [i, test] of result.tests.entries()) {
    const recorded = details(test.id);
    if (recorded) timing.push({ id: test.id, measurements: measurementsOf(recorded) });
    const view = testView(test, {
      run: result.run,
      details: recorded,
      requirement: requirements.get(test.requirement),
      repeat: options.repeat?.(test) ?? repeatCommand(result.run, test.id),
      judgedOn: options.judgedOn ?? dayOf(result.run),
      firstCaptureFrame: options.firstCaptureFrame?.(test.id),
      previous: neighbour(result.tests[i - 1]),
      next: neighbour(result.tests[i + 1]),
    });
    writeFileSync(join(directory, testFile(test.id, 'html')), render(view));
  }
  return timing;
}

const neighbour = (test: TestRecord | undefined): Neighbour | undefined => test && { id: test.id, file: testFile(test.id, 'html') };
