import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, hex } from '../../reference/net/octets.js';
import { decodeFrame, fieldTree, type FieldNode } from '../../reference/wire/index.js';
import { captured } from '../sample/sample-frames.js';
import { bitPattern, lineNumbers, octetRuns } from './octets-view.js';

const leaves = (nodes: readonly FieldNode[]): readonly FieldNode[] =>
  nodes.flatMap((node) => (node.children.length === 0 ? [node] : leaves(node.children)));

describe('octetRuns', () => {
  const octets = fromHex(captured.advertisement);
  const fields = leaves(fieldTree(decodeFrame(octets)));

  it('shows every octet once, in order', () => {
    expect(
      octetRuns(captured.advertisement, fields, [])
        .map(({ text }) => text)
        .join(' ')
        .replaceAll(' ', ''),
    ).to.equal(captured.advertisement);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (some) => {
        const runs = octetRuns(hex(some), leaves(fieldTree(decodeFrame(some))), []);
        expect(
          runs
            .map(({ text }) => text)
            .join('')
            .replaceAll(' ', ''),
        ).to.equal(hex(some));
      }),
    );
  });

  it('never mixes octets of different fields in a run', () => {
    let offset = 0;
    for (const run of octetRuns(captured.advertisement, fields, [])) {
      const count = run.text.split(' ').length;
      for (const field of fields) {
        const [from, to] = [Math.max(offset, field.offset), Math.min(offset + count, field.offset + field.length)];
        if (to > from) expect(to - from, `${field.path} in ${run.text}`).to.equal(count);
      }
      offset += count;
    }
  });

  it('marks what no field claims, and what a test found wrong', () => {
    const runs = octetRuns('01020304', [{ offset: 0, length: 2 }], [[1, 1]]);
    expect(runs).to.deep.equal([
      { text: '01 02', mark: 'wrong' },
      { text: '03 04', mark: 'unknown' },
    ]);
  });
});

describe('bitPattern', () => {
  it('shows the bits of a narrow field in their place', () => {
    expect(bitPattern(Uint8Array.of(0x60, 0), { offset: 0, length: 1, bitOffset: 0, bits: 4 })).to.equal('0110 ....');
    expect(bitPattern(Uint8Array.of(0x60, 0), { offset: 0, length: 1, bitOffset: 2, bits: 1 })).to.equal('..1. ....');
    expect(bitPattern(Uint8Array.of(0x6a, 0xb0), { offset: 0, length: 2, bitOffset: 4, bits: 8 })).to.equal('.... 1010 1011 ....');
  });

  it('is empty for fields of whole octets', () => {
    expect(bitPattern(Uint8Array.of(1), { offset: 0, length: 1 })).to.equal('');
  });
});

describe('lineNumbers', () => {
  it('numbers each line of sixteen', () => expect(lineNumbers(33)).to.equal('0000\n0010\n0020'));
});
