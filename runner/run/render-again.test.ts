import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../suites/kit/record.js';
import { Problem } from '../exit-codes.js';
import { startJournal } from '../results/journal.js';
import { madeUpEntry, madeUpHeader } from '../results/made-up-run.js';
import { prepareDirectory, runDirectory, type RunDirectory } from '../results/run-directory.js';
import { renderAgain, type Rendered } from './render-again.js';

describe('a report made again with a file of waivers', function () {
  this.timeout(60_000);
  let folder: string;
  let directory: RunDirectory;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sixproof-again-'));
    directory = runDirectory(join(folder, 'run'));
    prepareDirectory(directory);
    const ids = ['a.b.one', 'a.b.two'];
    const journal = startJournal(directory.journal, madeUpHeader(ids), { durable: false });
    journal.test(madeUpEntry('a.b.one', 'fail'));
    journal.test(madeUpEntry('a.b.two', 'pass'));
    journal.end({ wallUs: 1, interrupted: false });
    journal.close();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const judged = (waivers: string): Promise<Rendered> => {
    const file = join(folder, 'waivers.yaml');
    writeFileSync(file, waivers);
    return renderAgain([directory.path], undefined, file);
  };
  const index = (): string => readFileSync(directory.index, 'utf8');
  const waiver = (test: string, until = '9999-12-31'): string =>
    `waivers:\n  - { test: ${test}, reason: fixed in 4.3, owner: r.lee, until: ${until} }\n`;

  it('ends as the run would have ended: a waived failure is no failure, and the verdict stands', async () => {
    const { exitCode, text } = await judged(waiver('a.b.one'));
    expect(exitCode).to.equal(0);
    expect(text).to.contain('waived    FAIL of a.b.one by r.lee until 9999-12-31: fixed in 4.3');
    const result = JSON.parse(readFileSync(directory.result, 'utf8')) as RunResult;
    expect(result.tests[0]).to.deep.include({ verdict: 'fail' });
    expect(result.tests[0]?.waiver?.owner).to.equal('r.lee');
    expect(index()).to.match(/<td>r\.lee<td class="date">9999-12-31<td>in force, \d+ days left/);
  });

  it('fails for a waiver that has expired or is not needed, and says which', async () => {
    const expired = await judged(waiver('a.b.one', '2020-01-31'));
    expect(expired.exitCode).to.equal(1);
    expect(expired.text).to.contain('waiver    of a.b.one (r.lee) has expired on 2020-01-31').and.not.to.contain('waived');
    expect(index()).to.contain('1 of 2 executed tests failed (1 waiver expired)').and.not.to.contain('waived until');
    const page = readFileSync(join(directory.tests, 'a.b.one.html'), 'utf8');
    expect(page).to.contain('the waiver of r.lee expired on 2020-01-31').and.not.to.contain('waived until');
    expect(index()).to.match(/<tr class="stale">.*2020-01-31<td>expired/);
    const needless = await judged(`${waiver('a.b.one')}${waiver('a.b.two').replace('waivers:\n', '')}`);
    expect(needless.exitCode).to.equal(1);
    expect(index()).to.match(/<tr class="stale">.*a\.b\.two.*not needed any more/);
  });

  it('takes the waivers of the file of a device', async () => {
    const device = 'device: { name: AX-3 }\nlinks: { link0: { tester: eth1 } }\ncontrol: { adapter: manual }\n';
    expect((await judged(device + waiver('a.b.one'))).exitCode).to.equal(0);
  });

  it('takes no waivers over from an earlier judgement', async () => {
    await judged(waiver('a.b.one'));
    expect((await judged('waivers: []\n')).exitCode).to.equal(1);
    expect(index()).not.to.contain('id="waivers"');
  });

  it('says where the file is wrong', async () => {
    const problem = (waivers: string): Promise<string> =>
      judged(waivers).then(
        () => 'none',
        (error: unknown) => (error instanceof Problem ? error.message : String(error)),
      );
    expect(await problem(waiver('a.b.on'))).to.match(
      /waivers\.yaml:2:13 {2}waivers\.0\.test: no test "a\.b\.on"\. Did you mean "a\.b\.one"\?/,
    );
    expect(await problem('waivers:\n  - { test: a.b.one, reason: x, owner: y, until: soon }\n')).to.match(
      /waivers\.yaml:2:\d+ .*2027-03-31/,
    );
    expect(await problem('waivrs: []\n')).to.contain('Did you mean "waivers"?');
    expect(await problem('waivers: [')).to.match(/waivers\.yaml:\d+:\d+/);
  });

  it('without one is rendered as it was, and is no failure', async () => {
    expect((await renderAgain([directory.path], undefined, undefined)).exitCode).to.equal(0);
  });
});
