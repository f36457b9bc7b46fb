import { expect } from 'chai';
import fc from 'fast-check';
import { join } from 'node:path';
import { packageRoot } from '../package-root.js';
import type { JudgedFrame } from './observe.js';
import { openCapture } from '../links/capture/capture-source.js';
import type { FrameSource } from '../links/frames.js';
import { judgeSource } from './judge-captures.js';

const CAPTURE = join(packageRoot(), 'vectors', 'captures', 'frr-bird-ripng.pcapng');

async function framesOf(file: string): Promise<readonly JudgedFrame[]> {
  const frames: JudgedFrame[] = [];
  for await (const batch of openCapture(file).batches()) frames.push(...batch.map((one) => ({ ...one, octets: one.octets.slice() })));
  return frames;
}

const sourceOf = (frames: readonly JudgedFrame[], losses: number | 'unknown'): FrameSource => ({
  stamps: openCapture(CAPTURE).stamps,
  // eslint-disable-next-line @typescript-eslint/require-await -- the frames are here already
  async *batches() {
    yield frames.map((one, index) => ({ ...one, no: index + 1 }));
  },
  problem: () => undefined,
  losses: () => losses,
  close: () => Promise.resolve(),
});

/** The rules of RIPng that are violated by what right routers sent. */
async function violated(frames: readonly JudgedFrame[], losses: number | 'unknown'): Promise<readonly string[]> {
  const outcome = await judgeSource(sourceOf(frames, losses), 'part of a capture', { complete: false });
  if (!('findings' in outcome)) throw new Error('not judged');
  return outcome.findings
    .flatMap(({ checks }) => checks)
    .filter(({ rule, verdict }) => rule.startsWith('ripng.') && (verdict === 'fail' || verdict === 'warn'))
    .map(({ rule }) => rule);
}

describe('the judge of RIPng, of FRR and BIRD in part', function () {
  this.timeout(60_000);
  let frames: readonly JudgedFrame[] = [];

  before(async () => {
    frames = await framesOf(CAPTURE);
  });

  it('finds nothing wrong where any of the frames were lost', async () => {
    const kept = fc.array(fc.boolean(), { minLength: frames.length, maxLength: frames.length });
    await fc.assert(
      fc.asyncProperty(kept, async (which) => {
        expect(
          await violated(
            frames.filter((_, index) => which[index]),
            'unknown',
          ),
        ).to.deep.equal([]);
      }),
      { numRuns: 100 },
    );
  });

  it('finds nothing wrong in any stretch of it, nothing lost', async () => {
    const stretch = fc.tuple(fc.nat(frames.length - 1), fc.nat(frames.length - 1));
    await fc.assert(
      fc.asyncProperty(stretch, async ([a, b]) => {
        expect(await violated(frames.slice(Math.min(a, b), Math.max(a, b) + 1), 0)).to.deep.equal([]);
      }),
      { numRuns: 100 },
    );
  });

  it('finds nothing wrong where a capture shows what one node sent, or all but that', async () => {
    for (const last of [1, 2, 3]) {
      const isOf = ({ octets }: JudgedFrame): boolean => octets[11] === last;
      expect(await violated(frames.filter(isOf), 0), `only ${last}`).to.deep.equal([]);
      expect(
        await violated(
          frames.filter((one) => !isOf(one)),
          0,
        ),
        `all but ${last}`,
      ).to.deep.equal([]);
    }
  });
});
