import { formatAddress } from '../../../reference/net/address.js';
import { formatPrefix } from '../../../reference/net/prefix.js';
import type { Node } from '../../../reference/node.js';
import type { Answer } from '../command.js';
import { zoned } from '../names.js';
import { table } from '../table.js';

/** `netstat -g`: who listens to which group, and where packets to groups go on to, if anywhere. */
export function multicastAnswer(node: Node): Answer {
  const rows = node
    .interfaces()
    .flatMap(({ name, groups: joined }) =>
      joined.map(({ group, members }) => ({ interface: name, references: members, group: zoned(group, name) })),
    );
  const lines = [
    'IPv6 Multicast Group Memberships',
    ...table(
      ['Netif', 'Refs', 'Group'],
      rows.map((one) => [one.interface, String(one.references), one.group]),
    ),
    ...forwarding(node),
  ];
  return { lines, data: rows };
}

function forwarding(node: Node): readonly string[] {
  const rows = node
    .multicastRoutes()
    .map(({ source, groups, link, to }) => [source ? formatAddress(source) : '*', formatPrefix(groups), link, to.join(' ')]);
  return rows.length === 0 ? [] : ['', 'IPv6 Multicast Forwarding', ...table(['Origin', 'Groups', 'In', 'Out'], rows)];
}
