import type { Verdict } from '../../suites/kit/record.js';
import { groupBy } from '../../suites/kit/grouping.js';
import type { PlacedRequirement } from '../coverage-model.js';
import { clauseView, type ClauseView } from '../view/clause.js';
import { reasonInWords } from '../view/findings.js';
import { deviceName } from '../view/run-view.js';
import { counted } from '../view/text.js';
import { favicon, verdictView, type VerdictView } from '../view/verdicts.js';
import { waiverInWords } from '../view/waiver-in-force.js';
import { ABSENCES, TRANSITIONS, type Comparison, type Note, type Outcome, type Transition, type TransitionKind } from './comparison.js';
import { devicesInWords } from './devices.js';
import { differingTests, heldNowhere, type DeviceMatrix } from './device-matrix.js';
import { extentInWords, testsIn } from './extent.js';
import { movedRows, type MovedRow } from './moved-view.js';
import { foldersLinked, testPage, type Places } from './places.js';
import { runTable, type RunTable } from './run-table.js';
import { absenceWords, conclusionOf, transitionWords } from './words.js';

/** The page that holds several runs against the first of them. */
export interface ComparisonView {
  readonly title: string;
  readonly root: string;
  readonly favicon: string;
  readonly heading: string;
  readonly headline: VerdictView;
  readonly sentence: string;
  readonly graveNotes: readonly Note[];
  readonly mildNotes: readonly Note[];
  readonly runs: RunTable;
  /** Folders that have to travel with the page. */
  readonly linked: readonly string[];
  /** Runs whose pages are not at hand. */
  readonly unlinked: string;
  readonly several: boolean;
  readonly changes: ChangeTable;
  readonly sections: readonly SectionView[];
  readonly moved: readonly MovedRow[];
  readonly movedCount: string;
  readonly matrix: DeviceMatrix | false;
  /** What fails or warns in every run, and is therefore told by no change. */
  readonly nowhere: DeviceMatrix | false;
}

interface ChangeTable {
  readonly baseline: string;
  /** The later ones, by column. */
  readonly runs: readonly { readonly name: string; readonly device: string; readonly path: string }[];
  readonly rows: readonly {
    readonly kind: TransitionKind;
    readonly title: string;
    readonly meaning: string;
    readonly verdict: VerdictView;
    readonly counts: readonly number[];
  }[];
  readonly same: readonly number[];
  /** Empty where no time differs by chance. */
  readonly byChance: readonly number[];
  /** Empty where every run was asked for the same and ended. */
  readonly apart: readonly { readonly title: string; readonly meaning: string; readonly counts: readonly number[] }[];
}

interface SectionView {
  readonly kind: TransitionKind;
  readonly title: string;
  readonly meaning: string;
  readonly count: string;
  /** Tests of the same requirement stand together: 20 that break one MUST are one finding. */
  readonly groups: readonly GroupView[];
  readonly several: boolean;
  readonly more: string;
}

interface GroupView {
  /** Where a link to it leads. */
  readonly anchor: string;
  readonly verdict: Verdict;
  readonly level: string;
  readonly clause: ClauseView;
  readonly text: string;
  /** Of tests. */
  readonly count: number;
  readonly rows: readonly RowView[];
}

interface RowView {
  readonly id: string;
  readonly title: string;
  readonly run: string;
  readonly device: string;
  readonly before: SideView | false;
  readonly after: SideView | false;
}

interface SideView {
  readonly verdict: VerdictView;
  readonly reason: string;
  readonly href: string;
  readonly waived: string;
}

/** More tests than this of one kind are in `comparison.json` only. */
const MOST_ROWS = 300;

