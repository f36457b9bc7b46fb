import { addressText } from '../../net/address-text.js';
import { isLoopback, type Address, isUnicast } from '../../net/address.js';
import { BROADCAST_IPV4, isIpv4, isIpv4Loopback, isIpv4Multicast, numberOf, type Ipv4Address } from '../../net/ipv4-address.js';
import { equalOctets } from '../../net/octets.js';
import type { TunnelConfiguration } from './tunnel-configuration.js';

/** What is known of a node when a tunnel is to be added to it. */
export interface TunnelSite {
  /** Those that a tunnel may go over. */
  readonly interfaces: readonly string[];
  readonly loopbacks: readonly string[];
  readonly tunnels: readonly TunnelConfiguration[];
  /** Whether an address is one of the node's. */
  isOwn(address: Address | Ipv4Address): boolean;
}

const LARGEST_FLOW_LABEL = 0xf_ffff;
const LARGEST_OCTET = 0xff;

/** Why a tunnel cannot be: a sentence, or undefined when it can. */
export function tunnelProblem(name: string, configuration: TunnelConfiguration, site: TunnelSite): string | undefined {
  const { over, local, remote } = configuration;
  if (site.interfaces.includes(name) || site.loopbacks.includes(name)) return `there is an interface "${name}" already`;
  if (site.loopbacks.includes(over)) return `"${over}" goes nowhere: a tunnel goes over a link`;
  if (!site.interfaces.includes(over)) return `there is no interface "${over}"; there is ${site.interfaces.join(', ')}`;
  for (const [what, address] of [
    ['local', local],
    ['remote', remote],
  ] as const)
    if (!isOfOneNode(address)) return `${what} is a unicast address, not ${addressText(address)}`;
  // RFC 2473 section 4.1.2: loopback encapsulation.
  if (site.isOwn(remote)) return `the tunnel would end at this node: ${addressText(remote)} is its own address`;
  const known = site.tunnels.find((other) => equalOctets(other.local, local) && equalOctets(other.remote, remote));
  if (known !== undefined) return `there is a tunnel from ${addressText(local)} to ${addressText(remote)} already`;
  return rangeProblem(configuration);
}

function isOfOneNode(address: Address | Ipv4Address): boolean {
  if (isIpv4(address))
    return !isIpv4Multicast(address) && !isIpv4Loopback(address) && numberOf(address) !== 0 && !equalOctets(address, BROADCAST_IPV4);
  return isUnicast(address) && !isLoopback(address);
}

function rangeProblem(configuration: TunnelConfiguration): string | undefined {
  const { hopLimit, trafficClass } = configuration;
  const { flowLabel, encapsulationLimit } = configuration.family === 'ipv6' ? configuration : {};
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
