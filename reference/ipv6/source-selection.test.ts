import { expect } from 'chai';
import fc from 'fast-check';
import { formatAddress, sameAddress } from '../net/address.js';
import { DEFAULT_POLICY_TABLE } from './policy-table.js';
import { anyAddress, candidate, chosen, STANDARD } from './selection-notation.js';
import { bestSources, selectSource, SOURCE_RULES, type CandidateSource, type SelectionContext } from './source-selection.js';

/** RFC 6724 section 10.1; the first result is a misprint there for 2001:db8:3::1. */
const examples: readonly (readonly [to: string, from: readonly string[], wanted: string])[] = [
  ['2001:db8:1::1', ['2001:db8:3::1', 'fe80::1'], '2001:db8:3::1'],
  ['ff05::1', ['2001:db8:3::1', 'fe80::1'], '2001:db8:3::1'],
  ['2001:db8:1::1', ['2001:db8:1::1 deprecated', '2001:db8:2::1'], '2001:db8:1::1'],
  ['fe80::1', ['fe80::2 deprecated', '2001:db8:1::1'], 'fe80::2'],
  ['2001:db8:1::1', ['2001:db8:1::2', '2001:db8:3::2'], '2001:db8:1::2'],
  ['2001:db8:1::1', ['2001:db8:1::2 care-of', '2001:db8:3::2 home'], '2001:db8:3::2'],
  ['2002:c633:6401::1', ['2002:c633:6401::d5e3:7953:13eb:22e8 temporary', '2001:db8:1::2'], '2002:c633:6401:0:d5e3:7953:13eb:22e8'],
  ['2001:db8:1::d5e3:0:0:1', ['2001:db8:1::2', '2001:db8:1::d5e3:7953:13eb:22e8 temporary'], '2001:db8:1:0:d5e3:7953:13eb:22e8'],
];

/** In each row the rules that come later would choose the other address. */
const rows: readonly (readonly [rule: string, why: string, from: readonly string[], to: string, wanted: string])[] = [
  ['1', 'the destination itself', ['2001:db8::1', '2001:db8::2 deprecated'], '2001:db8::2', '2001:db8::2'],
  ['2', 'link-local for a link-local destination', ['2001:db8::1', 'fe80::1 deprecated'], 'fe80::2', 'fe80::1'],
  ['2', 'global for a global destination', ['fe80::1', '2001:db8::1 deprecated'], '2001:db8:9::1', '2001:db8::1'],
  ['2', 'link-local for a link-local group', ['2001:db8::1', 'fe80::1 deprecated'], 'ff02::1', 'fe80::1'],
  ['2', 'global for a site-local group', ['fe80::1', '2001:db8::1 deprecated'], 'ff05::1', '2001:db8::1'],
  ['2', 'global for a global group', ['fe80::1', '2001:db8::1 deprecated'], 'ff0e::1', '2001:db8::1'],
  ['2', 'link-local for an interface-local group', ['2001:db8::1', 'fe80::1 deprecated'], 'ff01::1', 'fe80::1'],
  ['2', 'site-local counts as global', ['fe80::1', 'fec0::1'], '2001:db8::1', 'fec0::1'],
  ['3', 'a preferred one', ['2001:db8:9::1 deprecated', '2001:db8:7::1 care-of'], '2001:db8:9::9', '2001:db8:7::1'],
  ['4', 'a home address', ['2001:db8:9::1 care-of', '2001:db8:7::1 home elsewhere'], '2001:db8:9::9', '2001:db8:7::1'],
  ['4', 'home and care-of before home', ['2001:db8:9::1 home', '2001:db8:7::1 home care-of elsewhere'], '2001:db8:9::9', '2001:db8:7::1'],
  ['4', 'home and care-of before neither', ['2001:db8:9::1', '2001:db8:7::1 home care-of elsewhere'], '2001:db8:9::9', '2001:db8:7::1'],
  ['5', 'one of the outgoing interface', ['2002:1::1 temporary elsewhere', '2001:db8:7::1'], '2002:1::9', '2001:db8:7::1'],
  ['6', 'one with the label of the destination', ['2001:db8::1 temporary', '2002:1::1'], '2002:2::1', '2002:1::1'],
  ['6', 'not a unique local one for a global group', ['fd00::1 temporary', '2001:db8::1'], 'ff0e::1', '2001:db8::1'],
  ['6', 'not a Teredo one for a native destination', ['2001::1', '3fff::1'], '2001:db8::1', '3fff::1'],
  ['7', 'a temporary one', ['2001:db8:9::1', '2001:db8:7::1 temporary'], '2001:db8:9::9', '2001:db8:7::1'],
  ['8', 'the longest match', ['3ffe:2001:9:124::1', '3ffe:501:808:1::1'], '3ffe:501:800::1', '3ffe:501:808:1::1'],
  ['8', 'bits up to the prefix length only', ['2001:db8:0:1::1/48', '2001:db8:0:2::1'], '2001:db8:0:1::2', '2001:db8:0:2::1'],
];

