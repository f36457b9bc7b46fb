import { isInForce } from '../../reports/view/waiver-in-force.js';
import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import type { Waiver } from '../configuration/dut-schema.js';

export interface StaleWaiver {
  readonly waiver: Waiver;
  readonly why: 'expired' | 'not needed';
}

export const todayInUtc = (now = new Date()): string => now.toISOString().slice(0, 10);

/** Puts the waiver beside the verdict, which it does not change. */
export function withWaiver(record: TestRecord, waivers: readonly Waiver[]): TestRecord {
  const waiver = waivers.find(({ test }) => test === record.id);
  if (waiver === undefined || (record.verdict !== 'fail' && record.verdict !== 'warn')) return record;
  return { ...record, waiver: { owner: waiver.owner, reason: waiver.reason, until: waiver.until } };
}

/** A result judged by these waivers alone, whatever stood beside its verdicts before. */
export const withWaivers = (result: RunResult, waivers: readonly Waiver[]): RunResult => ({
  ...result,
  tests: result.tests.map(({ waiver: _, ...record }) => withWaiver(record, waivers)),
});

/**
 * Waivers of tests that ran which have expired, or whose test passed. Where the test could not be judged nothing is known
 * about the need.
 */
export function staleWaivers(waivers: readonly Waiver[], tests: readonly TestRecord[], today: string): readonly StaleWaiver[] {
  const byId = new Map(tests.map((test) => [test.id, test]));
  return waivers.flatMap((waiver): StaleWaiver[] => {
    const test = byId.get(waiver.test);
    if (test === undefined) return [];
    if (!isInForce(waiver, today)) return [{ waiver, why: 'expired' }];
    return test.verdict === 'pass' ? [{ waiver, why: 'not needed' }] : [];
  });
}
