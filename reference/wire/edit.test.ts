import { expect } from 'chai';
import { address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { fromHex, hex } from '../net/octets.js';
import { MESSAGES } from './catalogue.js';
import { corruptibleFields, type CorruptibleField } from './corruptible-fields.js';
import { decodeFrame, type DecodedFrame } from './decode-frame.js';
import { edit } from './edit.js';
import { fragment, hopByHop } from './extension-headers.js';
import { frame, withEthernet, type FrameDraft } from './frame-draft.js';
import { destinationUnreachable, echoRequest } from './icmpv6.js';
import { ipv6 } from './ipv6.js';
import { linkPadding, raw, type LayerDraft } from './layer-draft.js';
import { multicastListenerReport2 } from './mld.js';
import { neighborAdvertisement, neighborSolicitation, nonce, targetLinkLayerAddress, unknownOption } from './nd.js';
import { valueAt } from './paths.js';
import { SPECIMENS } from './specimens.js';
import { udp } from './udp.js';

const A = address('fe80::a');
const B = address('fe80::b');
const MAC = linkLayerAddress([2, 0, 0, 0, 0, 1]);
const onLink = (...layers: readonly LayerDraft[]): FrameDraft =>
  withEthernet(frame(ipv6({ source: A, destination: B }), ...layers), { source: MAC, destination: MAC });
const advertisement = onLink(neighborAdvertisement({ target: A, options: [targetLinkLayerAddress(MAC), nonce(new Uint8Array(6))] }));

function edited(draft: FrameDraft, path: string, change: (value: unknown) => unknown): DecodedFrame {
  const octets = edit(draft.octets, path, change);
  if (!octets) throw new Error(`no ${path}`);
  return decodeFrame(octets);
}

const valueOf = (decoded: DecodedFrame, path: string): unknown => {
  const got = valueAt(decoded, path);
  return got.found ? got.value : undefined;
};

describe('edit', () => {
  it('changes one field and computes the checksum again', () => {
    const decoded = edited(advertisement, 'neighborAdvertisement.solicited', (value) => value !== true);
    expect(valueOf(decoded, 'neighborAdvertisement.solicited')).to.equal(true);
    expect(decoded.layers.at(-1)?.checksum).to.equal('good');
    expect(decoded.octets).to.have.length(advertisement.octets.length);
  });

  it('changes addresses of the pseudo-header and computes the checksum again', () => {
    expect(edited(advertisement, 'ipv6.source', () => B).layers.at(-1)?.checksum).to.equal('good');
  });

  it('leaves everything else alone when the field is a checksum or a length', () => {
    const checksum = edited(advertisement, 'icmpv6.checksum', (value) => (value as number) ^ 1);
    expect(checksum.layers.at(-1)?.checksum).to.equal('bad');
    const length = edited(advertisement, 'ipv6.payloadLength', (value) => (value as number) - 8);
    expect(valueOf(length, 'ipv6.payloadLength')).to.equal(32);
    expect(
      valueOf(
        edited(advertisement, 'neighborAdvertisement.options.nonce.length', () => 0),
        'icmpv6.options',
      ),
    ).to.have.length(1);
  });

  it('takes an option out, and changes its size', () => {
    const without = edited(advertisement, 'neighborAdvertisement.options.targetLinkLayerAddress', () => undefined);
    expect(valueOf(without, 'icmpv6.options')).to.have.length(1);
    expect(without.layers.at(-1)).to.include({ checksum: 'good', length: 32 });
    expect(valueOf(without, 'ipv6.payloadLength')).to.equal(32);
    const longer = edited(advertisement, 'neighborAdvertisement.options.nonce.nonce', () => new Uint8Array(14));
    expect(valueOf(longer, 'icmpv6.options.nonce.length')).to.equal(2);
  });

  it('computes counts and header lengths again', () => {
    const report = onLink(
      hopByHop({ options: [{ type: 5, data: new Uint8Array(2) }] }),
      multicastListenerReport2({ records: [{ multicastAddress: A }] }),
    );
    const more = edited(report, 'multicastListenerReport2.records', (records) => [...(records as object[]), { multicastAddress: B }]);
    expect(valueOf(more, 'multicastListenerReport2.numberOfRecords')).to.equal(2);
    const wider = edited(report, 'hopByHop.options', (options) => [...(options as object[]), { type: 0x1e, data: new Uint8Array(12) }]);
    expect(valueOf(wider, 'hopByHop.hdrExtLen')).to.equal(2);
    expect(wider.layers.at(-1)?.checksum).to.equal('good');
  });

  it('changes a quoted packet and nothing else in it', () => {
    const error = onLink(
      destinationUnreachable({ invokingPacket: frame(ipv6({ source: B, destination: A }), udp({ data: fromHex('0102') })).packet }),
    );
    const decoded = edited(error, 'destinationUnreachable.invokingPacket.ipv6.source', () => A);
    expect(decoded.layers.at(-1)?.checksum).to.equal('good');
    expect(decoded.layers.at(-1)?.nested?.layers[1]?.checksum).to.equal('bad');
  });

  it('changes a quoted packet that is cut', () => {
    const error = onLink(destinationUnreachable({ invokingPacket: frame(ipv6({ source: B, destination: A }), echoRequest({})).upTo(43) }));
    const decoded = edited(error, 'icmpv6.invokingPacket.echoRequest.code', () => 9);
    expect(valueOf(decoded, 'icmpv6.invokingPacket')).to.deep.equal(
      edited(decodedDraft(decoded), 'ipv6.hopLimit', () => 1).octets.slice(-43),
    );
    expect(valueOf(decoded, 'icmpv6.invokingPacket.icmpv6.code')).to.equal(9);
  });

  it('keeps lengths and checksums of a packet that was fragmented', () => {
    const fragments = onLink(
      fragment({ moreFragments: true, identification: 5 }),
      udp({ length: 500, checksum: 0x1234, data: new Uint8Array(16) }),
    );
    const decoded = edited(fragments, 'fragment.identification', () => 6);
    expect(hex(decoded.octets.subarray(62))).to.equal(hex(fragments.octets.subarray(62)));
  });

  it('keeps padding after the packet outside of its length', () => {
    const padded = onLink(echoRequest({}), linkPadding(new Uint8Array(6)));
    const decoded = edited(padded, 'echoRequest.sequence', () => 1);
    expect(valueOf(decoded, 'ipv6.payloadLength')).to.equal(8);
    expect(decoded.rest).to.have.length(6);
  });

  it('changes a field before the place where decoding stopped', () => {
    const malformed = onLink(neighborSolicitation({ target: A, options: [unknownOption({ length: 9, data: fromHex('010203040506') })] }));
    const decoded = edited(malformed, 'neighborSolicitation.target', () => B);
    expect(valueOf(decoded, 'neighborSolicitation.target')).to.deep.equal(B);
    expect(decoded.octets).to.have.length(malformed.octets.length);
    expect(valueOf(decoded, 'ipv6.payloadLength')).to.equal(32);
  });

  it('has nothing to change where there is nothing', () => {
    for (const path of ['udp.length', 'icmpv6', 'icmpv6.options.mtu', 'icmpv6.options[5].type', 'icmpv6.type.of', 'ipv6[1].source', '']) {
      expect(
        edit(advertisement.octets, path, () => 1),
        path,
      ).to.equal(undefined);
    }
  });

  it('refuses a value that does not fit', () => {
    expect(() => edit(advertisement.octets, 'ipv6.hopLimit', () => 256)).to.throw('256 does not fit 8 bits, at ipv6.hopLimit');
  });

  it('leaves foreign frames alone', () => {
    expect(edit(onLink(raw(fromHex('0102'), 253)).octets, 'unknownUpperLayer.data', () => fromHex('03'))?.at(-1)).to.equal(3);
  });
});

const decodedDraft = (decoded: DecodedFrame): FrameDraft => ({ ...advertisement, octets: decoded.octets });

/** Another value of the field's type. */
function another(field: CorruptibleField, value: unknown): unknown {
  switch (field.kind) {
    case 'number':
      return ((value as number) ^ 1) >>> 0;
    case 'flag':
      return value !== true;
    case 'option':
      return undefined;
    case 'text':
      return Array.isArray(value) ? ['other.example'] : 'other';
    case 'address':
    case 'linkLayerAddress':
    case 'octets':
      return Uint8Array.from(value as Uint8Array, (octet) => octet ^ 0xff);
  }
}

describe('corruptible fields', () => {
  const reached = new Set<string>();

  for (const { name, draft } of SPECIMENS) {
    it(`can each be changed in ${name}`, () => {
      const before = decodeFrame(draft.octets);
      for (const { message } of before.layers) {
        for (const field of corruptibleFields(message)) {
          const old = valueAt(before, field.path);
          if (!old.found) continue;
          reached.add(field.path);
          const octets = edit(draft.octets, field.path, (value) => another(field, value));
          const size = old.value instanceof Uint8Array ? old.value.length : 1;
          if (size > 0) expect(octets && hex(octets), field.path).not.to.equal(hex(draft.octets));
        }
      }
    });
  }

  it('are all those of a message, its options and its records', () => {
    const fields = MESSAGES.flatMap((message) => corruptibleFields(message));
    expect(fields).to.deep.include({ message: 'ipv6', path: 'ipv6.payloadLength', kind: 'number', bits: 16, auto: 'length' });
    expect(fields).to.deep.include({ message: 'redirect', path: 'redirect.checksum', kind: 'number', bits: 16, auto: 'checksum' });
    expect(fields).to.deep.include({ message: 'redirect', path: 'redirect.options.redirectedHeader.packet', kind: 'octets' });
    expect(fields).to.deep.include({ message: 'routerAdvertisement', path: 'routerAdvertisement.options.dnssl', kind: 'option' });
    expect(new Set(fields.map(({ path }) => path)).size).to.equal(fields.length);
    expect(reached.size).to.be.greaterThan(200);
  });
});
