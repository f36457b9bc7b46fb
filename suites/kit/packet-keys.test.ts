import { expect } from 'chai';
import { address, addressKey } from '../../reference/net/address.js';
import { keyWith, textOfKey } from './packet-keys.js';

describe('packet keys', () => {
  it('give the address back', () => expect(textOfKey(addressKey(address('2001:db8::ff:0:1')))).to.equal('2001:db8::ff:0:1'));

  it('are equal for equal numbers and addresses only', () => {
    expect(keyWith(7, address('fe80::1'))).to.equal(keyWith(7, address('fe80::1')));
    expect(keyWith(7, address('fe80::1'))).to.not.equal(keyWith(8, address('fe80::1')));
    expect(keyWith(7, address('fe80::1'))).to.not.equal(keyWith(7, address('fe80::2')));
  });
});
