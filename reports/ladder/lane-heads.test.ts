import { expect } from 'chai';
import { laneHeads } from './lane-heads.js';

const textsOf = (...names: readonly string[]) => laneHeads(names).names.map((lines) => lines.map(({ text }) => text));

describe('laneHeads', () => {
  it('leaves names that fit in one line, and all below where they were', () => {
    expect(laneHeads(['observer', 'device'])).to.deep.equal({
      names: [[{ text: 'observer', y: 22 }], [{ text: 'device', y: 22 }]],
      subY: 38,
      laneTop: 46,
      top: 62,
    });
  });

  it('divides a longer one where its lines are shortest, and stands the others beside its last line', () => {
    const { names, subY, laneTop, top } = laneHeads(['router of the longer prefix', 'device']);
    expect(names).to.deep.equal([
      [
        { text: 'router of the', y: 22 },
        { text: 'longer prefix', y: 38 },
      ],
      [{ text: 'device', y: 38 }],
    ]);
    expect([subY, laneTop, top]).to.deep.equal([54, 62, 78]);
    expect(textsOf('router X without RIPng', 'router-without-a-space')).to.deep.equal([
      ['router X', 'without RIPng'],
      ['router-without-a-space'],
    ]);
  });
});
