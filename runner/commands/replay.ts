import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import type { Difference } from '../run/replay-run.js';

/** `sixproof replay`: the code of today's tests on the frames of a recorded run, without the device. */
export function registerReplay(program: Command): void {
  program
    .command('replay')
    .summary('judge a recorded run again, without the device')
    .description('Judges a recorded run again from its capture and journal, without the device. Exit code 1 when a verdict differs.')
    .argument('<rundir>', 'directory of a run')
    .option('--json', 'the verdicts that differ, as JSON')
    .addHelpText('after', '\nExample:\n  $ sixproof replay results/latest\n')
    .action(async (path: string, options: { json?: true }) => {
      const { replayRun } = await import('../run/replay-run.js');
      const { judged, differences } = await replayRun(path);
      if (options.json === true) process.stdout.write(`${JSON.stringify({ judged, differences }, undefined, 2)}\n`);
      else process.stdout.write(`${[...differences.map(inWords), conclusion(judged, differences.length)].join('\n')}\n`);
      process.exitCode = differences.length > 0 ? EXIT.failed : EXIT.fine;
    });
}

function inWords({ id, recorded, replayed }: Difference): string {
  return `differs  ${id}\n  recorded  ${recorded.verdict.toUpperCase()}  ${recorded.reason.text}\n  replayed  ${replayed.verdict.toUpperCase()}  ${replayed.reason.text}`;
}

const conclusion = (judged: number, differing: number): string =>
  differing === 0 ? `${judged} tests judged again: the same verdicts` : `${judged} tests judged again: ${differing} with another verdict`;
