import type { NodeEnvironment } from './engine/environment.js';
import { Watchers } from './engine/watchers.js';
import type { Behaviour } from './ipv6/behaviour.js';
import { EchoClients, type EchoAnswer } from './ipv6/echo-clients.js';
import { constantsOf } from './ipv6/constants.js';
import { outgoingInterface } from './ipv6/forwarding/outgoing-interface.js';
import { Interface } from './ipv6/interface.js';
import { settingsOf } from './ipv6/interface-settings.js';
import { converse, type EchoConversation } from './ipv6/management/echo.js';
import { inquire, type Inquiry } from './ipv6/management/inquiry.js';
import { InformationClients, type InformationAnswer } from './ipv6/information-clients.js';
import type { Outlet } from './ipv6/management/outlet.js';
import { interfaceView, type InterfaceView } from './ipv6/management/interface-view.js';
import type { NodeChoices } from './ipv6/management/node-orders.js';
import type { NodeCommand } from './ipv6/node-command.js';
import { obey } from './ipv6/node-obedience.js';
import type { InterfaceConfiguration, NodeConfiguration } from './ipv6/node-configuration.js';
import { DEFAULT_POLICY_TABLE } from './ipv6/policy-table.js';
import { Routing } from './ipv6/forwarding/routing.js';
import { formatRoute, type Route } from './ipv6/forwarding/routing-table.js';
import { staticRoute } from './ipv6/forwarding/static-route.js';
import { RouterRenumbering } from './ipv6/router-renumbering/router-renumbering.js';
import { nodeName } from './ipv6/node-name.js';
import type { NodeContext } from './ipv6/services.js';
import { problemWith } from './ipv6/tunnel/tunnel-commands.js';
import { Tunnels } from './ipv6/tunnel/tunnels.js';
import { IPV4_CONSTANTS } from './ipv4/constants.js';
import { Ipv4Stack } from './ipv4/ipv4-stack.js';
import type { Ipv4Service } from './ipv4/services.js';
import type { Address } from './net/address.js';
import { MulticastRoutes, problemWithMulticastRoute, type MulticastRoute } from './multicast/forwarding/multicast-routes.js';
import { RoutingSockets } from './routing/routing-socket/routing-sockets.js';
import type { RipngSettings } from './routing/ripng/settings.js';
import { Programs } from './programs.js';
import { Udp } from './transport/udp/udp.js';
import type { UdpService } from './transport/udp/udp-service.js';
import { copyOf } from './net/octets.js';
import type { Result } from './net/result.js';

export type { EchoAnswer } from './ipv6/echo-clients.js';
export type { InformationAnswer } from './ipv6/information-clients.js';
export type { Behaviour } from './ipv6/behaviour.js';
export type { EchoConversation } from './ipv6/management/echo.js';
export type { AddressKinds, Inquiry, Question } from './ipv6/management/inquiry.js';
export type { AddressView, InterfaceView, NeighborView } from './ipv6/management/interface-view.js';
export type { TunnelConfiguration } from './ipv6/tunnel/tunnel-configuration.js';
export type { NodeCommand } from './ipv6/node-command.js';
export type { ConfiguredAddress, EthernetConfiguration, InterfaceConfiguration, NodeConfiguration } from './ipv6/node-configuration.js';

export interface Node {
  /** Brings all interfaces up; throws when RIPng is configured and cannot run. */
  start(): void;
  /** Takes a frame that arrived at a port. Never throws, whatever the octets. */
  receive(port: string, octets: Uint8Array): void;
  /** Carries out an order of system management; the text says why it cannot. */
  command(command: NodeCommand): Result<void, string>;
  /** Begins a conversation of Echo Requests; `listen` is told what comes back. */
  ping(listen: (answer: EchoAnswer) => void): Result<EchoConversation, string>;
  /** Begins a conversation of Node Information Queries (RFC 4620); `listen` is told what comes back. */
  inquire(listen: (answer: InformationAnswer) => void): Inquiry;
  /** Sockets for the programs of the node. */
  readonly udp: UdpService;
  /** Routing sockets for them, and the table as sysctl(3) tells it. */
  readonly routingSockets: RoutingSockets;
  readonly programs: Programs;
  interfaces(): readonly InterfaceView[];
  /** The interface by which a packet leaves when nobody names one, and the next hop there. */
  way(destination: Address, link?: string): WayView | undefined;
  routes(): readonly Route[];
  multicastRoutes(): readonly MulticastRoute[];
  /** The route of the table for a destination. */
  routeTo(destination: Address): Route | undefined;
  defaultInterface(): string | undefined;
  /** Of Router Renumbering (RFC 2894 section 2.1); undefined where the node accepts none. */
  recordedSequenceNumber(): number | undefined;
  readonly behaviour: Behaviour;
  /** Packets, messages and discards by name: `discard.ns-hop-limit`, `icmpv6.in.type-128`... */
  counters(): ReadonlyMap<string, number>;
}

/** Where a packet would go now. */
export interface WayView {
  readonly link: string;
  readonly nextHop: Address;
  /** Octets of the largest packet. */
  readonly mtu: number;
  readonly source?: Address;
}

