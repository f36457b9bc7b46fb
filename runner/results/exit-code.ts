import { isWaived } from '../../reports/view/waiver-in-force.js';
import type { RunResult } from '../../suites/kit/record.js';
import type { Waiver } from '../configuration/dut-schema.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { staleWaivers } from './waivers.js';

export interface Judging {
  readonly waivers: readonly Waiver[];
  readonly failOnWarn: boolean;
  /** `2026-11-21`, in UTC. */
  readonly today: string;
}

/** What a run's result means to the shell; the first that applies. Usage errors never get this far. */
export function exitCodeOf(result: RunResult, { waivers, failOnWarn, today }: Judging): ExitCode {
  const { run, tests, totals } = result;
  if (run.interrupted) return EXIT.interrupted;
  const counts = tests.filter(({ verdict }) => verdict === 'fail' || (failOnWarn && verdict === 'warn'));
  if (counts.some((test) => !isWaived(test, today))) return EXIT.failed;
  if (staleWaivers(waivers, tests, today).length > 0) return EXIT.failed;
  const executed = totals.pass + totals.fail + totals.warn;
  if (totals.error > 0 || totals.inconclusive > 0 || executed === 0) return EXIT.unable;
  return EXIT.fine;
}
