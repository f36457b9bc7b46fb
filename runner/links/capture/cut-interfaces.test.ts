import { expect } from 'chai';
import { hex } from '../../../reference/net/octets.js';
import { readCapture } from './capture-source.js';
import { inPieces, pcapngBlocks } from './made-up-files.js';

const SNAP_LENGTH = 96;
const PIECE_OCTETS = 50;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('a pcapng capture of several interfaces that cut packets', () => {
  for (const little of [true, false]) {
    it(`is read between statistics of each interface and name resolution, ${little ? 'little' : 'big'}-endian`, async () => {
      const made = pcapngBlocks(little);
      const octets = Buffer.concat([
        made.section(),
        made.interface(1, [{ code: 2, value: text('lan') }], SNAP_LENGTH),
        made.interface(1, [{ code: 2, value: text('wan') }], SNAP_LENGTH),
        made.nameResolution('2001:db8::1', 'router.example'),
        made.packet(1, 1_000_000n, new Uint8Array(SNAP_LENGTH).fill(1), [], 1_514),
        made.statistics(1, 2),
        made.packet(0, 1_000_500n, new Uint8Array(SNAP_LENGTH).fill(2), [], 97),
        made.nameResolution('2001:db8::2', 'host.example'),
        made.statistics(1, 4),
        made.packet(0, 1_000_700n, new Uint8Array(60).fill(3)),
        made.statistics(0, 1),
      ]);
      const source = readCapture(inPieces(octets, PIECE_OCTETS), 'made-up.pcapng');
      const frames: (string | number | undefined)[][] = [];
      for await (const batch of source.batches())
        for (const { no, at, interfaceId, octets: captured, originalLength } of batch)
          frames.push([no, at, interfaceId, captured.length, originalLength, hex(captured.subarray(-2))]);
      expect(source.problem()).to.equal(undefined);
      expect(frames).to.deep.equal([
        [1, 0, 1, SNAP_LENGTH, 1_514, '0101'],
        [2, 500, 0, SNAP_LENGTH, 97, '0202'],
        [3, 700, 0, 60, 60, '0303'],
      ]);
      // Statistics count from the beginning: of an interface, the last ones hold.
      expect(source.losses()).to.equal(5);
    });
  }
});
