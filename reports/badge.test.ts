import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect } from 'chai';
import type { RunResult, TestRecord } from '../suites/kit/record.js';
import { badgeSvg } from './badge.js';
import { sampleRun } from './sample/sample-run.js';

const { result } = sampleRun();
const [some] = result.tests;
const tests = (...drafts: readonly Partial<TestRecord>[]): readonly TestRecord[] =>
  drafts.map((draft, i) => ({ ...some!, id: `a.b.${i}`, ...draft }));
const run = (all: readonly TestRecord[], more: Partial<RunResult['run']> = {}): RunResult => {
  const totals = { pass: 0, fail: 0, warn: 0, skip: 0, inconclusive: 0, error: 0 };
  for (const { verdict } of all) totals[verdict]++;
  return { ...result, run: { ...result.run, selectors: [], ...more }, totals, tests: all };
};

/** What the picture says, as a reader of it and as a program sees it. */
function read(svg: string): { readonly label: string; readonly words: string; readonly colour: string } {
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(svg) as {
    svg: { '@_aria-label': string; path: { '@_fill': string }; g: { text: readonly { '#text': string }[] } };
  };
  const { svg: root } = parsed;
  return { label: root['@_aria-label'], words: root.g.text.map((part) => part['#text']).join(' | '), colour: root.path['@_fill'] };
}

describe('the badge of a run', () => {
  it('says protocols, role and how many MUSTs held', () => {
    const { label, words } = read(badgeSvg(run(tests({ verdict: 'pass', suite: 'nd' }, { verdict: 'fail', suite: 'icmpv6' }))));
    expect(words).to.equal('IPv6 nd, icmpv6 host | 1/2 MUST');
    expect(label).to.equal('IPv6 nd, icmpv6 host: 1/2 MUST');
  });

  it('counts protocols that are too many to name, and roles', () => {
    const many = ['nd', 'ipv6', 'slaac', 'pmtu'].map((suite, i) => ({
      verdict: 'pass' as const,
      suite,
      plays: i % 2 ? ('router' as const) : ('host' as const),
    }));
    expect(read(badgeSvg(run(tests(...many)))).words).to.equal('IPv6 4 suites host and router | 4/4 MUST');
  });

  it('hides neither what was not run nor what could not be decided', () => {
    const all = tests({ verdict: 'pass' }, { verdict: 'skip' }, { verdict: 'inconclusive' }, { verdict: 'warn', level: 'SHOULD' });
    expect(read(badgeSvg(run(all, { selectors: ['nd.dad'], interrupted: true }))).words).to.equal(
      'IPv6 nd host (selected tests) | 1/2 MUST, 1 undecided, 1 not run, interrupted',
    );
    expect(read(badgeSvg(run(tests({ verdict: 'skip' })))).words).to.equal('IPv6 nothing | 0/0 MUST, 1 not run');
  });

  it('is green only for a whole run in which everything held', () => {
    const green = read(badgeSvg(run(tests({ verdict: 'pass' })))).colour;
    for (const verdict of ['fail', 'inconclusive', 'error', 'warn', 'skip'] as const)
      expect(read(badgeSvg(run(tests({ verdict: 'pass' }, { verdict })))).colour === green, verdict).to.equal(verdict === 'skip');
    expect(read(badgeSvg(run(tests({ verdict: 'pass' }), { interrupted: true }))).colour).not.to.equal(green);
    expect(read(badgeSvg(run([]))).colour).not.to.equal(green);
  });

  it('is XML whatever the device is called', () => {
    const svg = badgeSvg(run(tests({ verdict: 'pass', suite: '</text><script>"' }), { dut: '<b>&\u0000' }));
    expect(XMLValidator.validate(svg)).to.equal(true);
    expect(svg).not.to.contain('<script').and.not.contain('\u0000');
  });
});
