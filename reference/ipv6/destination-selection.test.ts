import { expect } from 'chai';
import fc from 'fast-check';
import { DESTINATION_RULES, orderDestinations, type CandidateDestination } from './destination-selection.js';
import { anyAddress, candidate, inOrder, STANDARD, tableWith } from './selection-notation.js';

interface Example {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Rows of another policy table. */
  readonly rows?: readonly string[];
  readonly wanted: readonly string[];
}

/** RFC 6724 sections 10.2 to 10.7. */
const examples: Readonly<Record<string, readonly Example[]>> = {
  '10.2': [
    {
      from: ['2001:db8:1::2', 'fe80::1', '169.254.13.78'],
      to: ['2001:db8:1::1', '198.51.100.121'],
      wanted: ['2001:db8:1::1 from 2001:db8:1::2', '198.51.100.121 from 169.254.13.78'],
    },
    {
      from: ['fe80::1', '198.51.100.117'],
      to: ['2001:db8:1::1', '198.51.100.121'],
      wanted: ['198.51.100.121 from 198.51.100.117', '2001:db8:1::1 from fe80::1'],
    },
    {
      from: ['2001:db8:1::2', 'fe80::1', '10.1.2.4'],
      to: ['2001:db8:1::1', '10.1.2.3'],
      wanted: ['2001:db8:1::1 from 2001:db8:1::2', '10.1.2.3 from 10.1.2.4'],
    },
    {
      from: ['2001:db8:1::2', 'fe80::2'],
      to: ['2001:db8:1::1', 'fe80::1'],
      wanted: ['fe80::1 from fe80::2', '2001:db8:1::1 from 2001:db8:1::2'],
    },
    {
      from: ['2001:db8:1::2 care-of', '2001:db8:3::1 home', 'fe80::2 care-of'],
      to: ['2001:db8:1::1', 'fe80::1'],
      wanted: ['2001:db8:1::1 from 2001:db8:3::1', 'fe80::1 from fe80::2'],
    },
    {
      from: ['2001:db8:1::2', 'fe80::2 deprecated'],
      to: ['2001:db8:1::1', 'fe80::1'],
      wanted: ['2001:db8:1::1 from 2001:db8:1::2', 'fe80::1 from fe80::2'],
    },
    {
      from: ['2001:db8:1::2', '2001:db8:3f44::2', 'fe80::2'],
      to: ['2001:db8:1::1', '2001:db8:3ffe::1'],
      wanted: ['2001:db8:1::1 from 2001:db8:1::2', '2001:db8:3ffe::1 from 2001:db8:3f44::2'],
    },
    {
      from: ['2002:c633:6401::2', 'fe80::2'],
      to: ['2002:c633:6401::1', '2001:db8:1::1'],
      wanted: ['2002:c633:6401::1 from 2002:c633:6401::2', '2001:db8:1::1 from 2002:c633:6401::2'],
    },
    {
      from: ['2002:c633:6401::2', '2001:db8:1::2', 'fe80::2'],
      to: ['2002:c633:6401::1', '2001:db8:1::1'],
      wanted: ['2001:db8:1::1 from 2001:db8:1::2', '2002:c633:6401::1 from 2002:c633:6401::2'],
    },
  ],
  '10.3': [
    {
      rows: ['::ffff:0:0/96 100 4'],
      from: ['2001:db8::2', 'fe80::1', '169.254.13.78'],
      to: ['2001:db8::1', '198.51.100.121'],
      wanted: ['2001:db8::1 from 2001:db8::2', '198.51.100.121 from 169.254.13.78'],
    },
    {
      rows: ['::ffff:0:0/96 100 4'],
      from: ['fe80::1', '198.51.100.117'],
      to: ['2001:db8::1', '198.51.100.121'],
      wanted: ['198.51.100.121 from 198.51.100.117', '2001:db8::1 from fe80::1'],
    },
    {
      rows: ['::ffff:0:0/96 100 4'],
      from: ['2001:db8::2', 'fe80::1', '10.1.2.4'],
      to: ['2001:db8::1', '10.1.2.3'],
      wanted: ['10.1.2.3 from 10.1.2.4', '2001:db8::1 from 2001:db8::2'],
    },
  ],
  '10.4': [
    {
      rows: ['fe80::/10 33 1'],
      from: ['2001:db8::2', 'fe80::2'],
      to: ['2001:db8::1', 'fe80::1'],
      wanted: ['2001:db8::1 from 2001:db8::2', 'fe80::1 from fe80::2'],
    },
    {
      rows: ['fe80::/10 33 1'],
      from: ['2001:db8::2 deprecated', 'fe80::2'],
      to: ['2001:db8::1', 'fe80::1'],
      wanted: ['fe80::1 from fe80::2', '2001:db8::1 from 2001:db8::2'],
    },
  ],
  '10.5': [
    {
      from: ['2001:db8:1aaa::a', '2001:db8:70aa::a', 'fe80::a'],
      to: ['2001:db8:1bbb::b', '2001:db8:70bb::b'],
      wanted: ['2001:db8:70bb::b from 2001:db8:70aa::a', '2001:db8:1bbb::b from 2001:db8:1aaa::a'],
    },
    {
      from: ['2001:db8:1aaa::a', '2001:db8:70aa::a', 'fe80::a'],
      to: ['2001:db8:1ccc::c', '2001:db8:6ccc::c'],
      wanted: ['2001:db8:1ccc::c from 2001:db8:1aaa::a', '2001:db8:6ccc::c from 2001:db8:70aa::a'],
    },
    {
      rows: ['2001:db8:1aaa::/48 43 6', '2001:db8:1bbb::/48 43 6'],
      from: ['2001:db8:1aaa::a', '2001:db8:70aa::a', 'fe80::a'],
      to: ['2001:db8:1bbb::b', '2001:db8:70bb::b'],
      wanted: ['2001:db8:1bbb::b from 2001:db8:1aaa::a', '2001:db8:70bb::b from 2001:db8:70aa::a'],
    },
    {
      rows: ['2001:db8:1aaa::/48 43 6', '2001:db8:1bbb::/48 43 6'],
      from: ['2001:db8:1aaa::a', '2001:db8:70aa::a', 'fe80::a'],
      to: ['2001:db8:1ccc::c', '2001:db8:6ccc::c'],
      wanted: ['2001:db8:6ccc::c from 2001:db8:70aa::a', '2001:db8:1ccc::c from 2001:db8:70aa::a'],
    },
  ],
  '10.6': [
    {
      from: ['2001:db8:1::1', 'fd11:1111:1111:1::1'],
      to: ['2001:db8:2::2', 'fd22:2222:2222:2::2'],
      wanted: ['2001:db8:2::2 from 2001:db8:1::1', 'fd22:2222:2222:2::2 from fd11:1111:1111:1::1'],
    },
    {
      rows: ['fd11:1111:1111::/48 45 14'],
      from: ['2001:db8:1::1', 'fd11:1111:1111:1::1'],
      to: ['2001:db8:2::2', 'fd22:2222:2222:2::2'],
      wanted: ['2001:db8:2::2 from 2001:db8:1::1', 'fd22:2222:2222:2::2 from fd11:1111:1111:1::1'],
    },
    {
      rows: ['fd11:1111:1111::/48 45 14'],
      from: ['2001:db8:1::1', 'fd11:1111:1111:1::1'],
      to: ['2001:db8:2::2', 'fd11:1111:1111:2::2'],
      wanted: ['fd11:1111:1111:2::2 from fd11:1111:1111:1::1', '2001:db8:2::2 from 2001:db8:1::1'],
    },
  ],
  '10.7': [
    {
      from: ['2002:c633:6401::2', '10.1.2.3'],
      to: ['2001:db8:1::1', '203.0.113.1'],
      wanted: ['203.0.113.1 from 10.1.2.3', '2001:db8:1::1 from 2002:c633:6401::2'],
    },
    {
      rows: ['2002:c633:6401::/48 45 14'],
      from: ['2002:c633:6401:1::1', '10.1.2.3'],
      to: ['2002:c633:6401:2::2', '203.0.113.1'],
      wanted: ['2002:c633:6401:2::2 from 2002:c633:6401:1::1', '203.0.113.1 from 10.1.2.3'],
    },
  ],
};

