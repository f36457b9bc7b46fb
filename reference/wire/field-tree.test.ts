import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../net/address.js';
import { concat, fromHex } from '../net/octets.js';
import { decodeFrame, decodePacket } from './decode-frame.js';
import { fieldTree, type FieldNode } from './field-tree.js';
import { frame } from './frame-draft.js';
import { destinationUnreachable, echoRequest } from './icmpv6.js';
import { ipv6 } from './ipv6.js';
import { neighborAdvertisement, neighborSolicitation } from './nd.js';
import { SPECIMENS } from './specimens.js';

const A = address('fe80::a');
const B = address('fe80::b');
const packet = ipv6({ source: A, destination: B });

const leavesOf = (nodes: readonly FieldNode[]): readonly FieldNode[] =>
  nodes.flatMap((node) => (node.children.length === 0 ? [node] : leavesOf(node.children)));
const find = (nodes: readonly FieldNode[], path: string): FieldNode | undefined => {
  for (const node of nodes) {
    const found = node.path === path ? node : find(node.children, path);
    if (found) return found;
  }
  return undefined;
};

/** How often each bit of the frame belongs to a leaf. */
function coverage(octets: Uint8Array): readonly number[] {
  const counts = Array<number>(8 * octets.length).fill(0);
  for (const { offset, length, bitOffset = 0, bits = 8 * length } of leavesOf(fieldTree(decodeFrame(octets)))) {
    for (let bit = 0; bit < bits; bit++) counts[8 * offset + bitOffset + bit] = (counts[8 * offset + bitOffset + bit] ?? 0) + 1;
  }
  return counts;
}

describe('fieldTree', () => {
  for (const { name, draft } of SPECIMENS) {
    it(`has every bit in exactly one leaf: ${name}`, () => {
      expect(coverage(draft.octets).every((count) => count === 1)).to.equal(true);
    });
  }

  it('has every bit in exactly one leaf also of frames that are cut or wrong', () => {
    const damaged = fc
      .tuple(fc.constantFrom(...SPECIMENS), fc.nat(), fc.nat(), fc.nat(255), fc.uint8Array({ maxLength: 9 }))
      .map(([{ draft }, keep, at, value, more]) => {
        const octets = concat(draft.octets.subarray(0, 1 + (keep % draft.octets.length)), more);
        octets[at % octets.length] = value;
        return octets;
      });
    fc.assert(
      fc.property(damaged, (octets) => {
        expect(coverage(octets).every((count) => count === 1)).to.equal(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('shows names, words, bits and octets', () => {
    const tree = fieldTree(decodePacket(frame(packet, neighborAdvertisement({ solicited: true, target: B })).octets));
    expect(find(tree, 'neighborAdvertisement.solicited')).to.deep.equal({
      name: 'solicited',
      path: 'neighborAdvertisement.solicited',
      title: 'Solicited',
      text: 'set',
      raw: '40',
      offset: 44,
      length: 1,
      bitOffset: 1,
      bits: 1,
      children: [],
    });
    expect(find(tree, 'ipv6.nextHeader')).to.include({ title: 'Next header', text: '58 (ICMPv6)', raw: '3a' });
    expect(find(tree, 'neighborAdvertisement.target')?.text).to.equal('fe80::b');
    expect(find(tree, 'ipv6.payloadLength')?.text).to.equal('24 octets');
  });

  it('notes a wrong checksum with the right one', () => {
    const right = decodePacket(frame(packet, echoRequest({})).octets).layers[1]?.value as { readonly checksum: number };
    const tree = fieldTree(decodePacket(frame(packet, echoRequest({ checksum: 1 })).octets));
    expect(find(tree, 'echoRequest.checksum')?.note).to.equal(`checksum wrong, 0x${right.checksum.toString(16)} expected`);
  });

  it('shows a quoted packet as layers within its field', () => {
    const quoted = frame(packet, neighborSolicitation({ target: B })).upTo(50);
    const tree = fieldTree(decodePacket(frame(packet, destinationUnreachable({ invokingPacket: quoted })).octets));
    expect(find(tree, 'destinationUnreachable.invokingPacket.ipv6.source')).to.include({ offset: 56, length: 16 });
    expect(find(tree, 'destinationUnreachable.invokingPacket.neighborSolicitation')?.note).to.equal('not complete');
    expect(find(tree, 'destinationUnreachable.invokingPacket.rest')).to.deep.include({
      title: 'Not understood',
      note: 'truncated at neighborSolicitation.target: 16 octets needed, 2 left',
      offset: 96,
      length: 2,
    });
  });

  it('tells octets after the packet from octets that it does not understand', () => {
    const tree = fieldTree(decodePacket(concat(frame(packet, echoRequest({})).octets, fromHex('0000'))));
    expect(tree.at(-1)).to.deep.include({ name: 'afterPacket', title: 'After the packet', offset: 48, length: 2, text: '0000' });
  });
});
