import { formatAddress } from '../../../reference/net/address.js';
import type { Node } from '../../../reference/node.js';
import type { UdpSocketView } from '../../../reference/transport/udp/udp-service.js';
import type { Answer } from '../command.js';
import { zoned } from '../names.js';
import { table } from '../table.js';

/** `netstat -a`: the sockets of the node's programs. Nothing waits in queues here, so there are none to count. */
export function socketsAnswer(node: Node): Answer {
  const rows = node.udp.list().map(socketRow);
  const header = ['Proto', 'Local Address', 'Foreign Address', 'Netif', 'Groups'];
  const lines = [
    'Active Internet connections (including servers)',
    ...table(
      header,
      rows.map((one) => [one.protocol, one.local, one.foreign, one.interface, one.groups.join(' ')]),
    ),
  ];
  return { lines, data: rows };
}

/** As KAME's netstat writes an end: the port behind a dot, `*` for any. */
function socketRow({ port, address, link, peer, groups }: UdpSocketView) {
  return {
    protocol: 'udp6',
    local: `${address === undefined ? '*' : zoned(address, link ?? '*')}.${port}`,
    foreign: peer === undefined ? '*.*' : `${formatAddress(peer.address)}.${peer.port}`,
    interface: link ?? '',
    groups: groups.map((one) => zoned(one.group, one.link)),
  };
}