/** In each row the rules that come later would put the other destination first. */
const destination = (to: string, from?: string, given: Partial<CandidateDestination> = {}): CandidateDestination => ({
  address: anyAddress(to),
  ...(from !== undefined && { source: candidate(from) }),
  ...given,
});

const rows: readonly (readonly [rule: string, why: string, first: CandidateDestination, second: CandidateDestination])[] = [
  ['1', 'what has a source', destination('2001:db8::1', 'fe80::2'), destination('fe80::1')],
  ['1', 'what can be reached', destination('2001:db8::1', 'fe80::2'), destination('fe80::1', 'fe80::2', { isUnreachable: true })],
  ['2', 'a source of the same scope', destination('2001:db8::1', '2001:db8::2 deprecated'), destination('fe80::1', '2001:db8::2')],
  ['3', 'a preferred source', destination('2001:db8::1', '2001:db8::2 care-of'), destination('fe80::1', 'fe80::2 deprecated home')],
  ['4', 'a home address', destination('2001:db8::1', '2002::1 home'), destination('fe80::1', 'fe80::2 care-of')],
  ['5', 'a source with the same label', destination('fd00::1', 'fd00::2'), destination('2001:db8::1', '2002::1')],
  ['6', 'the higher precedence', destination('2001:db8::1', '2001:db8::2', { isEncapsulated: true }), destination('fd00::1', 'fd00::2')],
  ['7', 'the native transport', destination('2001:db8::1', '2001:db8::2'), destination('fe80::1', 'fe80::2', { isEncapsulated: true })],
  ['8', 'the smaller scope', destination('fe80::1', 'fe80:0:0:1::2'), destination('2001:db8::1', '2001:db8::2')],
  ['9', 'the longer match', destination('2001:db8::1', '2001:db8::2'), destination('2001:db8:9::1', '2001:db8::2')],
];