export function comparisonView(
  comparison: Comparison,
  places: Places,
  requirements: ReadonlyMap<string, PlacedRequirement>,
): ComparisonView {
  const { runs, notes, transitions } = comparison;
  const conclusion = conclusionOf(comparison);
  const heading = devicesInWords(runs);
  const several = runs.length > 2;
  const devices = new Map(runs.map(({ name, run }) => [name, deviceName(run)]));
  const moved = transitions.filter(({ kind }) => kind === 'moved');
  return {
    title: `${conclusion.title} · ${heading} · sixproof`,
    root: '',
    favicon: favicon(conclusion.verdict),
    heading,
    headline: { ...verdictView(conclusion.verdict), word: conclusion.title },
    sentence: conclusion.sentence,
    graveNotes: notes.filter(({ grave }) => grave),
    mildNotes: notes.filter(({ grave }) => !grave),
    runs: runTable(runs, places),
    linked: foldersLinked(places),
    unlinked: runs
      .filter(({ name }) => !places.has(name))
      .map(({ name, path }) => `${name} (${path})`)
      .join(', '),
    several,
    changes: changeTable(comparison),
    sections: TRANSITIONS.filter((kind) => kind !== 'moved').flatMap((kind) => {
      const own = transitions.filter((one) => one.kind === kind);
      return own.length === 0 ? [] : [sectionView(kind, own, { devices, places, requirements, several, judgedOn: comparison.judgedOn })];
    }),
    moved: movedRows(moved, places, devices),
    movedCount: extentInWords(moved),
    matrix: several && differingTests(comparison, places, requirements),
    nowhere: heldNowhere(comparison, places, requirements),
  };
}

function changeTable({ changes, runs: [baseline, ...later] }: Comparison): ChangeTable {
  return {
    baseline: baseline ? `${deviceName(baseline.run)}, ${baseline.path},` : '',
    runs: later.map(({ name, path, run }) => ({ name, path, device: deviceName(run) })),
    rows: TRANSITIONS.map((kind) => {
      const { title, meaning, verdict } = transitionWords[kind];
      return { kind, title, meaning, verdict: verdictView(verdict), counts: changes.map((one) => one.transitions[kind]) };
    }),
    same: changes.map(({ same }) => same),
    byChance: changes.some(({ byChance }) => byChance > 0) ? changes.map(({ byChance }) => byChance) : [],
    apart: ABSENCES.filter((absence) => changes.some(({ apart }) => apart[absence] > 0)).map((absence) => ({
      ...absenceWords[absence],
      counts: changes.map(({ apart }) => apart[absence]),
    })),
  };
}

interface SectionContext {
  /** By the run's name. */
  readonly devices: ReadonlyMap<string, string>;
  readonly places: Places;
  readonly requirements: ReadonlyMap<string, PlacedRequirement>;
  readonly several: boolean;
  readonly judgedOn: string;
}

function sectionView(kind: TransitionKind, transitions: readonly Transition[], context: SectionContext): SectionView {
  const shown = transitions.slice(0, MOST_ROWS);
  const { title, meaning, verdict } = transitionWords[kind];
  return {
    kind,
    title,
    meaning,
    count: extentInWords(transitions),
    groups: [...groupBy(shown, ({ requirement }) => requirement)].map(([slug, group]) => ({
      anchor: `${kind}-${slug}`,
      ...groupView(slug, group, verdict, context),
    })),
    several: context.several,
    more:
      transitions.length > shown.length ? counted(transitions.length - shown.length, context.several ? 'more change' : 'more test') : '',
  };
}

function groupView(slug: string, group: readonly Transition[], verdict: Verdict, context: SectionContext): Omit<GroupView, 'anchor'> {
  const [first] = group;
  return {
    verdict,
    level: first?.level ?? '',
    clause: clauseView(first?.rfc ?? 0, first?.section ?? ''),
    text: context.requirements.get(slug)?.text ?? slug,
    count: testsIn(group),
    rows: [...groupBy(group, ({ id }) => id).values()].flat().map(({ id, title, run, before, after }) => ({
      id,
      title,
      run,
      device: context.devices.get(run) ?? '',
      before: sideView(before, { run: BASELINE, id }, context),
      after: sideView(after, { run, id }, context),
    })),
  };
}

const BASELINE = 'A';

interface Side {
  readonly run: string;
  readonly id: string;
}

function sideView(outcome: Outcome | undefined, { run, id }: Side, { places, judgedOn }: SectionContext): SideView | false {
  if (outcome === undefined) return false;
  const { verdict, reason, waiver } = outcome;
  return {
    verdict: verdictView(verdict),
    reason: verdict === 'pass' ? '' : reasonInWords(reason),
    href: testPage(places.get(run), id),
    waived: waiverInWords(waiver, judgedOn),
  };
}
