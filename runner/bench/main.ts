import { cpus } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { benchCaptures } from './captures.js';
import { figureLine, type Outcome } from './figure.js';
import { benchLiveEcho } from './live-echo.js';
import { benchReport } from './report.js';
import { benchRipng } from './ripng.js';
import { benchRoutes } from './routes.js';
import { benchSelfTest } from './self-test.js';

interface Options {
  readonly frames: number;
  readonly repeats: number;
  readonly json?: true;
}

const PARTS: Readonly<Record<string, (options: Options) => Promise<readonly Outcome[]>>> = {
  captures: benchCaptures,
  'self-test': benchSelfTest,
  report: benchReport,
  routes: benchRoutes,
  ripng: benchRipng,
  echo: benchLiveEcho,
};

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number above zero is expected');
  return value;
};

/** `npm run bench`: figures beside those of other programs on the same machine and the same input. Nothing is asserted. */
await new Command('bench')
  .description('Measures what the project promises, side by side with its peers where they are installed.')
  .argument('[part...]', `which parts: ${Object.keys(PARTS).join(', ')} (default: all)`)
  .option('--frames <n>', 'frames of the generated capture; that of downloads has four times as many', count, 500_000)
  .option('--repeats <n>', 'how often a capture is measured; the attempt that took least CPU time counts', count, 3)
  .option('--json', 'print a JSON object')
  .action(async (words: string[], options: Options) => {
    const unknown = words.find((word) => !(word in PARTS));
    if (unknown !== undefined) throw new Error(`there is no part "${unknown}": ${Object.keys(PARTS).join(', ')}`);
    const chosen = words.length > 0 ? words : Object.keys(PARTS);
    const figures: Outcome[] = [];
    const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown' };
    if (options.json !== true) process.stdout.write(`node ${machine.node}, ${machine.cpus} CPUs, ${machine.model}\n\n`);
    for (const word of chosen) {
      const outcomes = (await PARTS[word]?.(options)) ?? [];
      figures.push(...outcomes);
      if (options.json !== true) process.stdout.write(`${outcomes.map(figureLine).join('\n')}\n\n`);
    }
    if (options.json === true)
      process.stdout.write(`${JSON.stringify({ schema: 'sixproof/bench/1', machine, frames: options.frames, figures }, undefined, 2)}\n`);
  })
  .parseAsync();
