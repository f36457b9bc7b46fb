import { expect } from 'chai';
import { address, formatAddress } from '../net/address.js';
import { selectSource } from './source-selection.js';

const at = (text: string, prefixLength = 64) => ({ address: address(text), prefixLength, deprecated: false });
const old = (text: string) => ({ ...at(text), deprecated: true });

const rows = [
  { rule: 1, why: 'the destination itself', from: ['2001:db8::1', '2001:db8::2'], to: '2001:db8::2', wanted: '2001:db8::2' },
  { rule: 2, why: 'link-local for a link-local destination', from: ['2001:db8::1', 'fe80::1'], to: 'fe80::2', wanted: 'fe80::1' },
  { rule: 2, why: 'global for a global destination', from: ['fe80::1', '2001:db8::1'], to: '2001:db8:9::1', wanted: '2001:db8::1' },
  { rule: 2, why: 'link-local for a link-local group', from: ['2001:db8::1', 'fe80::1'], to: 'ff02::1', wanted: 'fe80::1' },
  { rule: 2, why: 'global for a global group', from: ['fe80::1', '2001:db8::1'], to: 'ff0e::1', wanted: '2001:db8::1' },
  { rule: 2, why: 'site-local counts as global', from: ['fe80::1', 'fec0::1'], to: '2001:db8::1', wanted: 'fec0::1' },
  {
    rule: 8,
    why: 'the longest matching prefix',
    from: ['3ffe:2001:9:124::1', '3ffe:501:808:1::1'],
    to: '3ffe:501:800::1',
    wanted: '3ffe:501:808:1::1',
  },
  { rule: 8, why: 'the first of equals', from: ['2001:db8::1', '2001:db8::2'], to: '2001:db8:9::1', wanted: '2001:db8::1' },
] as const;

describe('selectSource, RFC 6724 section 5', () => {
  for (const row of rows) {
    it(`rule ${row.rule}: ${row.why}`, () => {
      const chosen = selectSource(
        row.from.map((text) => at(text)),
        address(row.to),
      );
      expect(formatAddress(chosen ?? address('::'))).to.equal(row.wanted);
    });
  }

  it('rule 3: avoids a deprecated address, in any order, but takes it when there is no other', () => {
    const destination = address('2001:db8::9');
    expect(formatAddress(selectSource([old('2001:db8::1'), at('2001:db8:7::1')], destination) ?? destination)).to.equal('2001:db8:7::1');
    expect(formatAddress(selectSource([at('2001:db8:7::1'), old('2001:db8::1')], destination) ?? destination)).to.equal('2001:db8:7::1');
    expect(formatAddress(selectSource([old('2001:db8::1')], destination) ?? destination)).to.equal('2001:db8::1');
  });

  it('rule 2 comes before rule 3', () => {
    const chosen = selectSource([at('fe80::1'), old('2001:db8::1')], address('2001:db8:9::1'));
    expect(formatAddress(chosen ?? address('::'))).to.equal('2001:db8::1');
  });

  it('counts matching bits up to the prefix length of the source only (section 2.2)', () => {
    const chosen = selectSource([at('2001:db8:0:1::1', 48), at('2001:db8:0:2::1', 64)], address('2001:db8:0:1::2'));
    expect(formatAddress(chosen ?? address('::'))).to.equal('2001:db8:0:2::1');
  });

  it('has nothing to offer without candidates', () => {
    expect(selectSource([], address('fe80::1'))).to.equal(undefined);
  });
});
