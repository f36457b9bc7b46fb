import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { noCoverage } from './coverage-model.js';
import { renderReport } from './render.js';
import { failing } from './sample/failing-tests.js';
import { largeSampleRun, sampleRun, type SampleRun } from './sample/sample-run.js';

const render = (directory: string, run: SampleRun): Promise<void> => renderReport(directory, run.result, run.details, run.coverage);

const pagesOf = (directory: string): readonly string[] =>
  ['.', 'tests', 'coverage'].flatMap((folder) =>
    readdirSync(join(directory, folder)).flatMap((name) => (name.endsWith('.html') ? [join(folder, name)] : [])),
  );

const attributes = (page: string, name: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value]) =>
    (value ?? '').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'),
  );

describe('renderReport', function () {
  this.timeout(30_000);

  let directory: string;
  let read: (path: string) => string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'report-'));
    read = (path) => readFileSync(join(directory, path), 'utf8');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('writes the first page, lists, a page per test and per RFC, assets, and what programs read', async () => {
    const run = sampleRun();
    await render(directory, run);
    expect(readdirSync(directory).sort()).to.deep.equal([
      'assets',
      'badge.svg',
      'coverage',
      'coverage.html',
      'index.html',
      'junit.xml',
      'summary.md',
      'tests',
      'tests.html',
      'timing.html',
      'timing.json',
    ]);
    expect(readdirSync(join(directory, 'coverage'))).to.have.members(run.coverage.rfcs.map(({ rfc }) => `RFC${rfc}.html`));
    expect(readdirSync(join(directory, 'tests')).length).to.equal(run.result.tests.length);
    expect(read('index.html')).to.match(/<title>FAIL 5 of 14 · AX-3 4\.2\.1/);
  });

  it('begins the title of every page with the verdict', async () => {
    await render(directory, sampleRun());
    for (const path of pagesOf(directory))
      expect(read(path), path).to.match(
        path.startsWith('tests/') ? /<title>(PASS|FAIL|WARN|SKIP|ERROR|INCONCLUSIVE) / : /<title>FAIL 5 of 14 · /,
      );
  });

  it('makes no link that leads nowhere, and no id twice', async () => {
    const run = sampleRun();
    const withoutFrames = run.result.tests[0]?.id;
    await render(directory, {
      ...run,
      details: (id) => {
        const details = run.details(id);
        return id === withoutFrames && details ? { ...details, frames: [], steps: [], events: [] } : details;
      },
    });
    const pages = new Map(pagesOf(directory).map((path) => [normalize(path), read(path)]));
    const ids = new Map([...pages].map(([path, page]) => [path, attributes(page, 'id')]));
    for (const [path, page] of pages) {
      expect(new Set(ids.get(path)).size, `${path}: an id twice`).to.equal(ids.get(path)?.length);
      for (const href of attributes(page, 'href')) {
        if (/^(https:|data:)/.test(href)) continue;
        const [file = '', fragment = ''] = href.split('#');
        const target = file === '' ? path : normalize(join(dirname(path), file));
        if (/result\.json|run\.pcapng/.test(target)) continue;
        expect(statSync(join(directory, target)).isFile(), `${path}: ${href}`).to.equal(true);
        if (fragment !== '' && !fragment.includes('=')) expect(ids.get(target), `${path}: ${href}`).to.include(fragment);
      }
    }
  });

  it('lets no text of the wire, of a title or of a reason become markup', async () => {
    await render(directory, sampleRun());
    for (const path of pagesOf(directory)) {
      const page = read(path);
      expect(page, path).not.to.contain('<img');
      expect(page, path).not.to.match(/<script(?! src="(\.\.\/)?assets\/report\.js" defer>)/);

      expect(page, path).not.to.match(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202e]/);
    }
    expect(read('tests/icmpv6.echo.hostile-text.html')).to.contain('URI</b> https://&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;');
  });

  it('says in words why the device discarded packets, and gives the code beside them', async () => {
    await render(directory, sampleRun());
    const page = read('tests/nd.validation.ns-hop-limit.html');
    const words = 'the hop limit of a Neighbor Solicitation is not 255 (<code>ns-hop-limit</code>)';
    expect(page).to.contain(`<li><span class="discard">${words}</span> 1 time`);
    expect(page).to.contain(`<td>${words}`);
  });

  it('asks nothing of the network: every address that is loaded is in the directory', async () => {
    await render(directory, sampleRun());
    for (const path of pagesOf(directory)) {
      const loaded = [...read(path).matchAll(/<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]*)"/g)].map(
        ([, address]) => address ?? '',
      );
      for (const address of loaded) expect(address, path).to.match(/^(\.\.\/)?assets\/|^data:image\/svg/);
    }
    expect(read('assets/report.css')).not.to.match(/@import|url\(/);
  });

  it('gives a test without details a page, and does without a ledger', async () => {
    const run = { ...sampleRun(), details: () => undefined, coverage: noCoverage };
    await render(directory, run);
    expect(read('tests/nd.ra.mtu-option.html')).to.contain('the adapter cannot set-variable');
    expect(read('index.html')).not.to.contain('id="clauses"');
  });

  it('keeps the page of a hostile id inside the folder', async () => {
    const run = sampleRun();
    const tests = [{ ...run.result.tests[0]!, id: '../../outside<b>' }];
    await render(directory, { ...run, result: { ...run.result, tests } });
    expect(readdirSync(join(directory, 'tests'))).to.deep.equal(['_2e_2f.._2foutside_3cb_3e.html']);
  });

  it('numbers the frames that a failure names as run.pcapng does, with the filter that finds them', async () => {
    const run = sampleRun();
    await renderReport(directory, run.result, run.details, run.coverage, { firstCaptureFrame: () => 10_349 });
    const page = read('tests/nd.address-resolution.na-hop-limit.html');
    expect(page).to.contain('<a href="#frame-7">frame 7</a>, in run.pcapng 10355');
    expect(page).to.contain('<code>frame.number == 10355</code>');
    expect(page).to.match(/run\.pcapng<\/a> frame 6 is number <b>10354<\/b>, frame 7 is number <b>10355<\/b>/);
    await render(directory, run);
    expect(read('tests/nd.address-resolution.na-hop-limit.html')).not.to.contain('frame.number');
  });

  it('gives every row of its lists an address', async () => {
    await render(directory, sampleRun());
    const rowsOf = (path: string) =>
      [...read(path).matchAll(/<tr([^>]*)><(?:td|th scope="row")[ >]/g)].map(([, attribute]) => attribute ?? '');
    for (const path of ['tests.html', 'coverage.html']) {
      expect(rowsOf(path).length, path).to.be.above(0);
      for (const row of rowsOf(path)) expect(row, path).to.match(/ id="[^" =]+"/);
    }
    const test = read('tests/nd.address-resolution.na-hop-limit.html');
    expect(test).to.contain('<tr class="not-met" id="step-3"><td class="num"><a class="own" href="#step-3">3</a>');
    expect(test).to.contain('<tr id="step-3-difference-0">');
    expect(read('index.html'))
      .to.match(/<tr id="skip-[^"]+">/)
      .and.contain('<tr id="protocol-nd">')
      .and.contain('<tr id="level-MUST">');
  });

  it('leads from a section of an RFC to its requirements, and from there to the tests with their verdicts', async () => {
    await render(directory, sampleRun());
    expect(read('coverage.html')).to.contain('<a class="cell fail" href="coverage/RFC4861.html#RFC4861-7.2.4"');
    const page = read('coverage/RFC4861.html');
    expect(page).to.match(/<li id="na-hop-limit">.*violated/);
    expect(page).to.match(
      /<a class="fail" href="\.\.\/tests\/nd\.address-resolution\.na-hop-limit\.html" title="FAIL"><i aria-hidden="true">✕<\/i>nd\.address/,
    );
  });

  it('says of a section without a requirement why there is none, in words that need neither script nor pointer', async () => {
    await render(directory, sampleRun());
    const page = read('coverage/RFC2461.html');
    expect(page).to.match(
      /<li id="RFC2461-7\.2\.4"><span class="cell foreign">.*<em>superseded: RFC 4861 section 7\.2\.4 takes its place<\/em>/,
    );
    expect(page).to.match(/<li id="RFC2461-8\.2"><span class="cell untested">.*<em>open: a rule that nobody tests yet<\/em>/);
    expect(read('coverage/RFC4861.html')).to.match(/<li id="RFC4861-4\.4">.*<a href="#na-hop-limit"/);
    expect(read('coverage.html')).to.contain('<td>Sending Solicited Neighbor Advertisements<td>RFC 4861 section 7.2.4 takes its place');
    expect(read('index.html')).to.contain('6 open, 1 another’s, 1 set aside');
  });

  it('keeps the first page small, however many tests there are and even when everything fails', async () => {
    const sizes: number[] = [];
    for (const count of [200, 1000]) {
      await render(directory, largeSampleRun(count));
      sizes.push(statSync(join(directory, 'index.html')).size);
    }
    expect(Math.max(...sizes)).to.be.below(100_000);
    expect((sizes[1] ?? 0) / (sizes[0] ?? 1)).to.be.below(1.5);
    const run = largeSampleRun(1000);
    const { record } = failing[0];
    const failed = run.result.tests.map((test, i) => ({
      ...test,
      verdict: 'fail' as const,
      requirement: `requirement-${i % 300}`,
      message: record.message ?? '',
      reason: record.reason,
    }));
    const totals = { pass: 0, fail: 1000, warn: 0, skip: 0, inconclusive: 0, error: 0 };
    await render(directory, { ...run, result: { ...run.result, totals, tests: failed }, details: () => undefined });
    expect(statSync(join(directory, 'index.html')).size).to.be.below(300_000);
  });
});
