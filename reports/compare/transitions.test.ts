import { expect } from 'chai';
import type { Reason, TestRecord, Verdict } from '../../suites/kit/record.js';
import { other } from '../sample/other-tests.js';
import type { TransitionKind } from './comparison.js';
import { essence, transitionOf } from './transitions.js';
import { transitionWords } from './words.js';

const record = (verdict: Verdict, reason: Partial<Reason> = {}): TestRecord => ({
  ...other[0]!.record,
  verdict,
  reason: { code: 'mismatch', text: 'hop limit 64', ...reason },
});

const VERDICTS: readonly Verdict[] = ['pass', 'warn', 'fail', 'inconclusive', 'error', 'skip'];

/** Rows: before; columns: after, in the order of VERDICTS. */
const table: Readonly<Record<Verdict, readonly (TransitionKind | undefined)[]>> = {
  pass: [undefined, 'warned', 'broken', 'undecided', 'undecided', 'untested'],
  warn: ['cleared', undefined, 'broken', 'undecided', 'undecided', 'untested'],
  fail: ['fixed', 'warning', undefined, 'undecided', 'undecided', 'untested'],
  inconclusive: ['judged', 'warning', 'failing', undefined, 'reason', 'untested'],
  error: ['judged', 'warning', 'failing', 'reason', undefined, 'untested'],
  skip: ['judged', 'warning', 'failing', 'undecided', 'undecided', undefined],
};

describe('transitionOf', () => {
  it('names every way from one verdict to another', () => {
    for (const before of VERDICTS)
      VERDICTS.forEach((after, i) =>
        expect(transitionOf(record(before), record(after)), `${before} to ${after}`).to.equal(table[before][i]),
      );
  });

  it('shows nothing as good that does not follow a SHOULD', () => {
    for (const before of VERDICTS) {
      const kind = transitionOf(record(before), record('warn', { text: 'otherwise' }));
      expect(kind && transitionWords[kind].verdict, before).to.equal('warn');
    }
  });

  it('tells a test that only one run has', () => {
    expect(transitionOf(undefined, record('fail'))).to.equal('new');
    expect(transitionOf(record('pass'), undefined)).to.equal('gone');
  });

  it('sees that a test fails for another reason, and lets a pass be a pass', () => {
    expect(transitionOf(record('fail'), record('fail', { text: 'hop limit 32' }))).to.equal('reason');
    expect(transitionOf(record('fail'), record('fail', { code: 'not-seen' }))).to.equal('reason');
    expect(transitionOf(record('pass'), record('pass', { text: 'otherwise' }))).to.equal(undefined);
  });
});

describe('essence', () => {
  const same = (a: string, b: string): unknown =>
    expect(essence({ code: 'mismatch', text: a })).to.equal(essence({ code: 'mismatch', text: b }));

  it('leaves out what differs between any two runs of one device', () => {
    same(
      'any error: frame 15 is forbidden (0.000-67.000 s after frame 7 (±50 ms) on link0)',
      'any error: frame 18 is forbidden (0.000-67.000 s after frame 9 (±61.409 ms) on link0)',
    );
    same('the probe of 2001:db8:d4c4:a06::1 came 1.597 s late', 'the probe of 2001:db8:88ba:1::2:3 came 0.02 s late');
    same('its nonce: frame 8 differs in nonce', 'its nonce: frame 11 differs in nonce');
    same('02:00:5e:10:00:01 answers', '02:22:7b:3f:00:09 answers');
  });

  it('keeps what the device did', () => {
    const differs = (a: string, b: string): unknown =>
      expect(essence({ code: 'mismatch', text: a })).not.to.equal(essence({ code: 'mismatch', text: b }));
    differs('hop limit is 64 instead of 255', 'hop limit is 32 instead of 255');
    differs('frame 7 differs in ipv6.hopLimit', 'frame 7 differs in ipv6.source');
    differs('Parameter Problem: not seen', 'Parameter Problem (code 2): not seen');
  });
});
