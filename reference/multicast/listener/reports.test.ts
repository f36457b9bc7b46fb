import { expect } from 'chai';
import fc from 'fast-check';
import { address, addressFromOctets } from '../../net/address.js';
import { frame } from '../../wire/frame.js';
import { ipv6 } from '../../wire/ipv6.js';
import { multicastListenerReport2, type MulticastAddressRecordDraft } from '../../wire/mld.js';
import type { GroupRecord, RecordType } from './listener-state.js';
import { alert, packed } from './reports.js';

const numbered = (n: number) => addressFromOctets(Uint8Array.of(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, n >> 8, n & 0xff));
const sources = (count: number) => Array.from({ length: count }, (_, i) => numbered(i));
const GROUP = address('ff0e::1');
const TYPES: readonly RecordType[] = [
  'MODE_IS_INCLUDE',
  'MODE_IS_EXCLUDE',
  'CHANGE_TO_INCLUDE_MODE',
  'CHANGE_TO_EXCLUDE_MODE',
  'ALLOW_NEW_SOURCES',
  'BLOCK_OLD_SOURCES',
];
const lengthOf = (records: readonly MulticastAddressRecordDraft[]): number =>
  frame(ipv6(), alert, multicastListenerReport2({ records })).packet.length;
const countOf = ({ sources: list = [] }: MulticastAddressRecordDraft): number => list.length;

describe('reports of version 2 (RFC 3810 section 5.2.15)', () => {
  it('hold as many records as fit', () => {
    const records = Array.from({ length: 80 }, (_, i): GroupRecord => ({
      type: 'MODE_IS_EXCLUDE',
      group: addressFromOctets(GROUP.map((octet, at) => (at === 15 ? i : octet))),
      sources: [],
    }));
    const reports = packed(records, 1280);
    expect(reports.map(({ length }) => length)).to.deep.equal([61, 19]);
    expect(reports.map(lengthOf)).to.deep.equal([1276, 436]);
  });

  it('split a record with too many sources; of one that excludes, they leave the rest out', () => {
    const counts = (type: RecordType) => packed([{ type, group: GROUP, sources: sources(200) }], 1500).map((one) => one.map(countOf));
    for (const type of TYPES.filter((one) => !one.includes('EXCLUDE'))) expect(counts(type), type).to.deep.equal([[89], [89], [22]]);
    for (const type of TYPES.filter((one) => one.includes('EXCLUDE'))) expect(counts(type), type).to.deep.equal([[89]]);
  });

  it('never exceed the MTU, and lose nothing but sources that are excluded', () => {
    const record = fc.record({ type: fc.constantFrom(...TYPES), count: fc.nat(300) });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), fc.constantFrom(1280, 1500, 9000), (wanted, mtu) => {
        const records = wanted.map(({ type, count }, i): GroupRecord => ({ type, group: numbered(i), sources: sources(count) }));
        const reports = packed(records, mtu);
        for (const report of reports) expect(lengthOf(report)).to.be.at.most(mtu);
        for (const { type, group, sources: all } of records) {
          const told = reports.flat().filter(({ multicastAddress }) => String(multicastAddress) === String(group));
          const count = told.reduce((sum, one) => sum + countOf(one), 0);
          expect(told.length).to.be.above(0);
          if (!type.includes('EXCLUDE')) expect(count).to.equal(all.length);
        }
      }),
    );
  });
});
