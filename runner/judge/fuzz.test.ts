import { expect } from 'chai';
import fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgementPage } from '../../reports/judgement-page.js';
import { packageRoot } from '../package-root.js';
import { judgement } from './assemble.js';
import { preparedSource, type PreparedFrame } from './crafted/prepared-source.js';
import { scene } from './crafted/scene.js';
import { inIpv4 } from './crafted/tunnelling.js';
import { craftedViolations } from './crafted/violations.js';
import { judgeCapture, judgeSource } from './judge-captures.js';
import { judgementText } from './judgement-text.js';

const LINK_TYPES = [0, 1, 101, 108, 113, 229, 276, 4_711];

/** Octets of right packets, to be damaged: each as it is, and in a tunnel over IPv4. */
const seeds: readonly Uint8Array[] = craftedViolations.flatMap(({ play }, index) => {
  const s = scene(index + 1);
  play(s);
  return s.frames.flatMap((one) => [one.octets, inIpv4(one).octets]);
});

const change = fc.record({ at: fc.nat(200), octet: fc.nat(255) });
const damaged = fc
  .record({
    seed: fc.nat(seeds.length - 1),
    changes: fc.array(change, { maxLength: 6 }),
    length: fc.option(fc.nat(200), { nil: undefined }),
  })
  .map(({ seed, changes, length }) => {
    const octets = Uint8Array.from(seeds[seed] ?? []);
    for (const { at, octet } of changes) if (at < octets.length) octets[at] = octet;
    return length === undefined ? octets : octets.subarray(0, length);
  });
const anyFrame = fc.record({
  octets: fc.oneof(damaged, damaged, fc.uint8Array({ maxLength: 120 })),
  atUs: fc.integer({ min: -10_000_000, max: 100_000_000 }),
  linkType: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(...LINK_TYPES) }),
  missing: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(500) }),
  direction: fc.constantFrom('in', 'out', 'unknown'),
});

/** Of the longest capture there is; damage makes no frames. */
const MOST_FRAMES = 500;

describe('the judge, fed with anything', function () {
  this.timeout(60_000);

  it('ends with a judgement whatever frames come in, and all of it can be told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFrame, { maxLength: 40 }),
        fc.constantFrom<(number | 'unknown')[]>(0, 7, 'unknown'),
        async (frames, losses) => {
          const prepared = frames.map(({ missing, ...one }): PreparedFrame => ({ ...one, originalLength: one.octets.length + missing }));
          const outcome = await judgeSource(preparedSource(prepared, losses), 'any', { complete: false });
          if (!('findings' in outcome)) throw new Error('prepared frames are always a capture');
          expect(outcome.contents.frames).to.equal(frames.length);
          for (const { checks, verdict } of outcome.findings) {
            expect(checks.length).to.be.greaterThan(0);
            if (verdict === 'fail' || verdict === 'warn') expect(checks.some(({ evidence }) => evidence.length > 0)).to.equal(true);
          }
          const whole = judgement([outcome]);
          expect(judgementText(whole, { terminal: { hasColour: false }, verbose: true })).to.contain('PASS');
          expect(judgementPage(whole)).to.contain('</html>');
        },
      ),
      { numRuns: 300 },
    );
  });

  describe('with damaged files', () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-fuzz-'))));
    after(() => rmSync(folder, { recursive: true }));

    it('judges what comes before the damage, or says that it is no capture', async () => {
      const captures = join(packageRoot(), 'vectors', 'captures');
      const files = readdirSync(captures).filter((name) => /\.pcap(ng)?$/.test(name));
      const whole = files.map((name) => readFileSync(join(captures, name)));
      const damage = fc.record({
        file: fc.nat(files.length - 1),
        changes: fc.array(fc.record({ at: fc.nat(20_000), octet: fc.nat(255) }), { maxLength: 5 }),
        length: fc.option(fc.nat(15_000), { nil: undefined }),
      });
      let count = 0;
      await fc.assert(
        fc.asyncProperty(damage, async ({ file, changes, length }) => {
          const octets = Buffer.from(whole[file] ?? []);
          for (const { at, octet } of changes) octets[at % octets.length] = octet;
          const path = join(folder, `${count++}.pcap`);
          writeFileSync(path, length === undefined ? octets : octets.subarray(0, length));
          const outcome = await judgeCapture(path, { complete: false });
          rmSync(path);
          if ('findings' in outcome) expect(outcome.contents.frames).to.be.at.most(MOST_FRAMES);
          else expect(outcome.problem.detail).to.not.equal('');
        }),
        { numRuns: 300 },
      );
    });
  });
});
