import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inBrowser, photograph, SCHEMES, seriousFindings, WIDTHS, type InBrowser } from '../../reports/browser/in-browser.js';
import type { RunResult } from '../../suites/kit/record.js';
import { needs } from './lab-needs.js';
import { startSixproof } from './started-program.js';

/** RFC 7527 section 4.1 asks for a fresh nonce; Linux repeats its own: vectors/findings/linux.md. */
const FAILS_ON_LINUX = 'nd.dad.nonce-fresh';
const LARGEST = 12;
const AT_MOST_KB = 300;

async function sixproof(...words: readonly string[]): Promise<void> {
  const run = startSixproof(undefined, ...words);
  const code = await run.ended;
  if (code !== 0 && code !== 1) throw new Error(`sixproof ${words[0]} ended with ${code}: ${run.complaints()}`);
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'run-'));

async function selfTest(): Promise<string> {
  const folder = newFolder();
  await sixproof('run', '--out', folder);
  return folder;
}

const TESTS = [FAILS_ON_LINUX, 'nd.dad.loopback-nonce'];

/** The same tests of the reference and of Linux, and what is between them. */
async function memoryAndLinux(): Promise<string> {
  const folder = newFolder();
  const [memory, linux] = [join(folder, 'memory'), join(folder, 'linux')];
  await sixproof('run', ...TESTS, '--role', 'host', '--out', memory);
  await sixproof('run', ...TESTS, '--role', 'host', '--dut', 'linux', '--jobs', '8', '--out', linux);
  await sixproof('report', '--compare', memory, linux, '--out', join(folder, 'comparison'));
  return folder;
}

const resultIn = (folder: string): RunResult => JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as RunResult;

/** Each page at each width in both themes: it fits and is kept as a picture; axe-core finds nothing serious, in either theme. */
function isLookedAt(open: InBrowser['open'], pages: readonly (readonly [name: string, path: string])[]): void {
  for (const colorScheme of SCHEMES)
    it(`fits every window and gives axe-core nothing serious to say, ${colorScheme} (screenshots in results/screenshots)`, async () => {
      for (const [name, path] of pages) {
        const page = await open(path, { colorScheme });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          expect(await photograph(page, `${name}-${colorScheme}-${width}`), `${path}, ${width} wide`).to.be.at.most(0);
        }
        expect(await seriousFindings(page), path).to.deep.equal([]);
      }
    });
}

describe('the report of the whole self-test in a browser', function () {
  this.timeout(180_000);
  const { open, directory } = inBrowser(selfTest);

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

  isLookedAt(open, [
    ['self-test-index', 'index.html'],
    ['self-test-coverage', 'coverage.html'],
    ['self-test-timing', 'timing.html'],
  ]);
});

describe('the report of a live run that fails, in a browser', function () {
  this.timeout(180_000);
  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap');
  });
  const { open, directory } = inBrowser(memoryAndLinux);
  const linux = (): string => join(directory(), 'linux');
  const failed = `linux/tests/${FAILS_ON_LINUX}.html`;

  it('leads from what failed to the octets that were wrong in two clicks', async () => {
    expect(resultIn(linux()).totals.fail).to.be.above(0);
    const page = await open('linux/index.html');
    expect(await page.title()).to.match(/^FAIL /);
    await page.locator('#failures a', { hasText: FAILS_ON_LINUX }).first().click();
    expect(await page.locator('h1').innerText()).to.contain(FAILS_ON_LINUX);
    await page.locator('.message a, .differences a, .steps tr.bad a, a[href^="#frame-"]').first().click();
    expect(await page.evaluate<string>('location.hash')).to.match(/^#frame-\d+$/);
    expect(await page.locator('.packet[open] .tree .wrong').first().innerText()).to.match(/wanted .* got /s);
  });

  it('says how sure its stamps are, and opens every page without a complaint', async () => {
    const page = await open('linux/index.html');
    expect(await page.locator('.facts').innerText()).to.match(/uncertainty/i);
    for (const name of readdirSync(join(linux(), 'tests')).filter((one) => one.endsWith('.html'))) await open(`linux/tests/${name}`);
  });

  it('leads by keyboard from the ladder to the packet, and through its fields', async () => {
    const page = await open(failed);
    const arrow = page.locator('.folded a.arrow:not(.background)').last();
    const frame = (await arrow.getAttribute('href')) ?? '';
    await arrow.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator(frame).getAttribute('open')).to.equal('');
    await page.locator(`${frame} .tree [role=treeitem]`).first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator(`${frame} .hex .lit`).count()).to.be.above(0);
  });

  it('is held against the same tests in memory, and leads from what broke to both pages', async () => {
    for (const side of ['memory', 'linux']) {
      const page = await open('comparison/index.html');
      expect(await page.title()).to.match(/^BROKEN /);
      await page.locator(`#broken .sides a[href*="${side}/tests/${FAILS_ON_LINUX}"]`).first().click();
      expect(await page.locator('h1').innerText()).to.contain(FAILS_ON_LINUX);
    }
  });

  isLookedAt(open, [
    ['live-index', 'linux/index.html'],
    ['live-failed', failed],
    ['live-comparison', 'comparison/index.html'],
  ]);
});
