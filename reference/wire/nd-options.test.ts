import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../net/address.js';
import { fromHex, hex } from '../net/octets.js';
import { RouterAdvertisement, pref64PrefixLength, scaledLifetime } from './nd.js';
import * as nd from './nd.js';

/** The option's octets in a Router Advertisement, and the option as decoded from there. */
function through(option: nd.NdOptionDraft): { readonly octets: string; readonly decoded: nd.NdOption | undefined } {
  const octets = RouterAdvertisement.encode({ options: [option] });
  const got = RouterAdvertisement.decode(octets);
  return { octets: hex(octets.subarray(16)), decoded: got.ok ? got.value.options[0] : undefined };
}

const decodeOption = (octets: string): nd.NdOption | undefined => {
  const got = RouterAdvertisement.decode(fromHex(`86000000400007080000000000000000${octets}`));
  return got.ok ? got.value.options[0] : undefined;
};

describe('Neighbor Discovery options', () => {
  it('take link-layer addresses of another size than Ethernet', () => {
    const { octets, decoded } = through(nd.sourceLinkLayerAddress(fromHex('0102030405060708')));
    expect(octets).to.equal('01020102030405060708000000000000');
    expect(decoded).to.deep.equal({
      kind: 'sourceLinkLayerAddress',
      type: 1,
      length: 2,
      linkLayerAddress: fromHex('0102030405060708000000000000'),
    });
  });

  it('put the flags and lifetimes of Prefix Information where RFC 4861 section 4.6.2 says', () => {
    const prefix = address('2001:db8:1::');
    const { octets, decoded } = through(
      nd.prefixInformation({ prefix, autonomous: false, routerAddress: true, validLifetime: 0xffffffff, preferredLifetime: 1 }),
    );
    expect(octets).to.equal(`030440a0ffffffff0000000100000000${hex(prefix)}`);
    expect(decoded).to.deep.equal({
      kind: 'prefixInformation',
      type: 3,
      length: 4,
      prefixLength: 64,
      onLink: true,
      autonomous: false,
      routerAddress: true,
      reserved1: 0,
      validLifetime: 0xffffffff,
      preferredLifetime: 1,
      reserved2: 0,
      prefix,
    });
  });

  it('keep the octets of an option that is longer than its format', () => {
    const decoded = decodeOption('0502 0000 000005dc 0102030405060708');
    expect(decoded).to.deep.equal({ kind: 'mtu', type: 5, length: 2, reserved: 0, mtu: 1500, surplus: fromHex('0102030405060708') });
  });

  it('read an option that is shorter than its format as unknown, of its type', () => {
    expect(decodeOption('0301 40c0 00000000')).to.deep.equal({ kind: 'unknownOption', type: 3, length: 1, data: fromHex('40c000000000') });
  });

  it('leave a given length literal and pad for an omitted one', () => {
    expect(through(nd.unknownOption({ type: 99, data: fromHex('01') })).octets).to.equal('6301010000000000');
    expect(hex(RouterAdvertisement.encode({ options: [nd.mtu(1280, { length: 0 })] }).subarray(16))).to.equal('0500000000000500');
    expect(
      hex(RouterAdvertisement.encode({ options: [nd.unknownOption({ type: 99, length: 5, data: fromHex('01') })] }).subarray(16)),
    ).to.equal('630501');
  });

  it('send a route prefix of 0, 8 or 16 octets (RFC 4191 section 2.3)', () => {
    expect(through(nd.routeInformation({})).octets).to.equal('1801000000000708');
    expect(through(nd.routeInformation({ prefixLength: 48, preference: 3, prefix: fromHex('20010db800010000') })).octets).to.equal(
      '180230180000070820010db800010000',
    );
  });

  it('hold any number of DNS servers, and the half address that a wrong length leaves', () => {
    const { decoded } = through(nd.rdnss({ addresses: [address('2001:db8::53'), address('2001:db8::54')] }));
    expect(decoded).to.deep.include({ length: 5, lifetime: 1800, addresses: [address('2001:db8::53'), address('2001:db8::54')] });
    expect(decodeOption(`1902 0000 00000000 ${'11'.repeat(8)}`)).to.deep.include({
      kind: 'rdnss',
      addresses: [],
      surplus: fromHex('11'.repeat(8)),
    });
  });

  it('hold search names as labels, padded with zeros (RFC 8106 section 5.2)', () => {
    const { octets, decoded } = through(nd.dnssl({ lifetime: 0, names: ['example.com', 'ab'] }));
    expect(octets).to.equal('1f04000000000000076578616d706c6503636f6d0002616200' + '00'.repeat(7));
    expect(decoded).to.deep.include({ kind: 'dnssl', names: ['example.com', 'ab'], padding: new Uint8Array(7) });
  });

  it('keep what follows the names when it is no name', () => {
    expect(decodeOption('1f02 0000 00000000 0161 00 c00c 000000')).to.deep.include({ names: ['a'], padding: fromHex('c00c000000') });
    expect(decodeOption('1f02 0000 00000000 3f 61616161616161')).to.deep.include({ names: [], padding: fromHex('3f61616161616161') });
  });

  it('hold a portal URI that need not end with a NUL (RFC 8910 section 2.3)', () => {
    expect(through(nd.captivePortal('http:')).octets).to.equal('2501687474703a00');
    expect(decodeOption('2501 687474703a2f')).to.deep.equal({ kind: 'captivePortal', type: 37, length: 1, uri: 'http:/' });
    expect(() => RouterAdvertisement.encode({ options: [nd.captivePortal('€')] })).to.throw('at routerAdvertisement.options[0].uri');
  });

  it('split lifetime and prefix length code as RFC 8781 section 4 says', () => {
    const { octets } = through(nd.pref64({ scaledLifetime: 8191, prefixLengthCode: 5, prefix: fromHex('0064ff9b0000000000000000') }));
    expect(octets).to.equal('2602fffd0064ff9b0000000000000000');
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(pref64PrefixLength)).to.deep.equal([96, 64, 56, 48, 40, 32, undefined, undefined]);
    expect([0, 1, 7, 8, 9, 600, 65_528, 70_000].map(scaledLifetime)).to.deep.equal([0, 1, 1, 1, 2, 75, 8191, 8191]);
  });

  it('name the option and field of a mistake', () => {
    expect(() => RouterAdvertisement.encode({ options: [nd.mtu(1500), nd.pref64({ scaledLifetime: 8192 })] })).to.throw(
      '8192 does not fit 13 bits, at routerAdvertisement.options[1].scaledLifetime',
    );
  });
});

