import type { Address } from '../../../reference/net/address.js';
import type { Node } from '../../../reference/node.js';
import { misused, refused } from '../command.js';
import { interfaceNamed, zoned } from '../names.js';
import type { ParsedOptions } from '../options.js';

/** The interfaces that are named, all with `-a`, or the only one there is. */
export function solicitedLinks(command: string, node: Node, options: ParsedOptions): readonly string[] {
  const all = node.interfaces().map(({ name }) => name);
  const named = [...new Set(options.operands.map((name) => interfaceNamed(node, name).name))];
  if (named.length > 0 && options.has('a')) throw misused(`${command}: -a, or the names of interfaces`);
  if (named.length > 0) return named;
  if (options.has('a') || all.length === 1) return all;
  throw misused(`${command}: on which interface? There is ${all.join(', ')}; -a takes all`);
}

export function solicit(command: string, node: Node, link: string): void {
  const obeyed = node.command({ kind: 'solicit-routers', link });
  if (!obeyed.ok) throw refused(`${command}: ${obeyed.error}`);
}

export const routersText = (link: string, routers: readonly Address[]): string =>
  `${link}: ${routers.length === 0 ? 'no router answered' : routers.map((one) => zoned(one, link)).join(', ')}`;
