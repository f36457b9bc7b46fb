import type { Duration } from '../../reference/time.js';
import { loadDut } from '../configuration/load-dut.js';
import { EXIT, Problem } from '../exit-codes.js';
import { runInProcess } from './in-process.js';
import { loadTests } from './suites.js';
import type { Performance } from './recording.js';
import type { Order, Report } from './workers.js';

/** The program of a worker process: takes one `begin` order, runs its tests, reports each and waits until it is journalled. */
const interruption = new AbortController();
const journalled = new Map<string, () => void>();

/** Resolves when the message is on its way. */
const report = (message: Report): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });

function stop(): void {
  interruption.abort();
  for (const goOn of journalled.values()) goOn();
}

process.on('disconnect', stop);
process.on('SIGTERM', stop);
process.on('message', (message) => {
  const order = message as Order;
  if (order.kind === 'stop') stop();
  if (order.kind === 'journalled') journalled.get(order.id)?.();
  if (order.kind === 'begin') void work(order);
});

async function finished(performance: Performance): Promise<void> {
  const written = new Promise<void>((resolve) => journalled.set(performance.last.record.id, resolve));
  await report({ kind: 'finished', performance });
  if (process.connected) await written;
}

async function work(order: Order & { readonly kind: 'begin' }): Promise<void> {
  try {
    const wanted = new Map(order.tests.map((test) => [test.id, test]));
    const tests = (await loadTests()).filter(({ id }) => wanted.has(id));
    const estimates = new Map(
      order.tests.flatMap(({ id, estimateUs }) => (estimateUs === undefined ? [] : [[id, estimateUs as Duration] as const])),
    );
    const execution = { dut: loadDut(order.run.dut), run: order.run, signal: interruption.signal, estimates };
    await runInProcess(tests, execution, {
      started: (id) => void report({ kind: 'started', id }),
      waiting: (id, { atMost, ...purpose }) => void report({ kind: 'waiting', id, atMostUs: atMost, ...purpose }),
      finished,
    });
  } catch (error) {
    const [text, exitCode] = error instanceof Problem ? [error.message, error.exitCode] : [asText(error), EXIT.unable];
    await report({ kind: 'problem', text, exitCode });
  }
  // The channel holds the process: close it once everything has been sent.
  if (process.connected) process.disconnect();
}

const asText = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
