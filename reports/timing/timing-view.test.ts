import { expect } from 'chai';
import type { TestRecord } from '../../suites/kit/record.js';
import { sampleRun } from '../sample/sample-run.js';
import { measurementsOf, type Measurement, type TestTiming } from './measurements.js';
import { timersOf } from './timers.js';
import { timingOverview, timingView } from './timing-view.js';

const { result, details } = sampleRun();
const timing = result.tests.flatMap(({ id }): TestTiming[] => {
  const found = details(id);
  return found ? [{ id, measurements: measurementsOf(found) }] : [];
});

const measurement = (draft: Partial<Measurement>): Measurement => ({
  step: 1,
  label: 'second probe',
  fromUs: 1_000_000,
  toUs: 1_500_000,
  wideningUs: 50_000,
  arrivedUs: [1_010_000],
  met: true,
  ...draft,
});

/** As many tests as there are measurements, one each. */
const run = (
  ...measurements: readonly Measurement[]
): { readonly tests: readonly TestRecord[]; readonly timing: readonly TestTiming[] } => ({
  tests: measurements.map((_, i) => ({ ...result.tests[0]!, id: `a.b.${i}` })),
  timing: measurements.map((one, i) => ({ id: `a.b.${i}`, measurements: [one] })),
});
const timers = (...measurements: readonly Measurement[]) => {
  const { tests, timing: own } = run(...measurements);
  return timersOf(tests, own);
};

describe('timersOf', () => {
  it('brings together what tests awaited in the same window, by its name without counters', () => {
    const found = timers(
      measurement({ label: 'probe (2 of 3)' }),
      measurement({ label: 'probe (3 of 3)', toUs: 1_500_087, arrivedUs: [1_020_000, 1_030_000] }),
      measurement({ label: 'probe (3 of 3)', toUs: 2_000_000 }),
      measurement({ label: 'another' }),
    );
    expect(found.map(({ label, samples }) => [label, samples.length])).to.deep.equal([
      ['probe', 3],
      ['probe (3 of 3)', 1],
      ['another', 1],
    ]);
  });

  it('tells intervals, delays and answers apart', () => {
    const kind = (draft: Partial<Measurement>) => timers(measurement(draft))[0]?.kind;
    expect(kind({})).to.equal('timer');
    expect(kind({ fromUs: 0, toUs: 2_000_000, arrivedUs: [560_000] })).to.equal('delay');
    expect(kind({ fromUs: 0, toUs: 1_000_000, arrivedUs: [3_000] })).to.equal('answer');
  });

  it('counts an arrival outside its own test’s window, not outside the widest', () => {
    const found = timers(measurement({ arrivedUs: [1_560_000] }), measurement({ wideningUs: 300_000, arrivedUs: [1_700_000] }));
    expect(found).to.have.length(1);
    expect(found[0]).to.deep.include({ outside: 1, wideningUs: 300_000 });
  });

  it('takes nothing that came for no measurement', () => {
    expect(timers(measurement({ arrivedUs: [], met: false }))).to.deep.equal([]);
  });
});

describe('the page of measured times', () => {
  it('has a section for each kind of window, what was outside first', () => {
    const { sections } = timingView(result, timersOf(result.tests, timing));
    expect(sections.map(({ anchor }) => anchor)).to.deep.equal(['timer', 'answer']);
    expect(sections[0]?.timers[0]).to.deep.include({ outside: '1 outside the window' });
    expect(sections[0]?.timers[0]?.tests[0]).to.deep.include({ id: 'nd.nud.probe-interval', arrived: '1.36 s', outside: true });
  });

  it('shows on the first page a few, and no answers that came in time', () => {
    const many = Array.from({ length: 20 }, (_, i) => measurement({ label: `window of its own ${String.fromCharCode(97 + i)}` }));
    const { tests, timing: own } = run(...many, measurement({ fromUs: 0, arrivedUs: [200], label: 'Echo Reply' }));
    const { timers: shown, rest } = timingOverview({ ...result, tests }, timersOf(tests, own));
    expect(shown).to.have.length(6);
    expect(shown.some(({ label }) => label === 'Echo Reply')).to.equal(false);
    expect(rest).to.equal('21 arrivals in 21 windows');
  });

  it('tells windows of one name apart, by name and by address', () => {
    const found = timers(
      measurement({ label: 'first probe' }),
      measurement({ label: 'first probe', fromUs: 5_000_000, toUs: 5_500_000, arrivedUs: [5_010_000] }),
    );
    const shown = timingView(result, found).sections[0]?.timers.map(({ label, anchor }) => [label, anchor]);
    expect(shown).to.deep.equal([
      ['first probe, 1 s to 1.5 s', 'timer-first-probe-1-s-to-1.5-s'],
      ['first probe, 5 s to 5.5 s', 'timer-first-probe-5-s-to-5.5-s'],
    ]);
  });

  it('says of what the durations are', () => {
    const profile = timingView(result, []).profile;
    expect(profile && profile.what).to.equal('on the clock of the wall');
  });
});
