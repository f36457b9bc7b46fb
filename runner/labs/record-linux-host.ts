import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { RunResult } from '../../suites/kit/record.js';
import { runCommandLine } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { packageRoot } from '../package-root.js';
import { documentedDeviations, inWords, unexplained } from './documented-deviations.js';
import { hostRecordOf, writeHostRecord } from './host-record.js';

/**
 * `npm run labs`: every test of a host against the kernel of this machine, and the record of it beside the findings. Ends well when
 * every FAIL and WARN is documented and nothing is INCONCLUSIVE.
 */
const JOBS = 16;
const OUT = join('results', 'linux-host');

process.chdir(packageRoot());
rmSync(OUT, { recursive: true, force: true });
const code = await runCommandLine(['run', '--dut', 'linux', '--role', 'host', '--jobs', String(JOBS), '--out', OUT]);
const file = join(OUT, 'result.json');
if (code === EXIT.interrupted || !existsSync(file)) process.exit(code);
const result = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
const documented = documentedDeviations('linux');
const left = unexplained(result.tests, documented);
console.log(`record    ${relative('.', writeHostRecord(hostRecordOf(result, JOBS, documented)))}`);
for (const line of inWords(left)) console.log(`not documented  ${line}`);
process.exit(left.length === 0 ? EXIT.fine : EXIT.failed);
