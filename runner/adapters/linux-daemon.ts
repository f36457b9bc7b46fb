import { setTimeout as sleep } from 'node:timers/promises';
import { failed, ok, type Result } from '../../reference/net/result.js';
import type { LinuxHost } from './linux-host.js';
import { complaint } from './run-program.js';

const START_WITHIN_MS = 10_000;
/** A daemon says good-bye to its neighbours and ends; one that does not is killed. */
export const END_WITHIN_MS = 3_000;
const POLL_MS = 50;

/** Starts a program that writes the number of its process to a file, and stays. Resolves to that number, or to what is wrong. */
export async function startDaemon(host: LinuxHost, command: readonly string[], pidFile: string): Promise<Result<string, string>> {
  const problem = await host.start(command);
  if (problem !== undefined) return failed(problem);
  const deadline = performance.now() + START_WITHIN_MS;
  for (;;) {
    const pid = await host.run(['cat', pidFile]);
    if (/^\d+\s*$/.test(pid.stdout)) return ok(pid.stdout.trim());
    if (performance.now() > deadline) return failed(`${command[0]} did not start: ${complaint(['cat'], pid)}`);
    await sleep(POLL_MS);
  }
}

/** Has a daemon end; false when it had to be killed. */
export async function endDaemon(host: LinuxHost, pid: string): Promise<boolean> {
  await host.run(['kill', '-TERM', pid]);
  const deadline = performance.now() + END_WITHIN_MS;
  while (performance.now() < deadline) {
    if ((await host.run(['kill', '-0', pid])).code !== 0) return true;
    await sleep(POLL_MS);
  }
  await host.run(['kill', '-KILL', pid]);
  return false;
}
