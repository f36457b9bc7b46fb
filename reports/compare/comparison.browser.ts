import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inBrowser, photograph, SCHEMES, seriousFindings, WIDTHS } from '../browser/in-browser.js';
import { renderReport } from '../render.js';
import { comparable, sampleRuns } from '../sample/sample-comparison.js';
import { compareRuns, type RunToCompare } from './compare.js';
import { renderComparison } from './render-comparison.js';

const NAMES = ['A', 'B', 'C'];

/** Three runs with their reports, and the comparisons of two and of three of them. */
async function comparisons(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'comparison-'));
  const runs = sampleRuns();
  for (const [i, { result, details, coverage }] of runs.entries())
    await renderReport(join(folder, `run ${NAMES[i]}`), result, details, coverage);
  for (const count of [2, 3]) {
    const some = runs.slice(0, count).map((run, i) => comparable(run, `run ${NAMES[i]}`)) as [RunToCompare, ...RunToCompare[]];
    const places = new Map(some.map((_, i) => [NAMES[i] ?? '', `../run%20${NAMES[i]}`]));
    await renderComparison(join(folder, `of-${count}`), compareRuns(some, '2026-11-22'), places, runs[0]!.coverage);
  }
  return folder;
}

describe('a comparison in a browser, opened from a file', function () {
  this.timeout(60_000);
  const { open } = inBrowser(comparisons);

  it('begins its title with the conclusion, and says what else may have changed before anything else', async () => {
    const page = await open('of-2/index.html');
    expect(await page.title()).to.match(/^BROKEN 1 · AX-3 4\.2\.1 → AX-3 4\.3\.0/);
    expect(await page.locator('main section').first().innerText()).to.contain('a verdict may have changed because they did');
  });

  it('leads by mouse from what broke to the test in both runs', async () => {
    for (const [side, run, verdict] of [
      [0, 'A', 'PASS'],
      [1, 'B', 'FAIL'],
    ] as const) {
      const page = await open('of-2/index.html');
      await page.locator('table.changes a').first().click();
      expect(page.url()).to.match(/#broken$/);
      await page.locator('#broken .sides > div').nth(side).locator('a').click();
      await page.waitForURL(new RegExp(`run%20${run}/tests/icmpv6\\.echo\\.reply-large\\.html$`));
      expect(await page.locator('h1 .v').innerText()).to.contain(verdict);
    }
  });

  it('leads by keyboard from the matrix to the test of one device', async () => {
    const page = await open('of-3/index.html');
    const row = page
      .locator('#matrix tr', { hasText: 'icmpv6.echo.reply ' })
      .or(page.locator('#matrix tr', { hasText: /icmpv6\.echo\.reply$/ }));
    expect(await row.first().locator('td').allInnerTexts()).to.have.length(3);
    await page.locator('#matrix tbody a[href*="run%20C"]').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/run%20C\/tests\//);
  });

  it('keeps the names of runs and tests in sight while the matrix scrolls', async () => {
    const page = await open('of-3/index.html', { viewport: { width: 390, height: 500 } });
    const head = page.locator('#matrix thead th').first();
    const name = page.locator('#matrix tbody tr:not(.group) th').nth(3);
    const before = await head.boundingBox();
    const box = "document.querySelector('#matrix .scroll')";
    await page.evaluate(`${box}.scrollBy(150, 60)`);
    expect(await page.evaluate(`[${box}.scrollLeft > 0, ${box}.scrollTop]`)).to.deep.equal([true, 60]);
    expect(await head.boundingBox()).to.deep.equal(before);
    expect((await name.boundingBox())?.x).to.equal(before?.x);
  });

  it('draws where an arrival was and is, and unfolds the tests by keyboard', async () => {
    const page = await open('of-2/index.html');
    const moved = page.locator('article.moved').first();
    expect(await moved.locator('svg').getAttribute('aria-label')).to.contain('before 1 arrival, 121 µs; after 1 arrival, 420.121 ms');
    expect(await moved.locator('li').first().isVisible()).to.equal(false);
    await moved.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await moved.locator('li').first().innerText()).to.contain('+420 ms, from 121 µs to 420.121 ms');
  });

  it('reads without scripts, and shows hostile text as text', async () => {
    const page = await open('of-3/index.html', { javaScriptEnabled: false });
    expect(await page.locator('#broken').innerText())
      .to.contain('cut at 1,280 octets <b>')
      .and.contain('<img src=x onerror=alert(1)>');
    expect(await page.locator('img').count()).to.equal(0);
    expect(await page.locator('#matrix').isVisible()).to.equal(true);
  });

  for (const colorScheme of SCHEMES)
    it(`gives axe-core nothing serious to say, ${colorScheme}`, async () => {
      for (const path of ['of-2/index.html', 'of-3/index.html'])
        expect(await seriousFindings(await open(path, { colorScheme })), path).to.deep.equal([]);
    });

  for (const colorScheme of SCHEMES)
    for (const width of WIDTHS)
      it(`fits a window ${width} wide, ${colorScheme} (screenshots in results/screenshots)`, async () => {
        for (const count of [2, 3]) {
          const page = await open(`of-${count}/index.html`, { colorScheme, viewport: { width, height: 900 } });
          expect(await photograph(page, `compare-${count}-${colorScheme}-${width}`)).to.be.at.most(0);
        }
      });
});
