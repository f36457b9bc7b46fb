import { expect } from 'chai';
import { DEFAULT_POLICY_TABLE, policyFor } from './policy-table.js';
import { anyAddress, tableWith } from './selection-notation.js';

const looked = (text: string, table = DEFAULT_POLICY_TABLE.current): readonly [number, number] => {
  const { precedence, label } = policyFor(table, anyAddress(text));
  return [precedence, label];
};

describe('the policy table, RFC 6724 section 2.1', () => {
  const rows: readonly (readonly [address: string, current: readonly [number, number], book: readonly [number, number]])[] = [
    ['::1', [50, 0], [50, 0]],
    ['2001:db8::1', [40, 1], [40, 1]],
    ['fe80::1', [40, 1], [40, 1]],
    ['ff0e::1', [40, 1], [40, 1]],
    ['192.0.2.1', [35, 4], [10, 4]],
    ['2002:c000:201::1', [30, 2], [30, 2]],
    ['2001::1', [5, 5], [40, 1]],
    ['fd00::1', [3, 13], [40, 1]],
    ['::192.0.2.1', [1, 3], [20, 3]],
    ['fec0::1', [1, 11], [40, 1]],
    ['3ffe::1', [1, 12], [40, 1]],
  ];
  for (const [address, current, book] of rows)
    it(`${address}: precedence and label by RFC 6724 and by RFC 3484`, () => {
      expect(looked(address)).to.deep.equal(current);
      expect(looked(address, DEFAULT_POLICY_TABLE.book)).to.deep.equal(book);
    });

  it('the longest prefix counts, wherever its row stands', () => {
    expect(looked('2002:c633:6401::1', tableWith('2002:c633:6401::/48 45 14'))).to.deep.equal([45, 14]);
    expect(looked('2002:c633:6402::1', tableWith('2002:c633:6401::/48 45 14'))).to.deep.equal([30, 2]);
  });

  it('an address that no row covers comes last and has a label of its own', () => {
    expect(looked('2001:db8::1', [])).to.deep.equal([-1, -1]);
  });
});
