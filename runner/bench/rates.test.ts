import { expect } from 'chai';
import { figureLine, isSkipped } from './figure.js';
import type { Cost } from './processes.js';
import { laterPart, ratio } from './rates.js';

const cost = (wallMs: number, cpuMs: number): Cost => ({ wallMs, cpuMs });
const peer = { cost: cost(1_000, 1_000), frames: 1_000 };
const line = (whole: readonly Cost[], part: readonly Cost[]): string =>
  figureLine(ratio('judge, once it is compiled', laterPart(whole, part, 750), 'tcpdump -nn -vv', peer, undefined));

describe('what the later part of a capture takes', () => {
  it('is what the whole takes more than the part, each at its best', () => {
    expect(line([cost(900, 800), cost(700, 900)], [cost(300, 250), cost(200, 300)])).to.match(/ 1\.36 x {3}\(1\.5 x by the clock\)$/);
  });

  it('is not told by a clock that says less than nothing', () => {
    expect(line([cost(700, 800)], [cost(4_400, 300)])).to.match(/ 1\.5 x {3}\(not to be told by the clock: this machine is too busy\)$/);
  });

  it('is not told at all where it took no CPU time', () => {
    const outcome = ratio('judge', laterPart([cost(700, 300)], [cost(200, 300)], 750), 'tcpdump', peer, 1);
    expect(isSkipped(outcome) && outcome.because).to.contain('too busy');
    expect(line([cost(700, 200)], [cost(200, 300)])).to.match(/skipped: more frames took no more time/);
  });

  it('has nothing to be compared with where the peer is not installed', () => {
    expect(figureLine(ratio('judge', peer, 'tcpdump -nn', undefined, 1))).to.match(/skipped: tcpdump is not installed$/);
  });
});
