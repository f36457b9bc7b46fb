import { expect } from 'chai';
import { isAlwaysPreferred, scopeOf } from './address-scope.js';
import { anyAddress } from './selection-notation.js';

describe('scopes of addresses, RFC 6724 section 3', () => {
  const rows: readonly (readonly [address: string, scope: number, isAlwaysPreferred: boolean])[] = [
    ['fe80::1', 0x2, false],
    ['febf::1', 0x2, false],
    ['::1', 0x2, true],
    ['2001:db8::1', 0xe, false],
    ['fd00::1', 0xe, false],
    ['fec0::1', 0xe, false],
    ['ff01::1', 0x1, false],
    ['ff02::1', 0x2, false],
    ['ff05::1', 0x5, false],
    ['ff0e::1', 0xe, false],
    ['169.254.1.1', 0x2, true],
    ['169.253.255.255', 0xe, true],
    ['127.255.0.1', 0x2, true],
    ['128.0.0.1', 0xe, true],
    ['10.0.0.1', 0xe, true],
    ['::192.0.2.1', 0xe, true],
    ['2002:c000:201::1', 0xe, false],
    ['64:ff9b::192.0.2.1', 0xe, false],
  ];
  for (const [address, scope, always] of rows)
    it(`${address} has scope ${scope.toString(16)} and ${always ? 'is always preferred' : 'can be deprecated'}`, () => {
      expect(scopeOf(anyAddress(address))).to.equal(scope);
      expect(isAlwaysPreferred(anyAddress(address))).to.equal(always);
    });
});
