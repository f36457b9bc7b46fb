import type { NodeEnvironment } from './engine/environment.js';
import { FEATURES } from './ipv6/behaviour.js';
import { IPV6_CONSTANTS } from './ipv6/constants.js';
import { EchoClients, type EchoAnswer } from './ipv6/echo-clients.js';
import { outgoingInterface } from './ipv6/forwarding/outgoing-interface.js';
import type { IdentifierSource } from './ipv6/identifiers.js';
import { Interface, type InterfaceSettings } from './ipv6/interface.js';
import { converse, type EchoConversation, type EchoOutlet } from './ipv6/management/echo.js';
import { interfaceView, type InterfaceView } from './ipv6/management/interface-view.js';
import type { NodeChoices } from './ipv6/management/node-orders.js';
import { obey, staticRoute, type NodeCommand } from './ipv6/node-command.js';
import type { InterfaceConfiguration, NodeConfiguration } from './ipv6/node-configuration.js';
import { DEFAULT_POLICY_TABLE } from './ipv6/policy-table.js';
import { Routing } from './ipv6/forwarding/routing.js';
import { formatRoute, type Route } from './ipv6/forwarding/routing-table.js';
import type { NodeContext } from './ipv6/services.js';
import type { Address } from './net/address.js';
import { Programs } from './transport/udp/programs.js';
import { Udp } from './transport/udp/udp.js';
import type { UdpService } from './transport/udp/udp-service.js';
import type { Result } from './net/result.js';

export type { EchoAnswer } from './ipv6/echo-clients.js';
export type { EchoConversation } from './ipv6/management/echo.js';
export type { AddressView, InterfaceView, NeighborView } from './ipv6/management/interface-view.js';
export type { NodeCommand } from './ipv6/node-command.js';
export type { ConfiguredAddress, InterfaceConfiguration, NodeConfiguration } from './ipv6/node-configuration.js';

export interface Node {
  /** Brings all interfaces up. */
  start(): void;
  /** Takes a frame that arrived at a port. Never throws, whatever the octets. */
  receive(port: string, octets: Uint8Array): void;
  /** Carries out an order of system management; the text says why it cannot. */
  command(command: NodeCommand): Result<void, string>;
  /** Begins a conversation of Echo Requests; `listen` is told what comes back. */
  ping(listen: (answer: EchoAnswer) => void): Result<EchoConversation, string>;
  /** Sockets for the programs of the node. */
  readonly udp: UdpService;
  interfaces(): readonly InterfaceView[];
  /** The interface by which a packet leaves when nobody names one, and the next hop there. */
  way(destination: Address, link?: string): WayView | undefined;
  routes(): readonly Route[];
  /** The route of the table for a destination. */
  routeTo(destination: Address): Route | undefined;
  defaultInterface(): string | undefined;
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

/** Octets of a secret key that is drawn at random (RFC 7217 section 5 asks for 128 bits or more). */
const SECRET_KEY_OCTETS = 16;

/** Composes a node from its configuration. Nothing is sent before `start`. */
export function createNode(configuration: NodeConfiguration, environment: NodeEnvironment): Node {
  const counters = new Map<string, number>();
  const interfaces = new Map<string, Interface>();
  const routing = new Routing(
    () => interfaces.values(),
    (route, what) => {
      // A router asks its routes each time; what a host remembers of them is out of date.
      for (const iface of interfaces.values()) if (!iface.variables.isRouter) iface.destinations.forgetRoutesInto(route.prefix);
      environment.event({ name: what, detail: formatRoute(route) });
    },
  );
  const choices: NodeChoices = { defaultInterface: undefined };
  const outgoing = (destination: Address): Interface | undefined =>
    outgoingInterface({ interfaces: [...interfaces.values()], routing, byDefault: choices.defaultInterface }, destination);
  const context = nodeContext(configuration, environment, counters, { routing, outlet: { interfaces, outgoing } });
  for (const one of configuration.interfaces) interfaces.set(one.name, new Interface(context, settingsOf(configuration, one, environment)));
  for (const route of configuration.routes ?? []) routing.add(staticRoute(route));
  const pings = { sent: 0 };
  const programs = new Programs(context.udp);
  return {
    start() {
      for (const iface of interfaces.values()) iface.up();
    },
    // A copy, because what is learned from a frame refers to its octets.
    receive: (port, octets) => interfaces.get(port)?.receive(Uint8Array.from(octets)),
    command: (command) => obey({ interfaces, routing, pings, choices, programs }, command),
    ping: (listen) => converse(context.echo, { interfaces, outgoing }, listen),
    udp: context.udp,
    interfaces: () => [...interfaces.values()].map(interfaceView),
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
    routeTo: (destination) => routing.lookup(destination),
    defaultInterface: () => choices.defaultInterface,
    counters: () => counters,
  };
}

function nodeContext(
  configuration: NodeConfiguration,
  environment: NodeEnvironment,
  counters: Map<string, number>,
  { routing, outlet }: { readonly routing: Routing; readonly outlet: EchoOutlet },
): NodeContext {
  const ignoring = configuration.ignoring ?? new Set();
  const count = (name: string, by = 1): void => void counters.set(name, (counters.get(name) ?? 0) + by);
  return {
    environment,
    policyTable: configuration.policyTable ?? DEFAULT_POLICY_TABLE[configuration.behaviour],
    routing,
    echo: new EchoClients(),
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
}

function settingsOf(node: NodeConfiguration, iface: InterfaceConfiguration, environment: NodeEnvironment): InterfaceSettings {
  const given = { ...IPV6_CONSTANTS, ...node.constants, ...iface.constants };
  const constants = { ...given, LINK_MTU: iface.mtu ?? given.LINK_MTU };
  const features = { ...FEATURES[node.behaviour], ...node.features, ...iface.features };
  const dupAddrDetectTransmits = iface.dupAddrDetectTransmits ?? constants.DUP_ADDR_DETECT_TRANSMITS;
  return {
    name: iface.name,
    linkLayerAddress: iface.linkLayerAddress,
    identifiers: identifiersOf(iface, environment),
    addresses: iface.addresses ?? [],
    advertising: iface.advertising ?? node.advertising,
    temporaryAddressesFor: iface.temporaryAddressesFor ?? [],
    variables: { isRouter: node.role === 'router', linkMtu: constants.LINK_MTU, dupAddrDetectTransmits, constants, features },
  };
}

function identifiersOf(
  { interfaceIdentifier, secretKey, networkIdentifier }: InterfaceConfiguration,
  environment: NodeEnvironment,
): IdentifierSource {
  if (interfaceIdentifier === 'eui64') return { kind: 'eui64' };
  const key = secretKey ?? environment.random.octets(SECRET_KEY_OCTETS);
  return { kind: 'stable', secretKey: key, ...(networkIdentifier !== undefined && { networkIdentifier }) };
}
