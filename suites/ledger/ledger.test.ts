import { expect } from 'chai';
import type { Requirement } from '../kit/requirement.js';
import { ledger, tests } from '../index.js';
import { catalogueSlugs } from './catalogue-slugs.js';
import { coverageOf, sectionNumbersInOrder } from './coverage.js';
import { checkLedger, type Baseline } from './ledger-check.js';
import { implied, must, should } from './lines.js';
import { openRule, superseded } from './section-reasons/kinds.js';
import { sectionReasons } from './section-reasons/section-reasons.js';
import { rfcSections } from './sections.js';
import { currentRfc, earlierRfcs, supersessions } from './supersessions.js';

const baseline: Baseline = { sections: rfcSections, sectionReasons, catalogueSlugs };

describe('the requirement ledger', () => {
  it('cites sections that exist, accounts for every section with MUST or SHOULD, and has a test or a reason for every line', () => {
    expect(checkLedger(ledger, tests, baseline)).to.deep.equal([]);
  });

  it('speaks of RFCs by their name, and of no other document', () => {
    const elsewhere =
      /\b(note section|later note|the note|the book|book profile|rule [a-f](\.\d)?)\b|[( ](1981|24(6[0-4]|73)|4443|486[12]|8200|8504)\b(?<!RFC \d{4})/i;
    const texts = ledger.map(({ slug, text }) => ({ slug, text }));
    expect(texts.filter(({ text }) => elsewhere.test(text))).to.deep.equal([]);
  });

  it('says in a sentence what a device does, not in the shorthand of a table', () => {
    const shorthand = / \+ | -> |<=|>=|\b[A-Z]{1,2}=\d|\b(NS|NA|RS|RA|LLA|SLLA|TLLA|PIO|RIO|DAD|PTB|DstOpts|HBH)s?\b|: as /;
    const texts = ledger.map(({ slug, text }) => ({ slug, text }));
    expect(texts.filter(({ text }) => shorthand.test(text) || text.length > 180)).to.deep.equal([]);
  });

  it('has its reasons in words', () => {
    for (const { slug, state } of ledger) if (state) expect(state.reason.length, slug).to.be.greaterThan(20);
  });
});

describe('checkLedger', () => {
  const facts = {
    9999: { title: 'ND', sections: { '7.1': { title: 'Validation', must: 2, should: 0 }, '7.2': { title: 'Other', must: 0, should: 0 } } },
  };
  const small: Baseline = { sections: facts, sectionReasons: {}, catalogueSlugs: ['first'] };
  const first = must('first', 'node', 'RFC9999:7.1', 'the first line');
  const tested = [{ id: 'nd.first.case', requirement: 'first' }];
  const problems = (lines: readonly Requirement[], given: Partial<Baseline> = {}, by = tested): string =>
    checkLedger(lines, by, { ...small, ...given }).join('\n');

  it('is content with a line that a test covers', () => expect(problems([first])).to.equal(''));
  it('misses the test of a line without a reason', () =>
    expect(problems([first], {}, [])).to.contain('first: has no test and no reason why'));
  it('wants a reason dropped once a test covers the line', () => {
    expect(problems([must('first', 'node', 'RFC9999:7.1', 'the first line', implied('by another one'))])).to.contain(
      'first: is marked implied, but nd.first.case tests it',
    );
  });
  it('names a citation of a section that does not exist', () => {
    expect(problems([first, should('second', 'node', 'RFC9999:7.1 RFC9999:9.9', 'the second', implied('by the first'))])).to.contain(
      'second: cites RFC9999:9.9',
    );
  });
  it('names a section with MUST that nobody cites, unless it is excused', () => {
    const elsewhere = must('first', 'node', 'RFC9999:7.2', 'the first line');
    expect(problems([elsewhere])).to.contain('RFC9999:7.1 (Validation) says MUST 2 times');
    expect(problems([elsewhere], { sectionReasons: { 'RFC9999:7.1': openRule('nobody wrote the test') } })).to.equal('');
  });
  it('names a reason that is not needed', () => {
    const excused = (clause: string) => problems([first], { sectionReasons: { [clause]: openRule('nobody wrote the test') } });
    expect(excused('RFC9999:7.1')).to.equal('RFC9999:7.1 has a reason, but a requirement cites it');
    expect(excused('RFC9999:7.2')).to.equal('RFC9999:7.2 has a reason, but says neither MUST nor SHOULD');
    expect(excused('RFC9999:7.3')).to.equal('RFC9999:7.3 has a reason, but is not a section of that text');
  });
  it('names a reason that leads nowhere', () => {
    const elsewhere = must('first', 'node', 'RFC9999:7.2', 'the first line');
    const leading = (place: string) => problems([elsewhere], { sectionReasons: { 'RFC9999:7.1': superseded(place) } });
    expect(leading('RFC9999:7.7')).to.contain('RFC9999:7.1 leads to RFC9999:7.7, which is not a section');
    expect(leading('RFC9999:7.2')).to.equal('RFC9999:7.1 is superseded, but not by a later RFC');
  });
  it('names a slug of the catalogue that got lost', () =>
    expect(problems([first], { catalogueSlugs: ['first', 'gone'] })).to.contain('gone of the requirement catalogue'));
});

describe('coverageOf', () => {
  it('puts each requirement under its section, in the order of the text, with the tests that cover it', () => {
    const lines = [
      must('late', 'node', 'RFC9999:7.2.10', 'late'),
      must('early', 'host', 'RFC9999:7.2.2 RFC9998:5.4', 'early', implied('by the late one')),
      should('last', 'node', 'RFC9999:C', 'last'),
    ];
    const [nd] = coverageOf(lines, [{ id: 'nd.late.case', requirement: 'late' }], {}).rfcs;
    expect(nd?.sections.map((one) => one.section)).to.deep.equal(['7.2.10', '7.2.2', 'C']);
    expect(nd?.sections[0]?.requirements[0]).to.include({ slug: 'late', state: 'covered' });
    expect(nd?.sections[1]?.requirements[0]).to.include({ slug: 'early', state: 'implied', reason: 'by the late one' });
    expect(nd?.sections[2]?.requirements[0]).to.include({ slug: 'last', state: 'open' });
  });

  it('shows the sections of a known text that have no requirement yet', () => {
    const sections = {
      9999: {
        title: 'Neighbor Discovery',
        sections: {
          '2': { title: 'Two', must: 0, should: 0 },
          '10': { title: 'Ten', must: 1, should: 0 },
          '9': { title: 'Nine', must: 1, should: 2 },
        },
      },
    };
    const [nd] = coverageOf([must('one', 'node', 'RFC9999:9', 'one')], [], sections).rfcs;
    expect(nd?.sections.map((one) => one.section)).to.deep.equal(['9', '10']);
    const [withReason] = coverageOf([must('one', 'node', 'RFC9999:9', 'one')], [], sections, {
      'RFC9999:10': superseded('RFC10000:3'),
    }).rfcs;
    expect(withReason?.sections[1]?.reason).to.deep.equal({ kind: 'superseded', text: 'RFC 10000 section 3 takes its place' });
  });

  it('orders numbers by their parts and appendices last', () => {
    expect(sectionNumbersInOrder(['A', '10', '7.2.10', '7.2', '7.2.9', '2'])).to.deep.equal(['2', '7.2', '7.2.9', '7.2.10', '10', 'A']);
  });
});

describe('supersessions', () => {
  it('name no document that is replaced as a current one', () => {
    const replaced = new Set(supersessions.flatMap((one) => one.replaces));
    for (const { rfc } of supersessions) expect(replaced.has(rfc), String(rfc)).to.equal(false);
  });
  it('lead from any generation to the current one and back', () => {
    expect(currentRfc(2461)).to.equal(4861);
    expect(currentRfc(4861)).to.equal(4861);
    expect(earlierRfcs(4861)).to.deep.equal([1970, 2461]);
  });
});
