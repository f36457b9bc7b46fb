import Mocha from 'mocha';

const NAMED_AT_MOST = 3;

/**
 * Mocha's report in few lines: failures in full, skipped tests by group (a skip that nobody sees is a lie), counts.
 * With SIXPROOF_FORBID_SKIPS in the environment a skipped test fails the stage.
 */
export class BriefReporter extends Mocha.reporters.Base {
  public constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skipped = new Map<string, string[]>();
    runner.on('pending', (test) => {
      const group = test.parent?.fullTitle() ?? '';
      skipped.set(group, [...(skipped.get(group) ?? []), test.title]);
    });
    runner.once('end', () => {
      for (const [group, titles] of skipped) console.log(`  skipped ${titles.length}: ${group}: ${inBrief(titles)}`);
      this.epilogue();
      if (skipped.size > 0 && process.env['SIXPROOF_FORBID_SKIPS'] !== undefined) {
        console.log('  skipping is forbidden here: every tool must be installed');
        runner.failures += runner.stats?.pending ?? 0;
      }
    });
  }
}

function inBrief(titles: readonly string[]): string {
  const more = titles.length - NAMED_AT_MOST;
  return titles.slice(0, NAMED_AT_MOST).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

// Mocha loads a reporter by its default export when given a path.
// eslint-disable-next-line no-restricted-syntax
export default BriefReporter;
