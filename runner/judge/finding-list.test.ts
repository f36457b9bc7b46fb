import { expect } from 'chai';
import type { Check, Finding, JudgedVerdict } from '../../suites/kit/judgement.js';
import { FindingList, MAX_NODES_TOLD } from './finding-list.js';

const NODES = MAX_NODES_TOLD + 50;

function checkOf(verdict: JudgedVerdict, number: number): Check {
  const undecidedBecause = verdict === 'inconclusive' ? [{ why: 'the message came in fragments', count: 2, firstFrame: 500 - number }] : [];
  const counts = { kept: 0, broken: 0, missing: 0, undecided: 0 };
  return { rule: `nd.${verdict}`, title: 'does so', verdict, ...counts, evidence: [], undecidedBecause };
}

const findingOf = (verdict: JudgedVerdict, number: number): Finding => ({
  node: `node ${number}`,
  link: '',
  requirement: `line-${verdict}`,
  rfc: 4861,
  section: '4.1',
  level: 'MUST',
  role: 'node',
  judged: 'does so',
  text: 'It does so',
  verdict,
  reason: { code: 'as-expected', text: '' },
  checks: [checkOf(verdict, number)],
});

describe('the findings of a capture of many nodes', () => {
  const list = new FindingList();
  const ofNodes = Array.from({ length: NODES }, (_, number) =>
    list.add((['pass', 'fail', 'inconclusive'] as const).map((verdict) => findingOf(verdict, number + 1))),
  );
  const told = (verdict: JudgedVerdict): readonly Finding[] => list.findings().filter((finding) => finding.verdict === verdict);

  it('has every violation, worst first', () => {
    expect(told('fail')).to.have.length(NODES);
    expect(list.findings()[0]?.verdict).to.equal('fail');
    expect(told('fail')[NODES - 1]?.node).to.equal(`node ${NODES}`);
  });

  it('has of what a requirement was kept, or left undecided, the first hundred nodes, and counts the others', () => {
    expect(told('pass')).to.have.length(MAX_NODES_TOLD);
    expect(told('inconclusive')).to.have.length(MAX_NODES_TOLD);
    expect(list.furtherFindings()).to.deep.equal({ pass: 50, fail: 0, warn: 0, inconclusive: 50 });
    expect(list.totals).to.deep.equal({ pass: NODES, fail: NODES, warn: 0, inconclusive: NODES });
  });

  it('counts the verdicts of each node, listed or not', () => {
    expect(ofNodes).to.deep.equal(ofNodes.map(() => ({ pass: 1, fail: 1, warn: 0, inconclusive: 1 })));
  });

  it('makes one entry of further nodes of which the same could not be judged', () => {
    const unjudged = list.unjudged();
    expect(unjudged).to.have.length(MAX_NODES_TOLD + 1);
    expect(unjudged[MAX_NODES_TOLD]).to.deep.equal({
      furtherNodes: 50,
      rule: 'nd.inconclusive',
      requirement: 'line-inconclusive',
      why: 'the message came in fragments',
      count: 100,
      firstFrame: 500 - NODES,
    });
  });

  it('says nothing of further findings where there are none', () => {
    const few = new FindingList();
    few.add([findingOf('pass', 1)]);
    expect(few.furtherFindings()).to.equal(undefined);
  });
});