describe('source address selection, RFC 6724 section 5', () => {
  for (const [to, from, wanted] of examples)
    it(`section 10.1: ${from.join(', ')} to ${to}`, () => {
      expect(chosen(from, to)).to.equal(wanted);
      expect(chosen([...from].reverse(), to)).to.equal(wanted);
    });

  for (const [rule, why, from, to, wanted] of rows)
    it(`rule ${rule}: ${why}`, () => {
      expect(chosen(from, to)).to.equal(wanted);
      expect(chosen([...from].reverse(), to)).to.equal(wanted);
    });

  it('takes a deprecated address when there is no other of its scope', () => {
    expect(chosen(['2001:db8::1 deprecated'], '2001:db8::9')).to.equal('2001:db8::1');
    expect(chosen(['fe80::1', '2001:db8::1 deprecated'], '2001:db8::9')).to.equal('2001:db8::1');
  });

  it('takes the first where all rules leave the choice', () => {
    expect(chosen(['2001:db8::2', '2001:db8::1'], '2001:db8:9::1')).to.equal('2001:db8::2');
  });

  it('has nothing to offer without candidates', () => expect(chosen([], 'fe80::1')).to.equal(undefined));

  it('rule 4 is reversed for an application that prefers care-of addresses', () => {
    expect(chosen(['2001:db8:9::1 home', '2001:db8:7::1 care-of'], '2001:db8:9::9', { prefersCareOf: true })).to.equal('2001:db8:7::1');
  });

  it('rule 7 is reversed where public addresses are preferred', () => {
    expect(chosen(['2001:db8::1 temporary', '2001:db8::2'], '2001:db8::9', { prefers: 'public' })).to.equal('2001:db8::2');
  });

  it('an IPv4-mapped address is never deprecated (section 3.2)', () => {
    expect(chosen(['::ffff:192.0.2.1 deprecated', '2001:db8::1 temporary deprecated'], '::ffff:192.0.2.9')).to.equal('::ffff:192.0.2.1');
  });

  describe('rule 5.5', () => {
    const by: Readonly<Record<string, 'next hop' | 'another router' | 'nobody'>> = {
      '2001:db8:1::1': 'next hop',
      '2001:db8:2::1': 'another router',
      '2001:db8:3::1': 'nobody',
    };
    const advertisedBy: SelectionContext['advertisedBy'] = ({ address }) => by[formatAddress(address)] ?? 'nobody';
    const from = ['2001:db8:1::1', '2001:db8:2::1', '2001:db8:3::1'];

    it('prefers the prefix of the next hop to that of another router, whatever matches longest', () => {
      expect(chosen(from.slice(0, 2), '2001:db8:2::9', { advertisedBy })).to.equal('2001:db8:1::1');
      expect(chosen(from.slice(0, 2), '2001:db8:2::9')).to.equal('2001:db8:2::1');
    });

    it('says nothing of an address whose prefix nobody advertised', () => {
      expect(chosen(from, '2001:db8:3::9', { advertisedBy })).to.equal('2001:db8:3::1');
      expect(chosen(from.slice(1), '2001:db8:2::9', { advertisedBy })).to.equal('2001:db8:2::1');
    });
  });

  it('by RFC 3484 all common bits count, public addresses come first, and its table has fewer labels', () => {
    const old = { table: DEFAULT_POLICY_TABLE.book, prefers: 'public', countsWithinPrefix: false } as const;
    expect(chosen(['2001:db8:0:1::1/48', '2001:db8:0:2::1'], '2001:db8:0:1::2', old)).to.equal('2001:db8:0:1::1');
    expect(chosen(['2001:db8::1 temporary', '2001:db8::2'], '2001:db8:9::9', old)).to.equal('2001:db8::2');
    expect(chosen(['fd00::1', '2001:db8::1'], 'ff0e::1', old)).to.equal('fd00::1');
  });
});

