import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../suites/kit/record.js';
import { runCommandLine } from '../command-line.js';

/** One run as a user starts it, without the start of the process. */
export interface SelfTestResult {
  readonly tests: number;
  readonly ms: number;
  /** User and system time of all threads. */
  readonly cpuMs: number;
  readonly protocolMs: number;
  readonly exitCode: number;
}

const out = mkdtempSync(join(tmpdir(), 'sixproof-bench-'));
try {
  const begin = performance.now();
  const usage = process.cpuUsage();
  const exitCode = await runCommandLine(['run', '--out', join(out, 'run')]);
  const ms = performance.now() - begin;
  const { user, system } = process.cpuUsage(usage);
  const { run, tests } = JSON.parse(readFileSync(join(out, 'run', 'result.json'), 'utf8')) as RunResult;
  const result: SelfTestResult = {
    tests: tests.length,
    ms,
    cpuMs: (user + system) / 1e3,
    protocolMs: run.protocolUs / 1_000,
    exitCode,
  };
  process.stdout.write(`\n${JSON.stringify(result)}`);
  process.exitCode = 0;
} finally {
  rmSync(out, { recursive: true });
}
