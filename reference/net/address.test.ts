import { expect } from 'chai';
import fc from 'fast-check';
import { Address6 } from 'ip-address';
import * as net from './address.js';
import { hex } from './octets.js';

const anyAddress = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  // Runs of zero groups are where the text forms differ.
  fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(0xffff) }), { minLength: 8, maxLength: 8 })
    .map((groups) => Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))),
);
const isMapped = (octets: Uint8Array): boolean => hex(octets.subarray(0, 12)) === '00000000000000000000ffff';

describe('formatAddress', () => {
  it('writes what ip-address writes', () => {
    fc.assert(
      fc.property(anyAddress, (octets) => {
        fc.pre(!isMapped(octets));
        expect(net.formatAddress(octets)).to.equal(Address6.fromUnsignedByteArray([...octets]).correctForm());
      }),
      { numRuns: 3000 },
    );
  });

  it('writes the examples of RFC 5952 section 4', () => {
    const rows = [
      ['2001:0db8::0001', '2001:db8::1'],
      ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
      ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
      ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
      ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
      ['2001:DB8::A', '2001:db8::a'],
      ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
      ['0:0:0:0:0:0:0:0', '::'],
      ['1:0:0:0:0:0:0:0', '1::'],
    ] as const;
    for (const [given, canonical] of rows) expect(net.formatAddress(net.address(given))).to.equal(canonical);
  });
});

describe('parseAddress', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(anyAddress, (octets) => {
        const parsed = net.parseAddress(net.formatAddress(octets));
        expect(parsed.ok && hex(parsed.value)).to.equal(hex(octets));
      }),
      { numRuns: 3000 },
    );
  });

  it('takes and refuses what ip-address takes and refuses', () => {
    const piece = fc.constantFrom(':', '::', '0', '1', 'ab', 'fFfF', '12345', '1.2.3.4', '256.1.1.1', '%', 'g', ' ', '');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 18 }), (pieces) => {
        const text = pieces.join('');
        const parsed = net.parseAddress(text);
        const oracle = /[%/]/.test(text) ? undefined : oracleOf(text);
        expect(parsed.ok, text).to.equal(oracle !== undefined);
        if (parsed.ok && oracle) expect(hex(parsed.value), text).to.equal(hex(oracle));
      }),
      { numRuns: 8000 },
    );
  });

  it('says what is wrong', () => {
    const rows = [
      ['', '0 groups'],
      ['1:2:3', '3 groups'],
      ['1::2::3', '"::" more than once'],
      ['1:2:3:4:5:6:7:8:9', '9 groups'],
      ['1:2:3:4:5:6:7::8', '8 groups'],
      ['fe80::1%eth0', 'a group is not 1 to 4 hexadecimal digits'],
      ['::12345', 'a group is not 1 to 4 hexadecimal digits'],
      ['::1.2.3.256', 'bad IPv4 part'],
      ['::01.2.3.4', 'bad IPv4 part'],
    ] as const;
    for (const [text, problem] of rows)
      expect(net.parseAddress(text)).to.deep.equal({ ok: false, error: `"${text}" is not an IPv6 address: ${problem}` });
    expect(() => net.address('x')).to.throw('"x" is not an IPv6 address');
  });

  it('takes sixteen octets only', () => {
    expect(() => net.addressFromOctets(new Uint8Array(15))).to.throw('an IPv6 address has 16 octets, not 15');
  });
});

function oracleOf(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(
      new Address6(text)
        .toUnsignedByteArray()
        .slice(-16)
        .reduce<number[]>((all, octet) => [...all, octet], []),
    );
  } catch {
    return undefined;
  }
}

describe('kinds of addresses', () => {
  it('are told apart as ip-address tells them apart', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyAddress, fc.constantFrom('::', '::1', 'fe80::1', 'febf::', 'fec0::', 'ff02::1', 'ff0e::').map(net.address)),
        (octets) => {
          const oracle = Address6.fromUnsignedByteArray([...octets]);
          // Of an address with an IPv4 address inside ip-address says what that one is.
          fc.pre(oracle.embeddedIPv4() === null);
          expect(net.isMulticast(octets)).to.equal(oracle.isMulticast());
          expect(net.isLoopback(octets)).to.equal(oracle.isLoopback());
          expect(net.isUnspecified(octets)).to.equal(oracle.correctForm() === '::');
        },
      ),
    );
  });

  it('are those of IPv6, whatever IPv4 address is inside', () => {
    expect(net.isMulticast(net.address('::ffff:224.0.0.1'))).to.equal(false);
    expect(net.isLoopback(net.address('::ffff:127.0.0.1'))).to.equal(false);
  });

  it('have a link-local prefix of ten bits (RFC 4291 section 2.4)', () => {
    expect(['fe80::1', 'fe9f::', 'febf:ffff::'].map(net.address).every(net.isLinkLocal)).to.equal(true);
    expect(['fe7f::', 'fec0::', 'ff02::1', '::'].map(net.address).some(net.isLinkLocal)).to.equal(false);
  });

  it('have a scope when they are multicast', () => {
    expect(['ff01::1', 'ff02::1', 'ff15::1', 'ff3e::1'].map((text) => net.multicastScope(net.address(text)))).to.deep.equal([1, 2, 5, 14]);
  });
});

describe('addresses made of addresses', () => {
  it('are the solicited-node groups of RFC 4291 section 2.7.1', () => {
    expect(net.formatAddress(net.solicitedNodeMulticast(net.address('4037::01:800:200e:8c6c')))).to.equal('ff02::1:ff0e:8c6c');
    fc.assert(
      fc.property(anyAddress, (octets) => {
        const group = net.solicitedNodeMulticast(octets);
        expect(net.isSolicitedNodeMulticast(group)).to.equal(true);
        expect(hex(group.subarray(13))).to.equal(hex(octets.subarray(13)));
      }),
    );
    expect(net.isSolicitedNodeMulticast(net.address('ff02::1:fe00:1'))).to.equal(false);
  });

  it('join a prefix and an interface identifier', () => {
    const identifier = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 9);
    expect(net.formatAddress(net.withInterfaceIdentifier(net.address('2001:db8::ffff'), identifier))).to.equal('2001:db8::9');
    expect(net.formatAddress(net.linkLocalAddress(identifier))).to.equal('fe80::9');
  });

  it('are equal when their octets are', () => {
    expect(net.sameAddress(net.address('::1'), net.LOOPBACK)).to.equal(true);
    expect(net.sameAddress(net.ALL_NODES, net.ALL_ROUTERS)).to.equal(false);
    const keys = new Set([net.addressKey(net.address('::1')), net.addressKey(net.LOOPBACK), net.addressKey(net.address('::80'))]);
    expect(keys.size).to.equal(2);
  });
});
