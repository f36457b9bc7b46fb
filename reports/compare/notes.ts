import type { TestRecord } from '../../suites/kit/record.js';
import { duration } from '../view/text.js';
import type { ComparedRun, ComparedTest, Note } from './comparison.js';
import { rolesNote } from './roles.js';

interface Question {
  readonly about: Note['about'];
  readonly grave: boolean;
  readonly of: (run: ComparedRun['run']) => string;
  /** What a difference means for the reader. */
  readonly means: string;
}

const ABSENT = 'not known';

/** In simulation nobody waits. */
function waitedFor({ clock, longestUs }: ComparedRun['run']): string {
  if (clock === 'virtual') return 'all tests';
  return longestUs === undefined ? 'none that says that it takes long' : `tests of up to ${duration(longestUs)}`;
}

const QUESTIONS: readonly Question[] = [
  {
    about: 'version',
    grave: true,
    of: ({ tool, version }) => `${tool} ${version}`,
    means: 'The tools differ: a verdict may have changed because the tool did.',
  },
  {
    about: 'suites',
    grave: true,
    of: ({ suites }) => suites ?? ABSENT,
    means: 'The tests or the decoders that they judge by differ: a verdict may have changed because they did.',
  },
  {
    about: 'profile',
    grave: true,
    of: ({ profile }) => profile,
    means: 'The profiles differ: the runs were judged by different generations of the RFCs.',
  },
  {
    about: 'seed',
    grave: false,
    of: ({ seed }) => String(seed),
    means: 'The seeds differ: packets, addresses and random delays were not the same.',
  },
  { about: 'adapter', grave: false, of: ({ adapter }) => adapter, means: 'The devices were controlled by different adapters.' },
  {
    about: 'clock',
    grave: false,
    of: ({ clock }) => clock,
    means: 'The clocks differ: times on a virtual clock are exact, those on a real one are not.',
  },
  {
    about: 'longest',
    grave: false,
    of: waitedFor,
    means: 'The runs did not wait for the same tests: those that take longer are SKIP.',
  },
  {
    about: 'selection',
    grave: false,
    of: ({ selectors, shard }) => `${asked(selectors)}${shard === undefined ? '' : `, shard ${shard}`}`,
    means: 'Not the same tests were asked for; only those in both runs say anything about a change.',
  },
];

const MOST_SELECTORS = 6;

function asked(selectors: readonly string[]): string {
  if (selectors.length === 0) return 'everything';
  return selectors.length > MOST_SELECTORS ? `${selectors.length} selectors` : selectors.join(' ');
}

/** Everything but the device that differs between the runs, what changes verdicts by itself first. */
export function notesOn(runs: readonly ComparedRun[], tests: readonly ComparedTest[], redeclared: readonly string[]): readonly Note[] {
  const roles = rolesNote(runs, tests);
  const notes = [
    ...QUESTIONS.flatMap((question) => noteOf(question, runs)),
    ...(roles ? [roles] : []),
    ...(redeclared.length > 0 ? [declarationsNote(redeclared)] : []),
    ...interruptedNotes(runs),
  ];
  return [...notes.filter(({ grave }) => grave), ...notes.filter(({ grave }) => !grave)];
}

function noteOf({ about, grave, of, means }: Question, runs: readonly ComparedRun[]): readonly Note[] {
  const values = runs.map(({ name, run }) => ({ name, value: of(run) }));
  const distinct = new Set(values.map(({ value }) => value));
  const unknown = distinct.has(ABSENT) && !areOneRun(runs);
  if (distinct.size < 2 && !unknown) return [];
  const text = unknown ? 'Whether the runs were judged by the same tests is not known: an older tool did not write it down.' : means;
  const list = distinct.size < 2 ? '' : ` ${values.map(({ name, value }) => `${name}: ${value}`).join(', ')}.`;
  return [{ about, grave, text: text + list }];
}

/** A run that is held against itself. */
const areOneRun = (runs: readonly ComparedRun[]): boolean => new Set(runs.map(({ run }) => JSON.stringify(run))).size === 1;

const SOME = 5;

function declarationsNote(ids: readonly string[]): Note {
  const which = ids.slice(0, SOME).join(', ') + (ids.length > SOME ? '...' : '');
  const text = `${ids.length === 1 ? 'One test has' : `${ids.length} tests have`} another title, requirement, clause or level than in A: ${which}.`;
  return { about: 'declarations', grave: true, text };
}

const interruptedNotes = (runs: readonly ComparedRun[]): readonly Note[] =>
  runs
    .filter(({ run }) => run.interrupted)
    .map(({ name }) => ({ about: 'interrupted', grave: false, text: `${name} was interrupted: not every selected test was run.` }));

/** Whether two records of one id are of the same test. */
export const isRedeclared = (a: TestRecord, b: TestRecord): boolean =>
  a.title !== b.title || a.requirement !== b.requirement || a.rfc !== b.rfc || a.section !== b.section || a.level !== b.level;
