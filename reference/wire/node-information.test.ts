import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../net/address.js';
import { concat, fromHex, hex } from '../net/octets.js';
import { frame } from './frame-draft.js';
import { decodePacket } from './decode-frame.js';
import { readNodeNames, writeNodeNames } from './domain-names.js';
import { ipv6 } from './ipv6.js';
import { NodeAddressesReply, nodeAddressesReply, nodeInformationReply, NodeNameReply, nodeNameReply, QTYPE } from './node-information.js';
import type { LayerDraft } from './layer-draft.js';

const read = (octets: Uint8Array): readonly string[] => readNodeNames(octets, 0, octets.length).value;

describe('names of nodes (RFC 4620 section 4)', () => {
  it('are single labels behind a second zero octet, or fully qualified', () => {
    expect(hex(writeNodeNames(['host']))).to.equal('04686f73740000');
    expect(hex(writeNodeNames(['ab.cd']))).to.equal('02616202636400');
    expect(hex(writeNodeNames(['ab.']))).to.equal('02616200');
    expect(read(fromHex('04686f73740000'))).to.deep.equal(['host']);
    expect(read(fromHex('02616200'))).to.deep.equal(['ab.']);
    expect(read(fromHex('04686f73740000026162026364000161000001620000'))).to.deep.equal(['host', 'ab.cd', 'a', 'b']);
  });

  it('end where no name begins: at a pointer, a label that is cut, or a zero octet', () => {
    for (const rest of ['c004', '0561', '00']) expect(readNodeNames(fromHex(`0161016200${rest}`), 0, 5 + rest.length / 2).next).to.equal(5);
  });

  it('come back as they were, whatever octets are in them', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 5 });
    const name = fc
      .array(label, { minLength: 1, maxLength: 3 })
      .map((labels) => concat(...labels.map((one) => concat([one.length], one)), [0]));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 3 }), fc.boolean(), (names, marked) => {
        const octets = concat(...names, ...(marked ? [[0]] : []));
        const { value, next } = readNodeNames(octets, 0, octets.length);
        expect(hex(writeNodeNames(value))).to.equal(hex(octets.subarray(0, next)));
      }),
    );
  });
});

describe('Node Information Replies', () => {
  const layerOf = (draft: LayerDraft) => {
    const layers = decodePacket(frame(ipv6({ source: address('fe80::1'), destination: address('fe80::2') }), draft).packet).layers;
    return layers[1]?.name;
  };

  it('are read by Qtype, where the code says that there is data', () => {
    expect(layerOf(nodeNameReply({}))).to.equal('nodeNameReply');
    expect(layerOf(nodeNameReply({ code: 1 }))).to.equal('nodeInformationReply');
    expect(layerOf(nodeInformationReply({ qtype: QTYPE.nodeName })), 'too short for a TTL').to.equal('nodeInformationReply');
    expect(layerOf(nodeAddressesReply({ addresses: [{}] }))).to.equal('nodeAddressesReply');
    expect(layerOf(nodeAddressesReply({})), 'no address').to.equal('nodeInformationReply');
    expect(layerOf(nodeInformationReply({ qtype: QTYPE.ipv4Addresses, data: new Uint8Array(8) }))).to.equal('nodeInformationReply');
    expect(layerOf(nodeInformationReply({ qtype: 0x0203, data: new Uint8Array(20) }))).to.equal('nodeInformationReply');
  });

  it('list as many addresses as there are, and keep what is left', () => {
    const addresses = ['2001:db8::1', '2001:db8::2'].map((text) => ({ timeToLive: 0, address: address(text) }));
    const octets = NodeAddressesReply.encode({ addresses, surplus: fromHex('010203') });
    const got = NodeAddressesReply.decode(octets);
    expect(got.ok && got.value.addresses).to.deep.equal(addresses);
    expect(got.ok && got.value.surplus).to.deep.equal(fromHex('010203'));
  });

  it('keep octets that are no name', () => {
    const got = NodeNameReply.decode(NodeNameReply.encode({ names: ['ab.cd'], surplus: fromHex('c004') }));
    expect(got.ok && [got.value.names, got.value.surplus]).to.deep.equal([['ab.cd'], fromHex('c004')]);
  });
});
