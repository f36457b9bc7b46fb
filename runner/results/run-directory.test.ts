import { expect } from 'chai';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Problem } from '../exit-codes.js';
import { pointLatestAt, writeWhole, writingTo } from './files.js';
import { startJournal } from './journal.js';
import { madeUpDetails, madeUpEntry, madeUpHeader } from './made-up-run.js';
import { compareFailures, previousRun } from './previous-run.js';
import { assembleResult } from './assemble.js';
import { readJournal } from './journal.js';
import { dutInFileNames, loadDetails, newRunPath, prepareDirectory, requireUsable, runDirectory, saveDetails } from './run-directory.js';

describe('the directory of a run', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-results-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is named after time and device', () => {
    expect(newRunPath('lab/AX 3.yaml', undefined, new Date('2026-11-21T23:02:11.5Z'))).to.equal('results/2026-11-21T230211Z-ax-3');
    expect(newRunPath('linux', '2of4', new Date('2026-11-21T23:02:11Z'))).to.equal('results/2026-11-21T230211Z-linux-2of4');
    expect(dutInFileNames('../../--.yml')).to.equal('dut');
  });

  it('is made, used again after a finished run, and refused when it holds other things', () => {
    const directory = runDirectory(join(folder, 'run'));
    requireUsable(directory, () => expect.fail('there is none'));
    prepareDirectory(directory);
    startJournal(directory.journal, madeUpHeader([]), { durable: false }).close();
    writeFileSync(join(directory.path, 'mine.txt'), 'kept');
    expect(() => requireUsable(directory, () => true)).to.throw(Problem, /--resume/);
    requireUsable(directory, () => false);
    prepareDirectory(directory);
    expect(readdirSync(directory.path).sort()).to.deep.equal(['mine.txt', 'tests']);
    expect(() => requireUsable(directory, () => false)).to.throw(Problem, /has files in it and no run/);
    writeFileSync(join(folder, 'file'), '');
    expect(() => requireUsable(runDirectory(join(folder, 'file')), () => false)).to.throw(Problem, /is not a directory/);
  });

  it('keeps the details of a test, and no file outside', () => {
    const directory = runDirectory(folder);
    mkdirSync(directory.tests);
    saveDetails(directory, madeUpDetails('a.b.one'));
    expect(loadDetails(directory, 'a.b.one')).to.deep.equal(madeUpDetails('a.b.one'));
    expect(loadDetails(directory, 'a.b.absent')).to.equal(undefined);
    writeFileSync(directory.details('a.b.one'), '{"cut');
    expect(loadDetails(directory, 'a.b.one')).to.equal(undefined);
    for (const id of ['../x', 'a/b', '', '.x', 'a..b']) expect(() => directory.details(id), id).to.throw(Problem);
  });

  it('writes files whole, leaving no other behind', () => {
    const path = join(folder, 'result.json');
    writeWhole(path, 'x'.repeat(100_000));
    writeWhole(path, 'short');
    expect(readFileSync(path, 'utf8')).to.equal('short');
    expect(readdirSync(folder)).to.deep.equal(['result.json']);
    expect(() => writingTo('out', () => writeWhole(join(folder, 'absent', 'x'), ''))).to.throw(Problem, /out cannot be written.*--out/);
  });

  it('is what latest points at, unless something else has that name', () => {
    for (const name of ['one', 'two']) {
      mkdirSync(join(folder, name));
      pointLatestAt(join(folder, name));
      expect(readlinkSync(join(folder, 'latest'))).to.equal(name);
    }
    rmSync(join(folder, 'latest'));
    mkdirSync(join(folder, 'latest'));
    pointLatestAt(join(folder, 'one'));
    expect(existsSync(join(folder, 'latest', 'x'))).to.equal(false);
    expect(readdirSync(folder).sort()).to.deep.equal(['latest', 'one', 'two']);
  });

  it('finds the run before of the same device, and what changed', () => {
    const write = (name: string, startedAt: string, dut: string, failing: readonly string[]): string => {
      const directory = runDirectory(join(folder, name));
      prepareDirectory(directory);
      const ids = ['a.b.one', 'a.b.two', 'a.b.three'];
      const journal = startJournal(directory.journal, madeUpHeader(ids, { startedAt, dut }), { durable: false });
      for (const id of ids) journal.test(madeUpEntry(id, failing.includes(id) ? 'fail' : 'pass'));
      journal.end({ wallUs: 1, interrupted: false });
      journal.close();
      return directory.path;
    };
    write('oldest', '2026-11-01T00:00:00Z', 'linux', []);
    write('before', '2026-11-02T00:00:00Z', 'linux', ['a.b.one', 'a.b.two']);
    write('other', '2026-11-03T00:00:00Z', 'reference', []);
    const path = write('now', '2026-11-04T00:00:00Z', 'linux', ['a.b.two', 'a.b.three']);
    mkdirSync(join(folder, 'not-a-run'));
    const now = assembleResult(readJournal(runDirectory(path).journal));
    const before = previousRun(path, now);
    expect(before?.path).to.equal(relative('', join(folder, 'before')));
    expect(before && compareFailures('before', before.result, now)).to.deep.equal({
      since: 'before',
      newFailures: ['a.b.three'],
      goneFailures: ['a.b.one'],
    });
  });
});
