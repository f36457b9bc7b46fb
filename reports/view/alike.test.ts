import { expect } from 'chai';
import type { Finding } from '../../suites/kit/judgement.js';
import { firstAlike } from './alike.js';

const finding = (node: string, requirement: string): Finding => ({
  node,
  link: '',
  requirement,
  rfc: 4861,
  section: '4.1',
  level: 'MUST',
  role: 'node',
  judged: '',
  text: '',
  verdict: 'fail',
  reason: { code: 'mismatch', text: '' },
  checks: [],
});

describe('findings that are alike', () => {
  const findings = ['a', 'b', 'c', 'd'].flatMap((node) => [
    finding(node, 'rs-format'),
    ...(node === 'd' ? [finding(node, 'ra-format')] : []),
  ]);

  it('are told for the first nodes, with the number of those that follow', () => {
    const told = firstAlike(findings, 2).map(({ finding: { node, requirement }, further }) => [node, requirement, further]);
    expect(told).to.deep.equal([
      ['a', 'rs-format', 0],
      ['b', 'rs-format', 2],
      ['d', 'ra-format', 0],
    ]);
  });

  it('are all told where there are no more', () => {
    expect(firstAlike(findings, 4).map(({ further }) => further)).to.deep.equal([0, 0, 0, 0, 0]);
    expect(firstAlike(findings, Infinity)).to.have.length(5);
  });
});
