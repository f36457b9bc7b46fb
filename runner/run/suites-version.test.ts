import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suitesVersion } from './suites-version.js';

describe('suitesVersion', () => {
  let root: string;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sixproof-suites-'));
    for (const path of ['suites/nd/dad.suite.js', 'suites/kit/match.js', 'reference/wire/ndp.js', 'reference/net/address.js'])
      write(path, `// ${path}`);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is the same as long as tests and decoders are', () => {
    const before = suitesVersion(root);
    expect(before).to.match(/^[0-9a-f]{8}$/);
    write('suites/nd/dad.faults.js', 'planted');
    write('suites/explained-survivors.json', '[]');
    write('suites/kit/match.test.js', 'tested');
    write('reference/ipv6/input.js', 'the reference');
    expect(suitesVersion(root)).to.equal(before);
  });

  it('changes with a test, with its kit and with a decoder', () => {
    const versions = [suitesVersion(root)];
    for (const path of ['suites/nd/dad.suite.js', 'suites/kit/match.js', 'reference/wire/ndp.js']) {
      write(path, 'changed');
      versions.push(suitesVersion(root));
    }
    expect(new Set(versions).size).to.equal(versions.length);
  });

  it('is known of the tests at hand', () => {
    expect(suitesVersion()).to.match(/^[0-9a-f]{8}$/);
  });
});
