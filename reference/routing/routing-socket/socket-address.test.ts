import { expect } from 'chai';
import fc from 'fast-check';
import { address, addressFromOctets, needsZone } from '../../net/address.js';
import { fromHex, hex } from '../../net/octets.js';
import { ILP32, LP64 } from './c-structure.js';
import { apiForm, kernelForm } from './embedded-scope.js';
import { decodeInet6, decodeLink, decodeMask, encodeCutMask, encodeInet6, encodeLink, encodeMask } from './socket-address.js';

const LENGTHS = Array.from({ length: 129 }, (_, length) => length);

describe('socket addresses', () => {
  it('of IPv6 have 28 octets: port and flow information in network order, the zone in the order of the machine', () => {
    const octets = encodeInet6({ address: address('fe80::1'), port: 521, flowInfo: 1, scopeId: 2 }, ILP32);
    expect(hex(octets)).to.equal(hex(fromHex('1c1c 0209 00000001 fe800000000000000000000000000001 02000000')));
    expect(decodeInet6(octets, ILP32)).to.deep.equal({
      ok: true,
      value: { address: address('fe80::1'), port: 521, flowInfo: 1, scopeId: 2 },
    });
  });

  it('of links have the name of an interface, its link-layer address, or only its number', () => {
    const octets = encodeLink({ index: 1, type: 6, name: 'ne0', address: Uint8Array.of(1, 2, 3, 4, 5, 6) }, ILP32);
    expect(hex(octets)).to.equal(hex(fromHex('1412 0100 06 03 06 00 6e6530 010203040506 000000')));
    expect(decodeLink(octets, ILP32)).to.deep.equal({
      ok: true,
      value: { index: 1, type: 6, name: 'ne0', address: Uint8Array.of(1, 2, 3, 4, 5, 6) },
    });
    expect(encodeLink({ name: 'tunnel-to-the-west' }, ILP32).length).to.equal(26);
  });

  for (const [what, octets, complaint] of [
    ['is too short', '0000', 'an IPv6 socket address has 28 octets, not 2'],
    ['is of another family', `1c02 ${'0000'.repeat(13)}`, 'address family 2 is not that of IPv6, 28'],
    ['has a mask’s length', `1000 ${'0000'.repeat(7)}`, 'an IPv6 socket address has 28 octets, not 16'],
  ] as const)
    it(`are no IPv6 ones when one ${what}`, () => {
      expect(decodeInet6(fromHex(octets), ILP32)).to.deep.equal({ ok: false, error: complaint });
    });

  for (const [what, octets, complaint] of [
    ['is too short', '0612 0100 0600', 'a link-layer socket address has 8 octets or more, not 6'],
    ['is of another family', '081c 0100 06000000', 'address family 28 is not that of links, 18'],
    ['is longer than its octets', '0a12 0100 06 02 01 00 6e65', 'a name of 2 octets and an address of 1 do not fit 2'],
  ] as const)
    it(`are no link-layer ones when one ${what}`, () => {
      expect(decodeLink(fromHex(octets), ILP32)).to.deep.equal({ ok: false, error: complaint });
    });

  it('are read from any octets without an exception, and written again as they were', () => {
    fc.assert(
      fc.property(fc.constantFrom(ILP32, LP64), fc.uint8Array({ maxLength: 40 }), (model, octets) => {
        const inet6 = decodeInet6(octets, model);
        if (inet6.ok) expect(encodeInet6(inet6.value, model).subarray(1)).to.deep.equal(octets.subarray(1));
        const link = decodeLink(octets, model);
        if (link.ok) expect(decodeLink(encodeLink(link.value, model), model)).to.deep.equal(link);
      }),
    );
  });
});

