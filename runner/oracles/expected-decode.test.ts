import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.js';
import { describeDecode, readExpectedDecodes } from './expected-decode.js';

const folder = join(packageRoot(), 'vectors', 'captures');
const expected = readExpectedDecodes(folder);

describe('the decode of the captures of vectors/captures', function () {
  this.timeout(20_000);

  it('is described for all of them', () => {
    const files = readdirSync(folder).filter((name) => /\.pcap(ng)?$/.test(name));
    expect(expected.map(({ file }) => file)).to.have.members(files);
  });

  for (const capture of expected)
    it(`${capture.file} has the lines that are expected, and the values that tshark reads`, async () => {
      const { frames, ...ours } = await describeDecode(folder, capture.file);
      expect({ ...ours, frames: frames.map(({ line }) => line) }).to.deep.equal({
        ...capture,
        frames: capture.frames.map(({ line }) => line),
      });
      for (const [i, { line, tshark }] of capture.frames.entries()) if (tshark) expect(frames[i]?.tshark, line).to.deep.equal(tshark);
    });

  it('shows the fields of RIPng', () => {
    const frames = expected.find(({ file }) => file === 'frr-bird-ripng.pcapng')?.frames ?? [];
    const all = (name: string): readonly string[] => [...new Set(frames.flatMap(({ tshark }) => tshark?.[name]?.split(' ') ?? []))].sort();
    expect(all('ripng.cmd')).to.deep.equal(['1', '2']);
    expect(all('ripng.rte.metric')).to.include.members(['1', '16']);
    expect(all('ripng.rte.route_tag')).to.include.members(['0', '700']);
    expect(all('ripng.version')).to.deep.equal(['1']);
    expect(all('ripng.rte.prefix_length')).to.include.members(['0', '64']);
    expect(all('udp.dstport')).to.include('521');
  });
});
