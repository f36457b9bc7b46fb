import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../suites/kit/record.js';
import { runCommandLine } from '../command-line.js';
import { cpuWatch } from './cpu-time.js';

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
  const spentMs = cpuWatch();
  const exitCode = await runCommandLine(['run', '--out', join(out, 'run')]);
  const ms = performance.now() - begin;
  const cpuMs = spentMs();
  const { run, tests } = JSON.parse(readFileSync(join(out, 'run', 'result.json'), 'utf8')) as RunResult;
  const result: SelfTestResult = {
    tests: tests.length,
    ms,
    cpuMs,
    protocolMs: run.protocolUs / 1_000,
    exitCode,
  };
  process.stdout.write(`\n${JSON.stringify(result)}`);
  process.exitCode = 0;
} finally {
  rmSync(out, { recursive: true });
}
