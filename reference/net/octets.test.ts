import { expect } from 'chai';
import fc from 'fast-check';
import { concat, equalOctets, fromHex, hex } from './octets.js';

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

  it('are equal when each is', () => {
    expect(equalOctets(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).to.equal(true);
    expect(equalOctets(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).to.equal(false);
    expect(equalOctets(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3))).to.equal(false);
  });
});
