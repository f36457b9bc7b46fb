import { expect } from 'chai';
import { address } from '../net/address.js';
import { fromHex, hex } from '../net/octets.js';
import { DestinationOptions, Fragment, HopByHop, Routing0, Routing2, Routing4 } from './extension-headers.js';
import { aligned } from './ipv6-option-alignment.js';
import { homeAddress, jumboPayload, pad1, padN, routerAlert, unknownIpv6Option } from './ipv6-options.js';

const A = address('2001:db8::a');
const B = address('2001:db8::b');

describe('options headers', () => {
  it('are filled up with PadN, or Pad1 for one octet, when their length is left out', () => {
    expect(hex(HopByHop.encode({ nextHeader: 58, options: [routerAlert()] }))).to.equal('3a00050200000100');
    expect(hex(HopByHop.encode({ nextHeader: 58, options: [unknownIpv6Option(0x1e, fromHex('010203'))] }))).to.equal('3a001e0301020300');
    expect(hex(HopByHop.encode({ nextHeader: 58, options: [pad1(), padN(5)] }))).to.equal('3a00000103000000');
  });

  it('are left as given when their length is given', () => {
    expect(hex(HopByHop.encode({ hdrExtLen: 3, options: [routerAlert()] }))).to.equal('3b0305020000');
  });

  it('take an option without a kind by its type and data', () => {
    expect(hex(DestinationOptions.encode({ options: [{ type: 0x9e, data: new Uint8Array(4) }] }))).to.equal('3b009e0400000000');
    expect(hex(DestinationOptions.encode({ options: [{ type: 0x9e, length: 200, data: new Uint8Array(4) }] }))).to.equal(
      '3b009ec800000000',
    );
  });

  it('align options as their RFCs ask', () => {
    const offsetOfData = (option: ReturnType<typeof homeAddress>) =>
      hex(DestinationOptions.encode({ options: aligned([option]) }).subarray(0, 10));
    expect(offsetOfData(homeAddress(A))).to.match(/^3b0201020000c910/);
    expect(offsetOfData(jumboPayload(0x10000))).to.match(/^3b00c20400010000/);
    const mixed = DestinationOptions.encode({ options: aligned([unknownIpv6Option(0x1e, fromHex('01')), routerAlert(), jumboPayload(1)]) });
    expect(hex(mixed)).to.equal('3b011e010100' + '05020000' + 'c20400000001');
  });

  it('keep the options before the one that runs over the end', () => {
    const got = HopByHop.decode(fromHex('3a00050200001e05'));
    expect(got).to.nested.include({
      'error.kind': 'truncated',
      'error.path': 'hopByHop.options[1]',
      'error.offset': 6,
      'error.needed': 7,
      'error.left': 2,
    });
    expect(got).to.have.nested.property('error.partial.options.length', 1);
  });

  it('are truncated when there are fewer octets than the length says', () => {
    expect(HopByHop.decode(fromHex('3a01050200000100'))).to.nested.include({
      'error.kind': 'truncated',
      'error.path': 'hopByHop',
      'error.needed': 16,
      'error.left': 8,
    });
  });
});

describe('routing headers', () => {
  it('of type 0 list addresses after a reserved word', () => {
    const octets = Routing0.encode({ nextHeader: 58, segmentsLeft: 2, addresses: [A, B] });
    expect(hex(octets)).to.equal(`3a04000200000000${hex(A)}${hex(B)}`);
  });

  it('of type 0 keep half an address that an odd length leaves', () => {
    const got = Routing0.decode(fromHex('3a01000000000000' + '11'.repeat(8)));
    expect(got.ok && got.value).to.deep.include({ addresses: [], surplus: fromHex('11'.repeat(8)) });
  });

  it('of type 2 hold one home address (RFC 6275 section 6.4.1)', () => {
    expect(hex(Routing2.encode({ nextHeader: 58, homeAddress: A }))).to.equal(`3a02020100000000${hex(A)}`);
  });

  it('of type 4 count their segments less one, and hold TLVs after them (RFC 8754 section 2)', () => {
    const octets = Routing4.encode({
      nextHeader: 58,
      segmentsLeft: 1,
      flags: 0x80,
      tag: 0xbeef,
      segments: [A, B],
      options: [{ kind: 'hmac', keyId: 1, hmac: new Uint8Array(8) }],
    });
    expect(hex(octets)).to.equal(`3a0604010180beef${hex(A)}${hex(B)}050e000000000001${'00'.repeat(8)}`);
    const got = Routing4.decode(octets);
    expect(got.ok && got.value).to.deep.include({ lastEntry: 1, segments: [A, B] });
  });

  it('of type 4 report a last entry beyond the header', () => {
    const got = Routing4.decode(Routing4.encode({ lastEntry: 2, segments: [A, B] }));
    expect(got).to.nested.include({ 'error.kind': 'truncated', 'error.path': 'routing4.segments[2]', 'error.offset': 40, 'error.left': 0 });
  });
});

describe('the Fragment header', () => {
  it('has its offset in units of 8 octets before two reserved bits and the flag', () => {
    expect(hex(Fragment.encode({ nextHeader: 58, fragmentOffset: 185, moreFragments: true, identification: 0xcafe }))).to.equal(
      '3a0005c90000cafe',
    );
    expect(hex(Fragment.encode({ nextHeader: 58, reserved: 1, reserved2: 3 }))).to.equal('3a01000600000000');
  });
});
