import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { concat, fromHex, hex } from '../net/octets.js';
import { decodeFrame, decodePacket, layer, type DecodedFrame } from './decode-frame.js';
import { ethernet, pppoeSession, PppoeSession, vlanTag } from './ethernet.js';
import { Fragment, fragment, hopByHop, noNextHeader } from './extension-headers.js';
import { frame } from './frame-draft.js';
import { destinationUnreachable, EchoRequest, echoRequest, timeExceeded } from './icmpv6.js';
import { Ipv6, ipv6 } from './ipv6.js';
import { jumboPayload } from './ipv6-options.js';
import { raw, type LayerDraft } from './layer-draft.js';
import { linuxCooked, linuxCooked2, LINK_TYPE, loopback } from './link-headers.js';
import { neighborSolicitation, redirect, redirectedHeader, sourceLinkLayerAddress, unknownOption } from './nd.js';
import { encodeFrame } from './redraft.js';
import { SPECIMENS } from './specimens.js';
import { udp } from './udp.js';

const A = address('fe80::a');
const B = address('fe80::b');
const MAC = linkLayerAddress([2, 0, 0, 0, 0, 1]);
const packet = ipv6({ source: A, destination: B });
const echo = echoRequest({ data: fromHex('0102030405') });
const names = ({ layers }: DecodedFrame): readonly string[] => layers.map(({ name }) => name);
const LINK_TYPES = Object.values(LINK_TYPE);

/** Frames that were right once: a specimen with octets changed, cut or appended. */
const damagedFrame = fc
  .tuple(
    fc.constantFrom(...SPECIMENS.map(({ draft }) => draft.octets)),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
    fc.nat(400),
    fc.uint8Array({ maxLength: 20 }),
  )
  .map(([octets, changes, keep, more]) => {
    const damaged = concat(octets.subarray(0, Math.max(14, octets.length - (keep % 97))), keep % 3 === 0 ? more : []);
    for (const [at, value] of changes) damaged[at % damaged.length] = value;
    return damaged;
  });
const anyFrame = fc.oneof(damagedFrame, fc.uint8Array({ maxLength: 200 }));

