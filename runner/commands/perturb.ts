import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { DISCARD_REASONS, discardRule } from '../../reference/ipv6/discard-reasons.js';
import type { Profile } from '../../suites/kit/conformance.js';
import { memoryBinding } from '../bindings/memory.js';
import { EXIT } from '../exit-codes.js';
import { packageRoot } from '../package-root.js';
import { readExplanations } from '../perturb/explanations.js';
import { perturb, type PerturbProgress, type PerturbResult } from '../perturb/perturb.js';
import { loadPlantedFaults } from '../perturb/planted-faults.js';
import { PROFILES } from '../run/bindings.js';
import { isRepeatedPart } from '../../suites/kit/parts.js';
import { loadTests, verdictsOfRun } from '../run/suites.js';
import { select, SELECTOR_HELP } from '../selectors.js';
import { terminalOf, type Terminal } from '../terminal.js';

interface Options {
  readonly seed: number;
  readonly profile: Profile;
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
        'unheard, each check switched off) and against planted faults. A defect is killed by a failure at an expectation of the test’s own requirement.',
    )
    .argument('[selector...]', 'which tests, and only defects that their traffic meets (default: all)')
    .option('--json', 'the result as JSON')
    .option('--seed <number>', 'seed of the packets', wholeNumber, 1)
    .addOption(
      new Option('--profile <name>', 'behaviour set of the reference, where the test holds for it')
        .choices([...PROFILES])
        .default('current'),
    )
    .addHelpText('after', `\n${SELECTOR_HELP}\n\nExample:\n  $ sixproof perturb nd.dad --json\n`)
    .action(async (words: string[], options: Options) => {
      const result = await run(words, options, terminalOf(process.stderr));
      process.stdout.write(options.json === true ? `${JSON.stringify(result, undefined, 2)}\n` : inWords(result));
      if (!isSound(result)) process.exitCode = EXIT.failed;
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number is wanted.');
  return Number(text);
}

async function run(words: readonly string[], { seed, profile }: Options, terminal: Terminal): Promise<PerturbResult> {
  // A defect that a test for any node notices in a host it would notice in a router: once is enough.
  const all = (await loadTests()).filter((test) => !isRepeatedPart(test));
  const faults = await loadPlantedFaults(new Set(all.map(({ id }) => id)));
  const status = statusLine(terminal);
  const result = await perturb({
    tests: select(all, words, verdictsOfRun),
    faults,
    binding: (behaviour, defects, onset) => memoryBinding({ behaviour, defects, onset }),
    discardReasons: DISCARD_REASONS.map((reason) => ({ reason, says: discardRule(reason).says })),
    explanations: readExplanations(join(packageRoot(), EXPLAINED)),
    seed,
    profile,
    onlyReachable: words.length > 0,
    onProgress: status.show,
  });
  status.end();
  return result;
}

/** Everything killed or explained, every test able to fail, every explanation needed. */
const isSound = (result: PerturbResult): boolean =>
  [result.survivors, result.unkillableTests, result.staleExplanations, result.baselineFailures].every((list) => list.length === 0);

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

function inWords(result: PerturbResult): string {
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
      'Defects that no test notices:',
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
