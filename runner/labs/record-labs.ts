import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { RunResult } from '../../suites/kit/record.js';
import { runCommandLine } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { packageRoot } from '../package-root.js';
import { inWords, unexplained } from './documented-deviations.js';
import { labRecordOf, writeLabRecord } from './lab-record.js';
import { documentedOf, RECORDED_LABS, type RecordedLab } from './recorded-labs.js';

/**
 * `npm run labs [-- NAME...]`: every test against what this machine has, and the record of it beside the findings. Ends well
 * when every FAIL and WARN is documented and nothing is INCONCLUSIVE.
 */
const JOBS = 16;

process.chdir(packageRoot());
const named = process.argv.slice(2);
const unknown = named.filter((name) => RECORDED_LABS.every((lab) => lab.name !== name));
if (unknown.length > 0) {
  console.error(`no lab ${unknown.join(', ')}. Labs: ${RECORDED_LABS.map(({ name }) => name).join(', ')}`);
  process.exit(EXIT.usage);
}
let ended: number = EXIT.fine;
for (const lab of RECORDED_LABS.filter(({ name }) => named.length === 0 || named.includes(name))) {
  const code = await record(lab);
  if (code === EXIT.interrupted) process.exit(code);
  if (code !== EXIT.fine) ended = code;
}
process.exit(ended);

async function record(lab: RecordedLab): Promise<number> {
  const out = join('results', lab.name);
  rmSync(out, { recursive: true, force: true });
  const code = await runCommandLine(['run', ...lab.words, '--jobs', String(JOBS), '--out', out]);
  const file = join(out, 'result.json');
  if (code === EXIT.interrupted || !existsSync(file)) return code;
  const result = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
  const documented = documentedOf(lab);
  const left = unexplained(result.tests, documented);
  console.log(`record    ${relative('.', writeLabRecord(lab.name, labRecordOf(lab.device, result, JOBS, documented)))}`);
  for (const line of inWords(left)) console.log(`not documented  ${line}`);
  return left.length === 0 ? EXIT.fine : EXIT.failed;
}
