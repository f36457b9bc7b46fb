import type { NodeConfiguration } from '../../reference/node.js';
import { misreadingInOneLine } from '../../reference/ipv6/misreading.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import { hroute6dSettings } from '../../reference/routing/ripng/hroute6d-settings.js';
import { EXIT, Problem } from '../exit-codes.js';
import { readText } from './read-text.js';

/**
 * The node with the RIPng that a file of KAME's `hroute6d` describes, and with the routes that it sets by hand. Throws a
 * `Problem` that lists everything wrong with the file.
 */
export function withHroute6dConf(node: NodeConfiguration, path: string): NodeConfiguration {
  if (node.ripng !== undefined) throw new Problem(`${path}: RIPng is set up elsewhere too; one of them is enough`, EXIT.usage);
  const { role, behaviour } = node;
  const interfaces = node.interfaces.flatMap(({ name, kind }) => (kind === 'loopback' ? [] : [name]));
  const read = hroute6dSettings(readText(path, 'a file of hroute6d'), { role, behaviour, interfaces });
  if (!read.ok) throw new Problem(read.error.map((one) => misreadingInOneLine(path, one)).join('\n'), EXIT.usage);
  const { ripng, routes } = read.value;
  const set = new Set(node.routes?.map(({ prefix }) => formatPrefix(prefix)));
  const twice = routes.map(({ prefix }) => formatPrefix(prefix)).filter((text) => set.has(text));
  if (twice.length > 0)
    throw new Problem(`${path}: a route to ${twice.join(' and ')} is set elsewhere too; one of them is enough`, EXIT.usage);
  return { ...node, ripng, ...(routes.length > 0 && { routes: [...(node.routes ?? []), ...routes] }) };
}
