import type { Command } from 'commander';

/** `sixproof report`: the report of a run made again; with several directories the parts of a run become one. */
export function registerReport(program: Command): void {
  program
    .command('report')
    .summary('render the report of a run again, or merge shards')
    .description('Renders the report of a run again from its journal. Several directories are merged as the shards of one run.')
    .argument('<rundir...>', 'directories of runs')
    .option('--out <dir>', 'where a merged run goes (default: results/<time>-<dut>)')
    .addHelpText('after', '\nExamples:\n  $ sixproof report results/latest\n  $ sixproof report part1 part2 part3 --out whole\n')
    .action(async (paths: string[], options: { out?: string }) => {
      const { renderAgain } = await import('../run/render-again.js');
      process.stdout.write(await renderAgain(paths, options.out));
    });
}
