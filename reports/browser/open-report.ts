import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { renderReport } from '../render.js';
import { sampleRun } from '../sample/sample-run.js';

/** Debian's browser; `CHROMIUM` names another one. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const browserIsMissing = (): string | undefined =>
  existsSync(CHROMIUM) ? undefined : `${CHROMIUM} is not installed: the report was not looked at in a browser`;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** Renders the sample run into a new directory below the system's one for temporary files. */
export async function sampleReport(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'report-'));
  const run = sampleRun();
  await renderReport(directory, run.result, run.details, run.coverage);
  return directory;
}

/** A page of the report, with everything written down that should not happen in it. */
export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console messages, errors, dialogs, and requests for anything but files. */
  readonly complaints: readonly string[];
}

export async function openPage(browser: Browser, directory: string, path: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  const [file, hash = ''] = path.split('#');
  await page.goto(`${pathToFileURL(join(directory, file ?? '')).href}${hash === '' ? '' : `#${hash}`}`);
  return { page, context, complaints };
}
