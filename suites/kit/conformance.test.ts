import { expect } from 'chai';
import { conformance, suite, type ConformanceTest } from './conformance.js';
import { edit, fault, faults, ignoring } from './faults.js';
import { ledgerEntries, ledgerProblems, requirements } from './ledger.js';
import { declare } from './registry.js';
import type { Requirement } from './requirement.js';
import { oneLink } from './testbed.js';

const line = (slug: string, more: Partial<Requirement> = {}): Requirement => ({
  slug,
  rfc: 4861,
  section: '7.2.4',
  level: 'MUST',
  role: 'node',
  text: 'x',
  ...more,
});
const test = (id: string, requirement = 'a-rule'): ConformanceTest => ({
  id,
  title: 't',
  requirement,
  role: 'host',
  testbed: oneLink,
  run: async () => {},
});

describe('conformance', () => {
  it('registers tests in order, under their suites, described by the ledger', () => {
    const registry = declare(() => {
      requirements([line('a-rule')]);
      suite('outer', () => {
        suite('inner', () => conformance(test('nd.subject.b')));
        conformance(test('nd.subject.a'));
      });
    });
    expect(registry.tests().map(({ id, titles }) => [id, titles])).to.deep.equal([
      ['nd.subject.b', ['outer', 'inner']],
      ['nd.subject.a', ['outer']],
    ]);
    expect(registry.tests()[0]?.description).to.deep.equal({
      id: 'nd.subject.b',
      title: 't',
      suite: 'nd',
      requirement: 'a-rule',
      rfc: 4861,
      section: '7.2.4',
      level: 'MUST',
      roles: ['host'],
      plays: 'host',
    });
  });

  for (const [what, define, message] of [
    ['an id used twice', () => [1, 2].forEach(() => conformance(test('nd.a.b'))), 'test id "nd.a.b" is used twice'],
    [
      'a requirement that the ledger lacks',
      () => conformance(test('nd.a.b', 'no-rule')),
      'test nd.a.b: the ledger has no requirement "no-rule"',
    ],
    ['an id of another form', () => conformance(test('nd.UPPER')), 'is not of the form protocol.subject.case'],
    ['a requirement given twice', () => requirements([line('a-rule')]), 'requirement "a-rule" is in the ledger twice'],
    ['a slug of another form', () => requirements([line('a rule')]), 'requirement slug "a rule"'],
    [
      'a fault planted twice',
      () => faults('nd', { 'a.b': [fault('f', ignoring('x')), fault('f', ignoring('y'))] }),
      'fault "nd.a.b: f" is planted twice',
    ],
  ] as const)
    it(`refuses ${what} at load`, () => {
      const load = () =>
        declare(() => {
          requirements([line('a-rule')]);
          define();
        });
      expect(load).to.throw(message);
    });

  it('keeps declarations of one registry out of another, also when loading fails', () => {
    expect(() =>
      declare(() => {
        throw new Error('broken');
      }),
    ).to.throw('broken');
    expect(declare(() => {}).tests()).to.deep.equal([]);
  });

  it('plants faults for the cases of a prefix', () => {
    const registry = declare(() =>
      faults('nd.a', {
        b: fault(
          'one',
          edit('ipv6.hopLimit', () => 1),
        ),
        c: [fault('two', ignoring('x'))],
        '': fault('whole', ignoring('x')),
      }),
    );
    expect(registry.faults().map(({ target, title }) => [target, title])).to.deep.equal([
      ['nd.a.b', 'one'],
      ['nd.a.c', 'two'],
      ['nd.a', 'whole'],
    ]);
  });
});

describe('ledger', () => {
  const lines = [line('covered'), line('missing'), line('excused', { state: { kind: 'implied', reason: 'by covered' } })];
  const tests = [{ id: 'nd.a.b', requirement: 'covered' }];
  it('says of each line who tests it, or why nobody does', () => {
    expect(ledgerEntries(lines, tests).map(({ state, tests: ids }) => [state, ids])).to.deep.equal([
      ['covered', ['nd.a.b']],
      ['missing', []],
      ['implied', []],
    ]);
  });
  it('finds lines without test or reason, with both, and with a form of their own', () => {
    const odd = [
      ...lines,
      line('odd', { section: '7.2.x', also: ['4862:5.4'], text: ' ', state: { kind: 'open', reason: '' } }),
      line('both', { state: { kind: 'untestable', reason: 'r' } }),
    ];
    expect(ledgerProblems(odd, [...tests, { id: 'nd.c.d', requirement: 'both' }])).to.deep.equal([
      'missing: has no test and no reason why',
      'odd: "7.2.x" is not a section number',
      'odd: "4862:5.4" is not of the form RFC4861:7.2.4',
      'odd: has no text',
      'odd: is open without a reason',
      'both: is marked untestable, but nd.c.d tests it',
    ]);
  });
});