describe('masks', () => {
  it('have whole octets of ones, then 00, 80, c0, e0, f0, f8, fc or fe', () => {
    for (const length of LENGTHS) {
      const { address: mask } = expectOk(decodeInet6(encodeMask(length, ILP32), ILP32));
      expect([...mask].map((octet) => octet.toString(2).padStart(8, '0')).join('')).to.equal('1'.repeat(length).padEnd(128, '0'));
      expect([0x00, 0x80, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc, 0xfe]).to.include(mask[length >> 3] ?? 0);
    }
  });

  it('stand for their length, cut off or not', () => {
    for (const length of LENGTHS) {
      expect(decodeMask(encodeMask(length, ILP32)), `/${length}`).to.deep.equal({ ok: true, value: length });
      expect(decodeMask(encodeCutMask(length, ILP32)), `/${length}, cut off`).to.deep.equal({ ok: true, value: length });
    }
  });

  it('are cut off behind their last octet that is not zero', () => {
    expect(hex(encodeCutMask(64, ILP32).subarray(8))).to.equal('ff'.repeat(8));
    expect(encodeCutMask(64, ILP32)[0]).to.equal(16);
    expect(hex(encodeCutMask(65, ILP32).subarray(8))).to.equal(`${'ff'.repeat(8)}80`);
    expect(hex(encodeCutMask(0, ILP32))).to.equal('00');
  });

  it('have no holes', () => {
    const masked = (text: string) => decodeMask(encodeInet6({ address: address(text) }, ILP32));
    expect(masked('ffff:0:ff00::')).to.deep.equal({ ok: false, error: 'the mask has ones behind its bit 16, which is zero' });
    expect(masked('ffff:a000::')).to.deep.equal({ ok: false, error: 'the mask has ones behind its bit 17, which is zero' });
    expect(masked('::1')).to.deep.equal({ ok: false, error: 'the mask has ones behind its bit 0, which is zero' });
  });

  it('carry no zone', () => {
    const { scopeId, address: mask } = expectOk(decodeInet6(encodeMask(10, ILP32), ILP32));
    expect([scopeId, hex(mask)]).to.deep.equal([0, `ffc0${'00'.repeat(14)}`]);
  });
});

describe('embedded zones', () => {
  for (const [text, zone, inside] of [
    ['fe80::1', 2, 'fe80:2::1'],
    ['febf::1', 0x1234, 'febf:1234::1'],
    ['ff02::9', 1, 'ff02:1::9'],
    ['ff01::1', 1, 'ff01:1::1'],
    ['ff12::9', 65_535, 'ff12:ffff::9'],
    ['fe80::1', 0, 'fe80::1'],
    ['2001:db8::1', 2, '2001:db8::1'],
    ['fec0::1', 2, 'fec0::1'],
    ['fd00::1', 2, 'fd00::1'],
    ['ff05::2', 2, 'ff05::2'],
    ['ff0e::1', 2, 'ff0e::1'],
    ['::1', 2, '::1'],
  ] as const)
    it(`${text} in zone ${zone} is ${inside} inside`, () => {
      const embedded = kernelForm({ address: address(text), zone });
      expect(embedded).to.deep.equal({ ok: true, value: address(inside) });
      const isNarrow = needsZone(address(text));
      expect(apiForm(address(inside))).to.deep.equal({ address: address(text), zone: isNarrow ? zone : 0 });
    });

  it('of more than 16 bits are refused, not cut off', () => {
    expect(kernelForm({ address: address('fe80::1'), zone: 65_537 })).to.deep.equal({
      ok: false,
      error: 'zone index 65537 does not fit 16 bits',
    });
    expect(kernelForm({ address: address('2001:db8::1'), zone: 65_537 }).ok).to.equal(true);
  });

  it('leave the address that was given as it was', () => {
    const given = address('fe80::1');
    kernelForm({ address: given, zone: 3 });
    apiForm(given);
    expect(given).to.deep.equal(address('fe80::1'));
  });

  it('come out as they went in', () => {
    const octets = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(fc.constantFrom('fe80', 'ff01', 'ff02', 'ff32', '2001', 'ff05'), octets, fc.nat(0xffff), (start, rest, zone) => {
        const plain = addressFromOctets(Uint8Array.of(...fromHex(start), 0, 0, ...rest.subarray(4)));
        const embedded = expectOk(kernelForm({ address: plain, zone }));
        expect(apiForm(embedded)).to.deep.equal({ address: plain, zone: needsZone(plain) ? zone : 0 });
      }),
    );
  });
});

function expectOk<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string }): T {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}
