import { expect } from 'chai';
import fc from 'fast-check';
import { address } from './address.js';
import { foldSum, sumWords, upperLayerChecksum } from './checksum.js';
import { concat, fromHex } from './octets.js';

/** The checksum by the book: every word of pseudo-header and message added with end-around carry. */
function naiveChecksum(octets: Uint8Array, source: Uint8Array, destination: Uint8Array, nextHeader: number): number {
  const length = octets.length;
  const header = [length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff, 0, 0, 0, nextHeader];
  const all = concat(source, destination, header, octets, length % 2 === 1 ? [0] : []);
  let sum = 0;
  for (let i = 0; i < all.length; i += 2) {
    sum += ((all[i] ?? 0) << 8) | (all[i + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return ~sum & 0xffff;
}

describe('upperLayerChecksum', () => {
  it('is the sum by the book', () => {
    const anyAddress = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), anyAddress, anyAddress, fc.nat(255), (octets, source, destination, nextHeader) => {
        expect(upperLayerChecksum(octets, 0, octets.length, { source, destination, nextHeader })).to.equal(
          naiveChecksum(octets, source, destination, nextHeader),
        );
      }),
    );
  });

  it('is zero over a message that holds its checksum', () => {
    const pseudo = { source: address('fe80::1'), destination: address('ff02::1'), nextHeader: 58 };
    const octets = fromHex('8000 0000 0001 0002 616263');
    const checksum = upperLayerChecksum(octets, 0, octets.length, pseudo);
    octets.set([checksum >> 8, checksum & 0xff], 2);
    expect(upperLayerChecksum(octets, 0, octets.length, pseudo)).to.equal(0);
  });

  it('counts lengths over 65535 with both halves', () => {
    const octets = new Uint8Array(70_000);
    const pseudo = { source: address('::1'), destination: address('::2'), nextHeader: 17 };
    expect(upperLayerChecksum(octets, 0, octets.length, pseudo)).to.equal(naiveChecksum(octets, pseudo.source, pseudo.destination, 17));
  });
});

describe('sums of words', () => {
  it('take an odd last octet as the high one', () => expect(sumWords(fromHex('0102ff'), 0, 3, 5)).to.equal(0x0102 + 0xff00 + 5));
  it('fold until they fit', () => expect([0, 0xffff, 0x10000, 0x1ffff, 0xffffffff].map(foldSum)).to.deep.equal([0, 0xffff, 1, 1, 0xffff]));
  it('add up the example of RFC 1071 section 3', () => expect(foldSum(sumWords(fromHex('0001f203f4f5f6f7'), 0, 8, 0))).to.equal(0xddf2));
});
