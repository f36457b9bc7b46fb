import { expect } from 'chai';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparisonSchema } from '../../reports/compare/comparison-schema.js';
import { comparisonText } from '../comparison-text.js';
import { Problem } from '../exit-codes.js';
import { readJournal, startJournal } from '../results/journal.js';
import { madeUpDetails, madeUpEntry, madeUpHeader } from '../results/made-up-run.js';
import { prepareDirectory, runDirectory, saveDetails } from '../results/run-directory.js';
import { compareDirectories, exitCodeOfComparison } from './compare-runs.js';
import { writeReport } from './finish.js';

const IDS = ['a.b.one', 'a.b.two', 'a.b.three'];

describe('comparing the directories of runs', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sixproof-compare-'));
    await run('before', ['a.b.two']);
    await run('after #2', ['a.b.one']);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (name: string, failing: readonly string[], report = true): Promise<string> => {
    const directory = runDirectory(join(folder, name));
    prepareDirectory(directory);
    const journal = startJournal(directory.journal, madeUpHeader(IDS, { suites: '01234567' }), { durable: false });
    for (const id of IDS) journal.test(madeUpEntry(id, failing.includes(id) ? 'fail' : 'pass'));
    journal.end({ wallUs: 1, interrupted: false });
    journal.close();
    saveDetails(directory, madeUpDetails('a.b.one'));
    if (report) await writeReport(directory, readJournal(directory.journal));
    return directory.path;
  };
  const compared = (names: readonly string[], out = 'comparison', waivers?: Parameters<typeof compareDirectories>[2]) =>
    compareDirectories(
      names.map((name) => join(folder, name)),
      join(folder, out),
      waivers ?? (() => undefined),
    );
  const problemOf = async (names: readonly string[], out?: string): Promise<string> =>
    compared(names, out).then(
      () => 'none',
      (error: unknown) => (error instanceof Problem ? error.message : String(error)),
    );

  it('tells what broke and what got fixed, ends with 1, and writes pages that lead to those of the runs', async () => {
    const { comparison, directory, linked } = await compared(['before', 'after #2']);
    expect(comparison.transitions.map(({ id, kind }) => [id, kind])).to.deep.equal([
      ['a.b.one', 'broken'],
      ['a.b.two', 'fixed'],
    ]);
    expect(exitCodeOfComparison(comparison)).to.equal(1);
    const page = readFileSync(join(directory, 'index.html'), 'utf8');
    expect(page).to.contain('in <code>../before</code> <code>../after #2</code> as seen from its folder');
    expect(page).to.contain('href="../after%20%232/tests/a.b.one.html"');
    const read = comparisonSchema.safeParse(JSON.parse(readFileSync(join(directory, 'comparison.json'), 'utf8')));
    expect(read.error).to.equal(undefined);
    const text = comparisonText(comparison, { page: 'index.html', linked }, { hasColour: false });
    expect(text).to.match(/Broken {2}1\n {2}a\.b\.one {2}PASS to FAIL: made up\nFixed {2}1\n {2}a\.b\.two {2}FAIL to PASS\n/);
    expect(text).to.contain(`links     into ${join(folder, 'before')}, ${join(folder, 'after #2')}: send these along`);
  });

  it('says on the terminal how many tests moved by chance', async () => {
    const { comparison, linked } = await compared(['before', 'after #2']);
    const text = (byChance: number): string => {
      const changes = comparison.changes.map((change) => ({ ...change, byChance }));
      return comparisonText({ ...comparison, changes }, { page: 'index.html', linked }, { hasColour: false });
    };
    expect(text(3)).to.contain('Moved by chance inside their windows, and counted as the same: A to B 3\n');
    expect(text(0)).not.to.contain('by chance');
  });

  it('is no failure when all is as before, or what broke is waived', async () => {
    expect(exitCodeOfComparison((await compared(['before', 'before'])).comparison)).to.equal(0);
    const waiver = { test: 'a.b.one', owner: 'r.lee', reason: 'known', until: '9999-12-31' };
    const { comparison } = await compared(['before', 'after #2'], 'waived', (known) => (known.has('a.b.one') ? [waiver] : []));
    expect(comparison.transitions[0]?.after?.waiver?.owner).to.equal('r.lee');
    expect(exitCodeOfComparison(comparison)).to.equal(0);
  });

  it('reads a run that has no report yet from its journal, and makes no link to pages that are not there', async () => {
    await run('unreported', ['a.b.two'], false);
    const { comparison, directory } = await compared(['unreported', 'before'], 'again');
    expect(comparison.changes[0]).to.deep.include({ common: 3, same: 3 });
    const page = readFileSync(join(directory, 'index.html'), 'utf8');
    expect(page)
      .to.contain(`No report is at hand of A (${join(folder, 'unreported')})`)
      .and.not.contain('href="../unreported');
  });

  it('calls no test gone that the run did not reach, or was not asked for', async () => {
    const directory = runDirectory(join(folder, 'stopped'));
    prepareDirectory(directory);
    const journal = startJournal(directory.journal, madeUpHeader(IDS.slice(0, 2), { selectors: ['a.b.one', 'a.b.two'] }), {
      durable: false,
    });
    journal.test(madeUpEntry('a.b.one', 'pass'));
    journal.end({ wallUs: 1, interrupted: true });
    journal.close();
    const { comparison } = await compared(['before', 'stopped'], 'unreached');
    expect(comparison.transitions).to.deep.equal([]);
    expect(comparison.changes[0]?.apart).to.deep.equal({ 'other role': 0, 'not asked': 1, 'not reached': 1 });
  });

  it('needs no journal where there is a result, and no whole one', async () => {
    const path = await run('without', []);
    for (const spoil of [() => writeFileSync(runDirectory(path).journal, ''), () => rmSync(runDirectory(path).journal)]) {
      spoil();
      expect((await compared(['before', 'without'], 'unjournalled')).comparison.changes[0]).to.deep.include({ common: 3 });
    }
  });

  it('writes over a comparison, and over nothing else', async () => {
    await compared(['before', 'after #2']);
    expect(await problemOf(['before', 'after #2'], 'before')).to.match(/before holds a run/);
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'notes.txt'), '');
    expect(await problemOf(['before', 'after #2'], 'mine')).to.match(/has files in it and no comparison/);
    expect(existsSync(join(folder, 'mine', 'index.html'))).to.equal(false);
  });

  it('says what is missing or damaged', async () => {
    expect(await problemOf(['before'])).to.match(/wants two directories/);
    expect(await problemOf(['before', 'absent'])).to.match(/no run there/);
    mkdirSync(join(folder, 'odd'));
    writeFileSync(join(folder, 'odd', 'result.json'), '{"schema":"other"}');
    expect(await problemOf(['before', 'odd'])).to.match(/odd\/result\.json is not what sixproof writes: schema: /);
    writeFileSync(join(folder, 'odd', 'result.json'), '{"schema"');
    expect(await problemOf(['before', 'odd'])).to.match(/odd\/result\.json is damaged: /);
  });
});
