import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../../net/address.js';
import { concat, fromHex, hex } from '../../net/octets.js';
import {
  AddressHeader,
  decodeRoutingMessage,
  decodeRoutingMessages,
  encodeRoutingMessage,
  InterfaceHeader,
  RouteHeader,
} from './routing-message.js';
import { ILP32, LP64, type DataModel } from './c-structure.js';
import { RTA, RTF, RTM, RTM_VERSION, type RouteAddressName } from './constants.js';
import { decodeMask, encodeCutMask, encodeInet6, encodeLink, encodeMask } from './socket-address.js';

const BIG_ENDIAN_32: DataModel = { longOctets: 4, littleEndian: false };
const BIG_ENDIAN_64: DataModel = { longOctets: 8, littleEndian: false };
const MODELS = [ILP32, LP64, BIG_ENDIAN_32, BIG_ENDIAN_64];

/** Where a member of a header begins: where the octets change with it. */
function offsetOf(member: keyof RouteHeader, model: DataModel): number {
  return RouteHeader.encode({ [member]: 1 }, { ...model, littleEndian: true }).indexOf(1);
}

describe('routing messages: layout', () => {
  it('has the sizes of 32-bit and 64-bit systems', () => {
    expect([RouteHeader.size(ILP32), RouteHeader.size(LP64)]).to.deep.equal([92, 152]);
    expect([AddressHeader.size(ILP32), AddressHeader.size(LP64)]).to.deep.equal([20, 20]);
    expect([InterfaceHeader.size(ILP32), InterfaceHeader.size(LP64)]).to.deep.equal([96, 168]);
  });

  for (const [member, narrow, wide] of [
    ['length', 0, 0],
    ['version', 2, 2],
    ['type', 3, 3],
    ['index', 4, 4],
    ['flags', 8, 8],
    ['addresses', 12, 12],
    ['pid', 16, 16],
    ['seq', 20, 20],
    ['errno', 24, 24],
    ['use', 28, 28],
    ['inits', 32, 32],
    ['locks', 36, 40],
    ['mtu', 40, 48],
    ['expire', 48, 64],
  ] as const)
    it(`has ${member} at ${narrow}, or at ${wide} with long ones`, () => {
      expect([offsetOf(member, ILP32), offsetOf(member, LP64)]).to.deep.equal([narrow, wide]);
    });

  it('is what rtadd6 writes for 2001:db8:1234::/48 by fe80::1 in zone 1', () => {
    const octets = encodeRoutingMessage(
      {
        kind: 'route',
        header: { type: RTM.ADD, flags: RTF.UP | RTF.GATEWAY, pid: 7 },
        addresses: {
          DST: encodeInet6({ address: address('2001:db8:1234::') }, BIG_ENDIAN_32),
          GATEWAY: encodeInet6({ address: address('fe80:1::1') }, BIG_ENDIAN_32),
          NETMASK: encodeMask(48, BIG_ENDIAN_32),
        },
      },
      BIG_ENDIAN_32,
    );
    expect(hex(octets)).to.equal(
      hex(
        fromHex(
          `00b0 05 01 0000 0000 00000003 00000007 00000007 00000000 00000000 00000000 00000000 ${'00000000'.repeat(14)}
           1c1c 0000 00000000 20010db8123400000000000000000000 00000000
           1c1c 0000 00000000 fe800001000000000000000000000001 00000000
           1c1c 0000 00000000 ffffffffffff00000000000000000000 00000000`,
        ),
      ),
    );
  });

  it('fills each address up to a whole long', () => {
    const addresses = { DST: encodeInet6({ address: address('2001:db8::') }, LP64), NETMASK: encodeCutMask(64, LP64) };
    const octets = encodeRoutingMessage({ kind: 'route', header: { type: RTM.GET }, addresses }, LP64);
    expect(octets.length).to.equal(152 + 32 + 16);
    expect(encodeRoutingMessage({ kind: 'route', header: { type: RTM.GET }, addresses }, ILP32).length).to.equal(92 + 28 + 16);
  });

  it('gives an address of length zero a whole long', () => {
    for (const model of MODELS) {
      const octets = encodeRoutingMessage(
        {
          kind: 'route',
          header: { type: RTM.GET },
          addresses: { NETMASK: encodeCutMask(0, model), IFP: encodeLink({ index: 1, name: 'ne0' }, model) },
        },
        model,
      );
      expect(octets.length).to.equal(RouteHeader.size(model) + model.longOctets + rounded(20, model));
      const decoded = decodeRoutingMessage(octets, model);
      expect(decoded.ok && decoded.value.kind === 'route' && decodeMask(decoded.value.addresses.NETMASK ?? octets)).to.deep.equal({
        ok: true,
        value: 0,
      });
    }
  });
});

