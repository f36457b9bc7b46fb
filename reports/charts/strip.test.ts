import { expect } from 'chai';
import { arrivalsInWords, median, stripView } from './strip.js';

const window = { fromUs: 1_000_000, toUs: 1_500_000, wideningUs: 50_000 };

describe('stripView', () => {
  it('draws window, fringe and arrivals on one scale', () => {
    const { band, fringe, columns, width } = stripView({ ...window, arrivedUs: [1_000_000, 1_250_000, 1_500_000] });
    const centres = columns.map((column) => column.x + column.width / 2).sort((a, b) => a - b);
    expect(centres[0]).to.be.closeTo(band.x, 2);
    expect(centres[1]).to.be.closeTo(band.x + band.width / 2, 2);
    expect(centres[2]).to.be.closeTo(band.x + band.width, 2);
    expect(fringe.x).to.be.below(band.x);
    expect(fringe.x + fringe.width).to.be.above(band.x + band.width);
    expect(columns.every(({ x }) => x > 0 && x < width)).to.equal(true);
  });

  it('makes a column as high as arrivals came together, and no arrival invisible', () => {
    const { columns } = stripView({ ...window, arrivedUs: [...Array<number>(200).fill(1_100_000), 1_400_000] });
    expect(columns.map(({ height }) => height)).to.deep.equal([20, 4]);
  });

  it('crosses what came outside the widened window, and only that', () => {
    const { columns } = stripView({ ...window, arrivedUs: [949_999, 950_000, 1_550_000, 1_550_001] });
    expect(columns.map(({ kind }) => kind)).to.have.members(['in', 'in', 'out', 'out']);
    for (const { kind, cross } of columns) expect(cross === '').to.equal(kind === 'in');
  });

  it('holds a later set below the line against the earlier one', () => {
    const { columns, rail, height } = stripView({ ...window, arrivedUs: [1_000_000], laterUs: [1_400_000] });
    expect(columns.map(({ kind }) => kind)).to.deep.equal(['in', 'later']);
    expect(columns[0]!.y + columns[0]!.height).to.equal(rail);
    expect(columns[1]!.y).to.be.above(rail);
    expect(columns[1]!.y + columns[1]!.height).to.be.below(height);
  });

  it('draws a window without any length', () => {
    const { band, columns } = stripView({ fromUs: 0, toUs: 0, wideningUs: 0, arrivedUs: [0] });
    expect([band.x, band.width, columns.length].every(Number.isFinite)).to.equal(true);
  });

  it('says in words what it shows', () => {
    expect(stripView({ ...window, arrivedUs: [1_004_000, 1_001_000, 1_012_000] }).text).to.equal(
      'window 1 s to 1.5 s, ±50 ms; 3 arrivals, 1.001 s to 1.012 s, median 1.004 s',
    );
    expect(arrivalsInWords([])).to.equal('nothing came');
    expect(arrivalsInWords([5, 5])).to.equal('2 arrivals, each 5 µs');
    expect(median([4, 1, 3, 2])).to.equal(3);
  });
});
