import { failed, ok, type Result } from '../../../reference/net/result.js';
import { complaint, runProgram, type Outcome } from '../../adapters/run-program.js';
import type { NicPlace } from './capture-process.js';

/** What the system says about a NIC. */
export interface InterfaceFacts {
  readonly name: string;
  /** Administratively up. */
  readonly up: boolean;
  readonly carrier: boolean;
  /** Octets after the link-layer header. */
  readonly mtu: number;
  /** `02:00:5e:10:00:01`. */
  readonly linkLayerAddress: string;
  readonly isLoopback: boolean;
  /** A line to one other node, where nobody has a link-layer address: a TUN device, a tunnel of the kernel. */
  readonly isLine: boolean;
  /** IPv4 and IPv6 addresses with prefix length. */
  readonly addresses: readonly string[];
  readonly carriesDefaultRoute: boolean;
  /** Whether the kernel speaks IPv6 here. */
  readonly kernelIpv6: boolean;
  /** Offloads that merge received frames and are on, by ethtool's names; undefined when ethtool cannot tell. */
  readonly offloads: readonly string[] | undefined;
}

interface IpLink {
  readonly ifname: string;
  readonly flags?: readonly string[];
  readonly mtu: number;
  readonly address?: string;
  readonly link_type?: string;
  readonly addr_info?: readonly { readonly local?: string; readonly prefixlen?: number }[];
}

/** With these frames arrive merged. What is done to outgoing frames does not touch raw ones. Short names as for `ethtool -K`. */
const HARMFUL_OFFLOADS: Readonly<Record<string, string>> = {
  'generic-receive-offload': 'gro',
  'large-receive-offload': 'lro',
};

export const inNamespace = (namespace: string | undefined, argumentVector: readonly string[]): readonly string[] => {
  if (namespace === undefined) return argumentVector;
  return argumentVector[0] === 'ip'
    ? ['ip', '-n', namespace, ...argumentVector.slice(1)]
    : ['ip', 'netns', 'exec', namespace, ...argumentVector];
};

/** Names of the interfaces here, for a message about one that is not. */
export async function interfaceNames(namespace?: string): Promise<readonly string[]> {
  const { stdout } = await runProgram(inNamespace(namespace, ['ip', '-json', 'link', 'show']));
  return (parseJson<readonly IpLink[]>(stdout) ?? []).map((link) => link.ifname).filter((name) => name !== 'lo');
}

/** Reads the facts with `ip` and `ethtool`; the error is a sentence for the user. */
export async function readInterfaceFacts(place: NicPlace): Promise<Result<InterfaceFacts, string>> {
  const ask = (...command: string[]): Promise<Outcome> => runProgram(inNamespace(place.namespace, command));
  const addresses = await ask('ip', '-json', 'addr', 'show', 'dev', place.interface);
  if (addresses.code === 'ENOENT') return failed('program "ip" is not installed: sudo apt-get install iproute2');
  const link = parseJson<readonly Partial<IpLink>[]>(addresses.stdout)?.find((one): one is IpLink => one.ifname !== undefined);
  if (addresses.code !== 0 || link === undefined) return failed(await describeAbsence(place, addresses));
  const [routes4, routes6, silenced, features] = await Promise.all([
    ask('ip', '-json', '-4', 'route', 'show', 'default'),
    ask('ip', '-json', '-6', 'route', 'show', 'default'),
    ask('sysctl', '-n', `net/ipv6/conf/${place.interface}/disable_ipv6`),
    ask('ethtool', '-k', place.interface),
  ]);
  const flags = link.flags ?? [];
  return ok({
    name: link.ifname,
    up: flags.includes('UP'),
    carrier: flags.includes('LOWER_UP'),
    mtu: link.mtu,
    linkLayerAddress: link.address ?? '',
    isLoopback: flags.includes('LOOPBACK'),
    isLine: flags.includes('POINTOPOINT') && link.link_type !== 'ether',
    addresses: (link.addr_info ?? []).flatMap(({ local, prefixlen }) => (local === undefined ? [] : [`${local}/${prefixlen}`])),
    carriesDefaultRoute: [routes4, routes6].some((routes) => routesThrough(routes, link.ifname)),
    // No such variable: the kernel was built or started without IPv6.
    kernelIpv6: silenced.code === 0 && silenced.stdout.trim() !== '1',
    offloads: features.code === 0 ? harmfulOffloads(features.stdout) : undefined,
  });
}

const routesThrough = (routes: Outcome, name: string): boolean =>
  (parseJson<readonly { dev?: string; nexthops?: readonly { dev?: string }[] }[]>(routes.stdout) ?? []).some(
    (route) => route.dev === name || (route.nexthops ?? []).some((hop) => hop.dev === name),
  );

/** Reads `ethtool -k`: `generic-receive-offload: on`; what cannot be changed counts too when it is on. */
function harmfulOffloads(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', state = ''] = line.split(':').map((part) => part.trim());
    const short = HARMFUL_OFFLOADS[name];
    return short !== undefined && state.startsWith('on') && !state.includes('[fixed]') ? [short] : [];
  });
}

async function describeAbsence(place: NicPlace, outcome: Outcome): Promise<string> {
  if (!/does not exist|Cannot find device/i.test(outcome.stderr)) return complaint(['ip'], outcome);
  const present = await interfaceNames(place.namespace);
  return `interface "${place.interface}" does not exist. Present: ${present.join(', ') || 'none'}.`;
}

function parseJson<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
