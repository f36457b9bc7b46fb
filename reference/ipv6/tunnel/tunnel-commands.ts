import { isIpv4, type Ipv4Address, type Ipv4Prefix } from '../../net/ipv4-address.js';
import type { Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import { failed, ok, type Result } from '../../net/result.js';
import { staticRoute } from '../forwarding/static-route.js';
import type { Interface } from '../interface.js';
import type { ConfiguredAddress, TunnelInterfaceConfiguration } from '../node-configuration.js';
import type { RoutingService } from '../services.js';
import type { Ipv4TunnelConfiguration, Ipv6TunnelConfiguration, TunnelConfiguration } from './tunnel-configuration.js';
import { tunnelProblem } from './tunnel-problems.js';
import type { Tunnels } from './tunnels.js';

interface AnyAddTunnel {
  readonly kind: 'add-tunnel';
  readonly link: string;
  readonly name: string;
  readonly addresses?: readonly ConfiguredAddress[];
  readonly routes?: readonly Prefix[];
  /** The same for IPv4 inside the tunnel. */
  readonly ipv4Addresses?: readonly Ipv4Prefix[];
  readonly ipv4Routes?: readonly Ipv4Prefix[];
  readonly mtu?: number;
}

/** A tunnel over `link`: its interface, the addresses that this has, and what is reached through it. */
export type AddTunnel = AddIpv6Tunnel | AddIpv4Tunnel;
export type AddIpv6Tunnel = Omit<Ipv6TunnelConfiguration, 'over'> & AnyAddTunnel;
export type AddIpv4Tunnel = Omit<Ipv4TunnelConfiguration, 'over'> & AnyAddTunnel;

export interface RemoveTunnel {
  readonly kind: 'remove-tunnel';
  readonly link: string;
  readonly name: string;
}

/** The parts of a node that a tunnel touches. */
export interface TunnelHolder {
  readonly interfaces: Map<string, Interface>;
  readonly routing: RoutingService;
  readonly tunnels: Tunnels;
  make(configuration: TunnelInterfaceConfiguration): Interface;
}

export function addTunnel(
  holder: TunnelHolder,
  { kind: _add, link, name, addresses, routes = [], mtu, ...rest }: AddTunnel,
): Result<void, string> {
  const { ipv4Addresses, ipv4Routes = [], ...ends } = rest;
  const tunnel: TunnelConfiguration = { ...ends, over: link };
  const problem = problemWith(holder, name, tunnel);
  if (problem !== undefined) return failed(problem);
  const iface = holder.make({ kind: 'tunnel', name, tunnel, ...(addresses && { addresses }), ...(mtu !== undefined && { mtu }) });
  for (const prefix of ipv4Addresses ?? []) iface.context.ipv4.addAddress(iface, prefix);
  for (const prefix of ipv4Routes) iface.context.ipv4.addRoute({ prefix, link: name });
  holder.interfaces.set(name, iface);
  iface.context.interfaceChanges.tell({ kind: 'arrived', name, index: iface.index });
  iface.up();
  for (const prefix of routes) holder.routing.add(staticRoute({ prefix, link: name }));
  return ok(undefined);
}

export function removeTunnel({ interfaces, routing, tunnels }: TunnelHolder, name: string): Result<void, string> {
  const iface = interfaces.get(name);
  if (iface?.link.kind !== 'tunnel') return failed(`there is no tunnel "${name}"`);
  const above = tunnels.list().find(({ configuration }) => configuration.over === name);
  if (above !== undefined) return failed(`the tunnel "${above.iface.name}" goes over "${name}"`);
  iface.down();
  // As long as the interface is there, whoever is told of its routes can look it up.
  for (const { prefix, origin, target, zone } of routing.list())
    if (target.kind === 'interface' && target.name === name) routing.remove(prefix, origin, zone);
  iface.context.ipv4.forget(iface);
  tunnels.detach(name);
  interfaces.delete(name);
  iface.context.interfaceChanges.tell({ kind: 'departed', name, index: iface.index });
  return ok(undefined);
}

/** Why the node cannot have a tunnel of that name, or undefined. */
export function problemWith(
  { interfaces, tunnels }: Pick<TunnelHolder, 'interfaces' | 'tunnels'>,
  name: string,
  tunnel: TunnelConfiguration,
): string | undefined {
  const all = [...interfaces.values()];
  const isOwn = (address: Address | Ipv4Address): boolean =>
    all.some((iface) => (isIpv4(address) ? iface.context.ipv4.holds(address) : iface.hasAddress(address)));
  const namesOf = (isLoopback: boolean): readonly string[] =>
    all.flatMap((iface) => ((iface.link.kind === 'loopback') === isLoopback ? [iface.name] : []));
  const site = {
    interfaces: namesOf(false),
    loopbacks: namesOf(true),
    tunnels: tunnels.list().map(({ configuration }) => configuration),
    isOwn,
  };
  return tunnelProblem(name, tunnel, site);
}
