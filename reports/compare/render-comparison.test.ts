import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import type { Verdict } from '../../suites/kit/record.js';
import { reportFile } from '../package-root.js';
import { comparable, sampleRuns } from '../sample/sample-comparison.js';
import { largeSampleRun, sampleRun, type SampleRun } from '../sample/sample-run.js';
import { sampleCoverage } from '../sample/sample-coverage.js';
import { MOST_LINES } from '../summary-room.js';
import { comparisonMarkdown } from './comparison-markdown.js';
import { compareRuns, type RunToCompare } from './compare.js';
import type { Comparison } from './comparison.js';
import { renderComparison } from './render-comparison.js';

const compared = (count: number): Comparison => {
  const runs = sampleRuns().slice(0, count);
  return compareRuns(runs.map((run, i) => comparable(run, `results/${i}`)) as [RunToCompare, ...RunToCompare[]], '2026-11-22');
};

/** Every test fails in the later run, each for a requirement of its own. */
const disastrousRuns = (): { readonly before: SampleRun; readonly after: SampleRun } => {
  const before = sampleRun(largeSampleTests());
  const tests = before.result.tests.map((test, i) => ({ ...test, verdict: 'fail' as const, requirement: `r${i}` }));
  return { before, after: { ...before, result: { ...before.result, tests } } };
};

const disaster = (): Comparison => {
  const { before, after } = disastrousRuns();
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

  const section = (id: string): string => (read('index.html').split(`<section id="${id}"`)[1] ?? '').split('</section>')[0] ?? '';
  const idsInAll = (verdict: Verdict): readonly string[] =>
    compared(2)
      .tests.filter(({ verdicts }) => verdicts['A'] === verdict && verdicts['B'] === verdict)
      .map(({ id }) => id);
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

  it('gives changes, findings and tests addresses that can be sent', async () => {
    await render(compared(3));
    const page = read('index.html');
    expect(section('changes')).to.contain('<tr class="fail" id="change-broken">');
    expect(section('broken').match(/<article class="finding fail"[^>]*>/g)).to.have.length.above(0);
    for (const [article] of page.matchAll(/<article class="finding[^>]*>/g)) expect(article).to.match(/ id="[a-z]+-[a-z0-9-]+"/);
    expect(section('matrix')).to.contain('<tr id="t-icmpv6.echo.reply-large">');
  });

  it('says at the top what besides the device may have changed verdicts', async () => {
    await render(compared(2));
    const page = read('index.html');
    expect(page.indexOf('The tests or the decoders that they judge by differ')).to.be.within(0, page.indexOf('id="changes"'));
    expect(page).to.match(/<tr class="differs"><th scope="row">Seed /);
  });

  it('tells two versions of one device apart', async () => {
    await render(compared(2));
    expect(read('index.html')).to.match(
      /<tr class="differs"><th scope="row">Device .*<td>AX-3, firmware 4\.2\.1<td>AX-3, firmware 4\.3\.0/,
    );
    expect(read('comparison.md')).to.contain('- **A** AX-3 4.2.1, ').and.to.contain('- **B** AX-3 4.3.0, ');
  });

  it('shows tests by run only where there are several, and only those that differ', async () => {
    await render(compared(2));
    expect(read('index.html')).not.to.contain('id="matrix"');
    await render(compared(3));
    const matrix = section('matrix');
    expect(matrix).to.contain('icmpv6.echo.reply-large').and.not.contain('nd.dad.probe-count');
    expect(matrix).to.contain('7 tests with one verdict in all');
  });

  it('names device and run over each column, and begins with what fails somewhere', async () => {
    await render(compared(3));
    const matrix = section('matrix');
    expect(matrix).to.contain('title="BX-1 1.0, results/2"><b>BX-1 1.0</b> <span class="soft">C · results/2</span>');
    const worst = [...matrix.matchAll(/<tr id="[^"]+"><th scope="row"><code>([^<]*)<\/code>(.*)/g)].map(([, id, cells = '']) => [
      id,
      ['FAIL', 'ERROR', 'INCONCLUSIVE', 'WARN', 'SKIP', 'PASS'].findIndex((word) => cells.includes(word)),
    ]);
    expect(worst.slice(0, 2)).to.deep.equal([
      ['icmpv6.echo.reply', 0],
      ['icmpv6.echo.reply-large', 0],
    ]);
    expect(worst.at(-1)?.[1]).to.be.above(0);
  });

  it('lists what fails or warns in every run, which no change tells of, the failures first', async () => {
    await render(compared(2), [['B', '../b']]);
    const nowhere = section('nowhere');
    const ids = [...nowhere.matchAll(/<code>([^<]*)<\/code>/g)].map(([, id]) => id);
    expect(ids).to.deep.equal(idsInAll('fail').concat(idsInAll('warn')));
    expect(idsInAll('fail')).to.include('nd.address-resolution.na-solicited-flag');
    expect(idsInAll('warn')).to.include('nd.dad.probe-count');
    expect(nowhere)
      .to.contain('href="../b/tests/nd.dad.probe-count.html"')
      .and.to.match(/<details>/);
    expect(read('index.html')).to.contain('<a href="#nowhere">');
  });

  it('has no such list where every test holds somewhere', async () => {
    const holds = sampleRun(largeSampleTests().slice(0, 5));
    await render(compareRuns([comparable(holds, 'a'), comparable(holds, 'b')], '2026-11-22'));
    expect(read('index.html')).not.to.contain('#nowhere').and.not.contain('id="nowhere"');
  });

  it('stays small when no device passes anything', async () => {
    const { after } = disastrousRuns();
    await render(compareRuns([comparable(after, 'a'), comparable(after, 'b'), comparable(after, 'c')], '2026-11-22'));
    expect(section('nowhere')).to.contain('1000 tests with the same').and.to.contain('and 700 more tests, in comparison.json');
    expect(read('index.html').length).to.be.below(400_000);
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
