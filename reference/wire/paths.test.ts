import { expect } from 'chai';
import { address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { decodeFrame, decodePacket } from './decode-frame.js';
import { fieldTree, type FieldNode } from './field-tree.js';
import { frame, withEthernet } from './frame-draft.js';
import { destinationUnreachable, echoRequest } from './icmpv6.js';
import { ipv6 } from './ipv6.js';
import { multicastListenerReport2 } from './mld.js';
import { neighborSolicitation, nonce, redirect, redirectedHeader, routerAdvertisement, rdnss, sourceLinkLayerAddress } from './nd.js';
import { valueAt } from './paths.js';
import { SPECIMENS } from './specimens.js';

const A = address('fe80::a');
const B = address('fe80::b');
const MAC = linkLayerAddress([2, 0, 0, 0, 0, 1]);
const packet = ipv6({ source: A, destination: B });
const solicitation = frame(packet, neighborSolicitation({ target: B, options: [sourceLinkLayerAddress(MAC), nonce(new Uint8Array(6))] }));

function at(octets: Uint8Array, path: string): unknown {
  const got = valueAt(decodePacket(octets), path);
  return got.found ? { value: got.value, offset: got.offset, octets: got.octets } : got;
}

describe('valueAt', () => {
  it('finds fields by the name or the family of their layer', () => {
    expect(at(solicitation.octets, 'neighborSolicitation.target')).to.deep.equal({ value: B, offset: 48, octets: 16 });
    expect(at(solicitation.octets, 'icmpv6.type')).to.deep.equal({ value: 135, offset: 40, octets: 1 });
    expect(at(solicitation.octets, 'ipv6.flowLabel')).to.deep.equal({ value: 0, offset: 1, octets: 3 });
    expect(at(solicitation.octets, 'neighborSolicitation')).to.deep.include({ offset: 40, octets: 40 });
  });

  it('finds options by index and by kind', () => {
    const option = { value: MAC, offset: 66, octets: 6 };
    expect(at(solicitation.octets, 'neighborSolicitation.options[0].linkLayerAddress')).to.deep.equal(option);
    expect(at(solicitation.octets, 'icmpv6.options.sourceLinkLayerAddress.linkLayerAddress')).to.deep.equal(option);
    expect(at(solicitation.octets, 'icmpv6.options.nonce')).to.deep.include({ offset: 72, octets: 8 });
    expect(at(solicitation.octets, 'icmpv6.options')).to.deep.include({ offset: 64, octets: 16 });
  });

  it('finds elements of lists and records', () => {
    const servers = frame(packet, routerAdvertisement({ options: [rdnss({ addresses: [A, B] })] }));
    expect(at(servers.octets, 'icmpv6.options.rdnss.addresses[1]')).to.deep.equal({ value: B, offset: 80, octets: 16 });
    const report = frame(packet, multicastListenerReport2({ records: [{ multicastAddress: A }, { multicastAddress: B, sources: [A] }] }));
    expect(at(report.octets, 'multicastListenerReport2.records[1].sources[0]')).to.deep.equal({ value: A, offset: 88, octets: 16 });
  });

  it('finds fields of quoted packets, in octets of the whole frame', () => {
    const error = frame(packet, destinationUnreachable({ invokingPacket: solicitation.packet }));
    expect(at(error.octets, 'destinationUnreachable.invokingPacket.ipv6.destination')).to.deep.equal({ value: B, offset: 72, octets: 16 });
    expect(at(error.octets, 'icmpv6.invokingPacket.icmpv6.options.nonce.type')).to.deep.equal({ value: 14, offset: 120, octets: 1 });
    const moved = frame(packet, redirect({ options: [redirectedHeader(solicitation.packet)] }));
    expect(at(moved.octets, 'redirect.options.redirectedHeader.packet.icmpv6.target')).to.deep.include({
      value: B,
      offset: 40 + 40 + 8 + 48,
    });
  });

  it('tells the second layer of a name from the first', () => {
    const tunnelled = frame(packet, ipv6({ source: B, destination: A }), echoRequest({}));
    expect(at(tunnelled.octets, 'ipv6.source')).to.deep.include({ value: A });
    expect(at(tunnelled.octets, 'ipv6[1].source')).to.deep.equal({ value: B, offset: 48, octets: 16 });
    expect(at(tunnelled.octets, 'ipv6[2].source')).to.deep.equal({ found: false });
  });

  it('finds nothing where there is nothing', () => {
    for (const path of [
      '',
      'udp.length',
      'icmpv6.mtu',
      'icmpv6.options[2]',
      'icmpv6.options.mtu.mtu',
      'icmpv6.type.of',
      'icmpv6.target.ipv6',
      'ipv6.hasOwnProperty',
      'icmpv6.options.length',
      'icmpv6.options[0].linkLayerAddress[1]',
    ]) {
      expect(at(solicitation.octets, path), path).to.deep.equal({ found: false });
    }
  });

  it('finds every row of the field tree at the place that the row tells', () => {
    for (const { name, draft } of SPECIMENS) {
      const decoded = decodeFrame(draft.octets);
      const check = (node: FieldNode): void => {
        const got = valueAt(decoded, node.path);
        expect(got.found, `${name}: ${node.path}`).to.equal(true);
        if (got.found) expect([got.offset, got.octets], `${name}: ${node.path}`).to.deep.equal([node.offset, node.length]);
        node.children.filter(({ path }) => !path.endsWith('rest')).forEach(check);
      };
      fieldTree(decoded).forEach(check);
    }
  });

  it('counts offsets from the first octet of the frame', () => {
    const framed = withEthernet(solicitation, { source: MAC, destination: MAC });
    const got = valueAt(decodeFrame(framed.octets), 'neighborSolicitation.target');
    expect(got.found && got.offset).to.equal(62);
  });
});
