import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventQueue } from '../../reference/engine/event-queue.js';
import type { RunResult } from '../../suites/kit/record.js';
import { runCommandLine } from '../command-line.js';

export interface SelfTestResult {
  readonly tests: number;
  readonly events: number;
  /** Spent inside the events of the virtual clock: the reference, the simulated neighbours, the kit's look at arrivals. */
  readonly inEventsMs: number;
  readonly ms: number;
  readonly protocolMs: number;
  readonly exitCode: number;
}

let events = 0;
let inEventsNs = 0n;
const { runNext } = EventQueue.prototype;
EventQueue.prototype.runNext = function (this: EventQueue): boolean {
  const begin = process.hrtime.bigint();
  const ran = runNext.call(this);
  inEventsNs += process.hrtime.bigint() - begin;
  if (ran) events += 1;
  return ran;
};

const out = mkdtempSync(join(tmpdir(), 'sixproof-bench-'));
try {
  const begin = process.hrtime.bigint();
  const exitCode = await runCommandLine(['run', '--out', join(out, 'run')]);
  const ms = Number(process.hrtime.bigint() - begin) / 1e6;
  const { run, tests } = JSON.parse(readFileSync(join(out, 'run', 'result.json'), 'utf8')) as RunResult;
  const result: SelfTestResult = {
    tests: tests.length,
    events,
    inEventsMs: Number(inEventsNs) / 1e6,
    ms,
    protocolMs: run.protocolUs / 1_000,
    exitCode,
  };
  process.stdout.write(`\n${JSON.stringify(result)}`);
  process.exitCode = 0;
} finally {
  rmSync(out, { recursive: true });
}
