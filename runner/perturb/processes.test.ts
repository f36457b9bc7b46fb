import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Problem } from '../exit-codes.js';
import type { PerturbResult } from './perturb.js';
import { processes } from './processes.js';
import type { Wish } from './setting.js';

const wish: Wish = { seed: 1, profile: 'current', onlyReachable: true };
const isSource = import.meta.url.endsWith('.ts');
const program = isSource
  ? ['--import=tsx', fileURLToPath(new URL('../main.ts', import.meta.url))]
  : [fileURLToPath(new URL('../main.js', import.meta.url))];

describe('several processes that try defects', function () {
  this.timeout(180_000);

  /** The command fails where defects survive, as they do when a few tests stand alone. */
  async function perturbed(jobs: number): Promise<string> {
    const tests = ['tunnel.point-to-point', 'jumbograms.malformed.both-lengths', 'jumbograms.malformed.cut-short'];
    const words = [...program, 'perturb', ...tests, '--jobs', `${jobs}`, '--json'];
    const run = promisify(execFile)(process.execPath, words, { maxBuffer: 2 ** 26 });
    return run.then(
      ({ stdout }) => stdout,
      (failure: { readonly stdout: string }) => failure.stdout,
    );
  }

  it('find the same as one, in the same order', async () => {
    const [one, several] = [await perturbed(1), await perturbed(3)];
    const found = JSON.parse(one) as PerturbResult;
    expect([found.killed > 10, found.baselineFailures, found.testsRun > 100]).to.deep.equal([true, [], true]);
    expect(several).to.equal(one);
  });

  it('say so when they cannot go on', async () => {
    const crew = processes(1, wish, ['no.such.test']);
    const attempt = async (): Promise<unknown> =>
      crew.work<'baseline'>([{ kind: 'baseline', test: 0 }], () => undefined).catch((error: unknown) => error);
    const failure = await attempt();
    crew.close();
    expect((failure as Error).message).to.match(/there is no test 0/);
    expect(await attempt()).to.be.instanceOf(Problem);
  });
});
