import { expect } from 'chai';
import fc from 'fast-check';
import {
  formatIpv4Address,
  ipv4Address,
  ipv4FromOctets,
  ipv4PrefixContains,
  isIpv4Loopback,
  isIpv4Multicast,
  isSubnetBroadcast,
  numberOf,
  parseIpv4Address,
} from './ipv4-address.js';

describe('IPv4 addresses', () => {
  it('are read and written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (octets) => {
        expect(ipv4Address(formatIpv4Address(octets))).to.deep.equal(octets);
      }),
    );
  });

  for (const text of ['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.x', ' 1.2.3.4', '1..3.4'])
    it(`does not take "${text}"`, () => expect(parseIpv4Address(text)).to.include({ ok: false }));

  it('have four octets', () => expect(() => ipv4FromOctets(new Uint8Array(5))).to.throw('4 octets'));

  it('know their kinds', () => {
    expect(isIpv4Multicast(ipv4Address('239.255.255.255'))).to.equal(true);
    expect(isIpv4Multicast(ipv4Address('240.0.0.1'))).to.equal(false);
    expect(isIpv4Loopback(ipv4Address('127.9.9.9'))).to.equal(true);
    expect(numberOf(ipv4Address('255.0.0.1'))).to.equal(0xff000001);
  });
});

describe('IPv4 prefixes', () => {
  const within = (length: number) => ipv4PrefixContains({ address: ipv4Address('192.0.2.130'), length }, ipv4Address('192.0.2.1'));

  it('contain what shares their bits', () => {
    expect([0, 8, 24, 25, 32].map(within)).to.deep.equal([true, true, true, false, false]);
  });

  it('have a broadcast address, unless they hold two addresses or one', () => {
    const subnet = (length: number) => ({ address: ipv4Address('192.0.2.1'), length });
    expect(isSubnetBroadcast(subnet(24), ipv4Address('192.0.2.255'))).to.equal(true);
    expect(isSubnetBroadcast(subnet(25), ipv4Address('192.0.2.127'))).to.equal(true);
    expect(isSubnetBroadcast(subnet(24), ipv4Address('192.0.2.254'))).to.equal(false);
    expect(isSubnetBroadcast(subnet(24), ipv4Address('192.0.3.255'))).to.equal(false);
    expect(isSubnetBroadcast(subnet(31), ipv4Address('192.0.2.1'))).to.equal(false);
    expect(isSubnetBroadcast(subnet(0), ipv4Address('255.255.255.255'))).to.equal(true);
  });
});
