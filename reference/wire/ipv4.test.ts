import { expect } from 'chai';
import { address } from '../net/address.js';
import { ipv4Address } from '../net/ipv4-address.js';
import { fromHex } from '../net/octets.js';
import { decodeFrame, decodePacket, layer } from './decode-frame.js';
import { edit } from './edit.js';
import { ethernet } from './ethernet.js';
import { frame } from './frame-draft.js';
import { icmpv4DestinationUnreachable, icmpv4EchoRequest } from './icmpv4.js';
import { EchoRequest, echoRequest } from './icmpv6.js';
import { Ipv4, ipv4 } from './ipv4.js';
import { Ipv6, ipv6 } from './ipv6.js';
import { linkPadding, raw } from './layer-draft.js';
import { notation } from './notation.js';
import { valueAt } from './paths.js';
import { udp } from './udp.js';

const ends = { source: ipv4Address('192.0.2.1'), destination: ipv4Address('192.0.2.2') };
const echo = icmpv4EchoRequest({ identifier: 1, data: new Uint8Array(8) });

describe('IPv4', () => {
  it('computes its lengths and its checksum over the header alone', () => {
    const { octets } = frame(ipv4({ ...ends, options: fromHex('01') }), echo);
    const decoded = decodePacket(octets);
    expect(layer(decoded, Ipv4)).to.include({ headerLength: 6, totalLength: 40, protocol: 1 });
    expect(decoded.layers.map(({ name, checksum }) => `${name} ${checksum}`)).to.deep.equal(['ipv4 good', 'icmpv4EchoRequest good']);
    octets[39] = 1;
    expect(decodePacket(octets).layers.map(({ checksum }) => checksum)).to.deep.equal(['good', 'bad']);
    octets[8] = 1;
    expect(decodePacket(octets).layers.map(({ checksum }) => checksum)).to.deep.equal(['bad', 'bad']);
  });

  it('ends where its total length says', () => {
    const decoded = decodeFrame(frame(ethernet(), ipv4(ends), echo, linkPadding(new Uint8Array(10))).octets);
    expect(decoded.rest).to.have.length(10);
    expect(decoded.packetEnd).to.equal(decoded.octets.length - 10);
    expect(decoded.packetOffset, 'no IPv6 packet').to.equal(-1);
  });

  it('names what does not fit', () => {
    const paths = [ipv4({ ...ends, totalLength: 100 }), ipv4({ ...ends, headerLength: 4 }), ipv4({ ...ends, headerLength: 15 })].map(
      (header) => decodePacket(frame(header, echo).octets).stopped?.path,
    );
    expect(paths).to.deep.equal(['ipv4.totalLength', 'ipv4.headerLength', 'ipv4']);
  });

  it('knows a fragment that is not the first', () => {
    const decoded = decodePacket(frame(ipv4({ ...ends, fragmentOffset: 1 }), raw(new Uint8Array(8), 1)).octets);
    expect(decoded.layers.map(({ name }) => name)).to.deep.equal(['ipv4', 'fragmentPayload']);
    expect(decodePacket(frame(ipv4({ ...ends, moreFragments: true }), echo).octets).layers[1]).to.include({ checksum: 'unverifiable' });
  });

  it('has no extension headers of IPv6', () => {
    for (const protocol of [0, 43, 44, 58, 60])
      expect(decodePacket(frame(ipv4({ ...ends, protocol }), raw(new Uint8Array(8), 0)).octets).layers.at(-1)?.name).to.equal(
        'unknownUpperLayer',
      );
  });

  it('carries UDP under its own pseudo-header, and UDP without a checksum', () => {
    const checksumOf = (given: object) =>
      decodePacket(frame(ipv4(ends), udp({ data: new Uint8Array(3), ...given })).octets).layers[1]?.checksum;
    expect([checksumOf({}), checksumOf({ checksum: 0 }), checksumOf({ checksum: 1 })]).to.deep.equal(['good', 'unverifiable', 'bad']);
  });

  it('carries IPv6, with the checksums inside under the header inside', () => {
    const inner = ipv6({ source: address('2001:db8::1'), destination: address('2001:db8::2') });
    const decoded = decodePacket(frame(ipv4(ends), inner, echoRequest({ identifier: 9 })).octets);
    expect(layer(decoded, Ipv4)).to.include({ protocol: 41 });
    expect(layer(decoded, Ipv6)).to.include({ payloadLength: 8 });
    expect(layer(decoded, EchoRequest)).to.include({ identifier: 9 });
    expect(decoded.layers.at(-1)?.checksum).to.equal('good');
  });

  it('is quoted by ICMPv4, and edited there', () => {
    const quoted = frame(ipv4(ends), echo).packet;
    const { octets } = frame(ethernet(), ipv4(ends), icmpv4DestinationUnreachable({ code: 4, nextHopMtu: 1400, invokingPacket: quoted }));
    expect(valueAt(decodeFrame(octets), 'icmpv4.invokingPacket.ipv4.source')).to.deep.include({ found: true, value: ends.source });
    const edited = edit(octets, 'icmpv4DestinationUnreachable.invokingPacket.ipv4.timeToLive', () => 3);
    expect(valueAt(decodeFrame(edited!), 'icmpv4.invokingPacket.ipv4.timeToLive')).to.include({ value: 3 });
    expect(notation(decodeFrame(octets))).to.equal(
      'IPv4 192.0.2.1 > 192.0.2.2 ttl 64 | ICMPv4 unreachable code 4 mtu 1400 [IPv4 192.0.2.1 > 192.0.2.2 ttl 64 | ICMPv4 echo request id 0x0001 seq 0 8 octets]',
    );
  });

  it('has its checksum computed again around a change', () => {
    const { octets } = frame(ethernet(), ipv4(ends), echo);
    const edited = edit(octets, 'ipv4.timeToLive', () => 3)!;
    expect(decodeFrame(edited).layers.map(({ checksum }) => checksum)).to.deep.equal([undefined, 'good', 'good']);
    expect(decodeFrame(edit(octets, 'ipv4.checksum', () => 3)!).layers[1]?.checksum).to.equal('bad');
  });
});
