import { expect } from 'chai';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import { leftoverNamespaces } from '../adapters/namespaces.js';
import { EXIT } from '../exit-codes.js';
import { packageRoot } from '../package-root.js';
import { documentedDeviations, inWords, unexplained, unseen } from './documented-deviations.js';
import { needs, type Need } from './lab-needs.js';
import { startSixproof } from './started-program.js';

/** Tests mostly wait, so that many fit on few processors. */
const JOBS = '24';
/** More than these differ by no accident. */
const REPEATED_AT_MOST = 10;

export interface ConformanceLab {
  readonly title: string;
  /** Whose deviations are documented, under `vectors/findings/`; also the folder of the results. */
  readonly device: string;
  /** As `--dut` takes it; the kernel of this machine when left out. */
  readonly dut?: string;
  readonly role: 'host' | 'router';
  readonly needs: readonly Need[];
  /** More than this part of the tests pass, 0.8 when left out: a device that was never spoken to would pass few. */
  readonly passing?: number;
  /** What is asked, as words for `sixproof run`, how many tests that is, and a word about the choice. */
  choose(): Promise<{ readonly selectors: readonly string[]; readonly count: number; readonly about: string }>;
}

/** Tests against what this machine has: what is not documented as its fault is ours. */
export function conformanceLab({ title, device, dut = 'linux', role, needs: wanted, passing = 0.8, choose }: ConformanceLab): void {
  describe(title, function () {
    this.timeout(600_000);
    const folder = join(packageRoot(), 'results', 'labs', device);
    const documented = documentedDeviations(device);
    let leftBefore: readonly string[];
    let chosen: number;
    let code: number | string;
    let result: RunResult;
    let surprises: readonly TestRecord[];

    /** Runs `sixproof run` with its results in `out`. */
    async function sixproofRun(out: string, ...words: readonly string[]): Promise<{ result: RunResult; code: number | string }> {
      rmSync(out, { recursive: true, force: true });
      mkdirSync(out, { recursive: true });
      const run = startSixproof(undefined, 'run', ...words, '--dut', dut, '--role', role, '--out', out);
      const code = await run.ended;
      expect(code, run.complaints()).to.be.oneOf([EXIT.fine, EXIT.failed, EXIT.unable]);
      return { result: JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult, code };
    }

    /** What differs among many tests at once and not alone is this machine's doing: it counts when it differs both times. */
    async function differingAlsoAlone(first: readonly TestRecord[]): Promise<readonly TestRecord[]> {
      if (first.length === 0 || first.length > REPEATED_AT_MOST) return first;
      for (const words of inWords(first)) console.log(`      again alone  ${words}`);
      const again = await sixproofRun(`${folder}-again`, ...first.map(({ id }) => id), '--jobs', '1');
      const asked = new Set(first.map(({ id }) => id));
      return unexplained(again.result.tests, documented).filter(({ id }) => asked.has(id));
    }

    before(async function () {
      await needs(this, ...wanted);
      leftBefore = leftoverNamespaces();
      const { selectors, count, about } = await choose();
      chosen = count;
      console.log(`      ${about}`);
      ({ result, code } = await sixproofRun(folder, ...selectors, '--jobs', JOBS));
      console.log(`      ${result.tests.length} tests in ${Math.round(result.run.wallUs / 1e6)} s, report in results/labs/${device}`);
      for (const test of result.tests) if (test.earlier) console.log(`      repeated  ${test.id}: ${test.earlier.reason.text}`);
      for (const { test, onlyWhen } of unseen(result.tests, documented))
        console.log(onlyWhen ? `      not seen  ${test}, which comes only when ${onlyWhen}` : `      not seen here  ${test}`);
      surprises = await differingAlsoAlone(unexplained(result.tests, documented));
    });

    const withVerdict = (verdict: TestRecord['verdict']): readonly TestRecord[] => result.tests.filter((test) => test.verdict === verdict);

    it('speaks: every test has run, most pass, and what is skipped has a reason', () => {
      expect(result.tests.length).to.equal(chosen);
      expect(withVerdict('pass').length).to.be.above(chosen * passing);
      for (const { id, reason } of withVerdict('skip')) expect(reason.text, id).not.to.equal('');
    });

    it('fails and warns only where a deviation is documented; no ERROR, nothing INCONCLUSIVE after its repeat', () => {
      expect(inWords(surprises).join('\n')).to.equal('');
    });

    it('says so by its exit code', () => {
      expect(code).to.equal(result.totals.fail > 0 ? EXIT.failed : EXIT.fine);
    });

    it('leaves no namespace behind', () => {
      expect(leftoverNamespaces().filter((name) => !leftBefore.includes(name))).to.deep.equal([]);
    });
  });
}
