import { expect } from 'chai';
import { address } from '../net/address.js';
import { fromHex, hex } from '../net/octets.js';
import { decodePacket } from './decode-frame.js';
import { frame } from './frame-draft.js';
import { ipv6 } from './ipv6.js';
import { raw } from './layer-draft.js';
import { notation } from './notation.js';
import { valueAt } from './paths.js';
import { PROTOCOL } from './protocol-numbers.js';
import { encodeFrame } from './redraft.js';
import { Ripng, ripng, type RipngDraft } from './ripng.js';
import { udp } from './udp.js';

const P = address('2001:db8:1::');
const packet = (draft: RipngDraft, ports = { sourcePort: 521, destinationPort: 521 }) =>
  frame(ipv6({ source: address('fe80::1'), destination: address('ff02::9') }), udp(ports), ripng(draft)).octets;

describe('RIPng messages (RFC 2080 section 2.1)', () => {
  it('have a header of four octets and entries of twenty', () => {
    const octets = Ripng.encode({ entries: [{ prefix: P, prefixLength: 48, metric: 3, routeTag: 0xbeef }] });
    expect(hex(octets)).to.equal(`02010000${hex(P)}beef3003`);
  });

  it('keep what comes after the last whole entry', () => {
    const octets = fromHex(`01010000${'00'.repeat(20)}0102030405`);
    const got = Ripng.decode(octets);
    expect(got.ok && [got.value.entries.length, hex(got.value.surplus ?? octets)]).to.deep.equal([1, '0102030405']);
    expect(got.ok && hex(Ripng.encode(got.value))).to.equal(hex(octets));
  });

  it('are a layer after UDP to or from port 521, with its checksum over both', () => {
    for (const ports of [
      { sourcePort: 521, destinationPort: 521 },
      { sourcePort: 30_000, destinationPort: 521 },
      { sourcePort: 521, destinationPort: 30_000 },
    ]) {
      const decoded = decodePacket(packet({ entries: [{ prefix: P, prefixLength: 48 }] }, ports));
      expect(decoded.layers.map(({ name }) => name)).to.deep.equal(['ipv6', 'udp', 'ripng']);
      expect(decoded.layers[1]).to.include({ checksum: 'good', length: 8 });
      expect(decoded.stopped).to.equal(undefined);
      expect(valueAt(decoded, 'ripng.entries[0].prefix')).to.include({ found: true, offset: 52, octets: 16 });
    }
    expect(decodePacket(packet({}, { sourcePort: 5, destinationPort: 6 })).layers.map(({ name }) => name)).to.deep.equal(['ipv6', 'udp']);
  });

  it('end where the datagram ends, and encode again as they were', () => {
    const octets = frame(
      ipv6({ source: address('fe80::1'), destination: address('ff02::9') }),
      udp({ sourcePort: 521, destinationPort: 521, length: 12 }),
      ripng({ command: 1 }),
      raw(fromHex('aabb'), PROTOCOL.noNextHeader),
    ).octets;
    const decoded = decodePacket(octets);
    expect(decoded.layers.at(-1)?.length).to.equal(4);
    expect(hex(encodeFrame(decoded))).to.equal(hex(octets));
  });

  it('shorter than their header are read as far as they go', () => {
    const octets = frame(
      ipv6({ source: address('fe80::1'), destination: address('ff02::9') }),
      udp({ sourcePort: 521, destinationPort: 521, data: fromHex('0201') }),
    ).octets;
    const decoded = decodePacket(octets);
    expect(decoded.layers.at(-1)).to.include({ name: 'ripng', partial: true });
    expect(decoded.stopped).to.include({ kind: 'truncated', path: 'ripng.reserved' });
    expect(hex(encodeFrame(decoded))).to.equal(hex(octets));
  });

  it('read as one line', () => {
    const entries = [
      { prefix: address('fe80::9'), metric: 255 },
      ...[1, 2, 3, 4].map((metric) => ({ prefix: P, prefixLength: 48, metric })),
    ];
    expect(notation(decodePacket(packet({ entries })))).to.equal(
      'IPv6 fe80::1 > ff02::9 hl 255 | UDP 521 > 521 | RIPng response next hop fe80::9, 2001:db8:1::/48 metric 1, ' +
        '2001:db8:1::/48 metric 2, 2001:db8:1::/48 metric 3 and 1 more',
    );
  });
});
