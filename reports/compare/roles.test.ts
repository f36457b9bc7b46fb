import { expect } from 'chai';
import type { TestRecord } from '../../suites/kit/record.js';
import { sampleCoverage } from '../sample/sample-coverage.js';
import { comparable, sampleRuns } from '../sample/sample-comparison.js';
import { requirementsBySlug } from '../coverage-model.js';
import { compareRuns, type RunToCompare } from './compare.js';
import type { Comparison } from './comparison.js';
import { comparisonMarkdown } from './comparison-markdown.js';
import { differingTests, heldNowhere, type DeviceMatrix } from './device-matrix.js';
import { runTable } from './run-table.js';
import { conclusionOf } from './words.js';

const [sample] = sampleRuns().map((run, i) => comparable(run, String(i))) as [RunToCompare];

const withTests = (tests: readonly TestRecord[]): RunToCompare => ({ ...sample, result: { ...sample.result, tests } });
const asHost = sample.result.tests.map((test) => ({ ...test, plays: 'host' }));
const asRouter = sample.result.tests.map((test) => ({ ...test, id: `${test.id}@router`, plays: 'router' }));
const COUNT = asHost.length;

const [host, router, both] = [asHost, asRouter, [...asHost, ...asRouter]].map(withTests) as [RunToCompare, RunToCompare, RunToCompare];
const compared = (...runs: readonly [RunToCompare, ...RunToCompare[]]): Comparison => compareRuns(runs, '2026-11-22');
const ids = (matrix: DeviceMatrix | false): readonly string[] =>
  matrix === false ? [] : matrix.groups.flatMap(({ rows }) => rows.map(({ id }) => id));

describe('runs in which the device played different parts', () => {
  it('have no test in common, which is said first, and none is gone or new', () => {
    const comparison = compared(host, router);
    expect(comparison.notes[0]).to.deep.equal({
      about: 'role',
      grave: true,
      text: 'A was asked as host, B as router: the runs have no test in common, since a test has a row of its own for each part.',
    });
    expect(comparison.transitions).to.deep.equal([]);
    expect(comparison.changes[0]).to.deep.include({
      common: 0,
      same: 0,
      apart: { 'other role': 2 * COUNT, 'not asked': 0, 'not reached': 0 },
    });
    expect(conclusionOf(comparison)).to.deep.include({ state: 'silent', title: 'NOTHING IN COMMON' });
    expect(comparisonMarkdown(comparison))
      .to.contain(`| In another role | ${2 * COUNT} |`)
      .and.contain('**Note:** A was asked as host, B as router');
  });

  it('are compared in the part that both played', () => {
    const comparison = compared(both, router);
    expect(comparison.changes[0]).to.deep.include({
      common: COUNT,
      same: COUNT,
      apart: { 'other role': COUNT, 'not asked': 0, 'not reached': 0 },
    });
    expect(comparison.notes.find(({ about }) => about === 'role')).to.deep.include({ grave: false });
    expect(comparison.notes[0]?.text).to.match(/^A was asked as host and router, B as router: /);
    expect(conclusionOf(comparison).sentence).to.contain(`${COUNT} of a role that only one run asked for`);
  });

  it('are told apart beside each other, also where one was not narrowed to any part', () => {
    const { rows } = runTable(compared(both, router).runs, new Map());
    expect(rows.find(({ term }) => term === 'Role')).to.deep.equal({ term: 'Role', differs: true, values: ['host and router', 'router'] });
  });

  it('are not taken for devices that disagree', () => {
    const requirements = requirementsBySlug(sampleCoverage);
    const apart = compared(host, host, router);
    expect(ids(differingTests(apart, new Map(), requirements))).to.deep.equal([]);
    const failing = asHost.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    expect(ids(heldNowhere(apart, new Map(), requirements)))
      .to.include.members(failing)
      .and.not.include(`${failing[0]}@router`);
    const cells = (matrix: DeviceMatrix | false, id: string | undefined) =>
      matrix === false ? [] : matrix.groups.flatMap(({ rows }) => rows.filter((row) => row.id === id)).flatMap((row) => row.cells);
    expect(
      cells(heldNowhere(apart, new Map(), requirements), failing[0]).map((cell) => ('why' in cell ? cell.why : cell.verdict)),
    ).to.deep.equal(['fail', 'fail', 'other role']);
    const lacking = compared(host, withTests(asHost.slice(1)));
    expect(cells(differingTests(lacking, new Map(), requirements), asHost[0]?.id)[1]).to.deep.equal({ verdict: '', why: 'not there' });
  });

  it('lose a test that the device could have been asked in its part', () => {
    const comparison = compared(both, withTests(asRouter.slice(1)));
    expect(comparison.transitions.map(({ kind, id }) => [kind, id])).to.deep.equal([['gone', asRouter[0]?.id]]);
  });

  it('are not known to be that where a tool did not write the parts down', () => {
    const comparison = compared(sample, router);
    expect(comparison.notes.filter(({ about }) => about === 'role')).to.deep.equal([]);
    expect(comparison.changes[0]?.transitions).to.deep.include({ gone: COUNT });
  });
});
