import { formatAddress, needsZone } from '../../../reference/net/address.js';
import { formatPrefix, prefixOf, type Prefix } from '../../../reference/net/prefix.js';
import type { Route } from '../../../reference/ipv6/forwarding/routing-table.js';
import { staticRouteKey } from '../../../reference/ipv6/forwarding/static-route.js';
import type { ConfiguredRoute } from '../../../reference/ipv6/node-configuration.js';
import type { NodeCommand } from '../../../reference/node.js';
import { done, misused, refused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { didYouMean } from '../../nearest.js';
import { interfaceNamed, namedAddress, namedPrefix, placedAddress, zoned, zonedPrefix } from '../names.js';
import { wholeNumber } from '../options.js';
import { routes } from './netstat-routes.js';
import { monitor } from './route-monitor.js';

const VERBS = ['add', 'delete', 'change', 'get', 'flush', 'show', 'monitor'] as const;

export const route: ConsoleCommand = {
  name: 'route',
  summary: 'routes set by hand, and the way to a destination',
  usage: [
    'add | change [-inet6] DESTINATION GATEWAY [-ifp INTERFACE]',
    'add | change [-inet6] DESTINATION -interface INTERFACE',
    'add | change [-inet6] DESTINATION -reject | -blackhole',
    'delete [-inet6] DESTINATION [-ifp INTERFACE]',
    'get [-inet6] ADDRESS',
    'flush | show',
    'monitor',
  ],
  options: [],
  examples: ['route add -inet6 default fe80::1%eth1', 'route add 2001:db8:9::/48 -reject', 'route get 2001:db8:9::1', 'route monitor'],
  run(words, session) {
    const rest = words.filter((word) => word !== '-n' && word !== '-inet6');
    const [verb = '', ...operands] = rest;
    switch (verb) {
      case 'add':
      case 'change':
        return add(verb, readRoute(operands), session);
      case 'delete':
        return remove(readRoute(operands), session);
      case 'get':
        return get(operands, session);
      case 'flush':
        return flush(session);
      case 'show':
        return routes(session);
      case 'monitor':
        if (operands.length > 0) throw misused(`route: "${operands[0]}" is not understood`);
        return monitor(session);
      default:
        throw misused(
          `route: ${verb === '' ? 'what?' : `"${verb}" is not understood.`}${didYouMean(verb, VERBS) || ` Known: ${VERBS.join(' ')}`}`,
        );
    }
  },
};

interface RouteWords {
  readonly destination: Prefix;
  readonly text: string;
  readonly gateway?: string;
  readonly interface?: string;
  /** The interface is the target itself: the destinations are neighbours there. */
  readonly direct: boolean;
  /** Packets are refused, or discarded without a word. */
  readonly nowhere?: 'reject' | 'blackhole';
}

/** The words of route(8): keywords begin with a dash, the first two others are destination and gateway. */
function readRoute(words: readonly string[]): RouteWords {
  const plain: string[] = [];
  let given: Partial<{ interface: string; length: number; direct: true; nowhere: 'reject' | 'blackhole' }> = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) plain.push(word);
    else if (word === '-ifp') given = { ...given, interface: words[++at] ?? '' };
    else if (word === '-interface' || word === '-iface') given = { ...given, direct: true, interface: words[++at] ?? '' };
    else if (word === '-prefixlen') given = { ...given, length: wholeNumber('route', '-prefixlen', words[++at] ?? '', 0, 128) };
    else if (word === '-reject' || word === '-blackhole') given = { ...given, nowhere: word === '-reject' ? 'reject' : 'blackhole' };
    else if (word !== '-net' && word !== '-host')
      throw misused(`route: "${word}" is not understood. Known: -inet6 -net -host -prefixlen -ifp -interface -reject -blackhole`);
  }
  const [text, gateway, ...more] = plain;
  if (text === undefined) throw misused('route: which destination?');
  if (more.length > 0) throw misused(`route: "${more[0]}" is not understood`);
  return {
    destination: namedPrefix(text, given.length),
    text,
    ...(gateway !== undefined && { gateway }),
    ...(given.interface !== undefined && { interface: given.interface }),
    direct: given.direct ?? false,
    ...(given.nowhere && { nowhere: given.nowhere }),
  };
}

function order(session: Session, command: NodeCommand): void {
  const obeyed = session.node.command(command);
  if (!obeyed.ok) throw refused(`route: ${obeyed.error}`);
}

/** By `route` or by another program. */
const isByHand = ({ origin }: Route): boolean => origin === 'static' || origin === 'program';

const routesByHand = (session: Session, destination: Prefix): readonly Route[] =>
  session.node.routes().filter((route) => isByHand(route) && formatPrefix(route.prefix) === formatPrefix(destination));

function removeByHand(session: Session, { prefix, origin, target, zone }: Route): void {
  const link = zone ?? (target.kind === 'interface' ? target.name : (session.node.interfaces()[0]?.name ?? ''));
  order(session, { kind: 'remove-route', link, prefix, ...(origin === 'program' && { origin }) });
}