describe('destination address selection, RFC 6724 section 6', () => {
  for (const [section, cases] of Object.entries(examples))
    for (const { from, to, rows: added = [], wanted } of cases)
      it(`section ${section}: ${to.join(', ')} from ${from.join(', ')}${added.length > 0 ? ', another table' : ''}`, () => {
        const table = tableWith(...added);
        expect(inOrder(from, to, { table })).to.deep.equal(wanted);
        expect(inOrder(from, [...to].reverse(), { table })).to.deep.equal(wanted);
      });

  for (const [rule, why, first, second] of rows)
    it(`rule ${rule}: ${why}`, () => {
      expect(orderDestinations([second, first], STANDARD)).to.deep.equal([first, second]);
      expect(orderDestinations([first, second], STANDARD)).to.deep.equal([first, second]);
    });

  it('rule 9 does not compare addresses of two families; rule 10 leaves them in their order', () => {
    const table = tableWith('::/0 35 1', '::ffff:0:0/96 35 4');
    const list = [destination('192.0.2.1', '192.0.2.2'), destination('2001:db8::1', '2001:db8::2')];
    expect(orderDestinations(list, { ...STANDARD, table })).to.deep.equal(list);
    expect(orderDestinations([...list].reverse(), { ...STANDARD, table })).to.deep.equal([...list].reverse());
  });

  it('rule 10: what no rule tells apart keeps its order', () => {
    const list = ['2001:db8::7', '2001:db8::1', '2001:db8::9'].map((to) => destination(to, '2001:db8::2'));
    expect(orderDestinations(list, STANDARD)).to.deep.equal(list);
  });

  it('an empty list stays empty', () => expect(orderDestinations([], STANDARD)).to.deep.equal([]));
});

const addresses = ['fe80::1', '2001:db8:1::1', '2001:db8:2::1', '2002:1::1', 'fd00::1', '2001::1', '198.51.100.1', '169.254.0.1', '::1'];
const anyDestination: fc.Arbitrary<CandidateDestination> = fc
  .record({
    to: fc.constantFrom(...addresses),
    from: fc.option(fc.constantFrom(...addresses), { nil: undefined }),
    words: fc.subarray(['deprecated', 'home', 'care-of']),
    isUnreachable: fc.boolean(),
    isEncapsulated: fc.boolean(),
  })
  .map(({ to, from, words, ...given }) => destination(to, from && [from, ...words].join(' '), given));
const list = fc.array(anyDestination, { maxLength: 8 });

describe('destination address selection, whatever the destinations', () => {
  it('no rule prefers each of two destinations to the other', () => {
    fc.assert(
      fc.property(anyDestination, anyDestination, (a, b) => {
        for (const { rule, prefers } of DESTINATION_RULES)
          expect(prefers(a, b, STANDARD) && prefers(b, a, STANDARD), `rule ${rule}`).to.equal(false);
      }),
      { numRuns: 3_000 },
    );
  });

  it('orders all of them, and leaves what is in order as it is', () => {
    fc.assert(
      fc.property(list, (given) => {
        const ordered = orderDestinations(given, STANDARD);
        expect(ordered).to.have.members(given);
        expect(orderDestinations(ordered, STANDARD)).to.deep.equal(ordered);
      }),
      { numRuns: 2_000 },
    );
  });

  it('without mobile addresses, and of one family, the rules are a ranking: each comparison of two agrees with the order', () => {
    const ofOneFamily = list.map((all) => all.filter(({ address, source }) => formatsAsV6(address) && source?.mobility === undefined));
    fc.assert(
      fc.property(ofOneFamily, (given) => {
        const ordered = orderDestinations(given, STANDARD);
        ordered.forEach((a, i) => {
          for (const b of ordered.slice(i + 1)) {
            const deciding = DESTINATION_RULES.find(({ prefers }) => prefers(a, b, STANDARD) || prefers(b, a, STANDARD));
            if (deciding === undefined) expect(given.indexOf(a)).to.be.below(given.indexOf(b));
            else expect(deciding.prefers(a, b, STANDARD), `rule ${deciding.rule}`).to.equal(true);
          }
        });
      }),
      { numRuns: 2_000 },
    );
  });
});

const formatsAsV6 = (address: Uint8Array): boolean => !(address[10] === 0xff && address[11] === 0xff);
