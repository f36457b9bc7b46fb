import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../net/address.js';
import { fromHex, hex } from '../net/octets.js';
import { isReservedIdentifier, nextStableIdentifier, stableIdentifier } from './stable-identifier.js';

const base = {
  prefix: address('2001:db8:1:2::'),
  interfaceName: 'eth0',
  dadCounter: 0,
  secretKey: fromHex('000102030405060708090a0b0c0d0e0f'),
};

describe('stableIdentifier, RFC 7217 section 5', () => {
  it('is the last 64 bits of SHA-256 over the length-prefixed parameters', () => {
    const written = '0008' + '20010db800010002' + '0004' + '65746830' + '0000' + '0004' + '00000000' + '0010' + hex(base.secretKey);
    const digest = createHash('sha256').update(fromHex(written)).digest('hex');
    expect(hex(stableIdentifier(base))).to.equal(digest.slice(48));
  });

  it('does not change from one start to the next', () => {
    expect(stableIdentifier({ ...base })).to.deep.equal(stableIdentifier({ ...base }));
  });

  it('changes with every parameter', () => {
    const variants = [
      base,
      { ...base, prefix: address('2001:db8:1:3::') },
      { ...base, interfaceName: 'eth1' },
      { ...base, networkIdentifier: 'office' },
      { ...base, dadCounter: 1 },
      { ...base, secretKey: base.secretKey.map((octet) => octet ^ 1) },
    ];
    expect(new Set(variants.map((input) => hex(stableIdentifier(input)))).size).to.equal(variants.length);
  });

  it('tells apart parameters whose concatenation is the same', () => {
    const a = stableIdentifier({ ...base, interfaceName: 'eth0', networkIdentifier: 'a' });
    const b = stableIdentifier({ ...base, interfaceName: 'eth0a', networkIdentifier: '' });
    expect(a).not.to.deep.equal(b);
  });

  it('ignores what stands behind the first 64 bits of the prefix', () => {
    expect(stableIdentifier({ ...base, prefix: address('2001:db8:1:2::9') })).to.deep.equal(stableIdentifier(base));
  });
});

describe('isReservedIdentifier, RFC 5453', () => {
  for (const [octets, reserved] of [
    ['0000000000000000', true],
    ['fdffffffffffff80', true],
    ['fdfffffffffffffe', true],
    ['fdffffffffffff7f', false],
    ['0000000000000001', false],
    ['fcffffffffffff80', false],
  ] as const)
    it(`${octets}: ${reserved}`, () => expect(isReservedIdentifier(fromHex(octets))).to.equal(reserved));

  it('nextStableIdentifier never gives a reserved one', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.uint8Array({ minLength: 16, maxLength: 32 }), (dadCounter, secretKey) => {
        const next = nextStableIdentifier({ ...base, dadCounter, secretKey });
        expect(isReservedIdentifier(next.identifier)).to.equal(false);
        expect(next.dadCounter).to.be.at.least(dadCounter);
      }),
      { numRuns: 50 },
    );
  });
});