function add(verb: 'add' | 'change', words: RouteWords, session: Session): Answer {
  const wanted = routeOf(words, session);
  const { zone } = staticRouteKey(wanted);
  const known = routesByHand(session, words.destination).find((route) => route.zone === zone);
  if (known && verb === 'add') throw refused(`route: a route to ${words.text} is there already; "route change" replaces it`);
  if (!known && verb === 'change') throw refused(`route: no route to ${words.text} was set by hand`);
  order(session, { kind: 'add-route', ...wanted });
  if (known?.origin === 'program') removeByHand(session, known);
  return done(`${verb} ${kindOf(wanted.prefix)} ${words.text}: gateway ${gatewayText(words, wanted)}`);
}

const kindOf = ({ length }: Prefix): string => (length === 128 ? 'host' : 'net');

function gatewayText({ nowhere }: RouteWords, { gateway, link }: ConfiguredRoute): string {
  if (nowhere) return `::1 ${nowhere}`;
  return gateway === undefined ? link : zoned(gateway, link);
}

/** What the words ask for. The link tells also which zone is meant by a prefix that is on every link. */
function routeOf(words: RouteWords, session: Session): ConfiguredRoute {
  const { destination: prefix, nowhere, interface: named } = words;
  if (nowhere) return { link: linkNamed(words, session) ?? session.node.interfaces()[0]?.name ?? '', prefix, [nowhere]: true };
  if (words.direct) return { link: interfaceNamed(session.node, named ?? '').name, prefix };
  if (words.gateway === undefined) throw misused('route: which gateway? Or say -interface INTERFACE, -reject or -blackhole');
  const { address: gateway, link } = gatewayOf(words, session);
  return { link, prefix, gateway };
}

/** Where it matters: the link that a prefix is on which every link has. */
function linkNamed({ destination, gateway, interface: named }: RouteWords, { node }: Session): string | undefined {
  if (!needsZone(destination.address)) return undefined;
  if (named !== undefined) return interfaceNamed(node, named).name;
  return gateway === undefined ? undefined : namedAddress(node, gateway).link;
}

function gatewayOf({ gateway = '', interface: named }: RouteWords, session: Session) {
  if (named === undefined) return placedAddress(session.node, gateway);
  const link = interfaceNamed(session.node, named).name;
  const { address, link: zone } = namedAddress(session.node, gateway);
  if (zone !== undefined && zone !== link) throw misused(`route: ${gateway} is on ${zone}, but -ifp says ${link}`);
  return { address, link };
}

function remove(words: RouteWords, session: Session): Answer {
  const { destination: prefix, text } = words;
  const link = linkNamed(words, session);
  const [found, ...more] = routesByHand(session, prefix).filter(({ zone }) => link === undefined || zone === link);
  if (found === undefined) throw refused(`route: no route to ${text} was set by hand`);
  if (more.some(({ zone }) => zone !== found.zone)) throw misused(`route: on which link is ${text}? Say -ifp ${found.zone}`);
  removeByHand(session, found);
  return done(`delete ${kindOf(prefix)} ${text}`);
}

function flush(session: Session): Answer {
  const all = session.node.routes().filter(isByHand);
  for (const route of all) removeByHand(session, route);
  return { lines: all.map(({ prefix }) => `${formatPrefix(prefix)} done`), data: { deleted: all.length } };
}

/** `route get`: the way that a packet would take now. */
function get([text, ...more]: readonly string[], session: Session): Answer {
  if (text === undefined || more.length > 0) throw misused('route: get wants one address');
  const { node } = session;
  const { address, link: named } = namedAddress(node, text);
  const entry = node.routeTo(address);
  if (entry !== undefined && entry.target.kind !== 'interface') {
    const { kind } = entry.target;
    const lines = columns([
      ['route to', text],
      ['destination', zonedPrefix(entry.prefix, '')],
      ['flags', `<UP,${kind.toUpperCase()},DONE${entry.origin === 'static' ? ',STATIC' : ''}>`],
    ]);
    return { lines, data: { destination: formatAddress(address), prefix: formatPrefix(entry.prefix), [kind]: true } };
  }
  const way = node.way(address, named);
  if (way === undefined) throw refused(`route: ${text} is not in the table: no route leads there`);
  const isDirect = formatAddress(way.nextHop) === formatAddress(address);
  const isOwn = node.interfaces().some(({ addresses }) => addresses.some((own) => formatAddress(own.address) === formatAddress(address)));
  const flags = [
    'UP',
    ...(isDirect ? [] : ['GATEWAY']),
    ...(isOwn ? ['LOCAL'] : []),
    'DONE',
    ...(entry?.origin === 'static' ? ['STATIC'] : []),
  ];
  const prefix = entry?.prefix ?? prefixOf(address, isDirect ? 128 : 0);
  const lines = columns([
    ['route to', zoned(address, way.link)],
    ['destination', zonedPrefix(prefix, way.link)],
    ...(isDirect ? [] : [['gateway', zoned(way.nextHop, way.link)] as const]),
    ['interface', way.link],
    ['flags', `<${flags.join(',')}>`],
    ['mtu', String(way.mtu)],
  ]);
  const data = {
    destination: formatAddress(address),
    prefix: formatPrefix(prefix),
    gateway: isDirect ? null : formatAddress(way.nextHop),
    interface: way.link,
    mtu: way.mtu,
    flags,
  };
  return { lines, data };
}

const columns = (rows: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padStart(width + 1)}: ${value}`);
};
