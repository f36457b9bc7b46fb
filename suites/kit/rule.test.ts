import { expect } from 'chai';
import { conversation, KEPT, passiveRules, type FrameRule, type RuleSink } from './rule.js';

const rule = (id: string, requirement = 'known'): FrameRule => ({
  id,
  requirement,
  title: 'sends',
  on: 'every packet',
  reads: 'headers',
  check: () => KEPT,
});
const check = (...list: Parameters<typeof passiveRules>[0]): unknown => passiveRules(list, (slug) => slug === 'known');

describe('passive rules', () => {
  it('are taken when ids are well-formed and their own, and requirements are in the ledger', () => {
    expect(check(rule('nd.redirect.source'), rule('nd.redirect.target'))).to.have.length(2);
  });

  it('are refused with every problem named', () => {
    expect(() => check(rule('Redirect'), rule('nd.redirect.size'), rule('nd.redirect.size'), rule('nd.redirect.code', 'unknown'))).to.throw(
      [
        'rule id "Redirect" is not of the form protocol.subject.case',
        'rule id "nd.redirect.size" is used twice',
        'rule nd.redirect.code: the ledger has no requirement "unknown"',
      ].join('\n'),
    );
  });

  it('of a conversation each get a sink of their own', () => {
    const talk = conversation({
      on: 'every packet',
      rules: {
        answer: { id: 'nd.talk.answer', requirement: 'known', title: 'answers' },
        delay: { id: 'nd.talk.delay', requirement: 'known', title: 'waits' },
      },
      watch: (sinks) => {
        expect(Object.keys(sinks)).to.deep.equal(['answer', 'delay']);
        return { see: () => undefined, finish: () => undefined };
      },
    });
    const asked: string[] = [];
    talk.watch((name) => {
      asked.push(name);
      return {} as RuleSink;
    });
    expect(asked).to.deep.equal(['answer', 'delay']);
    expect(() => check(talk, rule('nd.talk.delay'))).to.throw('used twice');
  });
});
