import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inBrowser, photograph, seriousFindings } from '../../reports/browser/in-browser.js';
import type { RunResult } from '../../suites/kit/record.js';
import { needs } from './lab-needs.js';
import { startSixproof } from './started-program.js';

/** RFC 7527 section 4.1 asks for a fresh nonce; Linux repeats its own: vectors/findings/linux.md. */
const FAILS_ON_LINUX = 'nd.dad.nonce-fresh';
const LARGEST = 12;
const AT_MOST_KB = 300;

async function reportOf(...words: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'run-'));
  const run = startSixproof(undefined, 'run', ...words, '--out', folder);
  const code = await run.ended;
  if (code !== 0 && code !== 1) throw new Error(`sixproof run ended with ${code}: ${run.complaints()}`);
  return folder;
}

const resultIn = (folder: string): RunResult => JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as RunResult;

describe('the report of the whole self-test in a browser', function () {
  this.timeout(180_000);
  const { open, directory } = inBrowser(() => reportOf());

  it('has a first page that loads quickly, and pages without a complaint, the largest ones too', async () => {
    expect(statSync(join(directory(), 'index.html')).size / 1_000).to.be.below(AT_MOST_KB);
    const sized = readdirSync(join(directory(), 'tests'))
      .filter((name) => name.endsWith('.html'))
      .map((name) => ({ name, size: statSync(join(directory(), 'tests', name)).size }))
      .sort((a, b) => b.size - a.size);
    for (const { name } of sized.slice(0, LARGEST)) await open(`tests/${name}`);
    for (const name of ['index.html', 'coverage.html', 'timing.html']) await open(name);
  });

  it('filters thousands of tests by what the address says, and finds one by typing', async () => {
    const { totals } = resultIn(directory());
    const page = await open('tests.html#verdict=skip');
    const rows = page.locator('table.tests tbody tr:visible');
    expect(await rows.count()).to.equal(totals.skip);
    await page.locator('.filters button[type=reset]').click();
    await page.locator('.filters output', { hasText: /^\d+ tests$/ }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(FAILS_ON_LINUX);
    expect(await rows.locator('a').allTextContents()).to.include(FAILS_ON_LINUX);
    expect(await rows.count()).to.be.below(5);
  });

  it('gives axe-core nothing serious to say about its first page and its clauses, and fits a narrow window', async () => {
    for (const name of ['index', 'coverage', 'timing']) {
      const page = await open(`${name}.html`, { viewport: { width: 390, height: 900 } });
      expect(await photograph(page, `self-test-${name}-390`), name).to.be.at.most(0);
      expect(await seriousFindings(page), name).to.deep.equal([]);
    }
  });
});

describe('the report of a live run that fails, in a browser', function () {
  this.timeout(180_000);
  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap');
  });
  const { open, directory } = inBrowser(() => reportOf(FAILS_ON_LINUX, 'nd.dad.loopback-nonce', '--dut', 'linux', '--jobs', '8'));

  it('leads from what failed to the octets that were wrong in two clicks', async () => {
    expect(resultIn(directory()).totals.fail).to.be.above(0);
    const page = await open('index.html');
    expect(await page.title()).to.match(/^FAIL /);
    await page.locator('#failures a', { hasText: FAILS_ON_LINUX }).first().click();
    expect(await page.locator('h1').innerText()).to.contain(FAILS_ON_LINUX);
    await page.locator('.message a, .differences a, .steps tr.bad a, a[href^="#frame-"]').first().click();
    expect(await page.evaluate<string>('location.hash')).to.match(/^#frame-\d+$/);
    expect(await page.locator('.packet[open] .tree .wrong').first().innerText()).to.match(/wanted .* got /s);
  });

  it('says how sure its stamps are, and opens every page without a complaint', async () => {
    const page = await open('index.html');
    expect(await page.locator('.facts').innerText()).to.match(/uncertainty/i);
    for (const name of readdirSync(join(directory(), 'tests')).filter((one) => one.endsWith('.html'))) await open(`tests/${name}`);
  });
});
