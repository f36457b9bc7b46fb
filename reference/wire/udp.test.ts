import { expect } from 'chai';
import { address } from '../net/address.js';
import { fromHex, hex } from '../net/octets.js';
import { decodePacket } from './decode-frame.js';
import { frame } from './frame-draft.js';
import { ipv6 } from './ipv6.js';
import type { LayerDraft } from './layer-draft.js';
import { Ripng, ripng } from './ripng.js';
import { datagramData, udp, type UdpDraft } from './udp.js';

const RIPNG_PORTS = { sourcePort: 521, destinationPort: 521 };
const MESSAGE = { entries: [{ prefix: address('2001:db8:1::'), prefixLength: 48 }] };

/** The data of a datagram in a packet with two octets behind it, which belong to the link. */
function dataOf(ports: UdpDraft, ...carried: readonly LayerDraft[]): string | undefined {
  const { octets } = frame(ipv6({ source: address('fe80::1'), destination: address('ff02::9') }), udp(ports), ...carried);
  const data = datagramData(decodePacket(Uint8Array.from([...octets, 0xaa, 0xbb])));
  return data && hex(data);
}

describe('the data of a UDP datagram', () => {
  const whole = hex(Ripng.encode(MESSAGE));

  it('is the same where a description knows it and where none does', () => {
    expect(dataOf(RIPNG_PORTS, ripng(MESSAGE))).to.equal(whole);
    expect(dataOf({ sourcePort: 5, destinationPort: 6, data: Ripng.encode(MESSAGE) })).to.equal(whole);
  });

  it('is all there is in the packet where the length is 0 (RFC 2675 section 4)', () => {
    expect(dataOf({ ...RIPNG_PORTS, length: 0 }, ripng(MESSAGE))).to.equal(whole);
    expect(dataOf({ sourcePort: 5, destinationPort: 6, length: 0, data: fromHex('0102') })).to.equal('0102');
  });

  it('ends where the length says', () => {
    expect(dataOf({ ...RIPNG_PORTS, length: 12 }, ripng(MESSAGE))).to.equal(whole.slice(0, 8));
    expect(dataOf({ ...RIPNG_PORTS, length: 8 })).to.equal('');
  });

  it('is not there where there is no whole header', () => {
    expect(datagramData(decodePacket(frame(ipv6({})).octets))).to.equal(undefined);
    const cut = frame(ipv6({ source: address('fe80::1'), destination: address('ff02::9') }), udp(RIPNG_PORTS)).octets.slice(0, 44);
    expect(datagramData(decodePacket(cut))).to.equal(undefined);
  });
});
