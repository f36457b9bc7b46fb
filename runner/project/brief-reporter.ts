import Mocha from 'mocha';

/**
 * Mocha's report in few lines: failures in full, skipped tests by name (a skip that nobody sees is a lie), counts.
 * With SIXPROOF_FORBID_SKIPS in the environment a skipped test fails the stage.
 */
export class BriefReporter extends Mocha.reporters.Base {
  public constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on('pending', (test) => console.log(`  skipped  ${test.fullTitle()}`));
    runner.once('end', () => {
      this.epilogue();
      if (runner.stats?.pending !== undefined && runner.stats.pending > 0 && process.env['SIXPROOF_FORBID_SKIPS'] !== undefined) {
        console.log('  skipping is forbidden here: every tool must be installed');
        process.exitCode = 1;
        runner.failures += runner.stats.pending;
      }
    });
  }
}

// Mocha loads a reporter by its default export when given a path.
// eslint-disable-next-line no-restricted-syntax
export default BriefReporter;
