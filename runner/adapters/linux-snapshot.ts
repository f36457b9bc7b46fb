import { failed, ok, type Result } from '../../reference/net/result.js';
import { FORWARDING, type LinuxDevice } from './linux-device.js';
import type { LinuxHost } from './linux-host.js';
import { readIpAddresses, type LinuxInterface } from './linux-state.js';
import { complaint } from './run-program.js';

/** What tests may have changed of a Linux interface. */
export interface LinuxSnapshot extends LinuxInterface {
  /** Routes through the interface, and those that refuse, each as `ip route` takes it. */
  readonly routes: readonly string[];
  /** Neighbours left after a flush, as text. */
  readonly neighbors: readonly string[];
  /** Variable -> value, as sysctl prints it. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Variables that actions set or Router Advertisements change. */
const variablesOf = (dev: string): readonly string[] => [
  FORWARDING,
  `net/ipv6/conf/${dev}/dad_transmits`,
  `net/ipv6/conf/${dev}/hop_limit`,
  `net/ipv6/conf/${dev}/mtu`,
  `net/ipv6/conf/${dev}/use_tempaddr`,
  `net/ipv6/conf/${dev}/temp_prefered_lft`,
  `net/ipv6/conf/${dev}/temp_valid_lft`,
  `net/ipv6/neigh/${dev}/retrans_time_ms`,
  `net/ipv6/neigh/${dev}/base_reachable_time_ms`,
  // An advertised Reachable Time sets this one too, to three times its value.
  `net/ipv6/neigh/${dev}/gc_stale_time`,
];

interface IpRoute {
  readonly type?: string;
  readonly dst?: string;
  readonly gateway?: string;
  readonly protocol?: string;
  readonly metric?: number;
}

interface IpNeighbor {
  readonly dst?: string;
  readonly lladdr?: string;
  readonly state?: readonly string[];
}

/**
 * Empties the neighbour cache and the route exceptions (redirects, path MTUs), then reads everything: one `ip` process
 * and one `sysctl`, side by side. In a batch each `show` prints one line of JSON.
 */
export async function flushAndRead(host: LinuxHost, device: LinuxDevice): Promise<Result<LinuxSnapshot, string>> {
  const { dev } = device;
  const flush = [`neigh flush dev ${dev}`, 'route flush cache'];
  // `link` comes last: an `addr` after it, in the same process, shows no addresses.
  const show = [
    `addr show dev ${dev}`,
    `route show dev ${dev}`,
    'route show type prohibit',
    `neigh show dev ${dev}`,
    `link show dev ${dev}`,
  ];
  const names = variablesOf(dev);
  const [facts, values] = await Promise.all([device.batch([...flush, ...show], ['-force', '-json']), host.run(['sysctl', '-n', ...names])]);
  const documents = facts.stdout.split('\n').flatMap(parsedLine);
  if (documents.length < show.length) return failed(complaint(['ip'], facts));
  const [addresses = [], routes = [], refusals = [], neighbors = [], links = []] = documents.slice(-show.length);
  const read = readIpAddresses(JSON.stringify([{ ...(addresses[0] as object), ...(links[0] as object) }]));
  if (!read.ok) return read;
  const lines = values.stdout.trim().split('\n');
  return ok({
    ...read.value,
    routes: [
      ...(routes as readonly IpRoute[]).map((route) => `${routeText(route)} dev ${dev}`),
      ...(refusals as readonly IpRoute[]).map((route) => routeText(route)),
    ],
    neighbors: (neighbors as readonly IpNeighbor[])
      .filter(isAlive)
      .map((one) => `${one.dst} ${one.lladdr ?? ''} ${(one.state ?? []).join(' ')}`),
    variables: new Map(lines.length === names.length ? names.map((name, i) => [name, lines[i] ?? '']) : []),
  });
}

/** A FAILED entry is none: it lingers until the kernel collects it. */
const isAlive = (neighbor: IpNeighbor): boolean => !(neighbor.state ?? []).includes('FAILED');

function routeText(route: IpRoute): string {
  const kind = route.type === undefined || route.type === 'unicast' ? '' : `${route.type} `;
  const via = route.gateway === undefined ? '' : ` via ${route.gateway}`;
  const from = route.protocol === undefined ? '' : ` proto ${route.protocol}`;
  const metric = route.metric === undefined ? '' : ` metric ${route.metric}`;
  return `${kind}${route.dst ?? 'default'}${via}${from}${metric}`;
}

function parsedLine(line: string): readonly (readonly unknown[])[] {
  if (!line.startsWith('[')) return [];
  try {
    return [JSON.parse(line) as readonly unknown[]];
  } catch {
    return [];
  }
}
