import type { Address } from '../../../reference/net/address.js';
import type { Node } from '../../../reference/node.js';
import { refused } from '../command.js';
import { zoned } from '../names.js';

export function solicit(command: string, node: Node, link: string): void {
  const obeyed = node.command({ kind: 'solicit-routers', link });
  if (!obeyed.ok) throw refused(`${command}: ${obeyed.error}`);
}

export const routersText = (link: string, routers: readonly Address[]): string =>
  `${link}: ${routers.length === 0 ? 'no router answered' : routers.map((one) => zoned(one, link)).join(', ')}`;
