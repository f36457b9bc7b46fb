import { join } from 'node:path';
import type { RunResult } from '../../suites/kit/record.js';
import { assembleResult } from '../results/assemble.js';
import { writeCapture } from '../results/capture.js';
import { writeWhole, writingTo } from '../results/files.js';
import type { Journal } from '../results/journal.js';
import { loadDetails, type RunDirectory } from '../results/run-directory.js';
import { loadCoverage } from './suites.js';

/** Everything that is made of a journal and the details beside it; may be made again at any time. */
export async function writeReport(directory: RunDirectory, journal: Journal): Promise<RunResult> {
  const result = assembleResult(journal);
  const firstFrames = writingTo(directory.path, () => {
    writeWhole(directory.result, `${JSON.stringify(result, undefined, 1)}\n`);
    return writeCapture(directory, journal);
  });
  const { renderReport } = await import('../../reports/render.js');
  await renderReport(directory.path, result, (id) => loadDetails(directory, id), await loadCoverage(), {
    firstCaptureFrame: (id) => firstFrames.get(id),
  });
  return result;
}

/** Where the reader begins. */
export const startPage = (directory: RunDirectory): string => join(directory.path, 'index.html');