const rounded = (octets: number, { longOctets }: DataModel): number => Math.ceil(octets / longOctets) * longOctets;

const someModel = fc.constantFrom(...MODELS);
const someAddress = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((octets) => {
  octets[0] = octets.length === 1 ? 0 : octets.length;
  return octets;
});
const NAMES = Object.keys(RTA) as RouteAddressName[];
const someAddresses = fc.record(Object.fromEntries(NAMES.map((name) => [name, someAddress])), { requiredKeys: [] });

describe('routing messages: properties', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(
        someModel,
        fc.constantFrom(['route', RTM.CHANGE] as const, ['address', RTM.NEWADDR] as const, ['interface', RTM.IFINFO] as const),
        fc.record({ flags: fc.nat(), index: fc.nat(0xffff) }),
        someAddresses,
        fc.uint8Array({ maxLength: 12 }),
        (model, [kind, type], header, addresses, rest) => {
          const octets = encodeRoutingMessage({ kind, header: { type, ...header }, addresses, rest }, model);
          const decoded = decodeRoutingMessage(octets, model);
          if (!decoded.ok || decoded.value.kind !== kind) throw new Error(JSON.stringify(decoded));
          expect(decoded.value.header).to.include({ type, length: octets.length, version: RTM_VERSION, ...header });
          expect(decoded.value.addresses).to.deep.equal(addresses);
          expect(decoded.value.rest).to.deep.equal(rest);
        },
      ),
    );
  });

  it('takes any octets, and means the same by what it writes of them', () => {
    const looksRight = fc
      .tuple(fc.uint8Array({ minLength: 4, maxLength: 260 }), fc.nat(260), fc.constantFrom(...Object.values(RTM), 0, 9, 18))
      .map(([octets, length, type]) => {
        octets.set([length & 0xff, length >> 8, RTM_VERSION, type]);
        return octets;
      });
    fc.assert(
      fc.property(someModel, fc.oneof(fc.uint8Array({ maxLength: 260 }), looksRight), (model, octets) => {
        const decoded = decodeRoutingMessage(octets, model);
        if (!decoded.ok) {
          expect(decoded.error.needed).to.be.greaterThan(0);
          return;
        }
        if (decoded.value.kind === 'other' || decoded.value.kind === 'announcement') return;
        const again = decodeRoutingMessage(encodeRoutingMessage(decoded.value, model), model);
        expect(again).to.deep.equal(decoded);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('routing messages: what does not fit', () => {
  const message = encodeRoutingMessage(
    { kind: 'route', header: { type: RTM.ADD }, addresses: { DST: encodeInet6({ address: address('::') }, ILP32) } },
    ILP32,
  );
  const changed = (...changes: readonly (readonly [number, number])[]): Uint8Array => {
    const octets = Uint8Array.from(message);
    for (const [at, octet] of changes) octets[at] = octet;
    return octets;
  };

  for (const [what, octets, error] of [
    ['less than a common header', message.subarray(0, 3), { kind: 'truncated', path: 'header.type', offset: 3, needed: 1, left: 0 }],
    [
      'a length of less than a common header',
      changed([0, 3]),
      { kind: 'bad-length', path: 'header.length', offset: 0, needed: 4, left: 120 },
    ],
    ['a length of more than there is', changed([0, 121]), { kind: 'truncated', path: 'header.length', offset: 0, needed: 121, left: 120 }],
    ['a header that is cut', changed([0, 90]), { kind: 'truncated', path: 'rt_msghdr.filler3', offset: 88, needed: 4, left: 2 }],
    ['an address that is cut', changed([0, 119]), { kind: 'truncated', path: 'addresses.DST', offset: 92, needed: 28, left: 27 }],
    [
      'an address that is missing',
      changed([12, RTA.DST | RTA.BRD]),
      { kind: 'truncated', path: 'addresses.BRD', offset: 120, needed: 1, left: 0 },
    ],
  ] as const)
    it(`is told of ${what}`, () => expect(decodeRoutingMessage(octets, ILP32)).to.deep.equal({ ok: false, error }));

  it('is told of a number that no member of a message can be', () => {
    const octets = encodeRoutingMessage({ kind: 'route', header: { type: RTM.GET } }, LP64);
    octets.fill(0xff, 48, 56);
    expect(decodeRoutingMessage(octets, LP64)).to.deep.include({
      error: { kind: 'bad-value', path: 'rt_msghdr.mtu', offset: 48, needed: 8, left: 104 },
    });
  });

  it('leaves out messages of a type that it does not know by their length', () => {
    const unknown = Uint8Array.of(8, 0, RTM_VERSION, 99, 1, 2, 3, 4);
    const decoded = decodeRoutingMessages(concat(unknown, message, unknown), ILP32);
    expect(decoded.ok && decoded.value.map(({ kind, header }) => [kind, header.type, header.length])).to.deep.equal([
      ['other', 99, 8],
      ['route', RTM.ADD, 120],
      ['other', 99, 8],
    ]);
    expect(decodeRoutingMessages(concat(message, [1, 0, 5]), ILP32)).to.deep.include({
      error: { kind: 'truncated', path: 'messages[1].header.type', offset: 123, needed: 1, left: 0 },
    });
  });

  it('takes no message of another version for one of its own', () => {
    const decoded = decodeRoutingMessage(changed([2, 3]), ILP32);
    expect(decoded.ok && decoded.value.kind).to.equal('other');
  });

  it('refuses to write a number that does not fit', () => {
    expect(() => RouteHeader.encode({ index: 0x1_0000 }, ILP32)).to.throw(RangeError, '65536 does not fit 2 octets, at rt_msghdr.index');
    expect(() => RouteHeader.encode({ seq: -1 }, ILP32)).to.throw(RangeError, 'rt_msghdr.seq');
    expect(() => RouteHeader.encode({ hopCount: -1 }, ILP32)).to.throw(RangeError, 'rt_msghdr.hopCount');
    expect(() => RouteHeader.encode({ hopCount: 2 ** 53 }, ILP32)).to.throw(RangeError, 'rt_msghdr.hopCount');
    expect(() => RouteHeader.encode({ seq: 2 ** 32 }, LP64)).to.throw(RangeError, 'rt_msghdr.seq');
  });

  it('says as much as it can of what only a longer `long` holds', () => {
    const written = ({ expire }: { readonly expire: number }, model: DataModel): number | undefined => {
      const read = RouteHeader.decode(RouteHeader.encode({ expire, locks: 1 }, model), model);
      return read.ok && read.value.locks === 1 ? read.value.expire : undefined;
    };
    for (const model of MODELS) expect(written({ expire: 0xffff_ffff }, model)).to.equal(0xffff_ffff);
    for (const model of [ILP32, BIG_ENDIAN_32]) expect(written({ expire: 2 ** 40 }, model)).to.equal(0xffff_ffff);
    for (const model of [LP64, BIG_ENDIAN_64]) expect(written({ expire: 2 ** 40 }, model)).to.equal(2 ** 40);
  });
});

describe('routing messages: a dump', () => {
  /** The first two entries of a table, as a kernel tells them: masks cut off, addresses in embedded form. */
  const dump = fromHex(
    `00c8 05 04 0001 0000 00010003 00000037 00000000 00000000 00000000 00000000 00000000 ${'00000000'.repeat(14)}
     1c1c 0000 00000000 00000000000000000000000000000000 00000000
     1c1c 0000 00000000 fe800001000000000000000000000001 00000000
     00000000
     1412 0001 06 03 06 00 6e6530 000102030405 000000
     1c1c 0000 00000000 fe800001000000000201020304050000 00000000
     00b0 05 04 0002 0000 00000101 00000017 00000000 00000000 00000000 00000000 00000000 ${'00000000'.repeat(14)}
     1c1c 0000 00000000 20010db8000010000000000000000000 00000000
     1412 0002 06 00 00 00 000000000000000000000000
     1000 0000 00000000 ffffffffffffffff
     1412 0002 06 03 06 00 6e6531 000102030406 000000`,
  );

  it('is read with masks of any length', () => {
    const decoded = decodeRoutingMessages(dump, BIG_ENDIAN_32);
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
    const masks = decoded.value.map((message) => message.kind === 'route' && decodeMask(message.addresses.NETMASK ?? dump));
    expect(masks).to.deep.equal([
      { ok: true, value: 0 },
      { ok: true, value: 64 },
    ]);
    expect(decoded.value.map((message) => message.kind === 'route' && Object.keys(message.addresses))).to.deep.equal([
      ['DST', 'GATEWAY', 'NETMASK', 'IFP', 'IFA'],
      ['DST', 'GATEWAY', 'NETMASK', 'IFP'],
    ]);
  });

  it('has the octets that the encoder makes of it', () => {
    const decoded = decodeRoutingMessages(dump, BIG_ENDIAN_32);
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
    const again = decoded.value.map((message) => (message.kind === 'route' ? encodeRoutingMessage(message, BIG_ENDIAN_32) : dump));
    expect(hex(concat(...again))).to.equal(hex(dump));
  });
});
