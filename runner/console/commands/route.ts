import { formatAddress } from '../../../reference/net/address.js';
import { formatPrefix, prefixOf, type Prefix } from '../../../reference/net/prefix.js';
import type { NodeCommand } from '../../../reference/node.js';
import { done, misused, refused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { didYouMean } from '../../nearest.js';
import { interfaceNamed, namedAddress, namedPrefix, placedAddress, zoned, zonedPrefix } from '../names.js';
import { wholeNumber } from '../options.js';
import { routes } from './netstat.js';

const VERBS = ['add', 'delete', 'change', 'get', 'flush', 'show'] as const;

export const route: ConsoleCommand = {
  name: 'route',
  summary: 'routes set by hand, and the way to a destination',
  usage: [
    'add | change [-inet6] DESTINATION GATEWAY [-ifp INTERFACE]',
    'add | change [-inet6] DESTINATION -interface INTERFACE',
    'add | change [-inet6] DESTINATION -reject',
    'delete [-inet6] DESTINATION',
    'get [-inet6] ADDRESS',
    'flush | show',
  ],
  options: [],
  examples: ['route add -inet6 default fe80::1%eth1', 'route add 2001:db8:9::/48 -reject', 'route get 2001:db8:9::1'],
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
  readonly reject: boolean;
}

/** The words of route(8): keywords begin with a dash, the first two others are destination and gateway. */
function readRoute(words: readonly string[]): RouteWords {
  const plain: string[] = [];
  let given: Partial<{ interface: string; length: number; direct: true; reject: true }> = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) plain.push(word);
    else if (word === '-ifp') given = { ...given, interface: words[++at] ?? '' };
    else if (word === '-interface' || word === '-iface') given = { ...given, direct: true, interface: words[++at] ?? '' };
    else if (word === '-prefixlen') given = { ...given, length: wholeNumber('route', '-prefixlen', words[++at] ?? '', 0, 128) };
    else if (word === '-reject') given = { ...given, reject: true };
    else if (word !== '-net' && word !== '-host')
      throw misused(`route: "${word}" is not understood. Known: -inet6 -net -host -prefixlen -ifp -interface -reject`);
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
    reject: given.reject ?? false,
  };
}

function order(session: Session, command: NodeCommand): void {
  const obeyed = session.node.command(command);
  if (!obeyed.ok) throw refused(`route: ${obeyed.error}`);
}

const staticRouteTo = (session: Session, destination: Prefix) =>
  session.node.routes().find(({ prefix, origin }) => origin === 'static' && formatPrefix(prefix) === formatPrefix(destination));

function add(verb: 'add' | 'change', words: RouteWords, session: Session): Answer {
  const { destination: prefix } = words;
  const isThere = staticRouteTo(session, prefix) !== undefined;
  if (isThere && verb === 'add') throw refused(`route: a route to ${words.text} is there already; "route change" replaces it`);
  if (!isThere && verb === 'change') throw refused(`route: no route to ${words.text} was set by hand`);
  const said = `${verb} ${prefix.length === 128 ? 'host' : 'net'} ${words.text}`;
  if (words.reject) {
    order(session, { kind: 'add-route', link: session.node.interfaces()[0]?.name ?? '', prefix, reject: true });
    return done(`${said}: gateway ::1 reject`);
  }
  if (words.direct) {
    const { name } = interfaceNamed(session.node, words.interface ?? '');
    order(session, { kind: 'add-route', link: name, prefix });
    return done(`${said}: gateway ${name}`);
  }
  if (words.gateway === undefined) throw misused('route: which gateway? Or say -interface INTERFACE, or -reject');
  const { address: gateway, link } = gatewayOf(words, session);
  order(session, { kind: 'add-route', link, prefix, gateway });
  return done(`${said}: gateway ${zoned(gateway, link)}`);
}

function gatewayOf({ gateway = '', interface: named }: RouteWords, session: Session) {
  if (named === undefined) return placedAddress(session.node, gateway);
  const link = interfaceNamed(session.node, named).name;
  const { address, link: zone } = namedAddress(session.node, gateway);
  if (zone !== undefined && zone !== link) throw misused(`route: ${gateway} is on ${zone}, but -ifp says ${link}`);
  return { address, link };
}

function remove({ destination: prefix, text }: RouteWords, session: Session): Answer {
  const found = staticRouteTo(session, prefix);
  if (found === undefined) throw refused(`route: no route to ${text} was set by hand`);
  const link = found.target.kind === 'interface' ? found.target.name : (session.node.interfaces()[0]?.name ?? '');
  order(session, { kind: 'remove-route', link, prefix });
  return done(`delete ${prefix.length === 128 ? 'host' : 'net'} ${text}`);
}

function flush(session: Session): Answer {
  const all = session.node.routes().filter(({ origin }) => origin === 'static');
  for (const { prefix, target } of all)
    order(session, {
      kind: 'remove-route',
      link: target.kind === 'interface' ? target.name : (session.node.interfaces()[0]?.name ?? ''),
      prefix,
    });
  return { lines: all.map(({ prefix }) => `${formatPrefix(prefix)} done`), data: { deleted: all.length } };
}

/** `route get`: the way that a packet would take now. */
function get([text, ...more]: readonly string[], session: Session): Answer {
  if (text === undefined || more.length > 0) throw misused('route: get wants one address');
  const { node } = session;
  const { address, link: named } = namedAddress(node, text);
  const entry = node.routeTo(address);
  if (entry?.target.kind === 'reject') {
    const lines = columns([
      ['route to', text],
      ['destination', zonedPrefix(entry.prefix, '')],
      ['flags', `<UP,REJECT,DONE${entry.origin === 'static' ? ',STATIC' : ''}>`],
    ]);
    return { lines, data: { destination: formatAddress(address), prefix: formatPrefix(entry.prefix), reject: true } };
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
