import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { packageRoot } from '../package-root.js';
import { browserIsMissing, launch, openPage, type OpenPage } from './open-report.js';

/** Pages of one directory, opened from files; a page that complains fails the test that opened it. */
export interface InBrowser {
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  directory(): string;
}

/** Inside a `describe`: a browser for its tests, which skip where none is installed, and the pages that `prepare` writes. */
export function inBrowser(prepare: () => Promise<string>): InBrowser {
  let browser: Browser | undefined;
  let directory = '';
  const opened: OpenPage[] = [];

  before(async function () {
    const missing = browserIsMissing();
    if (missing !== undefined) {
      console.log(`    skipped: ${missing}`);
      this.skip();
    }
    browser = await launch();
    directory = await prepare();
  });
  after(async () => {
    await browser?.close();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const { context, complaints } of opened.splice(0)) {
      expect(complaints).to.deep.equal([]);
      await context.close();
    }
  });

  return {
    directory: () => directory,
    async open(path, options) {
      if (!browser) throw new Error('the browser is open in tests only');
      const one = await openPage(browser, directory, path, options);
      opened.push(one);
      return one.page;
    },
  };
}

export const SCHEMES = ['light', 'dark'] as const;
export const WIDTHS = [390, 820, 1440] as const;

/** What axe-core finds serious or critical in a page with everything unfolded. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate<string[]>(
    'axe.run({ preload: false }).then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)))',
  );
}

/** Keeps a picture of the whole page in `results/screenshots`, and returns how much wider than its window the page is. */
export async function photograph(page: Page, name: string): Promise<number> {
  const folder = join(packageRoot(), 'results', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}
