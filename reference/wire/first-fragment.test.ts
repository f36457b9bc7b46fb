import { expect } from 'chai';
import { address } from '../net/address.js';
import { decodePacket, type DecodedFrame, type Layer } from './decode-frame.js';
import { destinationOptions, fragment } from './extension-headers.js';
import { fieldTree } from './field-tree.js';
import { frame } from './frame-draft.js';
import { echoRequest } from './icmpv6.js';
import { ipv4 } from './ipv4.js';
import { ipv6 } from './ipv6.js';
import { raw, type LayerDraft } from './layer-draft.js';
import { neighborSolicitation, sourceLinkLayerAddress, unknownOption } from './nd.js';
import { notation } from './notation.js';
import { encodeFrame } from './redraft.js';
import { udp } from './udp.js';

const packet = ipv6({ source: address('fe80::a'), destination: address('fe80::b') });
const UDP = 17;
const ICMPV6 = 58;
const IPV6 = 41;
const HEADERS = 48;

/** The first fragment of a packet: so many octets of what the layers make. */
function first(protocol: number, octets: number, ...layers: readonly LayerDraft[]): DecodedFrame {
  const whole = frame(packet, ...layers).octets.subarray(40);
  return decodePacket(frame(packet, fragment({ nextHeader: protocol, moreFragments: true }), raw(whole.slice(0, octets), protocol)).octets);
}
const lastOf = ({ layers }: DecodedFrame): Layer => layers[layers.length - 1] as Layer;
const noteOf = (decoded: DecodedFrame): string | undefined => fieldTree(decoded).find(({ name }) => name === lastOf(decoded).name)?.note;

describe('a first fragment', () => {
  const datagram = udp({ sourcePort: 5, destinationPort: 6, data: new Uint8Array(1_444) });

  it('is no damaged datagram, whose length is that of the whole', () => {
    const decoded = first(UDP, 1_232, datagram);
    expect(decoded.stopped).to.equal(undefined);
    expect(lastOf(decoded)).to.deep.include({ name: 'udp', checksum: 'unverifiable', firstPart: { octets: 1_232, of: 1_452 } });
    expect(lastOf(decoded)).to.nested.include({ 'value.data.length': 1_224 });
    expect(notation(decoded)).to.match(/ more \| UDP 5 > 6 1224 octets \(first 1232 of 1452 octets\)$/);
    expect(noteOf(decoded)).to.equal('first 1232 of 1452 octets: goes on in further fragments');
    expect(encodeFrame(decoded)).to.deep.equal(decoded.octets);
  });

  it('is the beginning of an Echo Request, whose length only the last fragment tells', () => {
    const decoded = first(ICMPV6, 1_232, echoRequest({ data: new Uint8Array(2_000) }));
    expect(decoded.stopped).to.equal(undefined);
    expect(lastOf(decoded)).to.deep.include({
      name: 'echoRequest',
      checksum: 'unverifiable',
      partial: false,
      firstPart: { octets: 1_232 },
    });
    expect(notation(decoded)).to.match(/echo request id 0x0000 seq 0 1224 octets \(first 1232 octets\)$/);
    expect(noteOf(decoded)).to.equal('first 1232 octets: goes on in further fragments');
  });

  it('may end in an option, but holds no option that cannot be', () => {
    const options = [sourceLinkLayerAddress(new Uint8Array(6)), unknownOption({ data: new Uint8Array(14) })];
    const decoded = first(ICMPV6, 40, neighborSolicitation({ options }));
    expect(decoded.stopped).to.equal(undefined);
    expect(lastOf(decoded)).to.deep.include({ partial: true, firstPart: { octets: 40 } });
    expect(lastOf(decoded)).to.nested.include({ 'value.options.length': 1 });
    const impossible = first(ICMPV6, 32, neighborSolicitation({ options: [unknownOption({ length: 0, data: new Uint8Array(14) })] }));
    expect(impossible.stopped?.kind).to.equal('bad-length');
    expect(lastOf(impossible).firstPart).to.equal(undefined);
  });

  it('of a tunnel holds the beginning of the packet inside', () => {
    const decoded = first(IPV6, 800, packet, datagram);
    expect(decoded.stopped).to.equal(undefined);
    expect(lastOf(decoded)).to.deep.include({ name: 'udp', firstPart: { octets: 760, of: 1_452 } });
    const whole = first(IPV6, 1_492, packet, datagram);
    expect(whole.stopped).to.equal(undefined);
    expect(lastOf(whole)).to.deep.include({ name: 'udp', partial: false, firstPart: undefined });
    const lying = first(IPV6, 48, packet, udp({ length: 60 }));
    expect(lying.stopped, 'the packet inside is all there').to.include({ kind: 'truncated', path: 'udp', needed: 60, left: 8 });
  });

  it('of IPv4 is one too', () => {
    const ends = { source: Uint8Array.of(192, 0, 2, 1), destination: Uint8Array.of(192, 0, 2, 2) };
    const decoded = decodePacket(frame(ipv4({ ...ends, moreFragments: true }), udp({ length: 100, data: new Uint8Array(16) })).octets);
    expect(decoded.stopped).to.equal(undefined);
    expect(lastOf(decoded).firstPart).to.deep.equal({ octets: 24, of: 100 });
  });

  it('must hold all headers through that of the upper layer (RFC 8200 section 4.5)', () => {
    expect(first(UDP, 4, datagram).stopped).to.include({ kind: 'truncated', path: 'udp.length' });
    expect(first(UDP, 4, datagram).layers.at(-1)?.firstPart).to.equal(undefined);
    const inOptions = first(60, 4, destinationOptions({}), datagram);
    expect(inOptions.stopped).to.include({ kind: 'truncated', path: 'destinationOptions' });
  });

  it('that the capture cut is cut, and a length that lies anywhere else is damage', () => {
    const cut = first(UDP, 1_232, datagram).octets.subarray(0, HEADERS + 100);
    expect(decodePacket(cut).stopped).to.include({ kind: 'truncated', needed: 1_452, left: 100 });
    const lying = udp({ length: 99 });
    const error = { kind: 'truncated', path: 'udp', needed: 99, left: 8 };
    expect(decodePacket(frame(packet, lying).octets).stopped).to.include(error);
    expect(decodePacket(frame(packet, fragment({}), lying).octets).stopped, 'atomic').to.include(error);
    expect(lastOf(decodePacket(frame(packet, fragment({}), lying).octets)).firstPart).to.equal(undefined);
  });
});
