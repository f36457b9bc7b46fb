import { InvalidArgumentError, Option, type Command } from 'commander';
import { days, times, type Duration } from '../../reference/time.js';
import { LONGEST_UNITS } from '../../reports/typed-time.js';
import { parseShard } from '../results/shards.js';
import { BEHAVIOURS } from '../../reference/ipv6/behaviour.js';
import { watchForInterruption } from '../run/interruption.js';
import { LONGEST_NAME } from '../run/tested-by.js';
import type { RunVerbOptions } from '../run/run-verb.js';
import { SELECTOR_HELP } from '../selectors.js';
import { parseJobs } from './jobs.js';

const EXAMPLES = `
${SELECTOR_HELP}

Examples:
  $ sixproof run                                    everything, against the embedded reference
  $ sixproof run nd.dad RFC4861:7.2 --dut linux     against the kernel of this machine, in namespaces of its own
  $ sixproof run --dut ax3.yaml --plan              what would run and how long it takes
  $ sixproof run pmtu.age --dut linux --longest 1h  the tests of minutes and hours, too
  $ sixproof run verdict:fail@results/latest --dut ax3.yaml

Exit codes: 0 fine; 1 a FAIL without waiver, or a stale waiver; 2 wrong usage; 3 the bench could not speak; 130 interrupted.
`;

/** `sixproof run`. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .summary('run tests; without arguments all of them, against the embedded reference')
    .description('Runs tests against a device and writes a report.')
    .argument('[selector...]', 'which tests (default: all that apply)')
    .option('--dut <dut>', 'the device: reference, linux, frr, bird or its YAML file (default: reference)')
    .addOption(new Option('--role <role>', 'the part that the device plays (default: each that it can)').choices(['host', 'router']))
    .addOption(
      new Option(
        '--profile <name>',
        'RFC generation to judge by, or kame-book: the reference with the defects that the KAME book names, judged by kame (default: current)',
      ).choices(BEHAVIOURS),
    )
    .option('--seed <n>', 'seed of all chance (default: 1 in memory, a new one for a device)', parseSeed)
    .option('--out <dir>', 'where the results go (default: results/<time>-<dut>)')
    .option('--resume', 'go on with the run in --out (default there: results/latest)')
    .option('--shard <i/n>', 'only the i-th of n parts; "report" merges them', parseShard)
    .option('--jobs <n>', 'tests at once, each on a device of its own (default: 16 for linux, frr and bird, else 1)', parseJobs)
    .option('--longest <time>', 'also tests that say they take so long, such as 20min, 2h or 3d; a device in memory runs all', parseLongest)
    .option('--tested-by <name>', 'who the report says ran it (default: testedBy of the YAML file, else user@host)', parseName)
    .option('--plan', 'say what would run, skip and wait, and stop')
    .addOption(new Option('--fail-on <verdict>', 'let a WARN count as failure, too').choices(['warn']))
    .addHelpText('after', EXAMPLES)
    .action(async (selectors: string[], given: Omit<RunVerbOptions, 'selectors'>) => {
      const interruption = watchForInterruption();
      try {
        const { runVerb } = await import('../run/run-verb.js');
        process.exitCode = await runVerb({ ...given, selectors }, interruption);
      } finally {
        interruption.stop();
      }
    });
}

/** Nobody waits longer; the microseconds of what six digits of days can say would not be counted exactly. */
const MOST_DAYS = 365;

/** Reads `20min`, `2h` or `3d`; the error is an option error of the command line. */
export function parseLongest(text: string): Duration {
  const [, count = '', unit = ''] = /^(\d{1,6})([a-z]+)$/.exec(text) ?? [];
  const [, one] = LONGEST_UNITS.find(([name]) => name === unit) ?? [];
  if (one === undefined) throw new InvalidArgumentError('Wanted a number and min, h or d, such as 2h.');
  const longest = times(one, Number(count));
  if (longest > days(MOST_DAYS)) throw new InvalidArgumentError(`Wanted at most ${MOST_DAYS}d.`);
  return longest;
}

function parseName(name: string): string {
  if (name.trim() === '' || name.length > LONGEST_NAME) throw new InvalidArgumentError(`Wanted 1 to ${LONGEST_NAME} characters.`);
  return name;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed >= 2 ** 32) throw new InvalidArgumentError('Wanted a whole number from 0 to 4294967295.');
  return seed;
}
