import { clauseUrl } from '../../suites/kit/failure-message.js';
import { clauseKey } from '../../suites/kit/requirement.js';

/** Where a requirement stands: `RFC 4861 7.2.2`, and the same as a link and as a selector of the command line. */
export interface ClauseView {
  readonly text: string;
  /** The section at the RFC editor; empty for clauses outside the RFC series. */
  readonly url: string;
  /** `RFC4861:7.2.2` */
  readonly selector: string;
}

export function clauseView(rfc: number, section: string): ClauseView {
  if (rfc <= 0) return { text: section === '' ? 'outside the RFCs' : section, url: '', selector: '' };
  const place = section === '' ? '' : ` ${section}`;
  return { text: `RFC ${rfc}${place}`, url: clauseUrl(rfc, section), selector: section === '' ? `RFC${rfc}` : clauseKey(rfc, section) };
}

/** Reads `RFC4862:5.4.3`; undefined for anything else. */
export function parseClause(text: string): ClauseView | undefined {
  const parts = /^RFC(\d+)(?::(.+))?$/.exec(text);
  return parts ? clauseView(Number(parts[1]), parts[2] ?? '') : undefined;
}

/** The id of a clause on the page of its RFC. */
export const clauseAnchor = (rfc: number, section: string): string => (section === '' ? `RFC${rfc}` : `RFC${rfc}-${section}`);

/** The page that says of an RFC, requirement by requirement, what was tested. */
export const rfcFile = (rfc: number): string => `RFC${rfc}.html`;

/** The same from the first page, at a section. */
export const clauseHref = (rfc: number, section: string): string =>
  `coverage/${rfcFile(rfc)}${section === '' ? '' : `#${clauseAnchor(rfc, section)}`}`;

/** `RFC 4861`. */
export const rfcName = (rfc: number): string => `RFC ${rfc}`;

/** The order of sections in a text: numbers by value, appendices after them. */
export function compareSections(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = comparePart(left[i], right[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a.localeCompare(b);
  return x - y;
}
