import type { FrameRecord } from '../../suites/kit/record.js';
import { shortened, signed, stamp } from '../view/text.js';
import { CAPTION_LINE, captionLines } from './caption-lines.js';
import type { Caption, FrameRole } from './captions.js';
import { routeOf, type Lane, type Lanes } from './lanes.js';
import { LABEL_CHARACTERS } from './label-lengths.js';
import type { Placed } from './rows.js';

/** One frame as an arrow with its texts. */
export interface ArrowView {
  readonly ordinal: number;
  readonly role: FrameRole;
  readonly y: number;
  /** The line of the arrow as a path. */
  readonly shaft: string;
  /** The three corners of the arrow's head. */
  readonly head: string;
  /** Where a frame for everybody passes a node that hears it too. */
  readonly crossings: readonly number[];
  readonly middle: number;
  readonly time: string;
  readonly timeY: number;
  /** Since the frame above, empty for the first. */
  readonly delta: string;
  readonly deltaY: number;
  readonly caption: string;
  readonly captionY: number;
  readonly captionLines: readonly { readonly y: number; readonly text: string }[];
  readonly notation: string;
  readonly notationY: number;
  /** The texts in full where they are cut, else empty. */
  readonly title: string;
}

export function arrowViews(placed: Placed, lanes: Lanes, captionOf: (frame: FrameRecord) => Caption): readonly ArrowView[] {
  const arrows: ArrowView[] = [];
  let previous: FrameRecord | undefined;
  for (const { row, y } of placed) {
    if (row.kind !== 'frame') continue;
    arrows.push(arrowView(row.frame, { y, previous, lanes, caption: captionOf(row.frame) }));
    previous = row.frame;
  }
  return arrows;
}

interface Drawing {
  readonly y: number;
  readonly previous: FrameRecord | undefined;
  readonly lanes: Lanes;
  readonly caption: Caption;
}

function arrowView(frame: FrameRecord, { y, previous, lanes, caption }: Drawing): ArrowView {
  const route = routeOf(frame, lanes);
  const sign = route.to.x >= route.from.x ? 1 : -1;
  const { role, text } = caption;
  const lines = captionLines(caption);
  const small = role === 'background' || text === '';
  return {
    ordinal: frame.ordinal,
    role,
    y,
    shaft: `M${route.from.x} ${y}H${route.to.x - sign * 2}`,
    head: headOf(route.to.x - sign, y, sign, role === 'background' ? 5 : 8),
    crossings: route.toAll ? between(route.from, route.to, lanes) : [],
    middle: (route.from.x + route.to.x) / 2,
    time: stamp(frame.atUs),
    timeY: role === 'background' ? y + 3.5 : y + 1,
    delta: previous && role !== 'background' ? signed(frame.atUs - previous.atUs) : '',
    deltaY: y + 14,
    caption: lines.join(' '),
    captionY: y - 3,
    captionLines: lines.map((line, i) => ({ y: y - 3 - (lines.length - 1 - i) * CAPTION_LINE, text: line })),
    notation: shortened(frame.notation, LABEL_CHARACTERS),
    notationY: small ? y + 4 : y + 12,
    title:
      frame.notation.length > LABEL_CHARACTERS || lines.at(-1)?.endsWith('…') ? `${text}${text === '' ? '' : ': '}${frame.notation}` : '',
  };
}

const headOf = (x: number, y: number, sign: number, size: number): string =>
  `${x},${y} ${x - sign * size},${y - size / 2} ${x - sign * size},${y + size / 2}`;

function between(from: Lane, to: Lane, lanes: Lanes): readonly number[] {
  const [low, high] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  return lanes.all.filter((lane) => lane.x > low && lane.x < high).map((lane) => lane.x);
}
