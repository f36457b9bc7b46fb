import { expect } from 'chai';
import fc from 'fast-check';
import {
  completeFrameRecord,
  FRAME_HEADER_OCTETS,
  FROM_CHILD,
  jsonRecord,
  RecordReader,
  sendRecord,
  sentRecord,
  TO_CHILD,
} from './records.js';

function readInPieces(octets: Buffer, size: number): { readonly kind: number; readonly body: string }[] {
  const records: { kind: number; body: string }[] = [];
  const reader = new RecordReader((kind, body) => records.push({ kind, body: body.toString('hex') }));
  for (let at = 0; at < octets.length; at += size) reader.push(octets.subarray(at, at + size));
  return records;
}

describe('records between the harness and the capture process', () => {
  it('carry octets, sequence numbers and stamps unchanged', () => {
    const record = Buffer.alloc(FRAME_HEADER_OCTETS + 3);
    record.set([1, 2, 3], FRAME_HEADER_OCTETS);
    const length = completeFrameRecord(record, 1_234_567_890_123, 3);
    const seen: Buffer[] = [];
    new RecordReader((kind, body) => {
      expect(kind).to.equal(FROM_CHILD.frame);
      seen.push(body);
    }).push(record.subarray(0, length));
    expect(seen[0]?.readDoubleLE(0)).to.equal(1_234_567_890_123);
    expect(seen[0]?.subarray(8).toString('hex')).to.equal('010203');
    const [sent] = readInPieces(sentRecord(0xffff_fffe, 5), 100);
    expect(sent?.kind).to.equal(FROM_CHILD.sent);
  });

  it('come out whole, whatever pieces the pipe makes of them', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), fc.integer({ min: 1, max: 64 }), (frames, size) => {
        const octets = Buffer.concat([...frames.map((frame, i) => sendRecord(i, frame)), jsonRecord(TO_CHILD.question, { token: 1 })]);
        const records = readInPieces(octets, size);
        expect(records.slice(0, -1).map(({ body }) => body.slice(8))).to.deep.equal(
          frames.map((frame) => Buffer.from(frame).toString('hex')),
        );
        expect(records.at(-1)?.kind).to.equal(TO_CHILD.question);
      }),
      { numRuns: 300 },
    );
  });

  it('that announce an impossible length are refused', () => {
    const reader = new RecordReader(() => undefined);
    expect(() => reader.push(Buffer.from([0xff, 0xff, 0xff, 0x7f, 1]))).to.throw(RangeError);
    expect(() => new RecordReader(() => undefined).push(Buffer.alloc(8))).to.throw(RangeError);
  });
});
