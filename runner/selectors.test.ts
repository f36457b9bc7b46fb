import { expect } from 'chai';
import type { TestDescription, Verdict } from '../suites/kit/record.js';
import { Problem } from './exit-codes.js';
import { select, type Selectable } from './selectors.js';

const test = (
  id: string,
  clause: string,
  level: TestDescription['level'] = 'MUST',
  role = 'node',
  also: readonly string[] = [],
): Selectable => {
  const [rfc = '', section = ''] = clause.split(':');
  return {
    also,
    plays: role === 'router' ? 'router' : 'host',
    description: {
      id,
      title: id,
      suite: id.split('.')[0] ?? '',
      requirement: id.replaceAll('.', '-'),
      rfc: Number(rfc),
      section,
      level,
      roles: [role],
    },
  };
};

const tests = [
  test('nd.dad.one', '4862:5.4', 'MUST'),
  test('nd.dad.two', '4862:5.4.3', 'SHOULD', 'host', ['RFC4861:7.2.3']),
  test('nd.dad-late.one', '4861:7.21'),
  test('nd.na.router-flag', '4861:7.2.5', 'MUST', 'router'),
  test('icmpv6.echo.reply', '4443:4.2', 'implementation choice'),
];

const verdicts = (): ReadonlyMap<string, Verdict> => new Map([['nd.dad.one', 'fail'] as const, ['nd.dad.two', 'warn'] as const]);
const ids = (...words: readonly string[]): readonly string[] => select(tests, words, verdicts).map(({ description }) => description.id);
const complaint = (...words: readonly string[]): string => {
  try {
    ids(...words);
  } catch (error) {
    if (error instanceof Problem && error.exitCode === 2) return error.message;
    throw error;
  }
  return 'none';
};

describe('selectors', () => {
  it('take everything when there is none', () => expect(ids()).to.have.length(5));

  it('take ids by prefix, at dots only', () => {
    expect(ids('nd.dad')).to.deep.equal(['nd.dad.one', 'nd.dad.two']);
    expect(ids('icmpv6')).to.deep.equal(['icmpv6.echo.reply']);
    expect(ids('nd.dad.two', 'icmpv6')).to.deep.equal(['nd.dad.two', 'icmpv6.echo.reply']);
  });

  it('take a clause, its subsections and the other places of a requirement', () => {
    expect(ids('RFC4861:7.2')).to.deep.equal(['nd.dad.two', 'nd.na.router-flag']);
    expect(ids('rfc4862')).to.deep.equal(['nd.dad.one', 'nd.dad.two']);
  });

  it('take the tests of a part, or those for any node', () => {
    expect(ids('role:host')).to.have.length(4).and.not.include('nd.na.router-flag');
    expect(ids('role:router')).to.deep.equal(['nd.na.router-flag']);
    expect(ids('role:node')).to.deep.equal(['nd.dad.one', 'nd.dad-late.one', 'icmpv6.echo.reply']);
  });

  it('narrow names down by level, role and verdict', () => {
    expect(ids('nd', 'level:must')).to.deep.equal(['nd.dad.one', 'nd.dad-late.one', 'nd.na.router-flag']);
    expect(ids('nd', 'level:must', 'level:should', 'role:host')).to.deep.equal(['nd.dad.one', 'nd.dad.two', 'nd.dad-late.one']);
    expect(ids('level:implementation-choice')).to.deep.equal(['icmpv6.echo.reply']);
    expect(ids('verdict:fail@somewhere')).to.deep.equal(['nd.dad.one']);
    expect(ids('verdict:fail,warn', 'nd.dad')).to.deep.equal(['nd.dad.one', 'nd.dad.two']);
  });

  it('that mean nothing are told once, with the nearest that does', () => {
    expect(complaint('nd.dda')).to.equal('no test or suite "nd.dda". Did you mean "nd.dad"? "sixproof list" shows them all.');
    expect(complaint('zzzzzzzzzzz')).to.contain('Suites: nd, icmpv6.');
    expect(complaint('RFC4861:9')).to.equal('no test checks "RFC4861:9". Sections of RFC 4861 with tests: 7.2.5, 7.21.');
    expect(complaint('RFC9999')).to.contain('RFCs with tests: 4443, 4861, 4862.');
    expect(complaint('role:hots')).to.contain('Did you mean "host"?');
    expect(complaint('level:mast')).to.contain('Did you mean "must"?');
    expect(complaint('verdict:failed')).to.contain('Did you mean "fail"?');
    expect(complaint('rolle:host')).to.contain('Did you mean "role"?');
  });
});
