import type { FieldDifference, FrameRecord, TestDetails } from '../../suites/kit/record.js';
import { captionsOf, type Caption } from '../ladder/captions.js';
import { DEVICE } from '../ladder/lanes.js';
import { dissect, UNDISSECTED, type Dissection } from './dissection.js';
import { lineNumbers } from './octets-view.js';
import { signed, stamp } from './text.js';

/** One frame of a test: what it was to the test, its fields and its octets. */
export interface PacketView extends Dissection {
  readonly ordinal: number;
  readonly background: boolean;
  /** Named in one line, not taken apart. */
  readonly bare: boolean;
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
}

/**
 * Every frame of a test as a packet, numbered as in the merged capture where `firstCaptureFrame` is known. Of a test that
 * passed, only the frames that its steps used are taken apart: the rest would be most of a large report.
 */
export function packetViews(
  details: TestDetails,
  passed: boolean,
  firstCaptureFrame: number | undefined,
  captionOf = captionsOf(details),
): readonly PacketView[] {
  const differences = differencesByFrame(details);
  // Retransmissions and proofs of life often repeat a frame to the octet.
  const known = new Map<string, Dissection>();
  const dissectionOf = (frame: FrameRecord): Dissection => {
    if (passed && (frame.background || frame.steps.length === 0)) return UNDISSECTED;
    const different = differences.get(frame.ordinal);
    if (different) return dissect(frame.octets, different);
    const dissection = known.get(frame.octets) ?? dissect(frame.octets, []);
    known.set(frame.octets, dissection);
    return dissection;
  };
  return details.frames.map((frame, i) =>
    packetView(frame, dissectionOf(frame), {
      details,
      caption: captionOf(frame),
      previous: details.frames[i - 1],
      captureFrame: captureNumber(frame.ordinal, firstCaptureFrame),
    }),
  );
}

/** Number in `run.pcapng` of a test's frame; 0 when it is not known. */
export const captureNumber = (ordinal: number, firstCaptureFrame: number | undefined): number =>
  firstCaptureFrame === undefined ? 0 : firstCaptureFrame + ordinal - 1;

interface PacketContext {
  readonly details: TestDetails;
  readonly caption: Caption;
  readonly previous: FrameRecord | undefined;
  readonly captureFrame: number;
}

function packetView(frame: FrameRecord, dissection: Dissection, { details, caption, previous, captureFrame }: PacketContext): PacketView {
  const { role, text } = caption;
  const octetCount = frame.octets.length / 2;
  return {
    ordinal: frame.ordinal,
    background: frame.background,
    bare: dissection === UNDISSECTED,
    open: role === 'wrong' || role === 'stimulus' || role === 'answer',
    role,
    time: stamp(frame.atUs),
    sinceLast: previous ? signed(frame.atUs - previous.atUs) : '',
    direction: directionOf(frame, details),
    notation: frame.notation,
    caption: text,
    captureFrame,
    octetCount,
    lineNumbers: dissection === UNDISSECTED ? '' : lineNumbers(octetCount),
    rows: dissection.rows,
    runs: dissection.runs,
    missing: dissection.missing,
    stopped: dissection.stopped,
  };
}

/** `tester → device`; a frame of the device goes to the node that has its destination address, or to the link. */
function directionOf({ direction, node, link, octets }: FrameRecord, { nodes }: TestDetails): string {
  if (direction === 'out') return `${node} → device`;
  if (node !== DEVICE) return `${node} → ${link}`;
  const destination = nodes.find(
    (one) => one.link === link && one.linkLayerAddress.toLowerCase().replaceAll(':', '') === octets.slice(0, 12),
  );
  return `device → ${destination?.name ?? link}`;
}

/** What the steps found different in the frames that were the closest that came. */
function differencesByFrame(details: TestDetails): ReadonlyMap<number, readonly FieldDifference[]> {
  const found = new Map<number, readonly FieldDifference[]>();
  for (const { outcome, closest } of details.steps)
    if (outcome !== 'met' && closest && closest.differences.length > 0)
      found.set(closest.frame, [...(found.get(closest.frame) ?? []), ...closest.differences]);
  return found;
}
