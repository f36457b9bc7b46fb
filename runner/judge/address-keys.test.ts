import { expect } from 'chai';
import fc from 'fast-check';
import { addressKey } from '../../reference/net/address.js';
import { AddressKeys } from './address-keys.js';

describe('AddressKeys', () => {
  it('gives the key of each address, in whatever order they come', () => {
    const octet = fc.constantFrom(0, 1, 0xfe, 0x80, 0xff);
    const address = fc.array(octet, { minLength: 16, maxLength: 16 }).map((octets) => Uint8Array.from(octets));
    fc.assert(
      fc.property(fc.array(address, { maxLength: 60 }), (addresses) => {
        const keys = new AddressKeys();
        for (const one of [...addresses, ...addresses]) expect(keys.of(one)).to.equal(addressKey(one));
      }),
    );
  });

  it('keeps no view of an address that it was shown', () => {
    const keys = new AddressKeys();
    const octets = new Uint8Array(16);
    const before = keys.of(octets);
    octets[0] = 0xfe;
    expect(keys.of(octets)).to.not.equal(before);
    expect(keys.of(new Uint8Array(16))).to.equal(before);
  });
});
