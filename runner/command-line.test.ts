import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { coverageSchema, listSchema } from '../reports/result-schema.js';

/** The real program, as source or as built, whichever this test is. */
const program = fileURLToPath(import.meta.url).replace(/command-line\.test(\.[jt]s)$/, 'main$1');
const loader = program.endsWith('.ts') ? [`--import=${import.meta.resolve('tsx')}`] : [];

describe('the command line', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-cli-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const sixproof = (...words: readonly string[]): { code: number | null; out: string; err: string } => {
    const done = spawnSync(process.execPath, [...loader, program, ...words], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    return { code: done.status, out: done.stdout, err: done.stderr };
  };

  it('alone gives three examples', () => {
    const { code, out } = sixproof();
    expect(code).to.equal(0);
    expect(out.match(/^ {2}sixproof /gm)).to.have.length(3);
  });

  it('lists its verbs, and for each its options with an example', () => {
    const help = sixproof('--help');
    expect(help).to.include({ code: 0, err: '' });
    for (const verb of ['check', 'run', 'list', 'report', 'replay', 'judge', 'decode', 'node', 'console', 'coverage', 'perturb'])
      expect(help.out).to.match(new RegExp(`^ {2}${verb} `, 'm'));
    for (const verb of ['run', 'list', 'report', 'replay', 'coverage', 'node', 'console']) {
      const { code, out } = sixproof(verb, '--help');
      expect(code).to.equal(0);
      expect(out, verb).to.match(/Examples?:\n {2}\$ (sudo )?sixproof /);
    }
    expect(sixproof('help', 'run').out).to.contain('--seed <n>');
  });

  it('suggests what a typing error meant, with exit code 2', () => {
    for (const [words, hint] of [
      [['rnu'], 'Did you mean run?'],
      [['list', '--jsn'], 'Did you mean --json?'],
      [['list', 'nd.dda'], 'Did you mean "nd.dad"?'],
      [['run', '--dut', 'linus'], 'Did you mean "linux"?'],
      [['run', 'level:mast'], 'Did you mean "must"?'],
    ] as const) {
      const { code, err, out } = sixproof(...words);
      expect(err, words.join(' ')).to.contain(hint).and.not.contain('    at ');
      expect({ code, out }).to.deep.equal({ code: 2, out: '' });
    }
  });

  it('says what an option wants', () => {
    for (const [words, wanted] of [
      [['run', '--seed', 'x'], 'from 0 to 4294967295'],
      [['run', '--seed', '4294967296'], 'from 0 to 4294967295'],
      [['run', '--shard', '3/2'], 'such as 2/4'],
      [['run', '--jobs', '0'], 'from 1 to 64'],
      [['run', '--role', 'switch'], 'host, router'],
      [['run', '--profile', 'old'], 'current, book, kame'],
      [['run', '--fail-on', 'skip'], 'warn'],
      [['report'], "missing required argument 'rundir'"],
      [['report', 'absent'], 'no run there'],
      [['replay', 'absent'], 'no run there'],
      [['run', '--resume'], 'no run there'],
      [['run', 'verdict:fail@absent'], 'no run there'],
    ] as const) {
      const { code, err } = sixproof(...words);
      expect(err, words.join(' ')).to.contain(wanted).and.not.contain('    at ');
      expect(code, words.join(' ')).to.equal(2);
    }
  });

  it('prints what its schemas describe', () => {
    const list = sixproof('list', 'nd', '--json');
    expect(listSchema.safeParse(JSON.parse(list.out)).error).to.equal(undefined);
    expect(list).to.include({ code: 0, err: '' });
    const coverage = sixproof('coverage', '--json');
    expect(coverageSchema.safeParse(JSON.parse(coverage.out)).error).to.equal(undefined);
    expect(coverage.code).to.equal(0);
    expect(sixproof('coverage').out).to.match(/^RFC 4861 {2}.+\n( {2}\S+ .*\d+ MUST \d+ SHOULD .*\n)+/m);
  });

  it('refuses a bad file of a device before anything else', () => {
    writeFileSync(join(folder, 'dut.yaml'), 'device: { name: x }\nlinks: { link0: { tster: eth1 } }\ncontrol: { adapter: manual }\n');
    const { code, err } = sixproof('run', '--dut', 'dut.yaml');
    expect(err).to.contain('dut.yaml:2:19  links.link0.tster: no such setting. Did you mean "tester"?');
    expect(code).to.equal(2);
  });
});
