import { expect } from 'chai';
import fc from 'fast-check';
import { Address6 } from 'ip-address';
import { address, formatAddress } from './address.js';
import { commonPrefixLength, formatPrefix, parsePrefix, prefixContains, prefixOf } from './prefix.js';

const anyOctets = fc.uint8Array({ minLength: 16, maxLength: 16 });
const anyLength = fc.integer({ min: 0, max: 128 });
const oracle = (octets: Uint8Array, length: number): Address6 => new Address6(`${formatAddress(octets)}/${length}`);
/** The address with the bits from `bit` on inverted. */
const differingFrom = (octets: Uint8Array, bit: number): Uint8Array =>
  Uint8Array.from(octets, (octet, i) => octet ^ (0xff >> Math.min(8, Math.max(0, bit - 8 * i))));

describe('prefixOf', () => {
  it('clears the bits after the length as ip-address does', () => {
    fc.assert(
      fc.property(anyOctets, anyLength, (octets, length) => {
        expect(formatAddress(prefixOf(octets, length).address)).to.equal(
          formatAddress(address(oracle(octets, length).startAddress().correctForm())),
        );
      }),
    );
  });

  it('refuses a length that is none', () => {
    for (const length of [-1, 129, 1.5, NaN])
      expect(() => prefixOf(address('::'), length)).to.throw(RangeError, 'a prefix length is 0 to 128');
  });
});

describe('prefixContains', () => {
  it('agrees with ip-address, also next to the border', () => {
    fc.assert(
      fc.property(anyOctets, anyLength, fc.integer({ min: 0, max: 128 }), (octets, length, bit) => {
        const candidate = differingFrom(octets, bit);
        expect(prefixContains(prefixOf(octets, length), candidate)).to.equal(oracle(candidate, 128).isInSubnet(oracle(octets, length)));
        expect(prefixContains(prefixOf(octets, length), candidate)).to.equal(bit >= length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('commonPrefixLength', () => {
  it('is the longest length at which a prefix of one contains the other', () => {
    fc.assert(
      fc.property(anyOctets, fc.integer({ min: 0, max: 128 }), (octets, bit) => {
        const other = differingFrom(octets, bit);
        expect(commonPrefixLength(octets, other)).to.equal(bit);
        expect(prefixContains(prefixOf(octets, bit), other)).to.equal(true);
      }),
    );
  });
});

describe('parsePrefix', () => {
  it('reads what formatPrefix writes', () => {
    fc.assert(
      fc.property(anyOctets, anyLength, (octets, length) => {
        const prefix = prefixOf(octets, length);
        expect(parsePrefix(formatPrefix(prefix))).to.deep.equal({ ok: true, value: prefix });
      }),
    );
  });

  it('says what is wrong', () => {
    const rows = [
      ['2001:db8::', '"2001:db8::" is not a prefix: expected ADDRESS/LENGTH'],
      ['2001:db8::/', '"2001:db8::/" is not a prefix: expected ADDRESS/LENGTH'],
      ['2001:db8::/129', '"2001:db8::/129" is not a prefix: length 129 is over 128'],
      ['x/64', '"x" is not an IPv6 address: a group is not 1 to 4 hexadecimal digits'],
      ['2001:db8::1/64', '"2001:db8::1/64" has bits set beyond its length; did you mean 2001:db8::/64?'],
    ] as const;
    for (const [text, error] of rows) expect(parsePrefix(text)).to.deep.equal({ ok: false, error });
  });
});
