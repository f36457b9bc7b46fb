import { expect } from 'chai';
import { formatAddress } from '../net/address.js';
import { selectKameSource } from './kame-source-selection.js';
import { anyAddress, candidate } from './selection-notation.js';

const rows: readonly (readonly [why: string, from: readonly string[], to: string, wanted: string | undefined])[] = [
  [
    'the longest match among those of the scope',
    ['3ffe:2001:9:124:200:f8ff:fe01:6317', '3ffe:501:808:1:200:f8ff:fe01:6317'],
    '3ffe:501:800::1',
    '3ffe:501:808:1:200:f8ff:fe01:6317',
  ],
  ['a link-local one for a link-local destination', ['2001:db8::1', 'fe80::1'], 'fe80::2a0:24ff:feab:839b', 'fe80::1'],
  ['the loopback address for the group ff01::1 of its interface', ['::1'], 'ff01::1', '::1'],
  ['one of the outgoing interface before a longer match elsewhere', ['2001:db8:9::1 elsewhere', '2002::1'], '2001:db8:9::9', '2002::1'],
  ['a global one of another interface when the outgoing one has none', ['fe80::1', '2001:db8::1 elsewhere'], '2001:db8::9', '2001:db8::1'],
  ['a global one for a site-local group', ['fe80::1', '2001:db8::1'], 'ff05::1', '2001:db8::1'],
  ['a preferred one before a deprecated one that matches longer', ['2001:db8::1 deprecated', '2001:db9::1'], '2001:db8::9', '2001:db9::1'],
  ['a deprecated one before one of too small a scope', ['fe80::1', '2001:db8::1 deprecated'], '2001:db8::9', '2001:db8::1'],
  ['whatever the outgoing interface has, as the last resort', ['2001:db8:1::1 elsewhere deprecated', 'fe80::1'], 'fe80::9', 'fe80::1'],
  ['one of too small a scope, as the last resort', ['fe80::1'], '2001:db8::9', 'fe80::1'],
  ['nothing without candidates', [], '2001:db8::9', undefined],
];

describe("KAME's source address selection, older than RFC 3484", () => {
  for (const [why, from, to, wanted] of rows)
    it(`takes ${why}`, () => {
      const source = selectKameSource(from.map(candidate), anyAddress(to));
      expect(source && formatAddress(source.address)).to.equal(wanted);
    });
});
