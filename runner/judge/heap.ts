import { setFlagsFromString } from 'node:v8';

/** By how much of what is in use the heap grows before it is cleared: V8 takes up to three times as much where clearing is quick. */
const GROWING_PERCENT = 100;

/**
 * What forged senders leave in tables that forget is soon rubbish, but outlives the quick collections. Clearing all of the heap
 * more often costs a judge nothing that can be measured, and keeps it in half the memory.
 */
export function growHeapSlowly(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
