import { expect } from 'chai';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNonVolatileFile } from './non-volatile-file.js';

describe('the file of what a node keeps', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-kept-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (): string => join(folder, 'r1.json');

  it('gives back after a restart what was written before, and leaves no other file', () => {
    const before = openNonVolatileFile(file());
    expect(before.read('recordedSequenceNumber')).to.equal(undefined);
    before.write('recordedSequenceNumber', '1000');
    before.write('recordedSequenceNumber', '1001');
    expect(openNonVolatileFile(file()).read('recordedSequenceNumber')).to.equal('1001');
    expect(readdirSync(folder)).to.deep.equal(['r1.json']);
  });

  it('says at once that it cannot be written', () => {
    expect(() => openNonVolatileFile(join(folder, 'missing', 'r1.json'))).to.throw(/r1\.json cannot be written: ENOENT/);
  });

  for (const text of ['{', '[1]', '{"recordedSequenceNumber": 5}'])
    it(`does not take ${text} for such a file`, () => {
      writeFileSync(file(), text);
      expect(() => openNonVolatileFile(file())).to.throw(/r1\.json is not what a node has kept: remove it to begin anew/);
    });

  it('says why it cannot be read', () => {
    expect(() => openNonVolatileFile(folder)).to.throw(/cannot be read: EISDIR/);
  });
});
