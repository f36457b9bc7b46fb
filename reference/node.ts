import type { NodeEnvironment } from './engine/environment.js';
import { phaseOf, type AddressPhase } from './ipv6/address-table.js';
import { Interface } from './ipv6/interface.js';
import { settingsOf } from './ipv6/interface-settings.js';
import type { NeighborPhase } from './ipv6/neighbor-entry.js';
import { obey, staticRoute, type NodeCommand } from './ipv6/node-command.js';
import type { InterfaceConfiguration, NodeConfiguration } from './ipv6/node-configuration.js';
import { DEFAULT_POLICY_TABLE } from './ipv6/policy-table.js';
import { Routing } from './ipv6/forwarding/routing.js';
import { formatRoute, type Route } from './ipv6/forwarding/routing-table.js';
import type { NodeContext } from './ipv6/services.js';
import { problemWith } from './ipv6/tunnel/tunnel-commands.js';
import { Tunnels } from './ipv6/tunnel/tunnels.js';
import { IPV4_CONSTANTS } from './ipv4/constants.js';
import { Ipv4Stack } from './ipv4/ipv4-stack.js';
import type { Ipv4Service } from './ipv4/services.js';
import type { Address } from './net/address.js';
import type { LinkLayerAddress } from './net/link-layer-address.js';
import type { Result } from './net/result.js';

export type { NodeCommand } from './ipv6/node-command.js';
export type { ConfiguredAddress, EthernetConfiguration, InterfaceConfiguration, NodeConfiguration } from './ipv6/node-configuration.js';

export interface Node {
  /** Brings all interfaces up. */
  start(): void;
  /** Takes a frame that arrived at a port. Never throws, whatever the octets. */
  receive(port: string, octets: Uint8Array): void;
  /** Carries out an order of system management; the text says why it cannot. */
  command(command: NodeCommand): Result<void, string>;
  interfaces(): readonly InterfaceView[];
  routes(): readonly Route[];
  /** Packets, messages and discards by name: `discard.ns-hop-limit`, `icmpv6.in.echoRequest`... */
  counters(): ReadonlyMap<string, number>;
}

export interface InterfaceView {
  readonly name: string;
  readonly linkLayerAddress: LinkLayerAddress;
  readonly up: boolean;
  /** IP operation was disabled after a duplicate link-local address (RFC 4862 section 5.4.5). */
  readonly disabled: boolean;
  readonly addresses: readonly {
    readonly address: Address;
    readonly prefixLength: number;
    readonly state: AddressPhase;
    readonly anycast: boolean;
  }[];
  readonly neighbors: readonly {
    readonly address: Address;
    readonly state: NeighborPhase;
    readonly linkLayerAddress?: LinkLayerAddress;
    readonly isRouter: boolean;
  }[];
  readonly routers: readonly Address[];
}

/** Composes a node from its configuration. Nothing is sent before `start`. */
export function createNode(configuration: NodeConfiguration, environment: NodeEnvironment): Node {
  const counters = new Map<string, number>();
  const interfaces = new Map<string, Interface>();
  const routing = new Routing(
    () => interfaces.values(),
    (route, what) => environment.event({ name: what, detail: formatRoute(route) }),
  );
  const tunnels = new Tunnels(interfaces);
  const context = nodeContext(configuration, environment, counters, {
    routing,
    tunnels,
    makeIpv4: (of) => new Ipv4Stack(of, interfaces, { ...IPV4_CONSTANTS, ...configuration.ipv4Constants }),
  });
  const make = (one: InterfaceConfiguration): Interface => {
    const iface = new Interface(context, settingsOf(configuration, one, environment));
    for (const prefix of one.ipv4Addresses ?? []) context.ipv4.addAddress(iface, prefix);
    for (const route of one.ipv4Routes ?? []) context.ipv4.addRoute({ ...route, link: one.name });
    return iface;
  };
  // Tunnels last: they need what they go over.
  for (const one of configuration.interfaces) if (one.kind !== 'tunnel') interfaces.set(one.name, make(one));
  for (const one of configuration.interfaces)
    if (one.kind === 'tunnel') {
      const problem = problemWith({ interfaces, tunnels }, one.name, one.tunnel);
      if (problem !== undefined) throw new Error(`tunnel ${one.name}: ${problem}`);
      interfaces.set(one.name, make(one));
    }
  for (const route of configuration.routes ?? []) routing.add(staticRoute(route));
  const pings = { sent: 0 };
  return {
    start() {
      for (const iface of interfaces.values()) iface.up();
    },
    // A copy, because what is learned from a frame refers to its octets.
    receive: (port, octets) => interfaces.get(port)?.receive(Uint8Array.from(octets)),
    command: (command) => obey({ interfaces, routing, tunnels, make, pings }, command),
    interfaces: () => [...interfaces.values()].map(view),
    routes: () => routing.list(),
    counters: () => counters,
  };
}

function nodeContext(
  configuration: NodeConfiguration,
  environment: NodeEnvironment,
  counters: Map<string, number>,
  { routing, tunnels, makeIpv4 }: Pick<NodeContext, 'routing' | 'tunnels'> & { readonly makeIpv4: (context: NodeContext) => Ipv4Service },
): NodeContext {
  const ignoring = configuration.ignoring ?? new Set();
  const count = (name: string): void => void counters.set(name, (counters.get(name) ?? 0) + 1);
  const context: Omit<NodeContext, 'ipv4'> = {
    environment,
    routing,
    tunnels,
    policyTable: configuration.policyTable ?? DEFAULT_POLICY_TABLE[configuration.behaviour],
    now: () => environment.now(),
    count,
    event: (name, port, detail) => environment.event({ name, port, detail }),
    refuse(reason, port, detail = '') {
      if (ignoring.has(reason)) return false;
      count(`discard.${reason}`);
      environment.event({ name: 'discard', port, detail, discard: reason });
      return true;
    },
  };
  const whole: { -readonly [K in keyof NodeContext]: NodeContext[K] } = { ...context, ipv4: undefined as never };
  whole.ipv4 = makeIpv4(whole);
  return whole;
}

const view = (iface: Interface): InterfaceView => ({
  name: iface.name,
  linkLayerAddress: iface.linkLayerAddress,
  up: iface.state !== 'down',
  disabled: iface.state === 'disabled',
  addresses: iface.addresses.list().map((entry) => ({
    address: entry.address,
    prefixLength: entry.prefixLength,
    state: phaseOf(entry),
    anycast: entry.anycast,
  })),
  neighbors: iface.neighbors.list().map(({ address, state }) => ({
    address,
    state: state.phase,
    isRouter: state.phase !== 'none' && state.isRouter,
    ...('linkLayerAddress' in state && { linkLayerAddress: state.linkLayerAddress }),
  })),
  routers: iface.routers.list().map(({ address }) => address),
});
