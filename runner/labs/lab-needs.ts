import type { Context } from 'mocha';
import { existsSync } from 'node:fs';
import { runProgram } from '../adapters/run-program.js';
import { loadCap } from '../links/nic/cap-module.js';
import { RIPNGD, ZEBRA } from '../adapters/routing/routing-programs.js';

/** What a lab may need of the machine, and how to find out whether it is there. */
const NEEDS: Readonly<Record<string, () => Promise<boolean>>> = {
  root: () => Promise.resolve(process.getuid?.() === 0),
  cap: () =>
    loadCap().then(
      () => true,
      () => false,
    ),
  ip: () => exists('ip', '-V'),
  ethtool: () => exists('ethtool', '--version'),
  ping: () => exists('ping', '-V'),
  ndisc6: () => exists('ndisc6', '-V'),
  radvd: () => exists('radvd', '--version'),
  frr: () => Promise.resolve([ZEBRA, RIPNGD].every((file) => existsSync(file))),
  bird: () => exists('bird', '--version'),
  ipv6toolkit: () => exists('scan6', '--help'),
};

export type Need = keyof typeof NEEDS;

async function exists(program: string, question: string): Promise<boolean> {
  return (await runProgram([program, question])).code !== 'ENOENT';
}

/** To be called first in a `before` hook: skips everything below it, and says why, when something is missing. */
export async function needs(context: Context, ...wanted: readonly Need[]): Promise<void> {
  const missing: string[] = [];
  for (const need of wanted) if (!(await NEEDS[need]?.())) missing.push(need);
  if (missing.length === 0) return;
  console.log(`      skipped: this machine lacks ${missing.join(', ')}`);
  context.skip();
}
