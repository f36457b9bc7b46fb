import { deviceName, runFacts } from '../view/run-view.js';
import { VERDICTS, verdictWords } from '../view/verdicts.js';
import type { ComparedRun } from './comparison.js';
import type { Places } from './places.js';

/** The runs side by side: one column each, one row for everything that describes them. */
export interface RunTable {
  readonly columns: readonly { readonly name: string; readonly device: string; readonly path: string; readonly href: string }[];
  readonly rows: readonly { readonly term: string; readonly differs: boolean; readonly values: readonly string[] }[];
}

/** Of each of two runs different without anybody's doing: no reason to point at. */
const ALWAYS_DIFFERENT: readonly string[] = ['Started', 'Duration'];

export function runTable(runs: readonly ComparedRun[], places: Places): RunTable {
  const facts = runs.map((run) => new Map(factsOf(run)));
  const terms = [...new Set(facts.flatMap((one) => [...one.keys()]))];
  return {
    columns: runs.map(({ name, path, run }) => {
      const place = places.get(name);
      return { name, device: deviceName(run), path, href: place === undefined ? '' : `${place}/index.html` };
    }),
    rows: terms.map((term) => {
      const values = facts.map((one) => one.get(term) ?? '–');
      return { term, differs: !ALWAYS_DIFFERENT.includes(term) && new Set(values).size > 1, values };
    }),
  };
}

function factsOf({ run, roles, totals }: ComparedRun): readonly (readonly [string, string])[] {
  const count = VERDICTS.reduce((sum, verdict) => sum + totals[verdict], 0);
  return [
    ...runFacts(run, count).map(({ term, value }) => [term, value] as const),
    // Nothing was asked for where a run is of all roles: beside another one, that has to be said.
    ...(roles.length > 0 ? [['Role', roles.join(' and ')] as const] : []),
    ['Suites', run.suites ?? 'not known'],
    ...VERDICTS.map((verdict) => [verdictWords[verdict].word, String(totals[verdict])] as const),
  ];
}
