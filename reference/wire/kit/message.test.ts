import { expect } from 'chai';
import { address } from '../../net/address.js';
import { fromHex, hex } from '../../net/octets.js';
import { addressesCountedBy, bits, coded, flag, ipv6Address, octets, octetsCountedBy, rest, surplus, tlvs, u16, u32, u8 } from './field.js';
import { message, option, titleOf } from './message.js';
import { tlvFamily } from './tlv.js';

const sized = { extent: { field: 'length', unit: 8, base: 0, fill: 'zeros' } } as const;
const Known = option(
  'known',
  '',
  { type: u8({ initial: 1 }), length: u8({ auto: 'length' }), value: u16() },
  { extent: { field: 'length', unit: 1, base: 2 } },
);
const Unknown = option(
  'unknown',
  '',
  { type: u8({ initial: 9 }), length: u8({ auto: 'length' }), data: rest() },
  { extent: { field: 'length', unit: 1, base: 2 } },
);
const Options = tlvFamily('testOption', [Known], Unknown);

describe('a message description', () => {
  it('packs narrow fields most significant bit first', () => {
    const Packed = message('packed', '', {
      a: bits(4, { initial: 6 }),
      b: bits(8),
      c: bits(20),
      d: flag(),
      e: flag({ initial: true }),
      f: bits(13),
      g: bits(1),
    });
    expect(hex(Packed.encode({ b: 0xab, c: 0x12345, d: true, f: 0x1abc }))).to.equal('6ab12345f578');
    expect(Packed.decode(fromHex('6ab12345f578'))).to.deep.equal({
      ok: true,
      value: { a: 6, b: 0xab, c: 0x12345, d: true, e: true, f: 0x1abc, g: 0 },
    });
  });

  it('reads 32 bits without a sign', () => {
    const Wide = message('wide', '', { a: u32(), b: bits(3), c: bits(29) });
    expect(Wide.decode(fromHex('ffffffffffffffff'))).to.deep.equal({ ok: true, value: { a: 0xffffffff, b: 7, c: 0x1fffffff } });
  });

  it('refuses bits that do not end on an octet', () => {
    expect(() => message('odd', '', { a: bits(3) })).to.throw('odd does not end on an octet');
    expect(() => message('odd', '', { a: bits(3), b: ipv6Address() })).to.throw('odd.b does not begin on an octet');
  });

  it('refuses a length whose place or rule is not known', () => {
    expect(() => message('odd', '', { a: u8({ auto: 'length' }) })).to.throw('odd.a: no extent says how to compute it');
    expect(() => message('odd', '', { a: rest(), length: u8({ auto: 'length' }) }, sized)).to.throw('no fixed place');
  });

  it('makes its title from its name', () => {
    expect(titleOf('neighborSolicitation')).to.equal('Neighbor Solicitation');
    expect(message('abc', '', { a: u8() }, { title: 'The ABC' }).title).to.equal('The ABC');
  });

  it('has values that share one shape', () => {
    const Pair = message('pair', '', { a: u8(), b: u8() });
    const got = Pair.decode(fromHex('0102'));
    expect(got.ok && Object.keys(got.value)).to.deep.equal(['a', 'b']);
  });
});

