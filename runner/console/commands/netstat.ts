import { addressKey, formatAddress } from '../../../reference/net/address.js';
import type { InterfaceView, Node } from '../../../reference/node.js';
import type { Instant } from '../../../reference/time.js';
import { misused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { leftUntil, linkLayerText, zoned, zonedPrefix } from '../names.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { table } from '../table.js';
import { multicastAnswer } from './netstat-multicast.js';
import { socketsAnswer } from './netstat-sockets.js';
import { PROTOCOLS, statisticsAnswer } from './netstat-statistics.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: 'r', about: 'the routes' },
  { flag: 's', about: 'statistics by protocol; twice without those that are zero' },
  { flag: 'p', value: 'PROTOCOL', about: `statistics of one protocol: ${PROTOCOLS.join(', ')}` },
  { flag: 'a', about: 'the sockets of the node’s programs' },
  { flag: 'g', about: 'the multicast groups of each interface, and multicast routes' },
  { flag: 'n', about: 'numbers for addresses, as always here' },
];

export const netstat: ConsoleCommand = {
  name: 'netstat',
  summary: 'routes, statistics, sockets and multicast groups',
  usage: ['-r', '-s [-p PROTOCOL]', '-a', '-g'],
  options: OPTIONS,
  examples: ['netstat -rn', 'netstat -ss', 'netstat -s -p rfc4293', 'netstat -an', 'netstat -g'],
  run(words, session) {
    const options = parseOptions('netstat', OPTIONS, words);
    if (options.operands.length > 0) throw misused(`netstat: "${options.operands[0]}" is not understood`);
    const protocol = options.value('p');
    const modes = ['r', 'a', 'g'].filter((flag) => options.has(flag));
    const wantsStatistics = options.has('s') || protocol !== undefined;
    if (modes.length + Number(wantsStatistics) !== 1) throw misused('netstat: one of -r, -s, -a and -g');
    if (wantsStatistics) return statisticsAnswer(session.node, protocol, { withoutZeros: options.count('s') > 1 });
    if (options.has('a')) return socketsAnswer(session.node);
    return options.has('r') ? routes(session) : multicastAnswer(session.node);
  },
};

interface RouteRow {
  readonly destination: string;
  readonly gateway: string;
  /** KAME's: U usable, G through a router, H a host, S set by hand, D from a redirect, R refused, C neighbours are on the link, c leads to many, L with link-layer address. */
  readonly flags: string;
  readonly interface: string;
  readonly expire: string;
}

export function routes({ node, now }: Session): Answer {
  const rows = routeRows(node, now());
  const header = ['Destination', 'Gateway', 'Flags', 'Netif', 'Expire'];
  const lines = [
    'Routing tables',
    '',
    'Internet6:',
    ...table(
      header,
      rows.map((one) => [one.destination, one.gateway, one.flags, one.interface, one.expire]),
    ),
  ];
  return { lines, data: rows };
}

function routeRows(node: Node, now: Instant): readonly RouteRow[] {
  const views = node.interfaces();
  const linkNumber = (name: string): string => `link#${views.findIndex((view) => view.name === name) + 1}`;
  const table = node.routes().map(({ prefix, origin, target }): RouteRow => {
    const host = prefix.length === 128 ? 'H' : '';
    const byHand = origin === 'static' ? 'S' : '';
    if (target.kind === 'reject')
      return { destination: zonedPrefix(prefix, ''), gateway: '::1', flags: `U${host}R${byHand}`, interface: 'lo0', expire: '' };
    const { name, gateway } = target;
    const flags = gateway ? `UG${host}${byHand}${host ? '' : 'c'}` : `U${host}C${byHand}`;
    return {
      destination: zonedPrefix(prefix, name),
      gateway: gateway ? zoned(gateway, name) : linkNumber(name),
      flags,
      interface: name,
      expire: '',
    };
  });
  return [...table, ...views.flatMap((view) => learnedRows(view, linkNumber(view.name), now))];
}

/** What an interface has by itself, by advertisements and by redirects. */
function learnedRows(view: InterfaceView, link: string, now: Instant): readonly RouteRow[] {
  const { name, variables } = view;
  const row = (destination: string, gateway: string, flags: string, expire = ''): RouteRow => ({
    destination,
    gateway,
    flags,
    interface: name,
    expire,
  });
  const isOwn = new Set(view.addresses.map(({ address }) => addressKey(address)));
  return [
    ...view.defaultRouters.map(({ address, until }) => row('default', zoned(address, name), 'UG', leftUntil(now, until))),
    ...view.prefixes.map(({ prefix, until }) => row(zonedPrefix(prefix, name), link, 'UC', until === 'never' ? '' : leftUntil(now, until))),
    ...(view.up ? [row(`fe80::%${name}/64`, link, 'UC')] : []),
    ...view.addresses.map(({ address }) => row(zoned(address, name), linkLayerText(view.linkLayerAddress), 'UHL')),
    ...view.neighbors
      .filter(({ address, linkLayerAddress }) => linkLayerAddress !== undefined && !isOwn.has(addressKey(address)))
      .map((one) =>
        row(zoned(one.address, name), linkLayerText(one.linkLayerAddress ?? view.linkLayerAddress), one.fixed ? 'UHLS' : 'UHL'),
      ),
    ...(variables.isRouter ? [] : view.destinations)
      .filter(({ source }) => source === 'redirect')
      .map(({ destination, nextHop }) => row(formatAddress(destination), zoned(nextHop, name), 'UGHD')),
  ];
}
