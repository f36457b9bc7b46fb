import { expect } from 'chai';
import fc from 'fast-check';
import { concat, copyOf, equalOctets, fromHex, hex } from './octets.js';

describe('octets', () => {
  it('come back from hexadecimal digits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        expect(fromHex(hex(octets))).to.deep.equal(octets);
      }),
    );
    expect(fromHex('86 DD\n60:00')).to.deep.equal(Uint8Array.of(0x86, 0xdd, 0x60, 0));
  });

  it('are refused when they are no digits', () => {
    expect(() => fromHex('123')).to.throw('not hexadecimal octets: "123"');
    expect(() => fromHex('zz')).to.throw('not hexadecimal octets');
  });

  it('are joined', () => {
    expect(concat(Uint8Array.of(1), [2, 3], new Uint8Array(0))).to.deep.equal(Uint8Array.of(1, 2, 3));
    expect(concat()).to.deep.equal(new Uint8Array(0));
  });

  it('are copied and joined into octets of their own, short or long, however many', () => {
    const sizes = fc.array(fc.oneof(fc.nat(100), fc.integer({ min: 1_900, max: 2_200 }), fc.constant(9_000)), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const originals = lengths.map((length, i) => new Uint8Array(length).fill(i + 1));
        const copies = originals.map((octets, i) => (i % 2 === 0 ? copyOf(octets) : concat(octets.subarray(0, 1), octets.subarray(1))));
        expect(copies.map(hex)).to.deep.equal(originals.map(hex));
        for (const [i, copy] of copies.entries()) {
          copy.fill(0xff);
          for (const later of copies.slice(i + 1)) expect(later.includes(0xff)).to.equal(false);
          expect(originals[i]?.includes(0xff)).to.equal(false);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are equal when each is', () => {
    expect(equalOctets(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).to.equal(true);
    expect(equalOctets(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).to.equal(false);
    expect(equalOctets(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3))).to.equal(false);
  });
});
