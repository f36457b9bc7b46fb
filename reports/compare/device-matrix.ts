import { groupBy } from '../../suites/kit/grouping.js';
import type { PlacedRequirement } from '../coverage-model.js';
import { clauseView, type ClauseView } from '../view/clause.js';
import { counted } from '../view/text.js';
import { verdictView, type VerdictView } from '../view/verdicts.js';
import type { Comparison } from './comparison.js';
import { testPage, type Places } from './places.js';

/** Tests down, runs across: where the devices do not agree. */
export interface DeviceMatrix {
  readonly runs: readonly { readonly name: string; readonly device: string }[];
  readonly groups: readonly {
    readonly slug: string;
    readonly text: string;
    readonly clause: ClauseView;
    readonly rows: readonly { readonly id: string; readonly cells: readonly MatrixCell[] }[];
  }[];
  readonly agreeing: string;
  readonly more: string;
}

type MatrixCell = (VerdictView & { readonly href: string }) | { readonly verdict: ''; readonly href: '' };

const MOST_ROWS = 500;

export function matrixOf({ runs, tests }: Comparison, places: Places, requirements: ReadonlyMap<string, PlacedRequirement>): DeviceMatrix {
  const names = runs.map(({ name }) => name);
  const differing = tests.filter(({ verdicts }) => new Set(names.map((name) => verdicts[name])).size > 1);
  const shown = differing.slice(0, MOST_ROWS);
  return {
    runs: runs.map(({ name, run }) => ({ name, device: run.firmware ? `${run.dut} ${run.firmware}` : run.dut })),
    groups: [...groupBy(shown, ({ requirement }) => requirement)].map(([slug, group]) => {
      const requirement = requirements.get(slug);
      return {
        slug,
        text: requirement?.text ?? slug,
        clause: clauseView(requirement?.rfc ?? 0, requirement?.section ?? ''),
        rows: group.map(({ id, verdicts }) => ({
          id,
          cells: names.map((name): MatrixCell => {
            const verdict = verdicts[name];
            return verdict ? { ...verdictView(verdict), href: testPage(places.get(name), id) } : { verdict: '', href: '' };
          }),
        })),
      };
    }),
    agreeing: counted(tests.length - differing.length, 'test'),
    more: differing.length > shown.length ? counted(differing.length - shown.length, 'more test') : '',
  };
}
