import { expect } from 'chai';
import fc from 'fast-check';
import { partsInWords, percent, shortened, signed, stamp, visible } from './text.js';

describe('visible', () => {
  it('shows control characters and writing-direction overrides instead of obeying them', () => {
    expect(visible('a\u0000b\u001b[31m\u202egnp.exe')).to.equal('a{u+0000}b{u+001b}[31m{u+202e}gnp.exe');
  });

  it('leaves text, line breaks, tabs and whole characters beyond the basic plane alone', () => {
    expect(visible('é → 😀\n\t')).to.equal('é → 😀\n\t');
    expect(visible('\ud83d')).to.equal('{u+d83d}');
  });

  it('leaves only what XML 1.0 can carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).to.match(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      }),
    );
  }).timeout(20_000);
});

describe('times and lengths', () => {
  it('are written so that columns line up', () => {
    expect([stamp(39), stamp(4_587_000)]).to.deep.equal(['0.000039', '4.587000']);
    expect([signed(39), signed(-2_000_000)]).to.deep.equal(['+39 µs', '-2 s']);
    expect(shortened('abcdef', 4)).to.equal('abc…');
  });

  it('are in whole percents, of which none says more than is so', () => {
    const shares = [0, 0.003, 0.01, 0.494, 0.99, 0.997, 1];
    expect(shares.map(percent)).to.deep.equal(['0 %', '< 1 %', '1 %', '49 %', '99 %', '> 99 %', '100 %']);
  });
});

describe('the files of a joined capture', () => {
  it('are told with the frames that are theirs', () => {
    const parts = [
      { file: 'a', frames: 1, firstFrame: 1 },
      { file: 'b', frames: 0 },
      { file: 'c', frames: 9, firstFrame: 2 },
    ];
    expect(partsInWords(parts)).to.deep.equal(['a: 1 frame, from frame 1 on', 'b: no frame', 'c: 9 frames, from frame 2 on']);
  });

  it('are told no further than anybody would read', () => {
    const words = partsInWords(Array.from({ length: 1_000 }, (_, i) => ({ file: `ring${i}`, frames: 0 })));
    expect(words.length).to.equal(21);
    expect(words.slice(-2)).to.deep.equal(['ring19: no frame', 'and 980 more']);
  });
});
