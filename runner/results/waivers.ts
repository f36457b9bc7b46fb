import { fatesOf, isStale, waiversByTest } from '../../reports/view/waiver-states.js';
import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import type { Waiver } from '../configuration/dut-schema.js';

export interface StaleWaiver {
  readonly waiver: Waiver;
  readonly why: 'expired' | 'not needed';
}

export const todayInUtc = (now = new Date()): string => now.toISOString().slice(0, 10);

/** Puts the waiver for its test beside the verdict, which it does not change. */
export function withWaiver(record: TestRecord, waivers: readonly Waiver[]): TestRecord {
  return besideVerdict(record, waiversByTest(waivers)(record.id));
}

function besideVerdict(record: TestRecord, waiver: Waiver | undefined): TestRecord {
  if (waiver === undefined || (record.verdict !== 'fail' && record.verdict !== 'warn')) return record;
  return { ...record, waiver: { owner: waiver.owner, reason: waiver.reason, until: waiver.until } };
}

/** A result judged by these waivers alone, whatever stood beside its verdicts before. */
export function withWaivers(result: RunResult, waivers: readonly Waiver[]): RunResult {
  const waiverOf = waiversByTest(waivers);
  return { ...result, tests: result.tests.map(({ waiver: _, ...record }) => besideVerdict(record, waiverOf(record.id))) };
}

/** Waivers of tests that ran which have expired, or whose tests passed. */
export const staleWaivers = (waivers: readonly Waiver[], tests: readonly TestRecord[], today: string): readonly StaleWaiver[] =>
  fatesOf(waivers, tests, today).flatMap(({ waiver, state }) => (isStale(state) ? [{ waiver, why: state }] : []));
