import { groupBy } from '../../suites/kit/grouping.js';
import type { Verdict } from '../../suites/kit/record.js';
import type { PlacedRequirement } from '../coverage-model.js';
import { clauseView, type ClauseView } from '../view/clause.js';
import { deviceName } from '../view/run-view.js';
import { counted } from '../view/text.js';
import { VERDICTS, verdictView, type VerdictView } from '../view/verdicts.js';
import type { Absence, ComparedRun, ComparedTest, Comparison } from './comparison.js';
import { testPage, type Places } from './places.js';

/** Tests down, by requirement; runs across. */
export interface DeviceMatrix {
  readonly runs: readonly { readonly name: string; readonly device: string; readonly path: string }[];
  /** Columns of the table. */
  readonly span: number;
  readonly groups: readonly {
    readonly slug: string;
    readonly text: string;
    readonly clause: ClauseView;
    readonly rows: readonly { readonly id: string; readonly cells: readonly MatrixCell[] }[];
  }[];
  readonly count: string;
  /** How many tests are not in it because one verdict holds for all runs. */
  readonly agreeing?: string;
  readonly more: string;
}

type MatrixCell = (VerdictView & { readonly href: string }) | { readonly verdict: ''; readonly why: Absence | 'not there' };
type Requirements = ReadonlyMap<string, PlacedRequirement>;

/** More tests than these are in `comparison.json` only. */
const MOST_DIFFERING = 500;
const MOST_HELD_NOWHERE = 300;

/** Where the devices do not agree. */
export function differingTests(comparison: Comparison, places: Places, requirements: Requirements): DeviceMatrix {
  const comparable = comparableIn(comparison);
  const differing = comparable
    .filter(({ verdicts }) => new Set(verdicts).size > 1)
    .map(({ test }) => test)
    .sort(worstFirst);
  const matrix = matrixOf(differing, MOST_DIFFERING, { comparison, places, requirements });
  return { ...matrix, agreeing: counted(comparable.length - differing.length, 'test') };
}

/** By the worst verdict in any run, then by id. */
const worstFirst = (a: ComparedTest, b: ComparedTest): number => rankOf(a) - rankOf(b) || a.id.localeCompare(b.id, 'en');

const rankOf = ({ verdicts }: ComparedTest): number => {
  const own = new Set(Object.values(verdicts));
  return VERDICTS.findIndex((verdict) => own.has(verdict));
};

/** Where they agree that it does not hold: FAIL in all, then WARN in all. A test that a run lacks is among the differing. */
export function heldNowhere(comparison: Comparison, places: Places, requirements: Requirements): DeviceMatrix | false {
  const comparable = comparableIn(comparison);
  const inAll = (verdict: Verdict): readonly ComparedTest[] =>
    comparable.filter(({ verdicts }) => verdicts.every((one) => one === verdict)).map(({ test }) => test);
  const nowhere = [...inAll('fail'), ...inAll('warn')];
  return nowhere.length > 0 && matrixOf(nowhere, MOST_HELD_NOWHERE, { comparison, places, requirements });
}

interface ComparableTest {
  readonly test: ComparedTest;
  /** By run; undefined where its suites lack the test, and nothing for a run that was not asked for it or did not reach it. */
  readonly verdicts: readonly (Verdict | undefined)[];
}

/** The tests that more runs than one would have run. */
const comparableIn = ({ runs, tests }: Comparison): readonly ComparableTest[] =>
  tests
    .map((test) => ({
      test,
      verdicts: runs.filter(({ name }) => test.absent?.[name] === undefined).map(({ name }) => test.verdicts[name]),
    }))
    .filter(({ verdicts }) => verdicts.length > 1);

function cellOf(test: ComparedTest, run: ComparedRun, places: Places): MatrixCell {
  const verdict = test.verdicts[run.name];
  if (verdict !== undefined) return { ...verdictView(verdict), href: testPage(places.get(run.name), test.id) };
  return { verdict: '', why: test.absent?.[run.name] ?? 'not there' };
}

interface MatrixContext {
  readonly comparison: Comparison;
  readonly places: Places;
  readonly requirements: Requirements;
}

function matrixOf(tests: readonly ComparedTest[], most: number, { comparison, places, requirements }: MatrixContext): DeviceMatrix {
  const shown = tests.slice(0, most);
  return {
    runs: comparison.runs.map(({ name, path, run }) => ({ name, path, device: deviceName(run) })),
    span: comparison.runs.length + 1,
    groups: [...groupBy(shown, ({ requirement }) => requirement)].map(([slug, group]) => {
      const requirement = requirements.get(slug);
      return {
        slug,
        text: requirement?.text ?? slug,
        clause: clauseView(requirement?.rfc ?? 0, requirement?.section ?? ''),
        rows: group.map((test) => ({ id: test.id, cells: comparison.runs.map((run) => cellOf(test, run, places)) })),
      };
    }),
    count: counted(tests.length, 'test'),
    more: tests.length > shown.length ? counted(tests.length - shown.length, 'more test') : '',
  };
}