describe('encode', () => {
  const Sized = message('sized', '', { length: u8({ auto: 'length' }), flags: u8(), data: rest() }, sized);

  it('computes an omitted length and fills up to the unit, and leaves a given one literal', () => {
    expect(hex(Sized.encode({ data: fromHex('aabbcc') }))).to.equal('0100aabbcc000000');
    expect(hex(Sized.encode({ length: 7, data: fromHex('aabbcc') }))).to.equal('0700aabbcc');
  });

  it('leaves a length zero that its field cannot hold', () => {
    expect(Sized.encode({ data: new Uint8Array(3000) })[0]).to.equal(0);
  });

  it('counts elements and units of octets', () => {
    const Counted = message('counted', '', {
      units: u8({ counts: 'data', unitOctets: 4 }),
      last: u8({ counts: 'list', plus: -1 }),
      list: addressesCountedBy('last'),
      data: octetsCountedBy('units'),
    });
    const value = { units: 2, last: 0, list: [address('::1')], data: new Uint8Array(8) };
    expect(Counted.decode(Counted.encode({ list: value.list, data: value.data }))).to.deep.equal({ ok: true, value });
    expect(hex(Counted.encode({ units: 9, last: 4 }))).to.equal('0904');
  });

  it('puts a checksum only when it knows the pseudo-header, and then only an omitted one', () => {
    const Summed = message('summed', '', { type: u16({ initial: 0x8000 }), checksum: u16({ auto: 'checksum' }) });
    const pseudo = { source: address('fe80::1'), destination: address('fe80::2'), nextHeader: 58 };
    expect(hex(Summed.encode())).to.equal('80000000');
    expect(hex(Summed.encode({}, pseudo))).to.equal('800082bc');
    expect(hex(Summed.encode({ checksum: 0xdead }, pseudo))).to.equal('8000dead');
  });

  it('names the field whose value is a mistake', () => {
    const Outer = message('outer', '', { a: u8(), list: addressesCountedBy('a'), fixed: octets(2), options: tlvs(Options) });
    expect(() => Outer.encode({ a: 300 })).to.throw('300 does not fit 8 bits, at outer.a');
    expect(() => Outer.encode({ a: -1 })).to.throw('-1 does not fit 8 bits, at outer.a');
    expect(() => Outer.encode({ a: 1.5 })).to.throw('1.5 does not fit 8 bits, at outer.a');
    expect(() => Outer.encode({ fixed: new Uint8Array(3) })).to.throw('expected 2 octets, got 3 octets, at outer.fixed');
    expect(() => Outer.encode({ list: [new Uint8Array(4)] })).to.throw('expected 16 octets, got 4 octets, at outer.list[0]');
    expect(() => Outer.encode({ options: [{ kind: 'known' }, { kind: 'known', value: 65536 }] })).to.throw(
      '65536 does not fit 16 bits, at outer.options[1].value',
    );
    expect(() => Outer.encode({ options: [{ kind: 'strange' as 'known' }] })).to.throw(
      'no testOption of kind strange, at outer.options[0]',
    );
  });

  it('reports what a coded field refuses', () => {
    const Text = message('text', '', {
      word: coded<string>({
        initial: '',
        read: (_, from) => ({ value: '', next: from }),
        write() {
          throw new Error('no such word');
        },
        text: (word) => word,
      }),
    });
    expect(() => Text.encode({ word: 'x' })).to.throw('no such word, at text.word');
  });
});

describe('decode', () => {
  const Fixed = message('fixed', '', { a: u8(), target: ipv6Address(), extra: surplus() });

  it('keeps what was understood and locates what is missing', () => {
    const got = Fixed.decode(fromHex('0102030405'));
    expect(got).to.deep.equal({
      ok: false,
      error: { kind: 'truncated', path: 'fixed.target', offset: 1, needed: 16, left: 4, partial: { a: 1 } },
    });
  });

  it('has no surplus field when there is no surplus', () => {
    const exact = Fixed.decode(new Uint8Array(17));
    expect(exact.ok && 'extra' in exact.value).to.equal(false);
    const longer = Fixed.decode(new Uint8Array(20));
    expect(longer.ok && longer.value.extra).to.deep.equal(new Uint8Array(3));
  });

  const Listing = message('listing', '', { options: tlvs(Options) });

  it('reads an option whose octets do not fit its description as an unknown one of that type', () => {
    const got = Listing.decode(fromHex('0102abcd010301020301010009'.slice(0, 24)));
    expect(got).to.deep.equal({
      ok: true,
      value: {
        options: [
          { kind: 'known', type: 1, length: 2, value: 0xabcd },
          { kind: 'unknown', type: 1, length: 3, data: fromHex('010203') },
          { kind: 'unknown', type: 1, length: 1, data: fromHex('00') },
        ],
      },
    });
  });

  it('locates an option that runs over the end, and keeps those before it', () => {
    const got = Listing.decode(fromHex('0102abcd0905ff'));
    expect(got).to.nested.include({
      ok: false,
      'error.kind': 'truncated',
      'error.path': 'listing.options[1]',
      'error.offset': 4,
      'error.needed': 7,
      'error.left': 3,
    });
    expect(got).to.have.nested.property('error.partial.options.length', 1);
  });

  it('limits the number of options', () => {
    const Padding = option('padding', '', { type: u8({ initial: 0 }) });
    const Padded = message('padded', '', { options: tlvs(tlvFamily('padding', [Padding], Unknown)) });
    expect(Padded.decode(new Uint8Array(2046)).ok).to.equal(true);
    expect(Padded.decode(new Uint8Array(2047))).to.nested.include({ 'error.kind': 'limit', 'error.path': 'padded.options[2046]' });
  });
});
