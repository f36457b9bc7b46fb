import { expect } from 'chai';
import fc from 'fast-check';
import { address, type Address } from '../../net/address.js';
import { commonPrefixLength, formatPrefix, prefixOf } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import { seconds } from '../../time.js';
import type { UsePrefixPart } from '../../wire/router-renumbering.js';
import { prefixVariables } from '../router-advertising/advertising-variables.js';
import { advertisedAs, isForbidden, isOfGlobalScope, newPrefix } from './new-prefix.js';

const part = (given: Partial<UsePrefixPart> = {}): UsePrefixPart => ({
  useLen: 64,
  keepLen: 0,
  flagMask: 0,
  raFlags: 0,
  validLifetime: 100,
  preferredLifetime: 50,
  decrementValid: false,
  decrementPreferred: false,
  reserved: 0,
  usePrefix: address('2001:db8:f::'),
  ...given,
});

describe('newPrefix', () => {
  const MATCHED = address('2001:db8:a:1234:5678::9');
  const rows: readonly (readonly [string, Partial<UsePrefixPart>, string])[] = [
    ['UseLen bits of the Use-Prefix', {}, '2001:db8:f::/64'],
    ['bits beyond UseLen of the Use-Prefix do not count', { useLen: 32 }, '2001:db8::/32'],
    ['KeepLen bits of what matched', { useLen: 48, keepLen: 16 }, '2001:db8:f:1234::/64'],
    ['bits beyond those are zero', { useLen: 48, keepLen: 12 }, '2001:db8:f:1230::/60'],
    ['the old prefix itself', { useLen: 0, keepLen: 64 }, '2001:db8:a:1234::/64'],
    ['lengths within an octet', { useLen: 45, keepLen: 7 }, '2001:db8:a:1000::/52'],
    ['a whole address', { useLen: 64, keepLen: 64 }, '2001:db8:f:0:5678::9/128'],
  ];
  for (const [what, given, wanted] of rows) it(what, () => expect(formatPrefix(newPrefix(part(given), MATCHED))).to.equal(wanted));

  it('agrees with the Use-Prefix and with what matched wherever each decides', () => {
    const anyAddress = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((octets) => octets as Address);
    fc.assert(
      fc.property(anyAddress, anyAddress, fc.nat(128), fc.nat(128), (usePrefix, matched, useLen, keep) => {
        const keepLen = Math.min(keep, 128 - useLen);
        const got = newPrefix(part({ usePrefix, useLen, keepLen }), matched);
        expect(got.length).to.equal(useLen + keepLen);
        expect(commonPrefixLength(got.address, usePrefix)).to.be.at.least(useLen);
        const joined = Uint8Array.from(prefixOf(usePrefix, useLen).address, (octet, i) => {
          const kept = prefixOf(matched, got.length).address[i] ?? 0;
          return octet | (kept & ~(prefixOf(new Uint8Array(16).fill(255), useLen).address[i] ?? 0));
        });
        expect([...got.address]).to.deep.equal([...joined]);
      }),
    );
  });

  it('never makes more than 128 bits of lengths that are out of bounds', () => {
    expect(formatPrefix(newPrefix(part({ useLen: 200, keepLen: 200 }), MATCHED))).to.equal('2001:db8:f::/128');
  });
});

describe('isForbidden', () => {
  for (const text of ['ff00::/8', 'ff3e:40::/64', 'fe80::/64', '::/0', '::/64', '::1/128', 'fe00::/7', 'fe00::/8'])
    it(`${text} must not be configured`, () => expect(isForbidden(prefix(text))).to.equal(true));
  for (const text of ['2001:db8::/64', 'fec0:0:0:1::/64', 'fd00::/8', '64:ff9b::/96'])
    it(`${text} may be`, () => expect(isForbidden(prefix(text))).to.equal(false));
});

describe('isOfGlobalScope', () => {
  it('holds for global and unique local prefixes, not for site-local and link-local ones', () => {
    const global = ['2001:db8::/64', 'fd00::/64', 'fec0:0:0:1::/64', 'fe80::/64'].filter((text) => isOfGlobalScope(prefix(text)));
    expect(global).to.deep.equal(['2001:db8::/64', 'fd00::/64']);
  });
});

describe('advertisedAs', () => {
  const matched = prefixVariables({ prefix: prefix('2001:db8:a::/64'), advOnLinkFlag: false, advAutonomousFlag: true });

  it('copies the flags that the mask does not name', () => {
    expect(advertisedAs(part({ raFlags: 0x80 }), matched)).to.include({ advOnLinkFlag: false, advAutonomousFlag: true });
  });

  it('takes the flags that the mask names from RAFlags', () => {
    const of = (flagMask: number, raFlags: number) => advertisedAs(part({ flagMask, raFlags }), matched);
    expect(of(0x80, 0x80)).to.include({ advOnLinkFlag: true, advAutonomousFlag: true });
    expect(of(0x40, 0x80)).to.include({ advOnLinkFlag: false, advAutonomousFlag: false });
    expect(of(0xff, 0xc0)).to.include({ advOnLinkFlag: true, advAutonomousFlag: true });
  });

  it('takes the lifetimes and whether they decrement', () => {
    expect(advertisedAs(part({ decrementValid: true }), matched)).to.include({
      advValidLifetime: seconds(100),
      advPreferredLifetime: seconds(50),
      validDecrements: true,
      preferredDecrements: false,
    });
    expect(advertisedAs(part({ validLifetime: 0xffffffff, preferredLifetime: 0xffffffff, decrementPreferred: true }), matched)).to.include({
      advValidLifetime: 'infinite',
      advPreferredLifetime: 'infinite',
      preferredDecrements: true,
    });
  });

  it('prefers nothing for longer than it is valid', () => {
    for (const preferredLifetime of [101, 0xffffffff])
      expect(advertisedAs(part({ preferredLifetime }), matched).advPreferredLifetime).to.equal(seconds(100));
  });
});
