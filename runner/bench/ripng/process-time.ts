import { readFileSync } from 'node:fs';

/** What /proc/PID/stat says of a process. */
export interface ProcessTime {
  readonly name: string;
  /** In user and kernel mode, all threads, in clock ticks. */
  readonly ticks: number;
}

/** proc_pid_stat(5): fields 14 and 15 are utime and stime; field 2 is the name, which may hold blanks and parentheses. */
export function parseProcessTime(text: string): ProcessTime | undefined {
  const [open, close] = [text.indexOf('('), text.lastIndexOf(')')];
  if (open < 0 || close < open) return undefined;
  const fields = text
    .slice(close + 1)
    .trim()
    .split(' ');
  const [user, system] = [fields[UTIME], fields[UTIME + 1]].map((field) => Number(field ?? NaN));
  const ticks = (user ?? NaN) + (system ?? NaN);
  return Number.isInteger(ticks) ? { name: text.slice(open + 1, close), ticks } : undefined;
}

/** Counted from the third field of all. */
const UTIME = 14 - 3;

/** USER_HZ: the same on every architecture that Node.js runs on. */
const TICKS_PER_S = 100;

/** CPU time of processes that run, in milliseconds, by their names; those of one name together. */
export function cpuTimes(pids: readonly number[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const pid of pids) {
    const time = parseProcessTime(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (time) times.set(time.name, (times.get(time.name) ?? 0) + (time.ticks * 1_000) / TICKS_PER_S);
  }
  return times;
}
