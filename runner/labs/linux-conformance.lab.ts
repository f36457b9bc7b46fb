import { expect } from 'chai';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import { leftoverNamespaces } from '../adapters/namespaces.js';
import { EXIT } from '../exit-codes.js';
import { packageRoot } from '../package-root.js';
import { documentedDeviations, inWords, unexplained, unseen } from './documented-deviations.js';
import { needs } from './lab-needs.js';
import { linuxSample } from './linux-sample.js';
import { startSixproof } from './started-program.js';

/** Tests mostly wait, so that many fit on few processors. */
const JOBS = '24';

/** A sample of all tests of a host against the kernel of this machine: what is not documented as its fault is ours. */
describe('lab: conformance of the Linux kernel as a host', function () {
  this.timeout(600_000);
  const folder = join(packageRoot(), 'results', 'labs', 'linux');
  const documented = documentedDeviations('linux');
  let leftBefore: readonly string[];
  let chosen: number;
  let code: number | string;
  let result: RunResult;

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping');
    leftBefore = leftoverNamespaces();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const { selectors, count, all } = await linuxSample();
    chosen = count;
    console.log(
      `      ${count} of ${all} tests: all that wait less than 6 s, of the others every fourth of a subject and what is documented`,
    );
    const run = startSixproof(undefined, 'run', ...selectors, '--dut', 'linux', '--role', 'host', '--jobs', JOBS, '--out', folder);
    code = await run.ended;
    expect(code, run.complaints()).to.be.oneOf([EXIT.fine, EXIT.failed, EXIT.unable]);
    result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as RunResult;
    console.log(`      ${result.tests.length} tests in ${Math.round(result.run.wallUs / 1e6)} s, report in results/labs/linux`);
    for (const test of result.tests) if (test.earlier) console.log(`      repeated  ${test.id}: ${test.earlier.reason.text}`);
    for (const { test, onlyWhen } of unseen(result.tests, documented))
      console.log(onlyWhen ? `      not seen  ${test}, which comes only when ${onlyWhen}` : `      not seen on this kernel  ${test}`);
  });

  const withVerdict = (verdict: TestRecord['verdict']): readonly TestRecord[] => result.tests.filter((test) => test.verdict === verdict);

  it('speaks: every test has run, most pass, and what is skipped has a reason', () => {
    expect(result.tests.length).to.equal(chosen);
    expect(withVerdict('pass').length).to.be.above(chosen * 0.9);
    for (const { id, reason } of withVerdict('skip')) expect(reason.text, id).not.to.equal('');
  });

  it('fails and warns only where a deviation of Linux is documented; no ERROR, nothing INCONCLUSIVE after its repeat', () => {
    expect(inWords(unexplained(result.tests, documented))).to.deep.equal([]);
  });

  it('says so by its exit code', () => {
    expect(code).to.equal(result.totals.fail > 0 ? EXIT.failed : EXIT.fine);
  });

  it('leaves no namespace behind', () => {
    expect(leftoverNamespaces().filter((name) => !leftBefore.includes(name))).to.deep.equal([]);
  });
});
