import type { RunResult, TestRecord, Verdict } from '../suites/kit/record.js';
import { pageTemplate } from './templates.js';
import { partsOf } from './view/parts.js';
import { deviceName } from './view/run-view.js';
import { headline, verdictColours } from './view/verdicts.js';
import { dayOf } from './view/waiver-in-force.js';

/**
 * The run as a small picture for a web page. Its text says the scope, `IPv6 nd, icmpv6 host 412/412 MUST`, since a bare
 * "passing" says nothing: which protocols, in which role, how many MUSTs held of those tried, how many were not tried.
 */
export function badgeSvg(result: RunResult, judgedOn?: string): string {
  const scope = scopeOf(result);
  const outcome = outcomeOf(result);
  const [left, right] = [widthOf(scope), widthOf(outcome)];
  return pageTemplate('badge')({
    text: `${scope}: ${outcome}`,
    title: `${deviceName(result.run)}: ${headline(result, judgedOn).sentence} ${dayOf(result.run)}, ${result.run.tool} ${result.run.version}`,
    width: left + right,
    left: partView(scope, 0, left),
    right: partView(outcome, left, right),
    colour: verdictColours[colourOf(result, judgedOn)],
  });
}

/** More protocols than this are counted. */
const MOST_NAMED = 3;

function scopeOf({ run, tests }: RunResult): string {
  const tried = tests.filter(({ verdict }) => verdict !== 'skip');
  const suites = [...new Set(tried.map(({ suite }) => suite))];
  const protocols = suites.length === 0 ? 'nothing' : suites.length > MOST_NAMED ? `${suites.length} suites` : suites.join(', ');
  const roles = [...new Set(tried.flatMap(partsOf))].sort();
  const part = run.selectors.length > 0 ? ' (selected tests)' : '';
  return ['IPv6', protocols, roles.join(' and ')].filter((word) => word !== '').join(' ') + part;
}

function outcomeOf({ run, tests }: RunResult): string {
  const musts = tests.filter(({ level }) => level === 'MUST');
  const tried = musts.filter(({ verdict }) => verdict !== 'skip');
  const held = tried.filter(({ verdict }) => verdict === 'pass' || verdict === 'warn');
  const undecided = tried.filter(isUndecided).length;
  const skipped = musts.length - tried.length;
  return [
    `${held.length}/${tried.length} MUST`,
    undecided > 0 ? `${undecided} undecided` : '',
    skipped > 0 ? `${skipped} not run` : '',
    run.interrupted ? 'interrupted' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

const isUndecided = ({ verdict }: TestRecord): boolean => verdict === 'inconclusive' || verdict === 'error';

/** A run that was broken off shows no green, whatever it saw till then. */
function colourOf(result: RunResult, judgedOn: string | undefined): Verdict {
  const { verdict } = headline(result, judgedOn);
  return result.run.interrupted && verdict !== 'fail' ? 'inconclusive' : verdict;
}

const MARGIN = 8;
/** Widths at 11 px of the usual sans-serif fonts; the drawing says them, so that any other font is fitted in. */
const NARROW = 3.6;
const WIDE = 9.4;
const USUAL = 6.7;

const widthOf = (text: string): number =>
  2 * MARGIN +
  Math.round([...text].reduce((sum, letter) => sum + (/[ijlt.,:/ ()]/.test(letter) ? NARROW : /[MmWw]/.test(letter) ? WIDE : USUAL), 0));

const partView = (text: string, x: number, width: number) => ({
  text,
  x,
  /** Without the rounded corners. */
  straight: width - 4,
  middle: x + width / 2,
  length: width - 2 * MARGIN,
});
