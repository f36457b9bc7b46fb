import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { days, hours } from '../../reference/time.js';
import { EXIT, Problem } from '../exit-codes.js';
import { packageVersion } from '../package-root.js';
import { startJournal } from '../results/journal.js';
import { madeUpHeader } from '../results/made-up-run.js';
import { prepareDirectory, runDirectory } from '../results/run-directory.js';
import { newRun, resumedRun } from './request.js';
import { whoRunsThis } from './tested-by.js';

const problem = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => expect.fail('was not refused'),
    (error: unknown) => (error instanceof Problem ? error : expect.fail(String(error))),
  );

describe('the request of a run', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-request-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const begun = (more: Parameters<typeof madeUpHeader>[1]): string => {
    const directory = runDirectory(join(folder, 'run'));
    prepareDirectory(directory);
    startJournal(directory.journal, madeUpHeader([], { version: packageVersion(), ...more }), { durable: false }).close();
    return directory.path;
  };

  it('refuses to go on with another time to wait, in the words of the user', async () => {
    const out = begun({ longestUs: days(1) });
    expect((await problem(resumedRun({ selectors: [], out, longest: hours(2) }))).message).to.equal(
      `${out} cannot go on: --longest is 2h, it was 1d. Leave it out, or start a new run without --resume.`,
    );
    expect((await problem(resumedRun({ selectors: [], out, seed: 2 }))).message).to.contain('--seed is 2, it was 1.');
    // The same time, in other words, is not what is in the way.
    expect((await problem(resumedRun({ selectors: [], out, longest: hours(24) }))).message).to.not.contain('--longest');
  });

  it('refuses to go on waiting where nothing was to be waited for', async () => {
    const out = begun({});
    expect((await problem(resumedRun({ selectors: [], out, longest: hours(2) }))).message).to.contain('--longest is 2h, it was not given.');
  });

  it('names who runs the tests: as asked, as the file says, or whose process it is', async () => {
    const file = join(folder, 'box.yaml');
    writeFileSync(file, 'device: { name: box }\nlinks: { link0: { tester: eth1 } }\ncontrol: { adapter: manual }\ntestedBy: Acme lab\n');
    const by = async (options: object): Promise<string | undefined> => (await newRun({ selectors: ['nd.dad'], ...options })).run.testedBy;
    expect(await by({ dut: file, testedBy: 'R. Lee' })).to.equal('R. Lee');
    expect(await by({ dut: file })).to.equal('Acme lab');
    expect(await by({})).to.equal(whoRunsThis());
  });

  it('takes kame-book for the reference alone: no other device has those defects', async () => {
    const file = join(folder, 'box.yaml');
    writeFileSync(file, 'device: { name: box }\nlinks: { link0: { tester: eth1 } }\ncontrol: { adapter: manual }\n');
    for (const dut of ['linux', 'bird', file]) {
      const { message, exitCode } = await problem(newRun({ selectors: [], dut, profile: 'kame-book' }));
      expect(message).to.equal(`--profile kame-book is for --dut reference, whose defects it chooses. Judge ${dut} by --profile kame.`);
      expect(exitCode).to.equal(EXIT.usage);
    }
    const { run } = await newRun({ selectors: ['ripng.timers'], profile: 'kame-book' });
    expect(run).to.include({ dut: 'reference', profile: 'kame-book' });
  });
});
