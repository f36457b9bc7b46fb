import { fromHex } from '../../reference/net/octets.js';
import { fieldTree, type FieldNode } from '../../reference/wire/field-tree.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import type { FieldDifference } from '../../suites/kit/record.js';
import { bitPattern, octetRuns, type OctetRange, type OctetRun } from './octets-view.js';

/** A frame taken apart: its fields as rows, its octets as runs, and what of the differences has no field. */
export interface Dissection {
  readonly rows: readonly FieldRow[];
  readonly runs: readonly OctetRun[];
  /** Fields that were wanted and are not there. */
  readonly missing: readonly FieldDifference[];
  /** Where and why decoding stopped, empty when it did not. */
  readonly stopped: string;
}

export interface FieldRow {
  readonly depth: number;
  /** First octet and count: `54+2`. */
  readonly place: string;
  readonly title: string;
  readonly text: string;
  /** Whether any of the following is there: most rows have none, and are asked once. */
  readonly more: boolean;
  readonly bits: string;
  readonly note: string;
  readonly mark: '' | ' wrong';
  readonly wanted: string;
}

/** More nesting than this (packets quoted in packets) is drawn at the same depth. */
const DEEPEST = 8;
/** A bound on the rows of one packet: hostile frames can hold hundreds of one-octet options. */
const MOST_ROWS = 400;

/** Takes a whole frame (hexadecimal digits) apart; `differences` are those that a test found in it. */
export function dissect(frame: string, differences: readonly FieldDifference[]): Dissection {
  const octets = fromHex(frame);
  const decoded = decodeFrame(octets);
  const into: Collecting = { octets, differences, rows: [], leaves: [], shown: new Set() };
  collect(fieldTree(decoded), 0, into);
  return {
    rows: into.rows,
    runs: octetRuns(
      frame,
      into.leaves,
      differences.flatMap(({ octets: range }): OctetRange[] => (range ? [range] : [])),
    ),
    missing: differences.filter((difference) => !into.shown.has(difference)),
    stopped: decoded.stopped
      ? `Decoding stopped at octet ${decoded.stopped.offset} (${decoded.stopped.path}): ${stoppedText(decoded.stopped)}`
      : '',
  };
}

/** For frames that nobody needs to look into: they are in the capture. */
export const UNDISSECTED: Dissection = { rows: [], runs: [], missing: [], stopped: '' };

function stoppedText({ kind, needed, left }: { readonly kind: string; readonly needed: number; readonly left: number }): string {
  if (kind === 'truncated') return `${needed} octets needed, ${left} left.`;
  return (
    { 'bad-length': 'its length cannot be right.', 'bad-value': 'its value cannot be right.', limit: 'more than is looked at.' }[kind] ??
    kind
  );
}

interface Collecting {
  readonly octets: Uint8Array;
  readonly differences: readonly FieldDifference[];
  readonly rows: FieldRow[];
  readonly leaves: FieldNode[];
  readonly shown: Set<FieldDifference>;
}

function collect(nodes: readonly FieldNode[], depth: number, into: Collecting): void {
  for (const node of nodes) {
    const difference = into.differences.find((one) => !into.shown.has(one) && isAbout(one, node));
    if (difference) into.shown.add(difference);
    if (node.children.length === 0) into.leaves.push(node);
    if (into.rows.length < MOST_ROWS) into.rows.push(rowOf(node, depth, into.octets, difference));
    collect(node.children, Math.min(depth + 1, DEEPEST), into);
  }
}

/** A difference names a field by its path, or by the name of a family (`icmpv6.type`), whose octets then tell. */
function isAbout({ path, octets }: FieldDifference, node: FieldNode): boolean {
  if (path === node.path) return true;
  if (!octets || node.offset !== octets[0] || node.length !== octets[1]) return false;
  return lastName(path) === lastName(node.path);
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

function rowOf(node: FieldNode, depth: number, octets: Uint8Array, difference: FieldDifference | undefined): FieldRow {
  const bits = node.children.length === 0 ? bitPattern(octets, node) : '';
  return {
    depth,
    place: `${node.offset}+${node.length}`,
    title: node.title,
    // The summary of a layer begins with the layer's name.
    text: depth === 0 && node.text.startsWith(`${node.title} `) ? node.text.slice(node.title.length + 1) : node.text,
    more: bits !== '' || node.note !== undefined || difference !== undefined,
    bits,
    note: node.note ?? '',
    mark: difference === undefined ? '' : ' wrong',
    wanted: difference ? `wanted ${difference.wanted}, got ${difference.got}` : '',
  };
}
