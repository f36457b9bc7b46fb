import type { TestDetails } from '../../suites/kit/record.js';
import { DEVICE } from '../ladder/lanes.js';
import { shortened } from './text.js';

/** Who was on which link, as a drawing in pixels: the device at the left, each link a line with the bench's nodes on it. */
export interface TestbedPicture {
  readonly width: number;
  readonly height: number;
  readonly device: Box;
  readonly links: readonly {
    readonly name: string;
    readonly y: number;
    readonly end: number;
    readonly nodes: readonly (Box & { readonly name: string; readonly title: string; readonly middle: number; readonly textY: number })[];
    readonly more: string;
  }[];
  /** The drawing in words. */
  readonly text: string;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const DEVICE_WIDTH = 96;
const NODE = { least: 80, height: 26, gap: 14 } as const;
const LINK_HEIGHT = 62;
/** From a node down to the line of its link. */
const DROP = 12;
const FIRST_NODE = DEVICE_WIDTH + 40;
/** A crowd is counted. */
const MOST_NODES = 6;
const NAME_CHARACTERS = 34;
const CHARACTER_WIDTH = 7;

/** Undefined where nobody was there but the device. */
export function testbedPicture({ testbed, nodes }: TestDetails): TestbedPicture | undefined {
  const names = [...new Set([...testbed.links, ...nodes.map(({ link }) => link)])];
  const others = nodes.filter(({ name }) => name !== DEVICE);
  if (others.length === 0) return undefined;
  const labels = labelsOf(others);
  const links = names.map((name, i) => {
    const y = i * LINK_HEIGHT + NODE.height + DROP + 12;
    const onLink = others.filter(({ link }) => link === name);
    const more = onLink.length > MOST_NODES ? `+ ${onLink.length - MOST_NODES}` : '';
    return { name, y, nodes: nodeBoxes(onLink.slice(0, MOST_NODES), labels, y - DROP - NODE.height), more };
  });
  const end = 70 + Math.max(...links.map(({ nodes: boxes }) => boxEnd(boxes)));
  const height = names.length * LINK_HEIGHT + 8;
  return {
    width: end + 60,
    height,
    device: { x: 1, y: 8, width: DEVICE_WIDTH, height: height - 16 },
    links: links.map((link) => ({ end, ...link })),
    text: names.map((link) => `${link}: the device${own(others, link)}`).join('; '),
  };
}

type Node = TestDetails['nodes'][number];
type NodeBox = TestbedPicture['links'][number]['nodes'][number];

/** Where the next box begins. */
const boxEnd = (boxes: readonly Box[]): number => {
  const last = boxes.at(-1);
  return last ? last.x + last.width + NODE.gap : FIRST_NODE;
};

/** The nodes of a link side by side, each as wide as its name. */
function nodeBoxes(nodes: readonly Node[], labels: ReadonlyMap<Node, string>, y: number): readonly NodeBox[] {
  const boxes: NodeBox[] = [];
  for (const node of nodes) {
    const name = labels.get(node) ?? '';
    const x = boxEnd(boxes);
    const width = Math.max(NODE.least, name.length * CHARACTER_WIDTH + 14);
    const title = [node.name, node.linkLayerAddress, ...node.addresses].join(' ');
    boxes.push({ x, y, width, height: NODE.height, name, title, middle: x + width / 2, textY: y + 17 });
  }
  return boxes;
}

/** Names as the drawing has them; where two nodes of a link share name or link-layer address, with the end of the latter. */
function labelsOf(nodes: readonly Node[]): ReadonlyMap<Node, string> {
  const isLike = (one: Node, other: Node) =>
    one !== other && one.link === other.link && (one.name === other.name || one.linkLayerAddress === other.linkLayerAddress);
  return new Map(
    nodes.map((node) => [
      node,
      nodes.some((other) => isLike(node, other))
        ? `${shortened(node.name, NAME_CHARACTERS - 6)} ${node.linkLayerAddress.slice(-5)}`
        : shortened(node.name, NAME_CHARACTERS),
    ]),
  );
}

function own(nodes: TestDetails['nodes'], link: string): string {
  const names = nodes.filter((node) => node.link === link).map(({ name }) => name);
  return names.length === 0 ? ' alone' : ` with ${names.join(', ')}`;
}
