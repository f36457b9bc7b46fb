import { join } from 'node:path';
import type { Command } from 'commander';
import { terminalOf } from '../terminal.js';

interface Options {
  readonly out?: string;
  readonly compare?: true;
  readonly waivers?: string;
  readonly json?: true;
}

const DETAILS = `
Shards are merged when version, device, adapter, firmware, role, profile, seed, --longest and the tests asked for are the
same. A shard that could not learn the firmware of its device is taken for one of the same firmware, and named.

--compare holds each later run against the first: what broke, what got fixed, what fails for another reason or came at
another time, test by test; several devices side by side. It says so when tool, tests, profile or seed are not the same.

Exit codes: without --waivers and --compare 0; with --waivers those of "run"; with --compare 1 a test that held in the
first run fails in a later one without a waiver, 3 a later run cannot tell or has no test in common, else 0.

Examples:
  $ sixproof report results/latest
  $ sixproof report part1 part2 part3 --out whole
  $ sixproof report results/latest --waivers ax3.yaml
  $ sixproof report --compare results/4.2.1 results/4.3.0
`;

/** `sixproof report`: the report of a run made again; of several directories one run, or a comparison. */
export function registerReport(program: Command): void {
  program
    .command('report')
    .summary('render the report of a run again, merge shards, or compare runs')
    .description(
      'Renders the report of a run again from its journal. Several directories are merged as the shards of one run, or compared.',
    )
    .argument('<rundir...>', 'directories of runs')
    .option('--compare', 'compare runs: the first with each of the others')
    .option('--out <dir>', 'where a merged run or a comparison goes (default: results/<time>-<dut>, results/<time>-compare)')
    .option('--waivers <file>', 'judge by the waivers of this file: that of a device, or one with "waivers:" alone')
    .option('--json', 'with --compare: print the comparison as JSON')
    .addHelpText('after', DETAILS)
    .action((paths: string[], options: Options) => (options.compare === true ? compare(paths, options) : renderRun(paths, options)));
}

async function renderRun(paths: readonly string[], { out, waivers }: Options): Promise<void> {
  const { renderAgain } = await import('../run/render-again.js');
  const { text, exitCode } = await renderAgain(paths, out, waivers);
  process.stdout.write(text);
  process.exitCode = exitCode;
}

async function compare(paths: readonly string[], { out, waivers, json }: Options): Promise<void> {
  const [{ compareDirectories, exitCodeOfComparison }, { comparisonText }, { waiversFrom }] = await Promise.all([
    import('../run/compare-runs.js'),
    import('../comparison-text.js'),
    import('../run/render-again.js'),
  ]);
  const { comparison, directory, linked } = await compareDirectories(paths, out, await waiversFrom(waivers));
  const page = join(directory, 'index.html');
  if (json === true) process.stdout.write(`${JSON.stringify(comparison, undefined, 2)}\n`);
  else process.stdout.write(comparisonText(comparison, { page, linked }, terminalOf(process.stdout)));
  if (json === true) process.stderr.write(`report: ${page}\n`);
  process.exitCode = exitCodeOfComparison(comparison);
}
