import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { renderJudgement } from '../../reports/judgement-page.js';
import type { Judgement } from '../../suites/kit/judgement.js';
import { writeWholeInPieces, writingTo } from '../results/files.js';
import { jsonBlocks } from './json-pieces.js';

/** Writes `judgement.json`, `index.html` and what the page needs. */
export async function writeJudgement(directory: string, result: Judgement): Promise<void> {
  writingTo(directory, () => {
    mkdirSync(directory, { recursive: true });
    writeWholeInPieces(join(directory, 'judgement.json'), jsonBlocks(result));
  });
  await renderJudgement(directory, result);
}