describe('decodeFrame', () => {
  it('never throws, and what it decoded encodes to the same octets', () => {
    fc.assert(
      fc.property(anyFrame, fc.constantFrom(...LINK_TYPES, 999), (octets, linkType) => {
        const decoded = decodeFrame(octets, linkType);
        expect(hex(encodeFrame(decoded))).to.equal(hex(octets));
      }),
      { numRuns: 4000 },
    );
  });

  it('covers the frame with its layers and the rest, without gaps', () => {
    fc.assert(
      fc.property(anyFrame, (octets) => {
        const { layers, rest } = decodeFrame(octets);
        let at = 0;
        for (const { offset, length } of layers) {
          expect(offset).to.equal(at);
          at += length;
        }
        expect(at + rest.length).to.equal(octets.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('locates every error within the octets', () => {
    fc.assert(
      fc.property(anyFrame, (octets) => {
        const { stopped } = decodeFrame(octets);
        if (stopped) expect(stopped.offset).to.be.within(0, octets.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives views of the octets that it was given, and plain ones for a Buffer', () => {
    const octets = Buffer.from(frame(packet, echo).octets);
    const decoded = decodePacket(octets);
    expect(layer(decoded, Ipv6)?.source.constructor).to.equal(Uint8Array);
    expect(layer(decoded, Ipv6)?.source.buffer).to.equal(octets.buffer);
    expect(layer(decoded, Ipv6)?.source).to.deep.equal(A);
  });

  it('reads all link types', () => {
    const cases: readonly (readonly [number, LayerDraft[], readonly string[]])[] = [
      [LINK_TYPE.ethernet, [ethernet({ source: MAC, destination: MAC })], ['ethernet']],
      [LINK_TYPE.linuxCooked, [linuxCooked({})], ['linuxCooked']],
      [LINK_TYPE.linuxCooked2, [linuxCooked2({ interfaceIndex: 3 })], ['linuxCooked2']],
      [LINK_TYPE.raw, [], []],
      [LINK_TYPE.rawIpv6, [], []],
      [LINK_TYPE.null, [loopback({ addressFamily: 0x1e000000 })], ['loopback']],
      [LINK_TYPE.null, [loopback({ addressFamily: 24 })], ['loopback']],
      [LINK_TYPE.loop, [loopback({ addressFamily: 10 })], ['loopback']],
    ];
    for (const [linkType, header, before] of cases) {
      const decoded = decodeFrame(frame(...header, packet, echo).octets, linkType);
      expect(names(decoded)).to.deep.equal([...before, 'ipv6', 'echoRequest']);
      expect(decoded.packetOffset).to.equal(decoded.octets.length - 53);
    }
  });

  it('leaves what is neither IPv6 nor IPv4 alone', () => {
    expect(names(decodeFrame(frame(ethernet({ etherType: 0x88cc }), raw(new Uint8Array(28), 0)).octets))).to.deep.equal(['ethernet']);
    expect(decodeFrame(new Uint8Array(0))).to.nested.include({
      'layers.length': 0,
      packetOffset: -1,
      'stopped.path': 'ethernet.destination',
    });
    expect(names(decodeFrame(fromHex('55000000'), LINK_TYPE.raw))).to.deep.equal([]);
    expect(names(decodeFrame(frame(loopback({ addressFamily: 2 }), packet).octets, LINK_TYPE.null))).to.deep.equal(['loopback']);
    expect(decodeFrame(new Uint8Array(20), 999).rest).to.have.length(20);
  });

  it('reads nested VLAN tags', () => {
    const decoded = decodeFrame(
      frame(ethernet({ etherType: 0x88a8 }), vlanTag({ vlanIdentifier: 1 }), vlanTag({ vlanIdentifier: 2 }), packet, echo).octets,
    );
    expect(names(decoded)).to.deep.equal(['ethernet', 'vlanTag', 'vlanTag', 'ipv6', 'echoRequest']);
  });

  it('reads what a session of PPPoE carries, in a VLAN or not', () => {
    const session = pppoeSession({ sessionId: 7 });
    const inside = decodeFrame(frame(ethernet({}), vlanTag({ vlanIdentifier: 5 }), session, packet, echo).octets);
    expect(names(inside)).to.deep.equal(['ethernet', 'vlanTag', 'pppoeSession', 'ipv6', 'echoRequest']);
    expect(layer(inside, PppoeSession)).to.include({ sessionId: 7, length: 55, protocol: 0x0057 });
    expect(inside.packetOffset).to.equal(26);
    // The keep-alive of PPP itself, and a frame that ends in the header.
    const keepAlive = frame(ethernet({}), pppoeSession({ protocol: 0xc021 }), raw(new Uint8Array(8), 0)).octets;
    expect(decodeFrame(keepAlive)).to.include({ packetOffset: -1, stopped: undefined });
    expect(decodeFrame(keepAlive.subarray(0, 20)).stopped?.path).to.equal('pppoeSession.protocol');
  });

  it('ends the packet where its length says', () => {
    const octets = concat(frame(packet, echo).octets, fromHex('ffffff'));
    const decoded = decodePacket(octets);
    expect(layer(decoded, EchoRequest)?.data).to.have.length(5);
    expect(hex(decoded.rest)).to.equal('ffffff');
    expect(decoded.stopped).to.equal(undefined);
  });

  it('says that a packet is cut, and does not judge its checksum', () => {
    const { octets } = frame(packet, echo);
    const decoded = decodePacket(octets.subarray(0, octets.length - 2));
    expect(decoded.stopped).to.deep.equal({ kind: 'truncated', path: 'ipv6.payloadLength', offset: 4, needed: 13, left: 11 });
    expect(decoded.layers[1]).to.include({ partial: false, checksum: 'unverifiable' });
  });

  it('gives the fields before the cut', () => {
    const { octets } = frame(packet, neighborSolicitation({ target: A }));
    const decoded = decodePacket(octets.subarray(0, 50));
    expect(decoded.layers[1]).to.nested.include({
      name: 'neighborSolicitation',
      partial: true,
      length: 8,
      'value.type': 135,
      'value.reserved': 0,
    });
    expect(decoded.stopped).to.deep.include({ path: 'neighborSolicitation.target', offset: 48, left: 2 });
    expect(decoded.rest).to.have.length(2);
  });

  it('knows good checksums from bad, and the right one', () => {
    const good = frame(packet, echo);
    expect(decodePacket(good.octets).layers[1]).to.include({ checksum: 'good', expectedChecksum: undefined });
    const bad = frame(packet, echoRequest({ data: fromHex('0102030405'), checksum: 0x1234 }));
    const right = layer(decodePacket(good.octets), EchoRequest)?.checksum;
    expect(decodePacket(bad.octets).layers[1]).to.include({ checksum: 'bad', expectedChecksum: right });
  });

  it('judges the checksum of a message whose options are malformed', () => {
    const malformed = frame(packet, neighborSolicitation({ options: [unknownOption({ length: 9, data: fromHex('010203040506') })] }));
    expect(decodePacket(malformed.octets).layers[1]).to.include({ partial: true, checksum: 'good' });
  });

  it('takes a UDP checksum of zero for wrong (RFC 8200 section 8.1)', () => {
    expect(decodePacket(frame(packet, udp({ checksum: 0 })).octets).layers[1]?.checksum).to.equal('bad');
  });

  it('reads a datagram up to its own length and keeps what is beyond', () => {
    const decoded = decodePacket(frame(packet, udp({ length: 10, data: fromHex('01020304') })).octets);
    expect(decoded.layers[1]).to.nested.include({ 'value.data.length': 2 });
    expect(hex(decoded.rest)).to.equal('0304');
    expect(decodePacket(frame(packet, udp({ length: 7 })).octets).stopped).to.include({
      kind: 'bad-length',
      path: 'udp.length',
      offset: 44,
    });
    expect(decodePacket(frame(packet, udp({ length: 99 })).octets).stopped).to.include({
      kind: 'truncated',
      path: 'udp',
      needed: 99,
      left: 8,
    });
  });

  it('leaves later fragments undecoded and earlier ones unjudged', () => {
    const later = decodePacket(frame(packet, fragment({ fragmentOffset: 1 }), raw(new Uint8Array(8), 58)).octets);
    expect(names(later)).to.deep.equal(['ipv6', 'fragment', 'fragmentPayload']);
    const first = decodePacket(frame(packet, fragment({ moreFragments: true }), echo).octets);
    expect(first.layers[2]).to.include({ name: 'echoRequest', checksum: 'unverifiable' });
    const atomic = decodePacket(frame(packet, fragment({}), echo).octets);
    expect(atomic.layers[2]?.checksum).to.equal('good');
    expect(layer(atomic, Fragment)?.nextHeader).to.equal(58);
  });

  it('does not take an unknown next header for an extension header', () => {
    const decoded = decodePacket(frame(packet, raw(fromHex('3a00000000000000'), 150), echo).octets);
    expect(names(decoded)).to.deep.equal(['ipv6', 'unknownUpperLayer']);
  });

  it('stops at No Next Header', () => {
    const decoded = decodePacket(frame(packet, noNextHeader({ data: fromHex('8000') })).octets);
    expect(names(decoded)).to.deep.equal(['ipv6', 'noNextHeader']);
  });

  it('takes the length of a jumbogram from its option (RFC 2675 section 3)', () => {
    const data = new Uint8Array(70_000).fill(7);
    const options = [jumboPayload(8 + 8 + data.length)];
    const decoded = decodePacket(frame(packet, hopByHop({ options }), echoRequest({ data })).octets);
    expect(layer(decoded, Ipv6)?.payloadLength).to.equal(0);
    expect(layer(decoded, EchoRequest)?.data).to.have.length(70_000);
    expect(decoded.layers[2]?.checksum).to.equal('good');
    expect(decoded.stopped).to.equal(undefined);
  });

  it('has nothing after the header when a length of zero comes without that option', () => {
    const decoded = decodePacket(frame(ipv6({ payloadLength: 0 }), hopByHop({}), echo).octets);
    expect(names(decoded)).to.deep.equal(['ipv6']);
    expect(decoded.stopped).to.include({ path: 'hopByHop.nextHeader', kind: 'truncated' });
  });

  it('limits the number of headers', () => {
    const headers = Array.from({ length: 80 }, () => hopByHop({}));
    const decoded = decodePacket(frame(packet, ...headers).octets);
    expect(decoded.layers).to.have.length(64);
    expect(decoded.stopped).to.include({ kind: 'limit', offset: 40 + 63 * 8 });
    const tags = decodeFrame(frame(ethernet({}), ...Array.from({ length: 80 }, () => vlanTag({}))).octets);
    expect(tags.stopped?.kind).to.equal('limit');
  });

  it('decodes quoted packets, four levels deep', () => {
    let sent = frame(packet, echo);
    for (let i = 0; i < 6; i++) sent = frame(packet, timeExceeded({ invokingPacket: sent.packet }));
    let depth = 0;
    let decoded: DecodedFrame | undefined = decodePacket(sent.octets);
    while ((decoded = decoded.layers[1]?.nested)) depth++;
    expect(depth).to.equal(4);
  });

  it('finds the quoted packet of a Redirect in its option', () => {
    const quoted = frame(packet, udp({}));
    const decoded = decodePacket(
      frame(packet, redirect({ options: [sourceLinkLayerAddress(MAC), redirectedHeader(quoted.packet)] })).octets,
    );
    expect(decoded.layers[1]?.nested && names(decoded.layers[1].nested)).to.deep.equal(['ipv6', 'udp']);
    expect(decodePacket(frame(packet, echo).octets).layers[1]?.nested).to.equal(undefined);
  });

  it('decodes a quoted packet whose header is cut', () => {
    const decoded = decodePacket(frame(packet, destinationUnreachable({ invokingPacket: frame(packet).upTo(20) })).octets);
    expect(decoded.layers[1]?.nested?.stopped).to.include({ path: 'ipv6.source', kind: 'truncated' });
    expect(decoded.layers[1]?.nested?.layers[0]).to.include({ name: 'ipv6', partial: true, length: 8 });
  });
});
