import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ICMPV6_TYPE_WORDS } from '../../reference/wire/icmpv6-header.js';
import { packageRoot } from '../package-root.js';
import type { CaptureJudgement } from '../../suites/kit/judgement.js';
import { judgement } from './assemble.js';
import { describeJudgement, readExpected } from './crafted/expected-captures.js';
import { scene } from './crafted/scene.js';
import { craftedViolations } from './crafted/violations.js';
import { openCapture } from '../links/capture/capture-source.js';
import type { FrameSource } from '../links/frames.js';
import { judgeCapture, judgeSource } from './judge-captures.js';

const folder = join(packageRoot(), 'vectors', 'captures');
const expected = readExpected(folder);

const judged = async (file: string, complete: boolean): Promise<CaptureJudgement> => {
  const outcome = await judgeCapture(join(folder, file), { complete });
  if (!('findings' in outcome)) throw new Error(`${file} is not usable: ${outcome.problem.detail}`);
  return outcome;
};

/** A source whose frames come one by one, all in the same buffer. */
function inOneBuffer(source: FrameSource): FrameSource {
  const buffer = new Uint8Array(65_536);
  return {
    stamps: source.stamps,
    async *batches() {
      for await (const batch of source.batches()) {
        for (const frame of batch) {
          buffer.fill(0xff).set(frame.octets);
          yield [{ ...frame, octets: buffer.subarray(0, frame.octets.length) }];
        }
      }
    },
    problem: () => source.problem(),
    losses: () => source.losses(),
    close: () => source.close(),
  };
}

describe('captures of vectors/captures', function () {
  this.timeout(20_000);

  it('are all described', () => {
    const files = readdirSync(folder).filter((name) => /\.pcap(ng)?$/.test(name));
    expect(expected.map(({ file }) => file)).to.have.members(files);
  });

  it('are judged as vectors/README.md says, those that somebody vouches for with --complete', () => {
    const commands = readFileSync(join(folder, '..', 'README.md'), 'utf8').match(/^sixproof judge .*$/gm) ?? [];
    const named = commands.map((command) => command.match(/[^ /]+\.pcap(?:ng)?\b/g) ?? []);
    const expectedIn = (vouched: boolean): readonly string[] =>
      expected.filter(({ complete }) => complete === vouched).map(({ file }) => file);
    expect(commands.map((command) => command.includes('--complete'))).to.deep.equal([true, false]);
    expect(named).to.deep.equal([expectedIn(true), expectedIn(false)]);
  });

  for (const { file, origin, complete, violationsOnly, icmpv6Types, ...wanted } of expected) {
    it(`${file} is judged as expected`, async () => {
      expect(origin).to.not.equal('');
      expect(describeJudgement(await judged(file, complete), violationsOnly)).to.deep.equal(wanted);
    });

    it(`${file} is judged without keeping octets of a batch that is over`, async () => {
      const frameByFrame = await judgeSource(inOneBuffer(openCapture(join(folder, file))), join(folder, file), { complete });
      expect(frameByFrame).to.deep.equal(await judged(file, complete));
    });

    if (icmpv6Types)
      it(`${file} holds the messages that tshark counts`, async () => {
        const { contents } = await judged(file, complete);
        const theirs = Object.entries(icmpv6Types).map(([type, packets]) => ({ name: ICMPV6_TYPE_WORDS[Number(type)], packets }));
        const names = new Set(Object.values(ICMPV6_TYPE_WORDS));
        expect(contents.protocols.filter(({ name }) => names.has(name))).to.have.deep.members(theirs);
      });
  }

  it('names tunnels as such, extension headers in between or not', async () => {
    const names = (await judged('tunnels.pcapng', false)).contents.protocols.map(({ name }) => name);
    expect(names).to.include('IPv6 in IPv6').and.not.include('IPv6 alone');
  });

  it('give judgements that follow the published schema', async () => {
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(
      JSON.parse(readFileSync(join(packageRoot(), 'reports', 'schema', 'judgement.schema.json'), 'utf8')) as object,
    );
    for (const { file, complete } of expected)
      expect(
        validate(JSON.parse(JSON.stringify(judgement([await judged(file, complete)])))),
        `${file}: ${JSON.stringify(validate.errors)}`,
      ).to.equal(true);
  });

  it('nothing that Linux, FRR, BIRD and the reference sent violates a MUST', async () => {
    for (const { file, complete } of expected.filter(({ file: name }) => !name.startsWith('crafted')))
      expect((await judged(file, complete)).totals.fail, file).to.equal(0);
  });

  it('every crafted violation is found in its own frames, in one capture with all the others', async () => {
    const { findings } = await judged('crafted-violations.pcap', true);
    const checks = findings.flatMap((finding) => finding.checks);
    let last = 0;
    for (const [index, { rule, play }] of craftedViolations.entries()) {
      const s = scene(index + 1);
      play(s);
      const first = last + 1;
      last += s.frames.length;
      const frames = checks.filter((check) => check.rule === rule).flatMap(({ evidence }) => evidence.map(({ frame }) => frame));
      expect(
        frames.some((frame) => frame >= first && frame <= last),
        `${rule} in frames ${first} to ${last}, found in ${frames.join(', ')}`,
      ).to.equal(true);
    }
  });
});
