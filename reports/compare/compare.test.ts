import { expect } from 'chai';
import { comparable, sampleRuns } from '../sample/sample-comparison.js';
import { compareRuns, type RunToCompare } from './compare.js';
import type { Comparison } from './comparison.js';

const compared = (runs: readonly [RunToCompare, ...RunToCompare[]]): Comparison => compareRuns(runs, '2026-11-22');

describe('compareRuns', () => {
  const [a, b, c] = sampleRuns().map((run, i) => comparable(run, `results/${i}`)) as [RunToCompare, RunToCompare, RunToCompare];
  const kinds = ({ transitions }: Comparison, run = 'B'): Readonly<Record<string, string>> =>
    Object.fromEntries(transitions.filter((one) => one.run === run).map(({ id, kind }) => [id, kind]));

  it('tells of each test what became of it, the worst first', () => {
    const comparison = compared([a, b]);
    expect(kinds(comparison)).to.deep.equal({
      'icmpv6.echo.reply-large': 'broken',
      'nd.ra.router-lifetime': 'failing',
      'nd.validation.ns-hop-limit': 'undecided',
      'nd.address-resolution.na-hop-limit': 'fixed',
      'nd.redirect.accepted': 'judged',
      'nd.address-resolution.na-solicited-flag': 'reason',
      'nd.nud.reply-in-time': 'moved',
      'nd.redirect.refused': 'gone',
    });
    expect(comparison.transitions[0]?.kind).to.equal('broken');
    expect(comparison.changes[0]).to.deep.include({ run: 'B', common: 13, same: 6 });
    expect(comparison.changes[0]?.transitions).to.deep.include({ broken: 1, fixed: 1, new: 0, gone: 1 });
  });

  it('finds nothing between a run and itself', () => {
    const { changes, transitions, notes } = compared([a, a]);
    expect(changes[0]).to.deep.include({ common: 14, same: 14 });
    expect(transitions).to.deep.equal([]);
    expect(notes).to.deep.equal([]);
  });

  it('holds every later run against the first', () => {
    const comparison = compared([a, b, c]);
    expect(comparison.runs.map(({ name }) => name)).to.deep.equal(['A', 'B', 'C']);
    expect(kinds(comparison, 'C')).to.deep.equal({ 'icmpv6.echo.reply': 'broken' });
    const row = comparison.tests.find(({ id }) => id === 'nd.redirect.refused');
    expect(row?.verdicts).to.deep.equal({ A: 'error', C: 'error' });
  });

  it('knows a test that only the later run has', () => {
    expect(kinds(compared([b, a]))['nd.redirect.refused']).to.equal('new');
  });

  it('takes no shift within the uncertainty of both runs for a move', () => {
    const move = compared([a, b]).transitions.find(({ kind }) => kind === 'moved')?.move;
    expect(move).to.deep.include({ step: 1, beforeUs: 121, afterUs: 420_121, uncertaintyUs: 100_000, arrivals: 1 });
    const by = (us: number): RunToCompare => ({
      ...a,
      measurements: (id) => a.measurements(id).map((one) => ({ ...one, arrivedUs: one.arrivedUs.map((at) => at + us) })),
    });
    expect(compared([a, by(100_000)]).changes[0]?.transitions.moved).to.equal(0);
    expect(compared([a, by(-100_001)]).changes[0]?.transitions.moved).to.be.above(5);
  });

  it('compares no times of steps with another window', () => {
    const other = { ...b, measurements: (id: string) => b.measurements(id).map((one) => ({ ...one, toUs: 30_000_000 })) };
    expect(compared([a, other]).changes[0]?.transitions.moved).to.equal(0);
  });

  it('notes first what may have changed verdicts without the device', () => {
    const notes = compared([a, b]).notes;
    expect(notes.map(({ about, grave }) => [about, grave])).to.deep.equal([
      ['suites', true],
      ['seed', false],
    ]);
    expect(notes[0]?.text).to.contain('A: a81c0f52, B: b77d1e09');
    const described = (more: object): RunToCompare => ({ ...a, result: { ...a.result, run: { ...a.result.run, ...more } } });
    const about = (run: RunToCompare): readonly string[] => compared([a, run]).notes.map((note) => note.about);
    expect(about(described({ version: '0.2.0', profile: 'book' }))).to.deep.equal(['version', 'profile']);
    expect(about(described({ selectors: ['nd'], clock: 'replay', interrupted: true }))).to.deep.equal([
      'clock',
      'selection',
      'interrupted',
    ]);
    expect(about(described({ firmware: '4.3.0', dut: 'BX-1', startedAt: 'later' }))).to.deep.equal([]);
  });

  it('notes which tests were waited for where the runs did not wait for the same', () => {
    const on = (clock: 'real' | 'virtual', more: object): RunToCompare => ({
      ...a,
      result: { ...a.result, run: { ...a.result.run, clock, ...more } },
    });
    const noted = (...runs: readonly [RunToCompare, RunToCompare]) => compared(runs).notes.find(({ about }) => about === 'longest')?.text;
    const long = { longestUs: 7_200_000_000 };
    expect(noted(on('real', {}), on('real', long))).to.equal(
      'The runs did not wait for the same tests: those that take longer are SKIP. A: none that says that it takes long, B: tests of up to 2 h.',
    );
    expect(noted(on('virtual', {}), on('real', long))).to.contain('A: all tests, B: tests of up to 2 h.');
    expect(noted(on('real', long), on('real', long))).to.equal(undefined);
    expect(noted(on('virtual', {}), on('virtual', long))).to.equal(undefined);
  });

  it('says when it cannot know whether the tests were the same', () => {
    const unknown = { ...a, result: { ...a.result, run: { ...a.result.run } } };
    delete (unknown.result.run as { suites?: string }).suites;
    const another = { ...unknown, result: { ...unknown.result, run: { ...unknown.result.run, startedAt: 'later' } } };
    for (const runs of [
      [unknown, another],
      [a, unknown],
    ] as const)
      expect(compared(runs).notes[0]).to.deep.include({ about: 'suites', grave: true });
    expect(compared([unknown, unknown]).notes, 'one run').to.deep.equal([]);
  });

  it('names the tests that ask for something else now', () => {
    const [first, ...rest] = a.result.tests;
    const tests = [{ ...first!, level: 'SHOULD' as const }, ...rest];
    const note = compared([a, { ...a, result: { ...a.result, tests } }]).notes[0];
    expect(note?.text).to.match(
      /^One test has another title, requirement, clause or level than in A: nd\.address-resolution\.na-hop-limit\./,
    );
  });
});
