import { expect } from 'chai';
import { captionLines } from './caption-lines.js';
import { CAPTION_CHARACTERS } from './label-lengths.js';

describe('captionLines', () => {
  const text = 'step 14: Echo Reply to the node in the prefix, +767 µs from frame 12; '.repeat(3).trim();

  it('cuts a caption to one line, but not that of a step which failed', () => {
    const [cut, ...none] = captionLines({ role: 'answer', text });
    expect([cut?.length, cut?.at(-1), none]).to.deep.equal([CAPTION_CHARACTERS, '…', []]);
    const whole = captionLines({ role: 'wrong', text });
    expect(whole.join(' ')).to.equal(text);
    for (const line of whole) expect(line.length).to.be.at.most(CAPTION_CHARACTERS);
  });

  it('is bounded whatever a label holds', () => {
    const lines = captionLines({ role: 'wrong', text: 'x'.repeat(10_000) });
    expect(lines).to.have.length(5);
    for (const line of lines) expect(line.length).to.be.at.most(CAPTION_CHARACTERS);
  });
});
