import { formatAddress, isLoopback, isMulticast, isUnspecified, sameAddress, type Address } from '../../net/address.js';
import type { TunnelConfiguration } from './tunnel-configuration.js';

/** What is known of a node when a tunnel is to be added to it. */
export interface TunnelSite {
  readonly interfaces: readonly string[];
  readonly tunnels: readonly TunnelConfiguration[];
  /** Whether an address is one of the node's. */
  isOwn(address: Address): boolean;
}

const LARGEST_FLOW_LABEL = 0xf_ffff;
const LARGEST_OCTET = 0xff;

/** Why a tunnel cannot be: a sentence, or undefined when it can. */
export function tunnelProblem(name: string, configuration: TunnelConfiguration, site: TunnelSite): string | undefined {
  const { over, local, remote } = configuration;
  if (site.interfaces.includes(name)) return `there is an interface "${name}" already`;
  if (!site.interfaces.includes(over)) return `there is no interface "${over}"; there is ${site.interfaces.join(', ')}`;
  for (const [what, address] of [
    ['local', local],
    ['remote', remote],
  ] as const)
    if (isMulticast(address) || isUnspecified(address) || isLoopback(address))
      return `${what} is a unicast address, not ${formatAddress(address)}`;
  // RFC 2473 section 4.1.2: loopback encapsulation.
  if (site.isOwn(remote)) return `the tunnel would end at this node: ${formatAddress(remote)} is its own address`;
  const known = site.tunnels.find((other) => sameAddress(other.local, local) && sameAddress(other.remote, remote));
  if (known !== undefined) return `there is a tunnel from ${formatAddress(local)} to ${formatAddress(remote)} already`;
  return rangeProblem(configuration);
}

function rangeProblem({ hopLimit, trafficClass, flowLabel, encapsulationLimit }: TunnelConfiguration): string | undefined {
  const ranges = [
    ['hopLimit', hopLimit, 1, LARGEST_OCTET],
    ['trafficClass', trafficClass === 'copied' ? undefined : trafficClass, 0, LARGEST_OCTET],
    ['flowLabel', flowLabel, 0, LARGEST_FLOW_LABEL],
    ['encapsulationLimit', encapsulationLimit === 'none' ? undefined : encapsulationLimit, 0, LARGEST_OCTET],
  ] as const;
  for (const [what, value, least, most] of ranges)
    if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most))
      return `${what} is a whole number from ${least} to ${most}, not ${value}`;
  return undefined;
}
