import { formatAddress, type Address } from '../../../reference/net/address.js';
import { formatPrefix } from '../../../reference/net/prefix.js';
import type { Node } from '../../../reference/node.js';
import { INFINITY } from '../../../reference/routing/ripng/constants.js';
import type { RipngProcess } from '../../../reference/routing/ripng/ripng-process.js';
import type { PrefixFilter, RipngInterfaceSettings } from '../../../reference/routing/ripng/settings.js';
import { routeTagText } from '../../../reference/routing/ripng/trace.js';
import { elapsed, inSeconds, type Instant } from '../../../reference/time.js';
import { done, misused, refused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { leftUntil, zoned, zonedPrefix } from '../names.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { table } from '../table.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: 'i', about: 'its interfaces, and what is told and heard there' },
  { flag: 's', about: 'what it has counted' },
];

export const rip: ConsoleCommand = {
  name: 'rip',
  summary: 'RIPng: its routes, interfaces and counters; and its end',
  usage: ['[-i | -s]', 'stop'],
  options: OPTIONS,
  examples: ['rip', 'rip -i', 'route6d -N eth2', 'rip stop'],
  run(words, session) {
    const { operands, has } = parseOptions('rip', OPTIONS, words);
    const [verb, ...more] = operands;
    if ((verb !== undefined && verb !== 'stop') || more.length > 0) throw misused(`rip: "${more[0] ?? verb}" is not understood`);
    if (Number(has('i')) + Number(has('s')) + operands.length > 1) throw misused('rip: one of -i, -s and stop');
    if (has('s')) return counters(session.node);
    const running = session.node.programs.ripng;
    if (running === undefined) throw refused('rip: RIPng does not run; "route6d" starts it');
    if (verb === 'stop') {
      session.node.programs.stopRipng();
      return done();
    }
    return has('i') ? interfaces(running, session) : routes(running, session.now());
  },
};

interface RouteRow {
  readonly destination: string;
  readonly metric: number;
  readonly gateway: string;
  readonly interface: string;
  /** Seconds since a neighbour told of it; null for what the router knows by itself. */
  readonly age: number | null;
  readonly tag: number;
  readonly origin: 'connected' | 'static' | 'learned' | 'aggregate';
}

function routes(running: RipngProcess, now: Instant): Answer {
  const rows = [...running.routes().map((route) => routeRow(route, now)), ...aggregateRows(running)];
  const header = ['Destination', 'Metric', 'Gateway', 'Netif', 'Age', 'Tag', 'Origin'];
  const lines = table(
    header,
    rows.map((one) => [
      one.destination,
      one.metric >= INFINITY ? `${one.metric} unreachable` : String(one.metric),
      one.gateway,
      one.interface,
      one.age === null ? '' : `${one.age}s`,
      one.tag === 0 ? '' : routeTagText(one.tag),
      one.origin,
    ]),
  );
  return { lines, data: rows };
}

function routeRow(route: ReturnType<RipngProcess['routes']>[number], now: Instant): RouteRow {
  const { prefix, metric, nextHop, interfaceName, refreshedAt, routeTag, origin, isStatic } = route;
  return {
    destination: zonedPrefix(prefix, interfaceName),
    metric,
    gateway: nextHop ? zoned(nextHop, interfaceName) : '',
    interface: interfaceName,
    age: refreshedAt === undefined ? null : Math.floor(inSeconds(elapsed(refreshedAt, now))),
    tag: routeTag,
    origin: origin === 'learned' ? 'learned' : isStatic ? 'static' : 'connected',
  };
}

/** Each is told on its interface alone, and refuses packets. */
const aggregateRows = ({ settings }: RipngProcess): readonly RouteRow[] =>
  [...settings.interfaces].flatMap(([name, { aggregates = [] }]) =>
    aggregates.map(({ prefix, metric, routeTag }): RouteRow => ({
      destination: zonedPrefix(prefix, name),
      metric,
      gateway: '::1',
      interface: name,
      age: null,
      tag: routeTag,
      origin: 'aggregate',
    })),
  );

function interfaces(running: RipngProcess, session: Session): Answer {
  const up = new Set(session.node.interfaces().flatMap((view) => (view.up ? [view.name] : [])));
  const rows = [...running.settings.interfaces].map(([name, settings]) => ({
    interface: name,
    up: up.has(name),
    cost: settings.cost,
    splitHorizon: settings.splitHorizon,
    listens: settings.listens,
    speaks: settings.speaks,
    rules: rulesOf(settings),
  }));
  const lines = [
    ...table(
      ['Netif', 'Cost', 'Split horizon', 'Listens', 'Speaks', 'Rules'],
      rows.map((one) => [
        `${one.interface}${one.up ? '' : '*'}`,
        String(one.cost),
        one.splitHorizon,
        ...[one.listens, one.speaks].map((is) => (is ? 'yes' : 'no')),
        one.rules.join(', '),
      ]),
    ),
    `next regular update in ${leftUntil(session.now(), running.nextUpdate)}`,
  ];
  return { lines, data: rows };
}

/** What is not told or heard of all, in the words of route6d's dump where it has some. */
function rulesOf(settings: RipngInterfaceSettings): readonly string[] {
  const { accepts, refuses, advertises, acceptsFrom, refusesFrom, tellsTo, aggregates, defaultRouteOnly, staticRoutes = 'all' } = settings;
  const named = (neighbors: readonly Address[]): string => neighbors.map(formatAddress).join(' ');
  const listed = (filters: readonly PrefixFilter[]): string =>
    filters.map(({ prefix, isExact }) => `${formatPrefix(prefix)}${isExact ? ' alone' : ''}`).join(' ');
  return [
    ...(aggregates ? [`aggregate ${listed(aggregates)}`] : []),
    ...(accepts ? [`listen only ${listed(accepts)}`] : []),
    ...(refuses ? [`refuse ${listed(refuses)}`] : []),
    ...(advertises ? [`advertise only ${listed(advertises)}`] : []),
    ...(defaultRouteOnly === undefined ? [] : [`default only, metric ${defaultRouteOnly}`]),
    ...(acceptsFrom ? [`from ${named(acceptsFrom)}`] : []),
    ...(refusesFrom ? [`not from ${named(refusesFrom)}`] : []),
    ...(tellsTo ? [`to ${named(tellsTo)}`] : []),
    ...(staticRoutes === 'all' ? [] : [staticRoutes === 'none' ? 'no static routes' : 'static routes elsewhere']),
  ];
}

/** Messages by kind, and discards by reason. */
function counters(node: Node): Answer {
  const found = [...node.counters()].filter(([name]) => /^(ripng\.|discard\.ripng-)/.test(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return { lines: found.map(([name, count]) => `${count} ${name}`), data: Object.fromEntries(found) };
}
