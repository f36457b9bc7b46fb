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
const NODE = { width: 122, height: 26, gap: 14 } as const;
const LINK_HEIGHT = 62;
/** From a node down to the line of its link. */
const DROP = 12;
const FIRST_NODE = DEVICE_WIDTH + 40;
/** A crowd is counted. */
const MOST_NODES = 6;
const NAME_CHARACTERS = 17;

/** Undefined where nobody was there but the device. */
export function testbedPicture({ testbed, nodes }: TestDetails): TestbedPicture | undefined {
  const names = [...new Set([...testbed.links, ...nodes.map(({ link }) => link)])];
  const others = nodes.filter(({ name }) => name !== DEVICE);
  if (others.length === 0) return undefined;
  const crowd = Math.max(...names.map((link) => Math.min(MOST_NODES, others.filter((node) => node.link === link).length)));
  const end = FIRST_NODE + crowd * (NODE.width + NODE.gap) + 70;
  const height = names.length * LINK_HEIGHT + 8;
  return {
    width: end + 60,
    height,
    device: { x: 1, y: 8, width: DEVICE_WIDTH, height: height - 16 },
    links: names.map((name, i) => {
      const own = others.filter((node) => node.link === name);
      const y = i * LINK_HEIGHT + NODE.height + DROP + 12;
      return {
        name,
        y,
        end,
        nodes: own.slice(0, MOST_NODES).map((node, j) => {
          const x = FIRST_NODE + j * (NODE.width + NODE.gap);
          const top = y - DROP - NODE.height;
          return {
            x,
            y: top,
            width: NODE.width,
            height: NODE.height,
            name: shortened(node.name, NAME_CHARACTERS),
            title: [node.name, node.linkLayerAddress, ...node.addresses].join(' '),
            middle: x + NODE.width / 2,
            textY: top + 17,
          };
        }),
        more: own.length > MOST_NODES ? `+ ${own.length - MOST_NODES}` : '',
      };
    }),
    text: names.map((link) => `${link}: the device${own(others, link)}`).join('; '),
  };
}

function own(nodes: TestDetails['nodes'], link: string): string {
  const names = nodes.filter((node) => node.link === link).map(({ name }) => name);
  return names.length === 0 ? ' alone' : ` with ${names.join(', ')}`;
}