/** Composes a node from its configuration. Nothing is sent before `start`. */
export function createNode(configuration: NodeConfiguration, environment: NodeEnvironment): Node {
  const counters = new Map<string, number>();
  const interfaces = new Map<string, Interface>();
  const routing = new Routing(() => interfaces.values(), configuration.routeDistances);
  routing.watch((route, what) => {
    // A router asks its routes each time; what a host remembers of them is out of date.
    for (const iface of interfaces.values()) if (!iface.variables.isRouter) iface.destinations.forgetRoutesInto(route.prefix);
    environment.event({ name: what, detail: formatRoute(route) });
  });
  const choices: NodeChoices = { defaultInterface: configuration.defaultInterface };
  const outgoing = (destination: Address): Interface | undefined =>
    outgoingInterface({ interfaces: [...interfaces.values()], routing, byDefault: choices.defaultInterface }, destination);
  const tunnels = new Tunnels(interfaces);
  const renumbering = new RouterRenumbering({
    environment,
    constants: constantsOf(configuration.behaviour, configuration.constants),
    interfaces: () => interfaces.values(),
  });
  if (configuration.routerRenumbering === 'unauthenticated') renumbering.resume();
  const context = nodeContext(configuration, environment, counters, {
    parts: { routing, renumbering, tunnels, interfaces: () => interfaces.values() },
    outlet: { interfaces, outgoing },
    makeIpv4: (of) => new Ipv4Stack(of, interfaces, { ...IPV4_CONSTANTS, ...configuration.ipv4Constants }),
  });
  let made = 0;
  const make = (one: InterfaceConfiguration): Interface => {
    const iface = new Interface(context, { ...settingsOf(configuration, one, environment), index: ++made });
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
  for (const route of configuration.multicastRoutes ?? []) addMulticastRoute(context, route);
  const pings = { sent: 0 };
  const programs = new Programs(context, interfaces);
  const views = (): readonly InterfaceView[] => [...interfaces.values()].map(interfaceView);
  const routingSockets = new RoutingSockets({
    routing,
    interfaces: views,
    linkTowards: (destination) => outgoing(destination)?.name,
    watchInterfaces: (watcher) => context.interfaceChanges.watch(watcher),
  });
  return {
    start() {
      if (configuration.ripng) startRipng(programs, configuration.ripng);
      for (const iface of interfaces.values()) iface.up();
    },
    // A copy, because what is learned from a frame refers to its octets.
    receive: (port, octets) => interfaces.get(port)?.receive(copyOf(octets)),
    command: (command) => obey({ interfaces, routing, renumbering, tunnels, make, pings, choices, programs: programs.udp }, command),
    ping: (listen) => converse(context.echo, { interfaces, outgoing }, listen),
    inquire: (listen) => inquire(context.information, { interfaces, outgoing }, environment.random, listen),
    udp: context.udp,
    programs,
    routingSockets,
    interfaces: views,
    way(destination, link) {
      const iface = link === undefined ? outgoing(destination) : interfaces.get(link);
      if (iface?.state !== 'up') return undefined;
      const isOwn = iface.addresses.find(destination) !== undefined;
      const nextHop = isOwn ? destination : iface.routes.currentFirstHop(destination);
      if (nextHop === undefined) return undefined;
      const source = iface.output.sourceFor(destination);
      return { link: iface.name, nextHop, mtu: iface.pathMtu.to(destination), ...(source && { source }) };
    },
    routes: () => routing.list(),
    multicastRoutes: () => context.multicastRoutes.list(),
    routeTo: (destination) => routing.lookup(destination),
    defaultInterface: () => choices.defaultInterface,
    recordedSequenceNumber: () => renumbering.recordedSequenceNumber,
    behaviour: configuration.behaviour,
    counters: () => counters,
  };
}

function startRipng(programs: Programs, settings: RipngSettings): void {
  const started = programs.startRipng(settings);
  if (!started.ok) throw new Error(started.error);
}

function addMulticastRoute({ interfaces, multicastRoutes }: NodeContext, route: MulticastRoute): void {
  const problem = problemWithMulticastRoute(
    route,
    [...interfaces()].map(({ name }) => name),
  );
  if (problem !== undefined) throw new Error(problem);
  multicastRoutes.add(route);
}

interface NodeParts {
  readonly outlet: Outlet;
  readonly parts: Pick<NodeContext, 'routing' | 'renumbering' | 'tunnels' | 'interfaces'>;
  readonly makeIpv4: (context: NodeContext) => Ipv4Service;
}

function nodeContext(
  configuration: NodeConfiguration,
  environment: NodeEnvironment,
  counters: Map<string, number>,
  { parts, outlet, makeIpv4 }: NodeParts,
): NodeContext {
  const ignoring = configuration.ignoring ?? new Set();
  const count = (name: string, by = 1): void => void counters.set(name, (counters.get(name) ?? 0) + by);
  const context: Omit<NodeContext, 'ipv4'> = {
    environment,
    ...parts,
    multicastRoutes: new MulticastRoutes(constantsOf(configuration.behaviour, configuration.constants).MULTICAST_ROUTE_LIMIT),
    nodeName: nodeName(configuration.name),
    policyTable: configuration.policyTable ?? DEFAULT_POLICY_TABLE[configuration.behaviour],
    echo: new EchoClients(),
    information: new InformationClients(),
    links: new Watchers(),
    interfaceChanges: new Watchers(),
    udp: new Udp({ ...outlet, random: environment.random, constants: configuration.udpConstants, count }),
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
