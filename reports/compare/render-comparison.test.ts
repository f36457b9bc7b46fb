import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { reportFile } from '../package-root.js';
import { comparable, sampleRuns } from '../sample/sample-comparison.js';
import { largeSampleRun, sampleRun } from '../sample/sample-run.js';
import { sampleCoverage } from '../sample/sample-coverage.js';
import { MOST_LINES } from '../summary.js';
import { comparisonMarkdown } from './comparison-markdown.js';
import { compareRuns, type RunToCompare } from './compare.js';
import type { Comparison } from './comparison.js';
import { renderComparison } from './render-comparison.js';

const compared = (count: number): Comparison => {
  const runs = sampleRuns().slice(0, count);
  return compareRuns(runs.map((run, i) => comparable(run, `results/${i}`)) as [RunToCompare, ...RunToCompare[]], '2026-11-22');
};

/** Every test fails in the later run, each for a requirement of its own. */
const disaster = (): Comparison => {
  const before = sampleRun(largeSampleTests());
  const tests = before.result.tests.map((test, i) => ({ ...test, verdict: 'fail' as const, requirement: `r${i}` }));
  const after = { ...before, result: { ...before.result, tests } };
  return compareRuns([comparable(before, 'a'), comparable(after, 'b')], '2026-11-22');
};

const largeSampleTests = () => {
  const { result, details } = largeSampleRun(1000);
  return result.tests.map((record) => ({ record: { ...record, verdict: 'pass' as const }, details: details(record.id) }));
};

describe('renderComparison', function () {
  this.timeout(30_000);
  let directory: string;
  let read: (path: string) => string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'comparison-'));
    read = (path) => readFileSync(join(directory, path), 'utf8');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const render = (comparison: Comparison, places: readonly (readonly [string, string])[] = []): Promise<void> =>
    renderComparison(directory, comparison, new Map(places), sampleCoverage);

  it('writes the page, its assets, JSON and Markdown', async () => {
    await render(compared(2));
    expect(readdirSync(directory).sort()).to.deep.equal(['assets', 'comparison.json', 'comparison.md', 'index.html']);
    expect(read('index.html')).to.match(/<title>BROKEN 1 · AX-3 4\.2\.1 → AX-3 4\.3\.0 /);
  });

  it('writes JSON that the published schema accepts, and that it refuses with an unknown change', async () => {
    await render(compared(3));
    const schema = JSON.parse(readFileSync(reportFile('schema', 'comparison.schema.json'), 'utf8')) as object;
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
    const comparison = JSON.parse(read('comparison.json')) as Comparison;
    expect(validate(comparison), JSON.stringify(validate.errors)).to.equal(true);
    const transitions = [{ ...comparison.transitions[0], kind: 'improved' }];
    expect(validate({ ...comparison, transitions })).to.equal(false);
  });

  it('leads to the pages of both runs where they are, and makes no link where they are not', async () => {
    await render(compared(2), [['B', '../results/b%20c']]);
    const page = read('index.html');
    expect(page).to.contain('href="../results/b%20c/tests/icmpv6.echo.reply-large.html"');
    expect(page).to.contain('href="../results/b%20c/index.html"');
    const links = [...page.matchAll(/\shref="([^"#]+)/g)].map(([, href]) => href);
    expect(links.filter((href) => href?.includes('/tests/') && !href.startsWith('../results/b'))).to.deep.equal([]);
  });

  it('makes no anchor that leads nowhere, and no id twice', async () => {
    await render(compared(3));
    const page = read('index.html');
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const [, fragment] of page.matchAll(/\shref="#([^"]*)"/g)) expect(ids).to.include(fragment);
  });

  it('says at the top what besides the device may have changed verdicts', async () => {
    await render(compared(2));
    const page = read('index.html');
    expect(page.indexOf('The tests or the decoders that they judge by differ')).to.be.within(0, page.indexOf('id="changes"'));
    expect(page).to.match(/<tr class="differs"><th scope="row">Seed /);
  });

  it('shows tests by run only where there are several, and only those that differ', async () => {
    await render(compared(2));
    expect(read('index.html')).not.to.contain('id="matrix"');
    await render(compared(3));
    const matrix = read('index.html').split('id="matrix"')[1] ?? '';
    expect(matrix).to.contain('icmpv6.echo.reply-large').and.not.contain('nd.dad.probe-count');
    expect(matrix).to.contain('7 tests with one verdict in all');
  });

  it('lets no text become markup, in the page or in the Markdown', async () => {
    await render(compared(3));
    expect(read('index.html')).not.to.contain('<img').and.not.contain('<b>;');
    expect(read('index.html')).to.contain('cut at 1,280 octets &lt;b&gt;');
    expect(read('comparison.md')).to.contain('cut at 1,280 octets \\<b\\>');
  });

  it('stays small when everything breaks', async () => {
    await render(disaster());
    expect(read('index.html').length).to.be.below(400_000);
    expect(read('index.html')).to.contain('and 700 more tests, in comparison.json');
    expect(comparisonMarkdown(disaster()).trimEnd().split('\n').length).to.be.at.most(MOST_LINES);
  });
});
