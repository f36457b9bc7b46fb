import { groupBy } from '../../suites/kit/grouping.js';
import { arrivalsInWords, stripView, type StripView } from '../charts/strip.js';
import { clauseView, type ClauseView } from '../view/clause.js';
import { counted, duration, signed } from '../view/text.js';
import type { Move, Transition } from './comparison.js';
import { distanceOf } from './moves.js';
import { testPage, type Places } from './places.js';

/** Tests in which the same frame, awaited in the same window, came at another time: before above the line, after below it. */
export interface MovedRow {
  readonly run: string;
  readonly device: string;
  readonly label: string;
  readonly count: string;
  readonly clauses: readonly ClauseView[];
  readonly moreClauses: string;
  readonly strip: StripView;
  readonly before: string;
  readonly after: string;
  readonly tests: readonly { readonly id: string; readonly href: string; readonly shift: string }[];
  readonly more: number;
}

const MOST_ROWS = 60;
const MOST_TESTS = 40;
const MOST_CLAUSES = 4;

interface Moved extends Transition {
  readonly move: Move;
}

export function movedRows(transitions: readonly Transition[], places: Places, devices: ReadonlyMap<string, string>): readonly MovedRow[] {
  const moved = transitions.filter((one): one is Moved => one.move !== undefined);
  const groups = [...groupBy(moved, keyOf).values()].sort((a, b) => furthest(b) - furthest(a));
  return groups.slice(0, MOST_ROWS).flatMap((group) => movedRow(group, places, devices));
}

/** Windows of a real clock differ by microseconds, those of different timers by more than a hundredth. */
const keyOf = ({ run, move }: Moved): string =>
  [run, move.label.replace(/\d+/g, '#'), move.fromUs.toPrecision(2), move.toUs.toPrecision(2)].join(' ');

const furthest = (group: readonly Moved[]): number => Math.max(...group.map(({ move }) => distanceOf(move)));

function movedRow(group: readonly Moved[], places: Places, devices: ReadonlyMap<string, string>): readonly MovedRow[] {
  const [first] = group;
  if (first === undefined) return [];
  const { run, move } = first;
  const clauses = [...new Map(group.map(({ rfc, section }) => [`${rfc} ${section}`, clauseView(rfc, section)])).values()];
  const before = group.map((one) => one.move.beforeUs);
  const after = group.map((one) => one.move.afterUs);
  const ordered = [...group].sort((a, b) => distanceOf(b.move) - distanceOf(a.move));
  return [
    {
      run,
      device: devices.get(run) ?? '',
      label: move.label,
      count: counted(group.length, 'test'),
      clauses: clauses.slice(0, MOST_CLAUSES),
      moreClauses: clauses.length > MOST_CLAUSES ? counted(clauses.length - MOST_CLAUSES, 'more clause') : '',
      strip: stripView({ fromUs: move.fromUs, toUs: move.toUs, wideningUs: 0, arrivedUs: before, laterUs: after }),
      before: arrivalsInWords(before),
      after: arrivalsInWords(after),
      tests: ordered.slice(0, MOST_TESTS).map(({ id, move: { beforeUs, afterUs } }) => ({
        id,
        href: testPage(places.get(run), id),
        shift: `${signed(afterUs - beforeUs)}, from ${duration(beforeUs)} to ${duration(afterUs)}`,
      })),
      more: Math.max(0, group.length - MOST_TESTS),
    },
  ];
}
