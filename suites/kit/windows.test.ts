import { expect } from 'chai';
import { instant, milliseconds, seconds, ZERO } from '../../reference/time.js';
import type { Sent } from './test-context.js';
import { bounds, breaksSilence, lastMoment, missedBy, silenceOf, spanOf, windowInWords, windowRecord } from './windows.js';

const NONE = ZERO;
const at = (ms: number) => instant(ms * 1_000);
/** A frame that left between 1.000 s and 1.002 s. */
const sent = { kind: 'sent', at: at(1_000), spread: milliseconds(2), link: 'link0', ordinal: 4 } as unknown as Sent;

describe('windows', () => {
  it('are closed intervals', () => {
    const span = spanOf(at(0), [seconds(1), seconds(2)], NONE);
    expect([999.999, 1_000, 2_000, 2_000.001].map((ms) => missedBy(at(ms), span))).to.deep.equal([-1, 0, 0, 1]);
  });

  it('are widened on both sides, and a miss counts from the edge that the RFC names', () => {
    const span = spanOf(at(0), [seconds(1), seconds(2)], milliseconds(50));
    expect([949, 950, 2_050, 2_051].map((ms) => missedBy(at(ms), span) / 1_000)).to.deep.equal([-51, 0, 0, 51]);
    expect(lastMoment(span)).to.equal(at(2_050));
  });

  it('leave the device the time that the sending took', () => {
    const span = spanOf(sent, [seconds(1), seconds(1)], NONE);
    expect([1_999, 2_000, 2_002, 2_003].map((ms) => missedBy(at(ms), span) / 1_000)).to.deep.equal([-1, 0, 0, 1]);
  });

  it('begin with the cause when only their end is given', () => {
    expect(bounds({ since: at(0), within: seconds(1) })).to.deep.equal([ZERO, seconds(1)]);
    expect(() => spanOf(at(0), [seconds(2), seconds(1)], NONE)).to.throw('from 2 s to 1 s is empty');
  });

  it('have words', () => {
    expect(windowInWords(spanOf(sent, [ZERO, seconds(1)], milliseconds(50)), sent, at(0))).to.equal('0.000-1.002 s after frame 4 (±50 ms)');
    expect(windowInWords(spanOf(at(3_000), [ZERO, seconds(1)], NONE), at(3_000), at(1_000))).to.equal('0.000-1.000 s after 2.000 s');
    expect(windowRecord(spanOf(at(3_000), [ZERO, seconds(1)], milliseconds(5)), at(1_000))).to.deep.equal({
      fromUs: 2_000_000,
      toUs: 3_000_000,
      wideningUs: 5_000,
    });
  });
});

describe('silences', () => {
  it('begin with the cause and end earlier by the uncertainty', () => {
    const span = silenceOf(at(1_000), seconds(1), milliseconds(50));
    expect([999, 1_000, 1_950, 1_951].map((ms) => breaksSilence(at(ms), span))).to.deep.equal([false, true, true, false]);
  });
  it('keep half of their length however uncertain the clock is', () => {
    const span = silenceOf(at(0), milliseconds(40), seconds(1));
    expect([20, 21].map((ms) => breaksSilence(at(ms), span))).to.deep.equal([true, false]);
    expect(span.widening).to.equal(milliseconds(20));
  });
});
