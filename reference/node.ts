import type { NodeEnvironment } from './engine/environment.js';
import { FEATURES } from './ipv6/behaviour.js';
import { phaseOf, type AddressPhase } from './ipv6/address-table.js';
import { IPV6_CONSTANTS } from './ipv6/constants.js';
import type { IdentifierSource } from './ipv6/identifiers.js';
import { Interface, type InterfaceSettings } from './ipv6/interface.js';
import type { NeighborPhase } from './ipv6/neighbor-entry.js';
import { obey, type NodeCommand } from './ipv6/node-command.js';
import type { InterfaceConfiguration, NodeConfiguration } from './ipv6/node-configuration.js';
import type { NodeContext } from './ipv6/services.js';
import type { Address } from './net/address.js';
import type { LinkLayerAddress } from './net/link-layer-address.js';
import { copyOf } from './net/octets.js';
import type { Result } from './net/result.js';

export type { NodeCommand } from './ipv6/node-command.js';
export type { ConfiguredAddress, InterfaceConfiguration, NodeConfiguration } from './ipv6/node-configuration.js';

export interface Node {
  /** Brings all interfaces up. */
  start(): void;
  /** Takes a frame that arrived at a port. Never throws, whatever the octets. */
  receive(port: string, octets: Uint8Array): void;
  /** Carries out an order of system management; the text says why it cannot. */
  command(command: NodeCommand): Result<void, string>;
  interfaces(): readonly InterfaceView[];
  /** Packets, messages and discards by name: `discard.ns-hop-limit`, `icmpv6.in.echoRequest`... */
  counters(): ReadonlyMap<string, number>;
}

export interface InterfaceView {
  readonly name: string;
  readonly linkLayerAddress: LinkLayerAddress;
  readonly up: boolean;
  /** IP operation was disabled after a duplicate link-local address (RFC 4862 section 5.4.5). */
  readonly disabled: boolean;
  readonly addresses: readonly { readonly address: Address; readonly prefixLength: number; readonly state: AddressPhase }[];
  readonly neighbors: readonly {
    readonly address: Address;
    readonly state: NeighborPhase;
    readonly linkLayerAddress?: LinkLayerAddress;
    readonly isRouter: boolean;
  }[];
  readonly routers: readonly Address[];
}

/** Octets of a secret key that is drawn at random (RFC 7217 section 5 asks for 128 bits or more). */
const SECRET_KEY_OCTETS = 16;

/** Composes a node from its configuration. Nothing is sent before `start`. */
export function createNode(configuration: NodeConfiguration, environment: NodeEnvironment): Node {
  const counters = new Map<string, number>();
  const context = nodeContext(configuration, environment, counters);
  const interfaces = new Map(
    configuration.interfaces.map((one) => [one.name, new Interface(context, settingsOf(configuration, one, environment))]),
  );
  const pings = { sent: 0 };
  return {
    start() {
      for (const iface of interfaces.values()) iface.up();
    },
    // A copy, because what is learned from a frame refers to its octets.
    receive: (port, octets) => interfaces.get(port)?.receive(copyOf(octets)),
    command: (command) => obey(interfaces, command, pings),
    interfaces: () => [...interfaces.values()].map(view),
    counters: () => counters,
  };
}

function nodeContext(configuration: NodeConfiguration, environment: NodeEnvironment, counters: Map<string, number>): NodeContext {
  const ignoring = configuration.ignoring ?? new Set();
  const count = (name: string): void => void counters.set(name, (counters.get(name) ?? 0) + 1);
  return {
    environment,
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
    variables: { linkMtu: constants.LINK_MTU, dupAddrDetectTransmits, constants, features },
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

const view = (iface: Interface): InterfaceView => ({
  name: iface.name,
  linkLayerAddress: iface.linkLayerAddress,
  up: iface.state !== 'down',
  disabled: iface.state === 'disabled',
  addresses: iface.addresses.list().map((entry) => ({ address: entry.address, prefixLength: entry.prefixLength, state: phaseOf(entry) })),
  neighbors: iface.neighbors.list().map(({ address, state }) => ({
    address,
    state: state.phase,
    isRouter: state.phase !== 'none' && state.isRouter,
    ...('linkLayerAddress' in state && { linkLayerAddress: state.linkLayerAddress }),
  })),
  routers: iface.routers.list().map(({ address }) => address),
});
