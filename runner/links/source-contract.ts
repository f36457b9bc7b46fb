import { expect } from 'chai';
import { hex } from '../../reference/net/octets.js';
import type { CapturedFrame, FrameSource } from './frames.js';

/** A source under test, and what it is going to deliver. */
export interface PreparedSource {
  readonly source: FrameSource;
  readonly expected: readonly Uint8Array[];
  /** The source ends by itself: a file, not a NIC. */
  readonly ends: boolean;
}

/**
 * What every source of frames must keep, be it a file, a NIC or the memory link. Mocha tests; `prepare` makes a fresh
 * source with at least two frames to come.
 */
export function keepsTheContract(prepare: () => Promise<PreparedSource>): void {
  const take = async ({ source, expected, ends }: PreparedSource): Promise<readonly CapturedFrame[]> => {
    const kept: CapturedFrame[] = [];
    for await (const batch of source.batches()) {
      for (const frame of batch) kept.push({ ...frame, octets: frame.octets.slice() });
      if (!ends && kept.length >= expected.length) break;
    }
    return kept;
  };

  it('delivers every frame once, in order, numbered from 1', async () => {
    const prepared = await prepare();
    const frames = await take(prepared);
    await prepared.source.close();
    expect(frames.map(({ octets }) => hex(octets))).to.deep.equal(prepared.expected.map(hex));
    expect(frames.map(({ no }) => no)).to.deep.equal(prepared.expected.map((_, i) => i + 1));
  });

  it('stamps in whole microseconds that do not go back, and says how good the stamps are', async () => {
    const prepared = await prepare();
    const frames = await take(prepared);
    await prepared.source.close();
    const stamps = frames.map(({ at }) => Number(at));
    expect(stamps.every(Number.isSafeInteger)).to.equal(true);
    expect([...stamps].sort((a, b) => a - b)).to.deep.equal(stamps);
    expect(prepared.source.stamps.uncertainty).to.be.at.least(0);
  });

  it('names link type, direction and original length', async () => {
    const prepared = await prepare();
    for (const frame of await take(prepared)) {
      expect(frame.linkType).to.equal(1);
      expect(['in', 'out', 'unknown']).to.include(frame.direction);
      expect(frame.originalLength).to.be.at.least(frame.octets.length);
    }
    await prepared.source.close();
  });

  it('keeps the octets of a batch until the next one is asked for', async () => {
    const { source, expected, ends } = await prepare();
    const iterator = source.batches()[Symbol.asyncIterator]();
    const views: Uint8Array[] = [];
    while (views.length < (ends ? 1 : expected.length)) {
      const next = await iterator.next();
      if (next.done) break;
      const batch = next.value;
      await new Promise(setImmediate);
      for (const frame of batch) {
        expect(hex(frame.octets)).to.equal(hex(expected[views.length] ?? new Uint8Array(0)));
        views.push(frame.octets);
      }
    }
    await source.close();
  });

  it('has no problem to report, closes twice, and ends its batches when closed', async () => {
    const { source } = await prepare();
    await source.close();
    await source.close();
    // What waited may still come; then it is over.
    for await (const batch of source.batches()) expect(batch.length).to.be.at.least(1);
    expect(source.problem()).to.equal(undefined);
    const losses = source.losses();
    expect(losses === 'unknown' || losses === 0).to.equal(true);
  });
}
