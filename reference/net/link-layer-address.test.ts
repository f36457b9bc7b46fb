import { expect } from 'chai';
import fc from 'fast-check';
import { address } from './address.js';
import * as link from './link-layer-address.js';
import { hex } from './octets.js';

describe('link-layer addresses', () => {
  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (octets) => {
        const parsed = link.parseLinkLayerAddress(link.formatLinkLayerAddress(octets));
        expect(parsed && hex(parsed)).to.equal(hex(octets));
      }),
    );
    expect(link.formatLinkLayerAddress(link.linkLayerAddress([2, 0, 0x5e, 0x10, 0, 1]))).to.equal('02:00:5e:10:00:01');
    expect(link.parseLinkLayerAddress('2-0-5E-10-0-1')).to.deep.equal(link.linkLayerAddress([2, 0, 0x5e, 0x10, 0, 1]));
  });

  it('are refused when they are none', () => {
    for (const text of ['', '02:00:5e:10:00', '02:00:5e:10:00:01:02', '02:00:5e:10:00:0g', '02005e100001'])
      expect(link.parseLinkLayerAddress(text), text).to.equal(undefined);
    expect(() => link.linkLayerAddress([1, 2, 3])).to.throw('a link-layer address has 6 octets, not 3');
  });

  it('of groups hold the low-order 32 bits of the group (RFC 2464 section 7)', () => {
    expect(link.formatLinkLayerAddress(link.multicastLinkLayerAddress(address('ff02::1:ff28:9c5a')))).to.equal('33:33:ff:28:9c:5a');
    expect(link.isGroupAddress(link.multicastLinkLayerAddress(address('ff02::1')))).to.equal(true);
    expect(link.isGroupAddress(link.LINK_LAYER_BROADCAST)).to.equal(true);
    expect(link.isGroupAddress(link.linkLayerAddress([2, 0, 0, 0, 0, 1]))).to.equal(false);
  });

  it('make the modified EUI-64 of RFC 2464 section 4', () => {
    expect(hex(link.modifiedEui64(link.linkLayerAddress([0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde])))).to.equal('365678fffe9abcde');
  });
});
