import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Profile, RegisteredTest } from '../../suites/kit/conformance.js';
import { EXIT } from '../exit-codes.js';
import { packageRoot } from '../package-root.js';
import { alone } from '../perturb/crew.js';
import { readExplanations } from '../perturb/explanations.js';
import { perturb, type PerturbProgress, type PerturbResult } from '../perturb/perturb.js';
import { processes } from '../perturb/processes.js';
import { settingFor, testsToPerturb } from '../perturb/setting.js';
import { PROFILES } from '../run/bindings.js';
import { verdictsOfRun } from '../run/suites.js';
import { select, SELECTOR_HELP } from '../selectors.js';
import { terminalOf, type Terminal } from '../terminal.js';
import { parseJobs } from './jobs.js';

interface Options {
  readonly seed: number;
  readonly profile: Profile;
  readonly jobs: number;
  readonly json?: true;
}

const EXPLAINED = join('suites', 'explained-survivors.json');

/** `sixproof perturb`: the suite against defects of the reference, to show that its tests can fail. */
export function registerPerturb(program: Command): void {
  program
    .command('perturb')
    .summary('show that every test can fail')
    .description(
      'Runs the tests against systematic defects of the embedded reference (each field of each message changed, messages suppressed, duplicated, delayed or ' +
        'unheard, each check switched off) and against planted faults. A defect is killed by a failure at an expectation of the test’s own requirement. ' +
        'Of all tests together every defect must be killed or explained; of a selection it is enough that each test kills one.',
    )
    .argument('[selector...]', 'which tests, and only defects that their traffic meets (default: all)')
    .option('--json', 'the result as JSON')
    .option('--seed <number>', 'seed of the packets', wholeNumber, 1)
    .option('--jobs <n>', 'processes at once; the result is the same (default: one for each processor)', parseJobs, availableParallelism())
    .addOption(
      new Option('--profile <name>', 'behaviour set of the reference, where the test holds for it')
        .choices([...PROFILES])
        .default('current'),
    )
    .addHelpText('after', `\n${SELECTOR_HELP}\n\nExample:\n  $ sixproof perturb nd.dad --json\n`)
    .action(async (words: string[], options: Options) => {
      const isPart = words.length > 0;
      const result = await run(words, options, terminalOf(process.stderr));
      process.stdout.write(options.json === true ? `${JSON.stringify(result, undefined, 2)}\n` : inWords(result, isPart));
      if (!isSound(result, isPart)) process.exitCode = EXIT.failed;
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number is wanted.');
  return Number(text);
}

async function run(words: readonly string[], { seed, profile, jobs }: Options, terminal: Terminal): Promise<PerturbResult> {
  const all = await testsToPerturb();
  const tests = select(all, words, verdictsOfRun);
  const wish = { seed, profile, onlyReachable: words.length > 0 };
  const setting = await settingFor(wish, all, tests);
  const crew = Math.min(jobs, tests.length) > 1 ? processes(Math.min(jobs, tests.length), wish, idsOf(tests)) : alone(setting);
  const status = statusLine(terminal);
  const explanations = readExplanations(join(packageRoot(), EXPLAINED));
  try {
    const result = await perturb({ ...setting, explanations, onProgress: status.show }, crew);
    // What the other tests let live, and therefore needs its explanation, is not known.
    return words.length > 0 ? { ...result, staleExplanations: [] } : result;
  } finally {
    crew.close();
    status.end();
  }
}

const idsOf = (tests: readonly RegisteredTest[]): readonly string[] => tests.map(({ id }) => id);

/** Every test able to fail, and of all tests together: everything killed or explained, every explanation needed. */
function isSound({ survivors, unkillableTests, staleExplanations, baselineFailures }: PerturbResult, isPart: boolean): boolean {
  const complaints = [unkillableTests, baselineFailures, ...(isPart ? [] : [survivors, staleExplanations])];
  return complaints.every((list) => list.length === 0);
}

const PHASES: Readonly<Record<PerturbProgress['phase'], string>> = {
  baseline: 'tests on the sound reference',
  mutants: 'defects',
  tests: 'tests that killed nothing yet',
};
const REDRAW_MS = 100;

function statusLine(terminal: Terminal): { readonly show: (progress: PerturbProgress) => void; readonly end: () => void } {
  let drawnAtMs = -Infinity;
  let phase: string | undefined;
  return {
    show({ phase: now, done, total, current }) {
      if (!terminal.canRedraw) {
        if (now !== phase) terminal.write(`${total} ${PHASES[now]}\n`);
        phase = now;
        return;
      }
      if (performance.now() - drawnAtMs < REDRAW_MS) return;
      drawnAtMs = performance.now();
      terminal.write(`\r\x1b[K${`${done}/${total} ${PHASES[now]}  ${current}`.slice(0, terminal.columns() - 1)}`);
    },
    end: () => {
      if (terminal.canRedraw) terminal.write('\r\x1b[K');
    },
  };
}

function inWords(result: PerturbResult, isPart: boolean): string {
  const { mutants, killed, explained, survivors, unkillableTests, staleExplanations, baselineFailures, explainedSurvivors, testsRun } =
    result;
  const score = mutants === 0 ? 0 : (100 * killed) / mutants;
  const tellIf = (list: readonly unknown[], lines: () => readonly string[]): readonly string[] => (list.length > 0 ? ['', ...lines()] : []);
  return [
    `${killed} of ${mutants} defects killed (${score.toFixed(1)} %), ${explained} survive with a reason, ${survivors.length} without; ${testsRun} test runs`,
    ...tellIf(baselineFailures, () => [
      'Tests that do not pass on the sound reference:',
      ...baselineFailures.map(({ id, verdict, reason }) => `  ${verdict.toUpperCase()}  ${id}  ${reason.text}`),
    ]),
    ...tellIf(survivors, () => [
      isPart ? 'Defects that none of these tests notices (others may):' : 'Defects that no test notices:',
      ...survivors.map(
        ({ id, title, candidates }) => `  ${id}  ${title}${candidates === 0 ? ' (no test meets it)' : ` (${candidates} tests meet it)`}`,
      ),
    ]),
    ...tellIf(unkillableTests, () => ['Tests that no defect makes fail:', ...unkillableTests.map((id) => `  ${id}`)]),
    ...tellIf(staleExplanations, () => [
      `Explanations that nothing needs any more (${EXPLAINED}):`,
      ...staleExplanations.map((id) => `  ${id}`),
    ]),
    ...tellIf(explainedSurvivors, () => ['Explained:', ...explanationsInWords(explainedSurvivors)]),
    '',
  ].join('\n');
}

/** One line for each reason, with its first survivor and how many there are. */
function explanationsInWords(explained: PerturbResult['explainedSurvivors']): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, reason, clause } of explained) {
    const why = `${reason} (${clause})`;
    byReason.set(why, [...(byReason.get(why) ?? []), id]);
  }
  return [...byReason].map(([why, [first, ...more]]) => `  ${first}${more.length > 0 ? ` and ${more.length} more` : ''}: ${why}`);
}
