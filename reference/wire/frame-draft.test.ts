import { expect } from 'chai';
import { address } from '../net/address.js';
import { upperLayerChecksum } from '../net/checksum.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { concat, fromHex, hex } from '../net/octets.js';
import { decodeFrame, decodePacket, layer } from './decode-frame.js';
import { destinationOptions, fragment, hopByHop, Routing0, routing0, routing2, routing4, routingUnknown } from './extension-headers.js';
import { frame, withEthernet } from './frame-draft.js';
import { destinationUnreachable, echoRequest, EchoRequest } from './icmpv6.js';
import { Ipv6, ipv6 } from './ipv6.js';
import { homeAddress, routerAlert } from './ipv6-options.js';
import { cut, linkPadding, raw } from './layer-draft.js';
import { multicastListenerReport2 } from './mld.js';
import { neighborSolicitation, sourceLinkLayerAddress } from './nd.js';
import { Udp, udp } from './udp.js';

const A = address('fe80::a');
const B = address('fe80::b');
const FINAL = address('2001:db8::f');
const MAC = linkLayerAddress([2, 0, 0, 0, 0, 1]);
const packet = ipv6({ source: A, destination: B });
const data = fromHex('0102030405');

const checksumOf = (octets: Uint8Array, source: Uint8Array, destination: Uint8Array, nextHeader: number): number =>
  upperLayerChecksum(octets, 0, octets.length, { source, destination, nextHeader });

