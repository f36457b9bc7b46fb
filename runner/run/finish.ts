import { join } from 'node:path';
import type { RunResult } from '../../suites/kit/record.js';
import { dutSchema, type Waiver } from '../configuration/dut-schema.js';
import { assembleResult } from '../results/assemble.js';
import { writeCapture } from '../results/capture.js';
import { writeWhole, writingTo } from '../results/files.js';
import type { Journal, RunHeader } from '../results/journal.js';
import { loadDetails, type RunDirectory } from '../results/run-directory.js';
import { todayInUtc, withWaivers } from '../results/waivers.js';
import { loadCoverage } from './suites.js';

/**
 * Everything that is made of a journal and the details beside it; may be made again at any time. With waivers given, they
 * take the place of those that the run was made with.
 */
export async function writeReport(directory: RunDirectory, journal: Journal, given?: readonly Waiver[]): Promise<RunResult> {
  const assembled = assembleResult(journal);
  const result = given === undefined ? assembled : withWaivers(assembled, given);
  const firstFrames = writingTo(directory.path, () => {
    writeWhole(directory.result, `${JSON.stringify(result, undefined, 1)}\n`);
    return writeCapture(directory, journal);
  });
  const { renderReport } = await import('../../reports/render.js');
  await renderReport(directory.path, result, (id) => loadDetails(directory, id), await loadCoverage(), {
    firstCaptureFrame: (id) => firstFrames.get(id),
    waivers: given ?? waiversIn(journal.header),
    judgedOn: todayInUtc(),
  });
  return result;
}

/** The waivers of the device's configuration, as it is stored with the run. */
function waiversIn({ configuration }: RunHeader): readonly Waiver[] {
  const stored = dutSchema.pick({ waivers: true }).loose().safeParse(configuration);
  return stored.success ? stored.data.waivers : [];
}

/** Where the reader begins. */
export const startPage = (directory: RunDirectory): string => join(directory.path, 'index.html');
