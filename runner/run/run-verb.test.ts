import { expect } from 'chai';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runResultSchema } from '../../reports/result-schema.js';
import type { RunResult } from '../../suites/kit/record.js';

/** The real program, as source or as built, whichever this test is. */
const program = fileURLToPath(import.meta.url).replace(/run[/\\]run-verb\.test(\.[jt]s)$/, 'main$1');
const loader = program.endsWith('.ts') ? [`--import=${import.meta.resolve('tsx')}`] : [];

describe('sixproof run', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-run-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const words = (given: readonly string[]): string[] => [...loader, program, ...given];
  const sixproof = (...given: readonly string[]): { code: number | null; out: string; err: string } => {
    const done = spawnSync(process.execPath, words(given), { cwd: folder, encoding: 'utf8' });
    return { code: done.status, out: done.stdout, err: done.stderr };
  };
  const start = (...given: readonly string[]): ChildProcess => spawn(process.execPath, words(given), { cwd: folder, stdio: 'ignore' });
  const result = (path: string): RunResult => JSON.parse(readFileSync(join(folder, path, 'result.json'), 'utf8')) as RunResult;
  const verdicts = (path: string): readonly string[] => result(path).tests.map(({ id, verdict, seed }) => `${id} ${verdict} ${seed}`);
  const ended = (child: ChildProcess): Promise<number | string | null> =>
    new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));

  /** Resolves when so many tests are in the journal. */
  async function journalled(path: string, tests: number): Promise<void> {
    for (;;) {
      const journal = join(folder, path, 'journal.jsonl');
      if (existsSync(journal) && readFileSync(journal, 'utf8').split('\n').length > tests + 1) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('tests the embedded reference and leaves a complete run directory', () => {
    const { code, out, err } = sixproof('run', 'icmpv6');
    expect(code, err).to.equal(0);
    expect(err).to.match(/^sixproof \S+ {2}dut reference {2}profile current {2}seed 1 {2}out results\//);
    expect(out).to.match(/of protocol time in .*\nreport {4}results\/.*\/index\.html\n/);
    const latest = `results/${readlinkSync(join(folder, 'results/latest'))}`;
    for (const name of ['journal.jsonl', 'index.html', 'junit.xml', 'run.pcapng'])
      expect(statSync(join(folder, latest, name)).size, name).to.be.greaterThan(0);
    const about = result(latest);
    expect(runResultSchema.safeParse(about).error).to.equal(undefined);
    expect(about.run).to.deep.include({ dut: 'reference', seed: 1, clock: 'virtual', selectors: ['icmpv6'], interrupted: false });
    for (const { id } of about.tests) expect(existsSync(join(folder, latest, 'tests', `${id}.json`)), id).to.equal(true);
  });

  it('is replayed from its capture with the same verdicts', () => {
    const { code, out } = sixproof('replay', 'results/latest');
    expect(out).to.match(/^\d+ tests judged again: the same verdicts\n$/);
    expect(code).to.equal(0);
  });

  it('gives the same in several processes and in shards that are merged', () => {
    expect(sixproof('run', 'icmpv6', '--jobs', '3', '--out', 'jobs').code).to.equal(0);
    for (const part of ['1', '2']) expect(sixproof('run', 'icmpv6', '--shard', `${part}/2`, '--out', `part${part}`).code).to.equal(0);
    expect(sixproof('report', 'part2', 'part1', '--out', 'whole').code).to.equal(0);
    expect(verdicts('jobs')).to.deep.equal(verdicts('results/latest'));
    expect(verdicts('whole')).to.deep.equal(verdicts('results/latest'));
    expect(result('whole').run).to.not.have.property('shard');
    expect(sixproof('replay', 'whole').code).to.equal(0);
    expect(sixproof('report', 'part1', 'part1', '--out', 'twice')).to.include({ code: 2 });
  });

  it('loses no finished test to kill -9 and completes with --resume', async () => {
    const child = start('run', 'icmpv6', '--out', 'killed');
    await journalled('killed', 10);
    child.kill('SIGKILL');
    expect(await ended(child)).to.equal('SIGKILL');
    const kept = readFileSync(join(folder, 'killed', 'journal.jsonl'), 'utf8').split('\n').length - 2;
    expect(existsSync(join(folder, 'killed', 'result.json'))).to.equal(false);
    const wrongSeed = sixproof('run', '--resume', '--out', 'killed', '--seed', '2');
    expect(wrongSeed.err).to.contain('--seed is 2, it was 1');
    expect(wrongSeed.code).to.equal(2);
    const { code, err } = sixproof('run', '--resume', '--out', 'killed');
    expect(err).to.match(new RegExp(`resumed, (${kept}|${kept + 1}) done before`));
    expect(sixproof('run', 'icmpv6', '--out', 'straight').code).to.equal(code);
    expect(verdicts('killed')).to.deep.equal(verdicts('straight'));
    expect(result('killed').run.interrupted).to.equal(false);
  });

  it('stops on SIGINT with a report of what ran and exit code 130', async () => {
    const child = start('run', '--out', 'stopped');
    await journalled('stopped', 10);
    child.kill('SIGINT');
    expect(await ended(child)).to.equal(130);
    const { run, tests } = result('stopped');
    expect(run.interrupted).to.equal(true);
    expect(tests.length).to.be.greaterThan(9);
    expect(existsSync(join(folder, 'stopped', 'index.html'))).to.equal(true);
  });

  it('plans without running', () => {
    const { code, out, err } = sixproof('run', 'icmpv6', '--plan', '--out', 'planned');
    expect(code, err).to.equal(0);
    expect(out).to.match(/^\d+ tests.*of the RFCs' own timers\n/);
    expect(existsSync(join(folder, 'planned'))).to.equal(false);
  });

  it('names an output directory that it must not touch', () => {
    const { code, err } = sixproof('run', 'icmpv6', '--out', '.');
    expect(err).to.contain('has files in it and no run');
    expect(code).to.equal(2);
  });
});
