import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { absent, acceptsField, between, inWords, not, oneOf, present, satisfies, startsWith, type MatchValue } from './match.js';

const accepts = (wanted: MatchValue, value: unknown): boolean => acceptsField(wanted, { found: true, value });
const acceptsNothing = (wanted: MatchValue): boolean => acceptsField(wanted, { found: false });

describe('match values', () => {
  it('are strict: a number is no boolean, no bigint and no text', () => {
    expect(accepts(1, 1)).to.equal(true);
    expect([accepts(1, true), accepts(true, 1), accepts(1, 1n), accepts(1, '1')]).to.deep.equal([false, false, false, false]);
  });

  it('compare octets by content and length', () => {
    expect(accepts(Uint8Array.of(1, 2), new Uint8Array([0, 1, 2]).subarray(1))).to.equal(true);
    expect(accepts(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3))).to.equal(false);
    expect(accepts(Uint8Array.of(1), [1])).to.equal(false);
  });

  it('never take an absent field for right, except where absence is asked for', () => {
    const values: MatchValue[] = [
      0,
      false,
      '',
      new Uint8Array(0),
      present,
      between(0, 9),
      not(1),
      satisfies('anything', () => true),
      startsWith(new Uint8Array(0)),
    ];
    for (const value of values) expect(acceptsNothing(value), inWords(value)).to.equal(false);
    expect(acceptsNothing(absent)).to.equal(true);
    expect(acceptsNothing(oneOf(1, absent))).to.equal(true);
    expect(accepts(absent, undefined)).to.equal(false);
  });

  it('include the bounds of a range', () => {
    expect([0, 1, 4, 5].map((value) => accepts(between(1, 4), value))).to.deep.equal([false, true, true, false]);
    expect(accepts(between(1n, 4n), 4n)).to.equal(true);
    expect(accepts(between(1, 4), '2')).to.equal(false);
  });

  it('can be sets, denials, beginnings and any other check', () => {
    expect([accepts(oneOf(1, between(5, 6)), 6), accepts(oneOf(1, 2), 3)]).to.deep.equal([true, false]);
    expect([accepts(not(oneOf(1, 2)), 3), accepts(not(1), 1)]).to.deep.equal([true, false]);
    expect([
      accepts(startsWith(Uint8Array.of(1)), Uint8Array.of(1, 2)),
      accepts(startsWith(Uint8Array.of(1, 2)), Uint8Array.of(1)),
    ]).to.deep.equal([true, false]);
    expect(
      accepts(
        satisfies<number>('even', (value) => value % 2 === 0),
        4,
      ),
    ).to.equal(true);
  });

  it('have words for reports', () => {
    expect(inWords(address('2001:db8::1'))).to.equal('2001:db8::1');
    expect(inWords(linkLayerAddress([2, 0, 0, 0, 0, 1]))).to.equal('02:00:00:00:00:01');
    expect(inWords(Uint8Array.of(1, 255))).to.equal('01ff');
    expect(inWords(new Uint8Array(40))).to.equal(`${'00'.repeat(24)}... (40 octets)`);
    expect(inWords(not(oneOf(1, between(2, 3))))).to.equal('not one of 1, 2 to 3');
    expect(inWords([{ kind: 'mtu' }, 'text'])).to.equal('[mtu, "text"]');
    expect(inWords({ code: 1, target: Uint8Array.of(1) })).to.equal('{code: 1, target: 01}');
  });
});
