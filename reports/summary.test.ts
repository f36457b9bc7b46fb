import { expect } from 'chai';
import { largeSampleRun, sampleRun } from './sample/sample-run.js';
import { markdownSummary } from './summary.js';
import { fitted, MOST_LINES } from './summary-room.js';

describe('the room of a summary', () => {
  const list = (title: string, count: number, atLeast: number) => ({
    title,
    atLeast,
    lines: Array.from({ length: count }, (_, i) => String(i)),
  });
  const shown = (...given: Parameters<typeof fitted>): readonly (readonly [number, number])[] =>
    fitted(...given).map(({ lines, more }) => [lines.length, more]);

  it('goes to the lists in their order, after what each is to show at least', () => {
    expect(shown([list('a', 20, 2), list('b', 20, 2)], 30)).to.deep.equal([
      [20, 0],
      [3, 17],
    ]);
    expect(shown([list('a', 50, 2), list('b', 20, 2)], 30)).to.deep.equal([
      [20, 30],
      [2, 18],
    ]);
    expect(shown([list('a', 3, 2), list('b', 2, 2), list('c', 0, 2)], 11)).to.deep.equal([
      [3, 0],
      [2, 0],
    ]);
  });

  it('is used to the last line', () => {
    expect(shown([list('a', 8, 2)], 11), 'the count of the rest gives its place to the last line').to.deep.equal([[8, 0]]);
    expect(shown([list('a', 9, 2)], 11)).to.deep.equal([[7, 2]]);
    expect(shown([list('a', 9, 2)], 0), 'the least is shown all the same').to.deep.equal([[2, 7]]);
  });
});

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

  it('shows as many reasons as there is room for', () => {
    const { result } = sampleRun();
    const [pattern] = result.tests;
    const skipped = Array.from({ length: 9 }, (_, i) => ({
      ...pattern!,
      id: `nd.skipped.case-${i}`,
      verdict: 'skip' as const,
      reason: { code: 'not-applicable' as const, text: `reason ${i}` },
    }));
    const totals = { pass: 0, fail: 0, warn: 0, skip: 9, inconclusive: 0, error: 0 };
    const text = markdownSummary({ ...result, totals, tests: skipped }, 'results/x');
    for (const { id, reason } of skipped) expect(text).to.contain(`- 1 × ${reason.text}: \`${id}\``);
    expect(text).not.to.contain('more in');
  });

  it('names each waived failure with its waiver, and says which waiver holds no more', () => {
    const { result } = sampleRun();
    const waiver = { owner: 'r.lee', reason: 'fixed in 4.3', until: '2027-03-31' };
    const tests = result.tests.map((test) => (test.verdict === 'fail' ? { ...test, requirement: 'one-for-all', waiver } : test));
    const failed = tests.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    const lines = (judgedOn: string): readonly string[] =>
      markdownSummary({ ...result, tests }, 'results/x', { judgedOn })
        .split('\n')
        .filter((line) => line.startsWith('- **'));
    for (const id of failed) {
      const line = (judgedOn: string): string | undefined => lines(judgedOn).find((one) => one.includes(`\`${id}\``));
      expect(line('2027-03-31')).to.match(/ \*\*waived until 2027-03-31 by r\.lee: fixed in 4\.3\*\*$/);
      expect(line('2027-04-01')).to.match(/ \*\*not waived any more: the waiver of r\.lee expired on 2027-03-31 \(fixed in 4\.3\)\*\*$/);
    }
  });

  it('names the waivers that make the run fail though its tests pass', () => {
    const { result } = sampleRun();
    const passed = result.tests.find(({ verdict }) => verdict === 'pass')!.id;
    const of = (test: string, until: string) => ({ test, owner: 'r.lee', reason: 'fixed in 4.3', until });
    const stale = (waivers: readonly ReturnType<typeof of>[]): string =>
      markdownSummary(result, 'results/x', { judgedOn: '2026-11-22', waivers }).split('## Stale waivers')[1]?.split('\n## ')[0] ?? '';
    expect(stale([of(passed, '2027-03-31')])).to.contain(`- \`${passed}\`: the waiver of r.lee is not needed any more (fixed in 4.3)\n`);
    expect(stale([of(passed, '2026-01-31')])).to.contain(`- \`${passed}\`: the waiver of r.lee has expired on 2026-01-31 (fixed in 4.3)\n`);
    expect(stale([of('nd.elsewhere', '2027-03-31')])).to.equal('');
  });

  it('never exceeds its limit of lines', () => {
    const crowded = largeSampleRun(300).result;
    const varied = crowded.tests.map((test, i) => ({
      ...test,
      requirement: `r${i}`,
      reason: { ...test.reason, text: `reason ${i}\nin two lines` },
    }));
    const waivers = varied.map(({ id }) => ({ test: id, owner: 'r.lee', reason: 'fixed in 4.3', until: '2020-01-31' }));
    for (const [tests, context] of [[crowded.tests], [varied], [varied, { waivers, judgedOn: '2026-11-22' }]] as const) {
      const lines = markdownSummary({ ...crowded, tests }, 'results/x', context)
        .trimEnd()
        .split('\n');
      expect(lines.length).to.be.at.most(MOST_LINES);
      expect(lines.length, 'and uses it').to.be.above(tests === varied ? MOST_LINES - 1 : 20);
    }
  });

  it('lets no text of the wire become markup', () => {
    const text = markdownSummary(sampleRun().result, 'results/x');
    expect(text).to.contain('\\<img src=x onerror=alert(1)\\>');
    expect(text).not.to.match(/(^|[^\\])<img/m);
  });
});
