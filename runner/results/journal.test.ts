import { expect } from 'chai';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../exit-codes.js';
import { assembleResult } from './assemble.js';
import { continueJournal, isUnfinished, readJournal, startJournal } from './journal.js';
import { madeUpEntry, madeUpHeader } from './made-up-run.js';

describe('the journal', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sixproof-journal-'));
    path = join(folder, 'journal.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const begin = (): void => {
    const journal = startJournal(path, madeUpHeader(['a.b.c', 'a.b.d', 'a.b.e']), { durable: false });
    journal.test(madeUpEntry('a.b.d', 'fail'));
    journal.test(madeUpEntry('a.b.c'));
    journal.close();
  };

  it('keeps each finished test of a killed run, and says that it is unfinished', () => {
    begin();
    const journal = readJournal(path);
    expect(journal.tests.map(({ test }) => test.id)).to.deep.equal(['a.b.d', 'a.b.c']);
    expect(isUnfinished(journal)).to.equal(true);
    expect(journal.unendedUs).to.equal(2_000);
  });

  it('ignores a last line cut anywhere, and goes on behind the last whole one', () => {
    begin();
    const whole = readFileSync(path, 'utf8');
    const next = `${JSON.stringify(madeUpEntry('a.b.e'))}\n`;
    for (const length of [1, 20, next.length - 1]) {
      writeFileSync(path, whole + next.slice(0, length));
      const journal = readJournal(path);
      expect(journal.tests).to.have.length(2);
      const more = continueJournal(path, journal, { durable: false });
      more.test(madeUpEntry('a.b.e'));
      more.end({ wallUs: 500, interrupted: false });
      more.close();
      const done = readJournal(path);
      expect(done.tests.map(({ test }) => test.id)).to.deep.equal(['a.b.d', 'a.b.c', 'a.b.e']);
      expect(isUnfinished(done)).to.equal(false);
      expect(assembleResult(done).run.wallUs).to.equal(2_500);
    }
  });

  it('is cut inside a character of several octets without harm', () => {
    begin();
    appendFileSync(path, Buffer.from('{"test":"µ').subarray(0, -1));
    expect(readJournal(path).tests).to.have.length(2);
  });

  it('gives the result in the order of the selection', () => {
    begin();
    const result = assembleResult(readJournal(path));
    expect(result.tests.map(({ id }) => id)).to.deep.equal(['a.b.c', 'a.b.d']);
    expect(result.totals).to.deep.include({ pass: 1, fail: 1 });
    expect(result.run).to.deep.include({ interrupted: true, protocolUs: 4_000_000 });
  });

  it('tells the usual uncertainty from the greatest, and leaves out what was not executed', () => {
    begin();
    const journal = readJournal(path);
    const [entry] = journal.tests;
    const of = (uncertaintyUs: number, verdict = entry!.test.verdict) => ({ ...entry!, uncertaintyUs, test: { ...entry!.test, verdict } });
    const tests = [of(50_000), of(96_923), of(50_000), of(0, 'skip'), of(0, 'skip'), of(0, 'skip')];
    expect(assembleResult({ ...journal, tests }).run).to.include({ uncertaintyUs: 96_923, usualUncertaintyUs: 50_000 });
    expect(assembleResult({ ...journal, tests: [of(0)] }).run).not.to.have.property('usualUncertaintyUs');
  });

  it('refuses what is damaged elsewhere, empty, or not a journal, naming the line', () => {
    begin();
    appendFileSync(path, '{"test":\n{"end":{"wallUs":1,"interrupted":false}}\n');
    expect(() => readJournal(path)).to.throw(Problem, /journal\.jsonl:4 is damaged/);
    writeFileSync(path, '{"hello":1}\n');
    expect(() => readJournal(path)).to.throw(Problem, /:1 does not describe a run/);
    writeFileSync(path, '');
    expect(() => readJournal(path)).to.throw(Problem, /is empty/);
    expect(() => readJournal(join(folder, 'absent', 'journal.jsonl'))).to.throw(Problem, /no run there/);
  });

  it('never overwrites another run', () => {
    begin();
    expect(() => startJournal(path, madeUpHeader([]), { durable: false })).to.throw(/EEXIST/);
  });
});
