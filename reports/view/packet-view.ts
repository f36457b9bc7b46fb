import { fromHex } from '../../reference/net/octets.js';
import { fieldTree, type FieldNode } from '../../reference/wire/field-tree.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import type { FieldDifference, FrameRecord, TestDetails } from '../../suites/kit/record.js';
import { captionOf } from '../ladder/captions.js';
import { DEVICE } from '../ladder/lanes.js';
import { bitPattern, leaves, lineNumbers, octetRuns, placeOf, type OctetRange, type OctetRun } from './octets-view.js';
import { signed, stamp } from './text.js';

/** One frame of a test: its field tree as rows, its octets as runs, and what it was to the test. */
export interface PacketView {
  readonly ordinal: number;
  readonly background: boolean;
  /** Shown unfolded: the frames that the verdict rests on. */
  readonly open: boolean;
  readonly role: string;
  readonly time: string;
  readonly sinceLast: string;
  readonly direction: string;
  readonly notation: string;
  readonly caption: string;
  /** Number of the frame in `run.pcapng`, 0 when it is not known. */
  readonly captureFrame: number;
  readonly octetCount: number;
  readonly lineNumbers: string;
  readonly runs: readonly OctetRun[];
  /** None where the frame was not taken apart. */
  readonly rows: readonly FieldRow[];
  /** Fields that were wanted and are not there. */
  readonly missing: readonly FieldDifference[];
  readonly stopped: string;
}

interface FieldRow {
  readonly depth: number;
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

export interface PacketContext {
  readonly details: TestDetails;
  /** Whether the background traffic is taken apart too; its octets are shown in any case. */
  readonly dissectBackground: boolean;
  readonly captureFrame: number;
  readonly previous: FrameRecord | undefined;
}

export function packetView(frame: FrameRecord, { details, captureFrame, previous, dissectBackground }: PacketContext): PacketView {
  const octets = fromHex(frame.octets);
  const dissected = dissectBackground || !frame.background;
  const decoded = dissected ? decodeFrame(octets) : undefined;
  const tree = decoded ? fieldTree(decoded) : [];
  const differences = differencesOf(frame, details);
  const { role, text } = captionOf(frame, details);
  const rows: FieldRow[] = [];
  const shown = new Set<FieldDifference>();
  collect(tree, 0, { octets, differences, rows, shown });
  return {
    ordinal: frame.ordinal,
    background: frame.background,
    open: role === 'wrong' || role === 'stimulus' || role === 'answer',
    role,
    time: stamp(frame.atUs),
    sinceLast: previous ? signed(frame.atUs - previous.atUs) : '',
    direction: directionOf(frame, details),
    notation: frame.notation,
    caption: text,
    captureFrame,
    octetCount: octets.length,
    lineNumbers: lineNumbers(octets.length),
    runs: octetRuns(octets, dissected ? leaves(tree) : [{ offset: 0, length: octets.length }], differences.flatMap(({ octets: range }): OctetRange[] => (range ? [range] : []))),
    rows,
    missing: differences.filter((difference) => !shown.has(difference)),
    stopped: decoded?.stopped ? `Decoding stopped at octet ${decoded.stopped.offset} (${decoded.stopped.path}): ${stoppedText(decoded.stopped)}` : '',
  };
}

/** `tester → device`; a frame of the device goes to the node that has its destination address, or to the link. */
function directionOf({ direction, node, link, octets }: FrameRecord, { nodes }: TestDetails): string {
  if (direction === 'out') return `${node} → device`;
  if (node !== DEVICE) return `${node} → ${link}`;
  const destination = nodes.find((one) => one.link === link && one.linkLayerAddress.toLowerCase().replaceAll(':', '') === octets.slice(0, 12));
  return `device → ${destination?.name ?? link}`;
}

function stoppedText({ kind, needed, left }: { readonly kind: string; readonly needed: number; readonly left: number }): string {
  if (kind === 'truncated') return `${needed} octets needed, ${left} left.`;
  return { 'bad-length': 'its length cannot be right.', 'bad-value': 'its value cannot be right.', limit: 'more than is looked at.' }[kind] ?? kind;
}

/** What the steps found different in this frame, where it was the closest that came. */
function differencesOf(frame: FrameRecord, details: TestDetails): readonly FieldDifference[] {
  return details.steps.flatMap((step) => (step.outcome !== 'met' && step.closest?.frame === frame.ordinal ? step.closest.differences : []));
}

interface Collecting {
  readonly octets: Uint8Array;
  readonly differences: readonly FieldDifference[];
  readonly rows: FieldRow[];
  readonly shown: Set<FieldDifference>;
}

function collect(nodes: readonly FieldNode[], depth: number, into: Collecting): void {
  for (const node of nodes) {
    if (into.rows.length >= MOST_ROWS) return;
    const difference = into.differences.find((one) => !into.shown.has(one) && isAbout(one, node));
    if (difference) into.shown.add(difference);
    into.rows.push(rowOf(node, depth, into.octets, difference));
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
    place: placeOf(node.offset, node.length),
    title: node.title,
    text: depth === 0 && node.text.startsWith(`${node.title} `) ? node.text.slice(node.title.length + 1) : node.text,
    more: bits !== '' || node.note !== undefined || difference !== undefined,
    bits,
    note: node.note ?? '',
    mark: difference === undefined ? '' : ' wrong',
    wanted: difference ? `wanted ${difference.wanted}, got ${difference.got}` : '',
  };
}

/** Every frame of a test as a packet, numbered as in the merged capture where `firstCaptureFrame` is known. */
export function packetViews(details: TestDetails, dissectBackground: boolean, firstCaptureFrame: number | undefined): readonly PacketView[] {
  return details.frames.map((frame, i) =>
    packetView(frame, {
      details,
      dissectBackground,
      previous: details.frames[i - 1],
      captureFrame: firstCaptureFrame === undefined ? 0 : firstCaptureFrame + i,
    }),
  );
}

