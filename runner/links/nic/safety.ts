import type { InterfaceFacts } from './interface-facts.js';

/**
 * Why nothing may be sent on this NIC: the tool forges Router Advertisements and routes, and a machine's own link is the
 * wrong place for that. Undefined when it may be used. `useAnyway` is the user's explicit word in the configuration.
 */
export function reasonToRefuse(facts: InterfaceFacts, useAnyway: boolean): string | undefined {
  if (facts.isLoopback) return `${facts.name} is the loopback interface: no device is on the other side`;
  if (useAnyway) return undefined;
  const unless = 'If that is meant, set useAnyway: true in the YAML file.';
  if (facts.carriesDefaultRoute) return `${facts.name} carries this machine's default route: a test would cut it off. ${unless}`;
  // A link-local address comes by itself wherever the kernel speaks IPv6; the obstacle names that cause.
  const inUse = facts.kernelIpv6 ? facts.addresses.filter((address) => !/^fe80:/i.test(address)) : facts.addresses;
  if (inUse.length === 0) return undefined;
  return `${facts.name} has the address ${inUse.join(', ')}: this machine uses it. ${unless} Otherwise: sudo ip addr flush dev ${facts.name}`;
}

export interface Obstacle {
  readonly problem: string;
  /** The command that puts it right. */
  readonly type: string;
  /** A run is possible all the same. */
  readonly tolerable: boolean;
}

/** What keeps raw frames from being sent, or from being seen as they are. */
export function obstacles(facts: InterfaceFacts): readonly Obstacle[] {
  const { name } = facts;
  const found: Obstacle[] = [];
  if (!facts.up) found.push({ problem: `${name} is down`, type: `sudo ip link set ${name} up`, tolerable: false });
  else if (!facts.carrier)
    found.push({ problem: `${name} has no carrier`, type: 'plug in the cable, and switch the device on', tolerable: false });
  if (facts.kernelIpv6) {
    const type = `sudo sysctl -w net/ipv6/conf/${name}/disable_ipv6=1`;
    found.push({ problem: `the kernel speaks IPv6 on ${name} and would answer for the tester`, type, tolerable: false });
  }
  if (facts.offloads !== undefined && facts.offloads.length > 0) {
    const type = `sudo ethtool -K ${name} ${facts.offloads.map((offload) => `${offload} off`).join(' ')}`;
    found.push({ problem: `${facts.offloads.join(', ')} is on: frames would arrive merged`, type, tolerable: true });
  }
  return found;
}
