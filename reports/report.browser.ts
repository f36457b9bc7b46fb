import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { inBrowser, photograph, SCHEMES, seriousFindings, WIDTHS } from './browser/in-browser.js';
import { sampleReport } from './browser/open-report.js';
import { HOSTILE } from './sample/sample-frames.js';

const FAILED = 'tests/nd.address-resolution.na-hop-limit.html';
const HOSTILE_PAGE = 'tests/icmpv6.echo.hostile-text.html';
const SHOWN_HOSTILE = HOSTILE.replaceAll('\u0000', '{u+0000}').replaceAll('\u202e', '{u+202e}');

describe('the report in a browser, opened from a file', function () {
  this.timeout(60_000);
  const { open, directory } = inBrowser(sampleReport);

  const hash = (page: Page): Promise<string> => page.evaluate<string>('decodeURIComponent(location.hash)');
  const shownRows = (page: Page) => page.locator('table.tests tbody tr:visible');
  const pages = (): readonly string[] => [
    'index.html',
    'tests.html',
    'coverage.html',
    'timing.html',
    ...['tests', 'coverage'].flatMap((folder) => readdirSync(join(directory(), folder)).map((name) => `${folder}/${name}`)),
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
      const page = await open('tests.html');
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
      const page = await open('tests.html#verdict=pass,skip&clause=RFC4861:7&sort=-test');
      expect(await shownRows(page).locator('a').allTextContents()).to.deep.equal(['nd.validation.ns-hop-limit', 'nd.nud.reply-in-time']);
      expect(await page.locator('.toggle.pass input').isChecked()).to.equal(true);
      expect(await page.locator('th[data-sort=test]').getAttribute('aria-sort')).to.equal('descending');
    });

    it('is found under the address that it had on the first page', async () => {
      const page = await open('index.html#verdict=fail&suite=icmpv6');
      await page.waitForURL(/tests\.html#verdict=fail&suite=icmpv6$/);
      expect(await shownRows(page).count()).to.equal(1);
    });

    it('is searched and sorted by keyboard', async () => {
      const page = await open('tests.html');
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

    it('is searched from any page with one key', async () => {
      for (const path of ['index.html', FAILED, 'coverage/RFC4861.html']) {
        const page = await open(path);
        await page.keyboard.press('/');
        await page.waitForURL(/tests\.html#q=$/);
        await page.keyboard.type('redirect');
        expect(await shownRows(page).count(), path).to.equal(2);
      }
    });

    it('shows the address of a row under the pointer, and keeps filters that do not hide the row', async () => {
      const page = await open('tests.html#verdict=fail');
      const row = shownRows(page).nth(1);
      await row.hover();
      await row.locator('a.self').click();
      expect(await hash(page)).to.equal(`#${(await row.getAttribute('id')) ?? ''}`);
      expect(await shownRows(page).count()).to.equal(5);
      await page.evaluate('location.hash = document.querySelector("table.tests tr.pass").id');
      await page.locator('.filters output', { hasText: /^14 tests$/ }).waitFor();
    });

    it('works with an address that was cut on its way', async () => {
      const page = await open('tests.html#%E2%8');
      await page.locator('.filters output', { hasText: /^14 tests$/ }).waitFor();
    });

    it('finds what was skipped or failed by its reason', async () => {
      const page = await open('tests.html#verdict=skip&q=set-variable');
      expect(await shownRows(page).locator('a').allTextContents()).to.deep.equal(['nd.ra.mtu-option']);
    });

    it('is reached from the results by protocol and role, and says when nothing matches', async () => {
      const page = await open('index.html');
      await page.locator('.heat td a').first().click();
      await page.waitForURL(/tests\.html#suite=icmpv6&role=host$/);
      expect(await shownRows(page).count()).to.equal(3);
      await page.locator('.filters input[name=clause]').fill('RFC9999');
      expect(await page.locator('.nothing').isVisible()).to.equal(true);
    });
  });

  it('leads from a clause to its requirement and to the test that broke it', async () => {
    const page = await open('index.html');
    await page.locator('.clauses .cell.fail', { hasText: '7.2.4' }).click();
    await page.waitForURL(/coverage\/RFC4861\.html#RFC4861-7\.2\.4$/);
    await page.locator('#na-hop-limit a.fail').click();
    await page.waitForURL(/nd\.address-resolution\.na-hop-limit\.html$/);
  });

  it('shows measured times on their windows, the one outside first, and leads to its test by keyboard', async () => {
    const page = await open('timing.html');
    const timer = page.locator('article.timer').first();
    expect(await timer.locator('strong').first().textContent()).to.equal('1 outside the window');
    expect(await timer.locator('svg.strip').getAttribute('aria-label')).to.match(/^window 1 s to 1 s, ±50 ms; 1 arrival, 1\.36 s$/);
    expect(await timer.locator('svg .cross').count()).to.equal(1);
    await timer.locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/nd\.nud\.probe-interval\.html$/);
  });

  it('reaches the address of a row by keyboard', async () => {
    const page = await open('index.html');
    await page.locator('#protocol-nd th a').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await hash(page)).to.equal('#protocol-nd');
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

    it('shows the focus on mismatched octets, too', async () => {
      const page = await open(FAILED);
      const outline = () => page.evaluate<string>('getComputedStyle(document.querySelector("#frame-7 .hex .wrong")).outlineColor');
      const before = await outline();
      const place = await page.evaluate<number>(
        '[...document.querySelectorAll("#frame-7 .hex b")].findIndex((octets) => octets.className.includes("wrong"))',
      );
      await page.locator('#frame-7 .hex [role=button]').first().focus();
      for (let i = 0; i < place; i++) await page.keyboard.press('ArrowRight');
      expect(await outline()).not.to.equal(before);
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
    expect(await page.locator('.finding').first().isVisible()).to.equal(true);
    await page.locator('nav a.all').click();
    expect(await shownRows(page).count()).to.equal(14);
    expect(await page.locator('form.filters').isVisible()).to.equal(false);
    await page.locator('noscript a').first().click();
    expect(await page.locator('tr:target td').first().textContent()).to.equal('FAIL');
    const test = await open(FAILED, { javaScriptEnabled: false });
    expect(await test.locator('#frame-7 .tree .wrong').isVisible()).to.equal(true);
    await test.locator('label[for=background]').click();
    expect(await test.locator('a.arrow.background:visible').count()).to.equal(7);
  });

  it('prints without controls, dark on white, with what explains a finding', async () => {
    const page = await open('tests.html');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('form.filters').isVisible()).to.equal(false);
    expect(await page.locator('table.tests').isVisible()).to.equal(true);
    const first = await open('index.html', { colorScheme: 'dark' });
    await first.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await first.locator('header nav').first().isVisible()).to.equal(false);
    expect(await first.evaluate<string>('getComputedStyle(document.body).backgroundColor')).to.equal('rgb(255, 255, 255)');
    expect(await first.evaluate<string>('getComputedStyle(document.body).color')).to.match(/^rgb\((\d|[1-4]\d), /);
    expect(await first.locator('.finding .message').first().isVisible()).to.equal(false);
    await first.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await first.locator('.finding .message').first().isVisible()).to.equal(true);
    await first.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await first.locator('.finding .message').first().isVisible()).to.equal(false);
  });

  it('prints the events of a test and every packet that a step names, and folds them again', async () => {
    for (const [path, explained, count] of [
      [FAILED, '#frame-6, #frame-7, #frame-10, #frame-11', 4],
      [HOSTILE_PAGE, '#back details', 1],
    ] as const) {
      const page = await open(path);
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = false');
      const unfolded = () => page.evaluate<number>(`[...document.querySelectorAll('${explained}')].filter(({ open }) => open).length`);
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await unfolded(), path).to.equal(count);
      await page.evaluate('dispatchEvent(new Event("afterprint"))');
      expect(await unfolded(), path).to.equal(0);
    }
  });

  for (const colorScheme of SCHEMES)
    it(`gives axe-core nothing serious to say, ${colorScheme}`, async () => {
      for (const path of ['index.html', 'tests.html', 'timing.html', 'coverage.html', 'coverage/RFC4861.html', FAILED, HOSTILE_PAGE])
        expect(await seriousFindings(await open(path, { colorScheme })), path).to.deep.equal([]);
    });

  for (const colorScheme of SCHEMES)
    for (const width of WIDTHS)
      it(`fits a window ${width} wide, ${colorScheme} (screenshots in results/screenshots)`, async () => {
        for (const [name, path] of [
          ['index', 'index.html'],
          ['tests', 'tests.html'],
          ['test', FAILED],
          ['late', 'tests/nd.nud.probe-interval.html'],
          ['timing', 'timing.html'],
          ['coverage', 'coverage.html'],
          ['rfc', 'coverage/RFC4861.html'],
        ] as const) {
          const page = await open(path, { colorScheme, viewport: { width, height: 900 } });
          expect(await photograph(page, `${name}-${colorScheme}-${width}`), path).to.be.at.most(0);
        }
      });
});
