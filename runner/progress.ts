import { formatDuration, seconds, sum, ZERO, type Duration } from '../reference/time.js';
import type { TestRecord, Verdict } from '../suites/kit/record.js';
import type { WaitOfTest } from './run/executor.js';
import { cost } from './run/partition.js';
import { coloured, verdictWord, type Terminal } from './terminal.js';
import { inRoundFigures } from './wall-time.js';

export interface ProgressOptions {
  readonly terminal: Terminal;
  /** Ids still to run. */
  readonly tests: readonly string[];
  /** How many of the run ended before, in an earlier session. */
  readonly done: number;
  readonly estimates: ReadonlyMap<string, Duration>;
  /** How many tests run at once. */
  readonly jobs: number;
  /** Virtual time needs no line per test. */
  readonly isVirtual: boolean;
  readonly nowMs?: () => number;
}

/**
 * Talk while tests run. On a terminal two status lines, redrawn at most ten times a second, with every test that did not
 * pass told in full above them. Elsewhere one line per finished test and one per minute of waiting, or, in virtual time,
 * only what did not pass.
 */
export interface Progress {
  started(id: string, slot: number): void;
  waiting(id: string, wait: WaitOfTest, slot: number): void;
  finished(record: TestRecord, slot: number): void;
  /** Something to say in between. */
  say(text: string): void;
  /** Takes the status lines away. */
  end(): void;
}

interface Slot {
  readonly id: string;
  readonly sinceMs: number;
  readonly wait?: WaitOfTest & { readonly sinceMs: number };
}

const REDRAW_MS = 100;
const TICK_MS = 500;
const QUIET_MS = 60_000;

export function createProgress(options: ProgressOptions): Progress {
  const { terminal, nowMs = () => performance.now() } = options;
  const slots = new Map<number, Slot>();
  const counts = new Map<Verdict, number>();
  const left = new Set(options.tests);
  let drawnLines = 0;
  let drawnAtMs = -Infinity;
  let saidAtMs = nowMs();

  const wipe = (): void => {
    if (drawnLines > 0) terminal.write(`\r${'\x1b[1A'.repeat(drawnLines - 1)}\x1b[J`);
    drawnLines = 0;
  };
  const draw = (): void => {
    if (!terminal.canRedraw || nowMs() - drawnAtMs < REDRAW_MS) return;
    drawnAtMs = nowMs();
    const lines = statusLines({ ...options, slots, counts, left, nowMs: nowMs() });
    wipe();
    terminal.write(lines.map((line) => fit(line, terminal.columns())).join('\n'));
    drawnLines = lines.length;
  };
  const say = (text: string): void => {
    wipe();
    terminal.write(`${text}\n`);
    saidAtMs = nowMs();
    drawnAtMs = -Infinity;
  };
  const tick = (): void => {
    if (terminal.canRedraw) return draw();
    if (options.isVirtual || nowMs() - saidAtMs < QUIET_MS) return;
    for (const slot of slots.values()) say(`waiting  ${slot.id}  ${waitInWords(slot, nowMs())}`);
  };
  const timer = setInterval(tick, TICK_MS).unref();

  return {
    started(id, slot) {
      slots.set(slot, { id, sinceMs: nowMs() });
      draw();
    },
    waiting(id, wait, slot) {
      const present = slots.get(slot);
      slots.set(slot, { id, sinceMs: present?.sinceMs ?? nowMs(), wait: { ...wait, sinceMs: nowMs() } });
      draw();
    },
    finished(record, slot) {
      slots.delete(slot);
      left.delete(record.id);
      counts.set(record.verdict, (counts.get(record.verdict) ?? 0) + 1);
      const text = finishedInWords(record, options);
      if (text !== undefined) say(text);
      draw();
    },
    say,
    end() {
      clearInterval(timer);
      wipe();
    },
  };
}

/** What is printed of a test that has ended; undefined when the status line says enough. */
function finishedInWords(record: TestRecord, { terminal, isVirtual }: ProgressOptions): string | undefined {
  const { verdict, message, id, reason } = record;
  if (message !== undefined && verdict !== 'pass' && verdict !== 'skip') {
    const word = verdictWord(verdict);
    return `${message.startsWith(word) ? coloured(word, verdict, terminal) + message.slice(word.length) : message}\n`;
  }
  if (terminal.canRedraw || isVirtual) return undefined;
  return `${coloured(verdictWord(verdict), verdict, terminal).padEnd(4)}  ${id}  ${verdict === 'pass' ? inRoundFigures(record.wallUs) : reason.text}`;
}

interface Status extends Pick<ProgressOptions, 'tests' | 'done' | 'estimates' | 'jobs' | 'terminal' | 'isVirtual'> {
  readonly slots: ReadonlyMap<number, Slot>;
  readonly counts: ReadonlyMap<Verdict, number>;
  readonly left: ReadonlySet<string>;
  readonly nowMs: number;
}

function statusLines(status: Status): readonly string[] {
  const { tests, done, left, slots, counts, isVirtual } = status;
  const total = String(done + tests.length);
  const position = `${String(done + tests.length - left.size).padStart(total.length)}/${total}`;
  const [oldest] = [...slots.values()].sort((a, b) => a.sinceMs - b.sinceMs);
  const others = slots.size > 1 ? ` and ${slots.size - 1} more` : '';
  const running = oldest === undefined ? '' : `${oldest.id}${others}`;
  const waiting = oldest === undefined || isVirtual ? '' : `   ${waitInWords(oldest, status.nowMs)}`;
  const verdicts = [...counts].map(([verdict, count]) => coloured(`${verdictWord(verdict)} ${count}`, verdict, status.terminal));
  const timeLeft = isVirtual ? '' : `   left ${formatDuration(leftOver(status))}`;
  // What is waited for comes last: it is what a narrow terminal may cut.
  return [` ${position}  ${running}${timeLeft}${waiting}`, ` ${' '.repeat(position.length)}  ${verdicts.join('  ')}`];
}

function waitInWords({ wait }: Slot, nowMs: number): string {
  if (wait === undefined || wait.atMost < seconds(1)) return 'under way';
  const waited = seconds(Math.floor((nowMs - wait.sinceMs) / 1_000));
  const most = seconds(Math.ceil(wait.atMost / 1_000_000));
  return `waiting ${formatDuration(waited)} of at most ${formatDuration(most)}${wait.purpose === undefined ? '' : ` ${wait.purpose}`}`;
}

/** Waiting of what is left, shared by the jobs; never less than that of the longest test. */
function leftOver({ left, estimates, jobs }: Status): Duration {
  const costs = [...left].map((id) => cost(estimates.get(id)));
  const shared = sum(...costs) / Math.max(1, jobs);
  return seconds(Math.ceil(Math.max(shared, ...costs, ZERO) / 1_000_000));
}

/** They take no room on the line. */
const ESCAPES = /\x1b\[[0-9;]*m/g;

/** Cut to the width of the terminal: a line that wraps cannot be redrawn. */
function fit(line: string, columns: number): string {
  const plain = line.replace(ESCAPES, '');
  return plain.length < columns ? line : `${plain.slice(0, Math.max(0, columns - 4))}...`;
}
