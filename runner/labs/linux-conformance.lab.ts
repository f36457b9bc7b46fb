import { expect } from 'chai';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import { leftoverNamespaces } from '../adapters/namespaces.js';
import { EXIT } from '../exit-codes.js';
import { packageRoot } from '../package-root.js';
import { documentedDeviations } from './documented-deviations.js';
import { needs } from './lab-needs.js';
import { startSixproof } from './started-program.js';

/** Tests mostly wait, so that many fit on few processors. */
const JOBS = '16';

/** The areas whose every verdict on Linux is written up in vectors/findings/linux.md. */
const AREAS = [
  ...['echo', 'unanswered'].map((area) => `icmpv6.${area}`),
  ...['address-resolution', 'packet-queue', 'nud', 'groups', 'router-flag', 'rs'].map((area) => `nd.${area}`),
  ...['solicited-advertisement', 'unsolicited-advertisement', 'ns-target'].map((area) => `nd.${area}`),
  ...['dad', 'dad-invalid', 'dad-valid'].map((area) => `nd.${area}`),
  ...['address-selection', 'slaac.temporary'],
  ...['ns', 'na', 'ra', 'redirect'].flatMap((message) => ['', '-fragmented', '-invalid', '-valid'].map((kind) => `nd.${message}${kind}`)),
];

/** Those areas against the kernel of this machine: what is not documented as its fault is ours. */
describe('lab: conformance of the Linux kernel', function () {
  this.timeout(600_000);
  const folder = join(packageRoot(), 'results', 'labs', 'linux');
  const documented = documentedDeviations('linux');
  let leftBefore: readonly string[];
  let code: number | string;
  let result: RunResult;

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping');
    leftBefore = leftoverNamespaces();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const run = startSixproof(undefined, 'run', ...AREAS, '--dut', 'linux', '--jobs', JOBS, '--out', folder);
    code = await run.ended;
    expect(code, run.complaints()).to.be.oneOf([EXIT.fine, EXIT.failed, EXIT.unable]);
    result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as RunResult;
    console.log(`      ${result.tests.length} tests in ${Math.round(result.run.wallUs / 1e6)} s, report in results/labs/linux`);
    for (const test of result.tests) if (test.earlier) console.log(`      repeated  ${test.id}: ${test.earlier.reason.text}`);
  });

  const withVerdict = (...verdicts: readonly TestRecord['verdict'][]): readonly TestRecord[] =>
    result.tests.filter(({ verdict }) => verdicts.includes(verdict));
  const inWords = (records: readonly TestRecord[]): readonly string[] =>
    records.map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason.text}`);

  it('speaks: no ERROR, and nothing INCONCLUSIVE after its repeat', () => {
    expect(inWords(withVerdict('error', 'inconclusive'))).to.deep.equal([]);
    expect(withVerdict('pass').length).to.be.above(400);
  });

  it('fails and warns only where a deviation of Linux is documented', () => {
    const isDocumented = ({ id, verdict }: TestRecord): boolean => documented.some((one) => one.test === id && one.verdict === verdict);
    expect(inWords(withVerdict('fail', 'warn').filter((test) => !isDocumented(test)))).to.deep.equal([]);
    const seen = new Set(withVerdict('fail', 'warn').map(({ id }) => id));
    for (const { test } of documented.filter((one) => !seen.has(one.test)))
      console.log(`      documented, not seen on this kernel: ${test}`);
  });

  it('says so by its exit code', () => {
    expect(code).to.equal(result.totals.fail > 0 ? EXIT.failed : EXIT.fine);
  });

  it('leaves no namespace behind', () => {
    expect(leftoverNamespaces().filter((name) => !leftBefore.includes(name))).to.deep.equal([]);
  });
});
