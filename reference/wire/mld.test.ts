import { expect } from 'chai';
import { address } from '../net/address.js';
import { fromHex, hex } from '../net/octets.js';
import { decodePacket } from './decode-frame.js';
import { frame } from './frame-draft.js';
import { ipv6 } from './ipv6.js';
import {
  queryIntervalOfCode,
  responseDelayOfCode,
  MulticastListenerQuery2,
  MulticastListenerReport,
  MulticastListenerReport2,
  multicastListenerQuery,
  multicastListenerQuery2,
} from './mld.js';

const GROUP = address('ff02::db8:1');
const SOURCE = address('2001:db8::a');

describe('multicast listener messages', () => {
  it('count the sources of a query', () => {
    const octets = MulticastListenerQuery2.encode({ multicastAddress: GROUP, suppress: true, querierRobustness: 7, sources: [SOURCE] });
    expect(hex(octets)).to.equal(`8200000000000000${hex(GROUP)}0f7d0001${hex(SOURCE)}`);
  });

  it('are queries of version 1 up to 27 octets and of version 2 from 28 (RFC 3810 section 8.1)', () => {
    const nameOf = (layer: ReturnType<typeof ipv6>) => decodePacket(frame(ipv6({}), layer).octets).layers[1]?.name;
    expect(nameOf(multicastListenerQuery({}))).to.equal('multicastListenerQuery');
    expect(nameOf(multicastListenerQuery({ surplus: new Uint8Array(3) }))).to.equal('multicastListenerQuery');
    expect(nameOf(multicastListenerQuery({ surplus: new Uint8Array(4) }))).to.equal('multicastListenerQuery2');
    expect(nameOf(multicastListenerQuery2({}))).to.equal('multicastListenerQuery2');
  });

  it('hold records with sources and auxiliary data, and what comes after them', () => {
    const octets = MulticastListenerReport2.encode({
      records: [{ recordType: 6, multicastAddress: GROUP, sources: [SOURCE], auxData: fromHex('aabbcc') }, { multicastAddress: GROUP }],
      surplus: fromHex('99'),
    });
    expect(hex(octets)).to.equal(`8f00000000000002` + `06010001${hex(GROUP)}${hex(SOURCE)}aabbcc00` + `04000000${hex(GROUP)}` + '99');
    const got = MulticastListenerReport2.decode(octets);
    expect(got.ok && got.value).to.deep.include({ numberOfRecords: 2, surplus: fromHex('99') });
    expect(got.ok && got.value.records[0]).to.deep.include({ auxDataLength: 1, sources: [SOURCE], auxData: fromHex('aabbcc00') });
  });

  it('locate the source that is missing', () => {
    const got = MulticastListenerReport2.decode(MulticastListenerReport2.encode({ records: [{ numberOfSources: 2, sources: [SOURCE] }] }));
    expect(got).to.nested.include({
      'error.kind': 'truncated',
      'error.path': 'multicastListenerReport2.records[0].sources[1]',
      'error.offset': 44,
    });
  });

  it('locate the record that is missing', () => {
    const got = MulticastListenerReport2.decode(
      MulticastListenerReport2.encode({ numberOfRecords: 2, records: [{ multicastAddress: GROUP }] }),
    );
    expect(got).to.nested.include({ 'error.path': 'multicastListenerReport2.records[1].recordType', 'error.offset': 28 });
    expect(got).to.have.nested.property('error.partial.records.length', 1);
  });

  it('of version 1 are 24 octets, and more are kept', () => {
    expect(MulticastListenerReport.encode({})).to.have.length(24);
    const got = MulticastListenerReport.decode(new Uint8Array(25));
    expect(got.ok && got.value.surplus).to.deep.equal(new Uint8Array(1));
    expect(MulticastListenerReport.decode(new Uint8Array(23))).to.nested.include({
      'error.path': 'multicastListenerReport.multicastAddress',
    });
  });

  it('have codes that grow exponentially from half of their range on (RFC 3810 sections 5.1.3 and 5.1.9)', () => {
    expect([0, 1000, 0x7fff, 0x8000, 0x83e8, 0xffff].map(responseDelayOfCode)).to.deep.equal([0, 1000, 32_767, 32_768, 40_768, 8_387_584]);
    expect([0, 125, 127, 128, 0x8f, 0xff].map(queryIntervalOfCode)).to.deep.equal([0, 125, 127, 128, 248, 31_744]);
  });
});
