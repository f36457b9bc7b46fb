import { expect } from 'chai';
import fc from 'fast-check';
import { layOutTime, type Mark } from './time-axis.js';

const mark = (atUs: number, height = 40, setsScale = true): Mark => ({ atUs, height, setsScale });

describe('layOutTime', () => {
  it('gives equal pauses equal heights', () => {
    const { ys } = layOutTime(
      [0, 1, 2, 3].map((second) => mark(second * 1_000_000)),
      0,
    );
    const heights = ys.slice(1).map((y, i) => y - (ys[i] ?? 0));
    expect(new Set(heights).size).to.equal(1);
    expect(heights[0]).to.be.above(40);
  });

  it('draws half the pause half as high, where the texts leave room', () => {
    const { ys } = layOutTime([mark(0, 10), mark(1_000_000, 10), mark(2_000_000, 10), mark(2_500_000, 10)], 0);
    expect((ys[3] ?? 0) - (ys[2] ?? 0)).to.equal(((ys[2] ?? 0) - (ys[1] ?? 0)) / 2);
  });

  it('cuts a silence and says how long it was', () => {
    const { ys, cuts } = layOutTime([mark(0), mark(1_000_000), mark(2_000_000), mark(602_000_000)], 0);
    expect(cuts.map(({ us }) => us)).to.deep.equal([600_000_000]);
    expect(cuts[0]?.y).to.be.within(ys[2] ?? 0, ys[3] ?? 0);
  });

  it('does not let an answer after microseconds decide the scale', () => {
    const { cuts } = layOutTime([mark(0), mark(30), mark(1_000_000), mark(1_000_040), mark(2_000_000)], 0);
    expect(cuts).to.deep.equal([]);
  });

  it('does not let the fringe of a window decide the scale', () => {
    const { cuts } = layOutTime(
      [mark(0), mark(1_000_000, 0), mark(1_050_000, 0, false), mark(1_060_000, 0, false), mark(1_070_000, 0, false)],
      0,
    );
    expect(cuts).to.deep.equal([]);
  });

  it('has a scale bar of a round time, beside a pause to scale', () => {
    const { scaleBar, ys } = layOutTime([mark(0), mark(1_000_000), mark(2_000_000)], 0);
    expect(scaleBar).to.include({ us: 500_000, height: 32 });
    expect(scaleBar?.from).to.be.within(ys[0] ?? 0, (ys[1] ?? 0) - 32);
  });

  it('tells what is to scale from what the texts push apart, and has a scale bar only where there is the room for one', () => {
    const burst = [0, 40, 80].map((at) => mark(at));
    const { ys, stretches, scaleBar } = layOutTime([...burst, mark(2_000_000), mark(4_000_000)], 0);
    expect(stretches).to.deep.equal([
      { kind: 'larger', from: ys[0], to: ys[2] },
      { kind: 'scale', from: ys[2], to: ys[4] },
    ]);
    expect(scaleBar?.from).to.be.above(ys[2] ?? 0);
    expect(layOutTime([...burst, mark(120)], 0).stretches).to.deep.include({ kind: 'scale', from: 20, to: 212 });
    const together = layOutTime([mark(0), mark(0), mark(0)], 0);
    expect(together.stretches.map(({ kind }) => kind)).to.deep.equal(['larger']);
    expect(together.scaleBar).to.equal(undefined);
  });

  it('puts the edge of a window beside a text of the same instant, not below it', () => {
    const { ys } = layOutTime([mark(0), mark(0, 0), mark(0, 0), mark(0), mark(1_000_000, 0)], 0);
    expect(ys.slice(0, 4)).to.deep.equal([20, 20, 20, 60]);
  });

  it('keeps the order of time and never lets two texts overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1_000_000_000), fc.nat(60)), { minLength: 1, maxLength: 30 }), (drafts) => {
        const marks = drafts.sort(([a], [b]) => a - b).map(([at, height]) => mark(at, height));
        const { ys, height } = layOutTime(marks, 50);
        let textEnd = 50;
        marks.forEach((one, i) => {
          const [y = 0, before = 50] = [ys[i], ys[i - 1]];
          expect(y).to.be.at.least(before);
          if (one.height === 0) return;
          expect(y - one.height / 2).to.be.at.least(textEnd - 1);
          textEnd = y + one.height / 2;
        });
        expect(height).to.be.at.least(ys.at(-1) ?? 0);
      }),
    );
  });
});
