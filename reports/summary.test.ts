import { expect } from 'chai';
import { largeSampleRun, sampleRun } from './sample/sample-run.js';
import { markdownSummary, MOST_LINES } from './summary.js';

describe('markdownSummary', () => {
  it('starts with the verdict and lists failures by requirement with their clause', () => {
    const text = markdownSummary(sampleRun().result, 'results/x');
    expect(text).to.match(/^# FAIL 5 of 14: AX-3 4\.2\.1\n/);
    expect(text).to.contain('- **MUST** RFC 4861 7.2.4: `nd.address-resolution.na-hop-limit`: frame 7 is');
    expect(text).to.contain('| PASS | 4 |');
    expect(text).to.contain('\nsixproof run verdict:fail,inconclusive,error@results/x --dut AX-3 --role host --seed 7\n');
  });

  it('gives the command whole, on one line of its block', () => {
    const { result } = sampleRun();
    const run = { ...result.run, dut: "the lab's\n```\nbox", profile: 'book' };
    expect(markdownSummary({ ...result, run }, '/tmp/my runs')).to.contain(
      "\n```\nsixproof run 'verdict:fail,inconclusive,error@/tmp/my runs' --dut 'the lab'\\''s ``` box' --role host --profile book --seed 7\n```\n",
    );
  });

  it('never exceeds its limit of lines', () => {
    const crowded = largeSampleRun(300).result;
    const varied = crowded.tests.map((test, i) => ({
      ...test,
      requirement: `r${i}`,
      reason: { ...test.reason, text: `reason ${i}\nin two lines` },
    }));
    for (const tests of [crowded.tests, varied])
      expect(
        markdownSummary({ ...crowded, tests }, 'results/x')
          .trimEnd()
          .split('\n').length,
      ).to.be.at.most(MOST_LINES);
  });

  it('lets no text of the wire become markup', () => {
    const text = markdownSummary(sampleRun().result, 'results/x');
    expect(text).to.contain('\\<img src=x onerror=alert(1)\\>');
    expect(text).not.to.match(/(^|[^\\])<img/m);
  });
});
