import type { Command } from 'commander';
import { loadTests, verdictsOfRun } from '../run/suites.js';
import { select, SELECTOR_HELP } from '../selectors.js';

/** `sixproof list`: the declarations, without running anything. */
export function registerList(program: Command): void {
  program
    .command('list')
    .summary('the tests, without running them')
    .description('Lists tests with requirement, clause, level and role, without running them.')
    .argument('[selector...]', 'which tests (default: all)')
    .option('--json', 'as a JSON array of test objects')
    .addHelpText('after', `\n${SELECTOR_HELP}\n\nExample:\n  $ sixproof list RFC4861:7.2.5 level:must\n`)
    .action(async (words: string[], options: { json?: true }) => {
      const tests = select(await loadTests(), words, verdictsOfRun);
      const descriptions = tests.map(({ description }) => description);
      if (options.json === true) {
        process.stdout.write(`${JSON.stringify(descriptions, undefined, 2)}\n`);
        return;
      }
      const width = Math.max(0, ...descriptions.map(({ id }) => id.length));
      for (const { id, title, rfc, section, level, roles } of descriptions) {
        const clause = rfc > 0 ? `RFC ${rfc} ${section}` : '';
        process.stdout.write(`${id.padEnd(width)}  ${level.padEnd(6)}  ${clause.padEnd(15)}  ${roles.join(',').padEnd(6)}  ${title}\n`);
      }
      process.stderr.write(`${descriptions.length} tests\n`);
    });
}