const texts = [
  'fe80::1',
  '2001:db8:1::1',
  '2001:db8:1::2',
  '2001:db8:2::1',
  '2002:1::1',
  'fd00::1',
  '2001::1',
  '3ffe::1',
  '::ffff:192.0.2.1',
];
const anyCandidate: fc.Arbitrary<CandidateSource> = fc
  .record({
    address: fc.constantFrom(...texts),
    prefixLength: fc.constantFrom(48, 64),
    words: fc.subarray(['deprecated', 'temporary', 'home', 'care-of', 'elsewhere']),
  })
  .map(({ address, prefixLength, words }) => candidate([`${address}/${prefixLength}`, ...words].join(' ')));
const anyDestination = fc.constantFrom(...texts, '2001:db8:1::9', 'ff02::1', 'ff05::1', 'ff0e::1').map(anyAddress);
const candidates = fc.array(anyCandidate, { maxLength: 8 });
const advertisers = fc.array(fc.constantFrom<'next hop' | 'another router' | 'nobody'>('next hop', 'another router', 'nobody'), {
  minLength: 16,
  maxLength: 16,
});
const anyContext: fc.Arbitrary<SelectionContext> = fc
  .record({
    prefers: fc.constantFrom('temporary', 'public'),
    prefersCareOf: fc.boolean(),
    countsWithinPrefix: fc.boolean(),
    by: advertisers,
  })
  .map(({ by, ...given }) => ({
    ...STANDARD,
    ...given,
    advertisedBy: ({ address }) => by[((address[1] ?? 0) + (address[5] ?? 0)) % by.length] ?? 'nobody',
  }));

describe('source address selection, whatever the candidates', () => {
  it('no rule prefers each of two addresses to the other, or an address to itself', () => {
    fc.assert(
      fc.property(anyCandidate, anyCandidate, anyDestination, anyContext, (a, b, to, context) => {
        for (const { rule, prefers } of SOURCE_RULES) {
          expect(prefers(a, b, to, context) && prefers(b, a, to, context), `rule ${rule}`).to.equal(false);
          expect(prefers(a, a, to, context), `rule ${rule}`).to.equal(false);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('the outcome does not depend on the order of the candidates, but for what the rules leave open', () => {
    fc.assert(
      fc.property(
        candidates.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        anyDestination,
        anyContext,
        ([list, shuffled], to, context) => {
          const [one, other] = [bestSources(list, to, context), bestSources(shuffled, to, context)];
          expect(one).to.have.members([...other]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('something is chosen whenever there is a candidate, and no other candidate beats it by the first rule that tells the two apart', () => {
    fc.assert(
      fc.property(candidates, anyDestination, (list, to) => {
        const best = selectSource(list, to, STANDARD);
        expect(best === undefined).to.equal(list.length === 0);
        // Without mobile addresses every rule is a ranking, and the choice is the one that wins every comparison.
        if (best === undefined || list.some(({ mobility }) => mobility !== undefined)) return;
        for (const rival of list) {
          const deciding = SOURCE_RULES.find(({ prefers }) => prefers(rival, best, to, STANDARD) || prefers(best, rival, to, STANDARD));
          expect(deciding?.prefers(rival, best, to, STANDARD) ?? false, `${formatAddress(rival.address)} by ${deciding?.rule}`).to.equal(
            false,
          );
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('the destination itself is chosen when it is among the candidates', () => {
    fc.assert(
      fc.property(candidates, anyCandidate, anyContext, (list, own, context) => {
        const best = selectSource([...list, own], own.address, context);
        expect(best && sameAddress(best.address, own.address)).to.equal(true);
      }),
    );
  });
});