describe('domain names in a search list', () => {
  it('come back as the same text, whatever octets the labels have', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.array(label, { minLength: 1, maxLength: 4 }), { maxLength: 4 }), (names) => {
        const wire = names
          .map((labels) => labels.map((octets) => hex(Uint8Array.of(octets.length)) + hex(octets)).join('') + '00')
          .join('');
        const padded = wire.padEnd(Math.ceil(wire.length / 16) * 16, '0');
        const length = (1 + padded.length / 16).toString(16).padStart(2, '0');
        const option = decodeOption(`1f${length}000000000000${padded}`);
        expect(option?.kind === 'dnssl' && option.names.length).to.equal(names.length);
        expect(option && through(option).octets).to.equal(`1f${length}000000000000${padded}`);
      }),
    );
  });

  it('escape a dot and a backslash within a label', () => {
    const option = decodeOption('1f02 0000 00000000 03 612e62 02 5c01 00');
    expect(option).to.deep.include({ names: ['a\\.b.\\\\\\001'] });
  });

  it('refuse labels and names that are too long', () => {
    const encode = (name: string) => () => RouterAdvertisement.encode({ options: [nd.dnssl({ names: [name] })] });
    expect(encode('a'.repeat(64))).to.throw('has a label of 64 octets, at routerAdvertisement.options[0].names');
    expect(encode(Array<string>(130).fill('a').join('.'))).to.throw('is over 255 octets');
    expect(encode('a..b')).to.throw('has a label of 0 octets');
    expect(encode('\\999')).to.throw('beyond one octet');
  });
});