describe('frame', () => {
  it('fills in the IPv6 header from what follows', () => {
    expect(layer(decodePacket(frame(packet, neighborSolicitation({})).octets), Ipv6)).to.deep.include({
      payloadLength: 24,
      nextHeader: 58,
      hopLimit: 255,
    });
    expect(layer(decodePacket(frame(packet, echoRequest({ data })).octets), Ipv6)).to.deep.include({
      payloadLength: 13,
      nextHeader: 58,
      hopLimit: 64,
    });
    expect(layer(decodePacket(frame(packet, multicastListenerReport2({})).octets), Ipv6)).to.deep.include({ hopLimit: 1 });
    expect(layer(decodePacket(frame(packet).octets), Ipv6)).to.deep.include({ payloadLength: 0, nextHeader: 59 });
  });

  it('takes given values literally', () => {
    const wrong = frame(
      ipv6({ source: A, destination: B, payloadLength: 3, nextHeader: 200, hopLimit: 9, version: 5 }),
      neighborSolicitation({ checksum: 0xdead }),
    );
    expect(layer(decodePacket(wrong.octets), Ipv6)).to.deep.include({ payloadLength: 3, nextHeader: 200, hopLimit: 9, version: 5 });
    expect(hex(wrong.octets.subarray(40, 44))).to.equal('8700dead');
  });

  it('chains next headers through extension headers', () => {
    const { octets } = frame(packet, hopByHop({ options: [routerAlert()] }), fragment({}), destinationOptions({}), udp({ data }));
    expect([octets[6], octets[40], octets[48], octets[56]]).to.deep.equal([0, 44, 60, 17]);
  });

  it('announces literal octets as told', () => {
    expect(frame(packet, raw(data, 253)).octets[6]).to.equal(253);
    expect(hex(withEthernet(frame(raw(data, 0x0800)), { source: MAC, destination: MAC }).octets.subarray(12))).to.equal(`0800${hex(data)}`);
  });

  it('computes checksums under the pseudo-header', () => {
    const { octets } = frame(packet, echoRequest({ identifier: 1, data }));
    expect(checksumOf(octets.subarray(40), A, B, 58)).to.equal(0);
  });

  it('takes the final destination of a routing header for the checksum (RFC 8200 section 8.1, RFC 8754 section 2)', () => {
    const ends = [
      { header: routing0({ segmentsLeft: 1, addresses: [A, FINAL] }), destination: FINAL },
      { header: routing0({ segmentsLeft: 0, addresses: [A, FINAL] }), destination: B },
      { header: routing2({ homeAddress: FINAL }), destination: FINAL },
      { header: routing2({ homeAddress: FINAL, segmentsLeft: 0 }), destination: B },
      { header: routing4({ segmentsLeft: 1, segments: [FINAL, A] }), destination: FINAL },
    ];
    for (const { header, destination } of ends) {
      const { octets } = frame(packet, header, echoRequest({ data }));
      expect(checksumOf(octets.subarray(octets.length - 13), A, destination, 58)).to.equal(0);
      expect(decodePacket(octets).layers[2]?.checksum).to.equal('good');
    }
  });

  it('takes the home address for the checksum (RFC 6275 section 11.3.1)', () => {
    const { octets } = frame(packet, destinationOptions({ options: [homeAddress(FINAL)] }), udp({ data }));
    expect(checksumOf(octets.subarray(octets.length - 13), FINAL, B, 17)).to.equal(0);
    expect(decodePacket(octets).layers[2]?.checksum).to.equal('good');
  });

  it('sends 0xffff for a UDP checksum that computes to zero (RFC 8200 section 8.1)', () => {
    const zero = { sourcePort: 0, destinationPort: 0, data: new Uint8Array(2) };
    const first = frame(packet, udp(zero)).octets;
    const sum = ((first[46] ?? 0) << 8) | (first[47] ?? 0);
    const { octets } = frame(packet, udp({ ...zero, data: Uint8Array.of(sum >> 8, sum & 0xff) }));
    expect(hex(octets.subarray(46, 48))).to.equal('ffff');
    expect(decodePacket(octets).layers[1]?.checksum).to.equal('good');
  });

  it('counts the layers after UDP into its length', () => {
    const { octets } = frame(packet, udp({}), raw(data, 0));
    expect(layer(decodePacket(octets), Udp)).to.deep.include({ length: 13, data });
    expect(decodePacket(octets).layers[1]?.checksum).to.equal('good');
  });

  it('leaves link padding out of every length and checksum', () => {
    const padded = decodeFrame(
      withEthernet(frame(packet, echoRequest({ data }), linkPadding(new Uint8Array(9))), { source: MAC, destination: MAC }).octets,
    );
    expect(layer(padded, EchoRequest)?.data).to.deep.equal(data);
    expect(padded.layers.at(-1)?.checksum).to.equal('good');
    expect(padded.rest).to.deep.equal(new Uint8Array(9));
    expect(padded.packetEnd).to.equal(14 + 40 + 13);
  });

  it('cuts a layer and is right for what is sent', () => {
    const { octets } = frame(packet, cut(neighborSolicitation({ target: B }), 12));
    expect(octets).to.have.length(52);
    expect(octets[5]).to.equal(12);
    expect(checksumOf(octets.subarray(40), A, B, 58)).to.equal(0);
    expect(() => frame(packet, cut(echoRequest({}), 9))).to.throw('cannot cut 8 octets to 9, at echoRequest');
  });

  it('cuts a layer before its checksum', () => {
    expect(hex(frame(packet, cut(echoRequest({}), 3)).octets.subarray(40))).to.equal('800000');
  });

  it('encodes a tunnelled packet within another', () => {
    const inner = ipv6({ source: B, destination: FINAL });
    const decoded = decodePacket(frame(packet, inner, echoRequest({ data })).octets);
    expect(decoded.layers.map(({ name }) => name)).to.deep.equal(['ipv6', 'ipv6', 'echoRequest']);
    expect(decoded.layers[0]?.value).to.deep.include({ nextHeader: 41, payloadLength: 53 });
    expect(decoded.layers[2]?.checksum).to.equal('good');
  });

  it('names the layer of a mistake', () => {
    expect(() => frame(packet, neighborSolicitation({ options: [sourceLinkLayerAddress(MAC, { length: 256 })] }))).to.throw(
      '256 does not fit 8 bits, at neighborSolicitation.options[0].length',
    );
  });

  it('refuses a layer whose number the layer before cannot hold', () => {
    expect(() => frame(packet, raw(data, 0x8100))).to.throw('33024 does not fit 8 bits, at ipv6.nextHeader');
    expect(() => frame(packet, raw(data, 255))).to.not.throw();
  });

  it('is not touched by frames that are encoded later, nor by one that could not be', () => {
    const before = frame(packet, echoRequest({ data }));
    const wanted = hex(before.octets);
    expect(() => frame(packet, echoRequest({ data, sequence: 65_536 }))).to.throw('65536 does not fit 16 bits');
    const after = frame(packet, echoRequest({ data: new Uint8Array(3_000).fill(0xff) }));
    expect(hex(before.octets)).to.equal(wanted);
    expect(hex(frame(packet, echoRequest({ data })).octets)).to.equal(wanted);
    expect(after.octets.length).to.equal(3_048);
  });

  it('tells offsets from the IPv6 header, also behind Ethernet, and the first octets of the packet', () => {
    const draft = frame(packet, hopByHop({ options: [{ type: 0x9e, data: new Uint8Array(4) }] }), echoRequest({ data }));
    const framed = withEthernet(draft, { source: MAC, destination: MAC, vlan: 7 });
    for (const each of [draft, framed]) {
      expect(each.offsetOf('ipv6.nextHeader')).to.equal(6);
      expect(each.offsetOf('hopByHop.options[0].type')).to.equal(42);
      expect(each.offsetOf('icmpv6.checksum')).to.equal(50);
      expect(hex(each.upTo(8))).to.equal('6000000000150040');
      expect(hex(each.packet)).to.equal(hex(draft.octets));
    }
    expect(() => draft.offsetOf('routing.segmentsLeft')).to.throw('the frame has no routing.segmentsLeft');
  });

  it('puts Ethernet and a tag before the packet', () => {
    const framed = withEthernet(frame(packet, echoRequest({})), {
      source: MAC,
      destination: MAC,
      vlan: { priority: 7, vlanIdentifier: 4095 },
    });
    expect(hex(framed.octets.subarray(0, 18))).to.equal(`${hex(MAC)}${hex(MAC)}8100efff86dd`);
  });

  it('quotes a packet in an error', () => {
    const sent = frame(packet, udp({ data }));
    const decoded = decodePacket(frame(packet, destinationUnreachable({ code: 4, invokingPacket: sent.upTo(45) })).octets);
    expect(decoded.layers[1]?.nested?.layers.map(({ name, partial }) => [name, partial])).to.deep.equal([
      ['ipv6', false],
      ['udp', true],
    ]);
  });

  it('has no destination to sum after a routing header of unknown type', () => {
    const decoded = decodePacket(frame(packet, routingUnknown({ segmentsLeft: 1, data: new Uint8Array(4) }), echoRequest({})).octets);
    expect(decoded.layers[2]?.checksum).to.equal('unverifiable');
  });

  it('keeps the octets of its layers in order', () => {
    const whole = frame(packet, routing0({ segmentsLeft: 0 }), echoRequest({ checksum: 0 }));
    const header = Routing0.encode({ nextHeader: 58 });
    expect(hex(whole.octets.subarray(40))).to.equal(hex(concat(header, EchoRequest.encode({}))));
  });
});
