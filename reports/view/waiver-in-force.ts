import type { RunDescription, TestRecord } from '../../suites/kit/record.js';

type Waived = NonNullable<TestRecord['waiver']>;

/** A waiver holds through its last day, in UTC. */
export const isInForce = (waiver: Pick<Waived, 'until'>, day: string): boolean => waiver.until >= day;

/** Whether a waiver that has not expired by that day stands beside the verdict. */
export const isWaived = ({ waiver }: Pick<TestRecord, 'waiver'>, day: string): boolean => waiver !== undefined && isInForce(waiver, day);

/** The day that waivers are judged by when nobody says another. */
export const dayOf = ({ startedAt }: RunDescription): string => startedAt.slice(0, 10);

/** What stands beside a verdict; empty without a waiver. */
export function waiverInWords(waiver: Waived | undefined, day: string): string {
  if (waiver === undefined) return '';
  const { owner, reason, until } = waiver;
  return isInForce(waiver, day)
    ? `waived until ${until} by ${owner}: ${reason}`
    : `not waived any more: the waiver of ${owner} expired on ${until} (${reason})`;
}
