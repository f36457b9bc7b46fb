import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { browserIsMissing, launch, openPage, sampleReport, type OpenPage } from './browser/open-report.js';
import { packageRoot } from './package-root.js';
import { HOSTILE } from './sample/sample-frames.js';

const FAILED = 'tests/nd.address-resolution.na-hop-limit.html';
const HOSTILE_PAGE = 'tests/icmpv6.echo.hostile-text.html';
const SHOWN_HOSTILE = HOSTILE.replaceAll('\u0000', '{u+0000}').replaceAll('\u202e', '{u+202e}');

describe('the report in a browser, opened from a file', function () {
  this.timeout(60_000);
  let browser: Browser;
  let directory: string;
  const opened: OpenPage[] = [];

  before(async function () {
    const missing = browserIsMissing();
    if (missing !== undefined) {
      console.log(`    skipped: ${missing}`);
      this.skip();
    }
    browser = await launch();
    directory = await sampleReport();
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  const open = async (path: string, options?: BrowserContextOptions): Promise<Page> => {
    const one = await openPage(browser, directory, path, options);
    opened.push(one);
    return one.page;
  };
  afterEach(async () => {
    for (const { context, complaints } of opened.splice(0)) {
      expect(complaints).to.deep.equal([]);
      await context.close();
    }
  });

  const hash = (page: Page): Promise<string> => page.evaluate<string>('decodeURIComponent(location.hash)');
  const shownRows = (page: Page) => page.locator('table.tests tbody tr:visible');
  const pages = (): readonly string[] => [
    'index.html',
    'coverage.html',
    ...readdirSync(join(directory, 'tests')).map((name) => `tests/${name}`),
  ];

  it('loads every page without a console message, an error, a dialog or a request that leaves', async () => {
    for (const path of pages()) await open(path);
  });

  it('has a title that starts with the verdict, and an icon of it', async () => {
    const page = await open('index.html');
    expect(await page.title()).to.match(/^FAIL 5 of 14 · AX-3 4\.2\.1/);
    expect(await page.locator('link[rel=icon]').getAttribute('href')).to.match(/^data:image\/svg/);
  });

  describe('the list of tests', () => {
    it('is filtered by mouse, says how many are left and keeps the filter in the address', async () => {
      const page = await open('index.html');
      await page.locator('.toggle.fail').click();
      expect(await shownRows(page).count()).to.equal(5);
      await page.locator('.toggle.warn').click();
      await page.locator('select[name=suite]').selectOption('nd');
      expect(await shownRows(page).count()).to.equal(5);
      expect(await page.locator('.filters output').textContent()).to.equal('5 of 14 tests');
      expect(await hash(page)).to.equal('#verdict=fail,warn&suite=nd');
      await page.locator('.filters button[type=reset]').click();
      await page.locator('.filters output', { hasText: /^14 tests$/ }).waitFor();
      expect(await hash(page)).to.equal('');
    });

    it('opens filtered from an address that was sent by mail', async () => {
      const page = await open('index.html#verdict=pass,skip&clause=RFC4861:7&sort=-test');
      expect(await shownRows(page).locator('a').allTextContents()).to.deep.equal(['nd.validation.ns-hop-limit', 'nd.nud.reply-in-time']);
      expect(await page.locator('.toggle.pass input').isChecked()).to.equal(true);
      expect(await page.locator('th[data-sort=test]').getAttribute('aria-sort')).to.equal('descending');
    });

    it('is searched and sorted by keyboard', async () => {
      const page = await open('index.html');
      await page.keyboard.press('/');
      await page.keyboard.type('echo reply');
      expect(await shownRows(page).count()).to.equal(2);
      expect(await hash(page)).to.equal('#q=echo reply');
      await page.locator('.filters input[name=q]').fill('');
      await page.locator('th[data-sort=verdict] button').focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('table.tests tbody tr td:first-child').first().textContent()).to.equal('FAIL');
      await page.keyboard.press('Enter');
      expect(await page.locator('table.tests tbody tr td:first-child').first().textContent()).to.equal('PASS');
      await page.keyboard.press('Enter');
      expect(await hash(page)).to.equal('');
    });

    it('is reached from a count, and says when nothing matches', async () => {
      const page = await open('index.html');
      await page.locator('.breakdown td.warn a').first().click();
      expect(await shownRows(page).count()).to.equal(1);
      await page.locator('.filters input[name=clause]').fill('RFC9999');
      expect(await page.locator('.nothing').isVisible()).to.equal(true);
    });
  });

  it('leads from what fails to the bit of the packet in two clicks', async () => {
    const page = await open('index.html');
    await page.locator('.finding .hits a').first().click();
    await page.locator('#why h3 a').click();
    expect(await page.locator('#frame-7 .tree .wrong').innerText()).to.contain('wanted 255, got 64');
    expect(await page.locator('#frame-7 .hex .wrong').textContent()).to.equal('40');
    expect(await page.locator('blockquote .clause').first().getAttribute('href')).to.equal(
      'https://www.rfc-editor.org/rfc/rfc4861#section-7.2.4',
    );
  });

  describe('the ladder', () => {
    it('opens a packet by mouse and by keyboard', async () => {
      const page = await open(FAILED);
      await page.locator('#frame-10 > summary').click();
      expect(await page.locator('#frame-10').getAttribute('open')).to.equal(null);
      await page.locator('.folded a.arrow[href="#frame-10"] .caption').click();
      expect(await page.locator('#frame-10').getAttribute('open')).to.equal('');
      expect(await hash(page)).to.equal('#frame-10');
      await page.locator('.folded a.arrow[href="#frame-7"]').focus();
      await page.keyboard.press('Enter');
      expect(await hash(page)).to.equal('#frame-7');
    });

    it('unfolds background traffic by mouse and by keyboard', async () => {
      const page = await open(FAILED);
      const thin = page.locator('a.arrow.background:visible');
      expect(await thin.count()).to.equal(0);
      await page.locator('label[for=background]').click();
      expect(await thin.count()).to.equal(7);
      await page.locator('#background').focus();
      await page.keyboard.press('Space');
      expect(await thin.count()).to.equal(0);
    });
  });

  describe('a packet', () => {
    it('lights the octets of a field and the field of an octet under the mouse', async () => {
      const page = await open(FAILED);
      await page.locator('#frame-7 .tree [data-at="18+2"]').hover();
      expect(await page.locator('#frame-7 .hex .lit').allTextContents()).to.deep.equal(['00 20']);
      await page.locator('#frame-7 .hex b', { hasText: '20 01 0d b8 00 01 00 00 00 00 00 00 00 00 00 02' }).last().hover();
      expect(await page.locator('#frame-7 .tree .lit').allTextContents()).to.satisfy(
        (texts: string[]) => texts.length === 1 && (texts[0] ?? '').includes('Target'),
      );
    });

    it('is walked by keyboard: rows, layers, octets', async () => {
      const page = await open(FAILED);
      await page.locator('#frame-7 .tree [role=treeitem]').first().focus();
      await page.keyboard.press('ArrowDown');
      expect(await page.locator('#frame-7 .hex .lit').allTextContents()).to.deep.equal(['42 52 cb 7e a6 75']);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      expect(await page.locator('#frame-7 .tree [data-at="0+6"]').isVisible()).to.equal(false);
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('#frame-7 .tree [data-at="0+6"]').isVisible()).to.equal(true);
      await page.locator('#frame-7 .hex [role=button]').first().focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('#frame-7 .tree .lit').innerText()).to.contain('Source');
    });

    it('keeps what was clicked lit while the mouse goes away', async () => {
      const page = await open(FAILED);
      await page.locator('#frame-7 .hex .wrong').click();
      await page.locator('h1').hover();
      expect(await page.locator('#frame-7 .tree .lit').innerText()).to.contain('Hop limit');
    });
  });

  it('copies the command that repeats the test', async () => {
    const page = await open(FAILED, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('#repeat .copy').first().click();
    await page.locator('#repeat .copy', { hasText: 'Copied' }).waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).to.match(/^sixproof run nd\.address-resolution\.na-hop-limit /);
  });

  it('shows hostile text as text', async () => {
    const page = await open(HOSTILE_PAGE);
    for (const place of ['.title', '.reason', '.message', '.requirement', '.steps .label, .steps', '.events', '#frame-1 .tree'])
      expect(await page.locator(place).first().innerText(), place).to.contain('<img src=x onerror=alert(1)>');
    expect(await page.locator('.title').innerText()).to.contain(SHOWN_HOSTILE);
    expect(await page.locator('img').count()).to.equal(0);
  });

  it('reads without scripts', async () => {
    const page = await open('index.html', { javaScriptEnabled: false });
    expect(await shownRows(page).count()).to.equal(14);
    expect(await page.locator('form.filters').isVisible()).to.equal(false);
    const test = await open(FAILED, { javaScriptEnabled: false });
    expect(await test.locator('#frame-7 .tree .wrong').isVisible()).to.equal(true);
    await test.locator('label[for=background]').click();
    expect(await test.locator('a.arrow.background:visible').count()).to.equal(7);
  });

  it('prints without controls', async () => {
    const page = await open('index.html');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('form.filters').isVisible()).to.equal(false);
    expect(await page.locator('table.tests').isVisible()).to.equal(true);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`gives axe-core nothing serious to say, ${colorScheme}`, async () => {
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      for (const path of ['index.html', 'coverage.html', FAILED, HOSTILE_PAGE]) {
        const page = await open(path, { colorScheme });
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
        await page.evaluate(axe);
        const found = await page.evaluate<string[]>(
          'axe.run({ preload: false }).then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)))',
        );
        expect(found, path).to.deep.equal([]);
      }
    });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [390, 820, 1440])
      it(`fits a window ${width} wide, ${colorScheme} (screenshots in results/screenshots)`, async () => {
        const folder = join(packageRoot(), 'results', 'screenshots');
        mkdirSync(folder, { recursive: true });
        for (const [name, path] of [
          ['index', 'index.html'],
          ['test', FAILED],
          ['late', 'tests/nd.nud.probe-interval.html'],
          ['coverage', 'coverage.html'],
        ] as const) {
          const page = await open(path, { colorScheme, viewport: { width, height: 900 } });
          expect(await page.evaluate<number>('document.documentElement.scrollWidth'), path).to.be.at.most(width);
          await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
        }
      });
});
