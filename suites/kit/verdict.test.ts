import { expect } from 'chai';
import type { Level, Requirement } from './requirement.js';
import { Judgement, TestEnd, verdictOf, type Deviation } from './verdict.js';

const line = (slug: string, level: Level): Requirement => ({ slug, level, rfc: 1, section: '1', role: 'node', text: 't' });
const own = line('own', 'MUST');
const deviation = (requirement: Requirement, text = 'd'): Deviation => ({ code: 'mismatch', text, step: 3, requirement });
const ending = (act: () => void): void => void expect(act).to.throw(TestEnd);

describe('verdictOf', () => {
  it('follows the level; KAME lines bind in the kame profile only', () => {
    const levels: Level[] = ['MUST', 'SHOULD', 'MAY', 'KAME', 'implementation choice'];
    expect(levels.map((level) => verdictOf(level, 'current'))).to.deep.equal(['fail', 'warn', 'pass', 'pass', 'pass']);
    expect(verdictOf('KAME', 'kame')).to.equal('fail');
  });
});

describe('Judgement', () => {
  it('passes when nothing was held against the device', () =>
    expect(new Judgement(own, 'current').verdict().reason.code).to.equal('as-expected'));

  it('takes the gravest of what was held, and of equals the last', () => {
    const judgement = new Judgement(own, 'current');
    expect(judgement.hold(deviation(line('s', 'SHOULD'), 'first'))).to.equal('not-met');
    judgement.hold(deviation(line('s', 'SHOULD'), 'second'));
    expect(judgement.hold(deviation(line('m', 'MAY'), 'remark'))).to.equal('remark');
    expect(judgement.verdict()).to.deep.include({ verdict: 'warn', reason: { code: 'mismatch', text: 'second' } });
  });

  it('does not let a milder end hide what was held before', () => {
    const judgement = new Judgement(line('own', 'MAY'), 'current');
    judgement.hold(deviation(line('m', 'MUST'), 'grave'));
    ending(() => judgement.fail(deviation(judgement.own, 'mild')));
    expect(judgement.verdict()).to.deep.include({ verdict: 'fail', reason: { code: 'mismatch', text: 'grave' } });
  });

  it('is INCONCLUSIVE inside a precondition, and under doubt', () => {
    const inside = new Judgement(own, 'current');
    inside.preconditions++;
    ending(() => inside.fail(deviation(own)));
    expect(inside.verdict()).to.deep.equal({ verdict: 'inconclusive', reason: { code: 'precondition', text: 'd' } });
    const doubted = new Judgement(own, 'current');
    ending(() => doubted.fail(deviation(own), { code: 'frames-lost', text: '2 lost' }));
    expect(doubted.verdict()).to.deep.equal({ verdict: 'inconclusive', reason: { code: 'frames-lost', text: 'd; 2 lost' } });
  });

  it('keeps its first end', () => {
    const judgement = new Judgement(own, 'current');
    ending(() => judgement.stop('inconclusive', 'precondition', 'one'));
    ending(() => judgement.fail(deviation(own, 'two')));
    expect(judgement.verdict()).to.deep.include({ verdict: 'inconclusive', reason: { code: 'precondition', text: 'one' } });
  });

  it('lets another end stand where the first is withdrawn', () => {
    const judgement = new Judgement(own, 'current');
    ending(() => judgement.stop('skip', 'not-applicable', 'one'));
    judgement.withdraw();
    ending(() => judgement.fail(deviation(own, 'two')));
    expect(judgement.verdict()).to.deep.include({ verdict: 'fail', reason: { code: 'mismatch', text: 'two' } });
  });

  it('ends the test over its own line and over every MUST', () => {
    const judgement = new Judgement(line('own', 'SHOULD'), 'current');
    expect(['own', 'other'].map((slug) => judgement.isDecisive(line(slug, 'SHOULD')))).to.deep.equal([true, false]);
    expect(judgement.isDecisive(line('other', 'MUST'))).to.equal(true);
  });
});
