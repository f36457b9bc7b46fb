import type { FrameRecord, TestDetails } from '../../suites/kit/record.js';

/** The vertical line of one node. */
export interface Lane {
  readonly name: string;
  readonly link: string;
  readonly x: number;
  readonly isDevice: boolean;
  readonly linkLayerAddress: string;
}

export interface Lanes {
  readonly all: readonly Lane[];
  readonly device: Lane;
  /** Right edge of the outermost lane. */
  readonly right: number;
}

/** From where to where a frame is drawn; `toAll` when every node of the link could hear it. */
export interface Route {
  readonly from: Lane;
  readonly to: Lane;
  readonly toAll: boolean;
}

export const DEVICE = 'dut';
/** Frames that came neither from the device nor from the tester. */
const STRANGER = 'stranger';

const GUTTER = 150;
const WIDE = 200;
const NARROW = 132;

/** Lanes of the nodes that took part: those of the first link left of the device, those of further links right of it. */
export function lanesOf(details: TestDetails, frames: readonly FrameRecord[]): Lanes {
  const strange = frames.find((frame) => frame.node === STRANGER);
  const strangers = strange ? [{ name: STRANGER, link: strange.link, linkLayerAddress: '' }] : [];
  const others = [...strangers, ...details.nodes.filter((node) => node.name !== DEVICE)];
  const tookPart = others.filter((node) => frames.some((frame) => frame.node === node.name && frame.link === node.link));
  const shown = tookPart.length > 0 ? tookPart : others.slice(0, 1);
  const firstLink = details.testbed.links[0] ?? 'link0';
  const left = shown.filter((node) => node.link === firstLink);
  const right = shown.filter((node) => node.link !== firstLink);
  const device = details.nodes.find((node) => node.name === DEVICE);
  const ordered = [...left, { name: DEVICE, link: '', linkLayerAddress: device?.linkLayerAddress ?? '' }, ...right];
  const spacing = ordered.length <= 2 ? WIDE : NARROW;
  const all = ordered.map((node, i) => ({
    name: node.name,
    link: node.link,
    x: GUTTER + i * spacing,
    isDevice: node.name === DEVICE,
    linkLayerAddress: node.linkLayerAddress.toLowerCase(),
  }));
  const deviceLane = all[left.length];
  if (!deviceLane) throw new Error('a ladder always has the lane of the device');
  return { all, device: deviceLane, right: GUTTER + (ordered.length - 1) * spacing };
}

export function laneOfNode(lanes: Lanes, name: string, link: string): Lane | undefined {
  return lanes.all.find((lane) => lane.name === name && (lane.isDevice || lane.link === link));
}

/** The lane of a link that is the farthest from the device; the device's own when the link has no node. */
export function outermost(lanes: Lanes, link: string): Lane {
  const onLink = lanes.all.filter((lane) => !lane.isDevice && lane.link === link && lane.name !== STRANGER);
  const distance = (lane: Lane) => Math.abs(lane.x - lanes.device.x);
  return onLink.reduce(
    (far, lane) => (distance(lane) > distance(far) ? lane : far),
    onLink[0] ?? lanes.all.find((lane) => !lane.isDevice) ?? lanes.device,
  );
}

export function routeOf(frame: FrameRecord, lanes: Lanes): Route {
  if (frame.direction === 'out') {
    const from = laneOfNode(lanes, frame.node, frame.link) ?? outermost(lanes, frame.link);
    return { from, to: lanes.device, toAll: false };
  }
  const named = laneOfNode(lanes, frame.node, frame.link);
  if (named?.name === STRANGER) return { from: named, to: lanes.device, toAll: true };
  if (named && !named.isDevice) return { from: lanes.device, to: named, toAll: false };
  const destination = frame.octets.slice(0, 12).replace(/(..)(?=.)/g, '$1:');
  const addressed = lanes.all.find((lane) => !lane.isDevice && lane.link === frame.link && lane.linkLayerAddress === destination);
  const isGroup = (parseInt(frame.octets.slice(0, 2), 16) & 1) === 1;
  return { from: lanes.device, to: addressed ?? outermost(lanes, frame.link), toAll: isGroup };
}
