import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inBrowser, photograph, SCHEMES, seriousFindings, WIDTHS } from '../../reports/browser/in-browser.js';
import { renderJudgement } from '../../reports/judgement-page.js';
import { packageRoot } from '../package-root.js';
import { judgement } from './assemble.js';
import { judgeCapture } from './judge-captures.js';

const HOSTILE = '<img src=x onerror=alert(1)>"&amp;.pcap';

/** A capture with a violation of every rule and one without any, judged together; the first under a name that is markup. */
async function judged(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'judgement-'));
  const vectors = join(packageRoot(), 'vectors', 'captures');
  const hostile = join(folder, HOSTILE);
  copyFileSync(join(vectors, 'crafted-violations.pcap'), hostile);
  const captures = [];
  for (const file of [hostile, join(vectors, 'linux-radvd.pcapng')]) {
    const outcome = await judgeCapture(file, { complete: true });
    if ('problem' in outcome) throw new Error(outcome.problem.detail);
    captures.push(outcome);
  }
  await renderJudgement(folder, judgement(captures));
  return folder;
}

describe('a judgement in a browser, opened from a file', function () {
  this.timeout(60_000);
  const { open } = inBrowser(judged);

  it('begins its title with the worst verdict, and shows a hostile file name as text', async () => {
    const page = await open('index.html');
    expect(await page.title()).to.match(/^FAIL: /);
    expect(await page.locator('h2').first().innerText()).to.contain(HOSTILE);
    expect(await page.locator('img').count()).to.equal(0);
  });

  it('leads by keyboard to a capture, and unfolds there what was kept', async () => {
    const page = await open('index.html');
    await page.locator('nav a').nth(1).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate<string>('location.hash')).to.equal('#capture-2');
    const passed = page.locator('#capture-2 details').first();
    expect(await passed.locator('table').isVisible()).to.equal(false);
    await passed.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await passed.locator('tbody tr').first().innerText()).to.match(/first in frame \d+.*RFC \d+ /s);
  });

  it('names frame, field and clause of a violation, also without scripts', async () => {
    const page = await open('index.html', { javaScriptEnabled: false });
    const finding = page.locator('#capture-1 .finding', { hasText: 'nd.redirect.destination' }).first();
    expect(await finding.innerText()).to.match(/FAIL.*RFC 4861 4\.5.*frame \d+: /s);
    expect(await finding.locator('a').first().getAttribute('href')).to.match(/^https:\/\/www\.rfc-editor\.org\/rfc\/rfc4861/);
  });

  for (const colorScheme of SCHEMES)
    it(`gives axe-core nothing serious to say, ${colorScheme}`, async () => {
      expect(await seriousFindings(await open('index.html', { colorScheme }))).to.deep.equal([]);
    });

  for (const colorScheme of SCHEMES)
    for (const width of WIDTHS)
      it(`fits a window ${width} wide, ${colorScheme} (screenshots in results/screenshots)`, async () => {
        const page = await open('index.html', { colorScheme, viewport: { width, height: 900 } });
        expect(await photograph(page, `judgement-${colorScheme}-${width}`)).to.be.at.most(0);
      });
});
