import { hex } from '../../net/octets.js';
import { DestinationOptions, destinationOptions } from '../../wire/extension-headers.js';
import { raw } from '../../wire/frame.js';
import { Ipv4 } from '../../wire/ipv4.js';
import { IPV6_HEADER_OCTETS } from '../../wire/ipv6.js';
import { tunnelEncapsulationLimit } from '../../wire/ipv6-options.js';
import { isAssigned } from '../address-table.js';
import type { Ipv6Interface } from '../services.js';
import type { Tunnelled } from './tunnel.js';
import type { Ipv4TunnelConfiguration, Ipv6TunnelConfiguration, TunnelConfiguration } from './tunnel-configuration.js';

/** A packet on its way into a tunnel, with what its header is to say. */
export interface TunnelPayload {
  readonly octets: Uint8Array;
  /** What the octets are, as a Next Header or Protocol field says it. */
  readonly protocol: number;
  readonly trafficClass: number;
  /** RFC 2473 section 4.1.1: the limit that goes with it. */
  readonly limit?: number;
  readonly tunnelled: Tunnelled;
}

/** The network that a tunnel crosses. */
export interface Underlay {
  /** Tells tunnels apart: by the addresses of a packet that arrives. */
  readonly key: string;
  /** Tunnel packets can say how many further encapsulations are permitted. */
  readonly hasLimits: boolean;
  /** The node has the address that the tunnel begins at. */
  isReady(): boolean;
  /** The largest packet that needs no fragmentation on the way; `Infinity` where the path is not asked. */
  room(limit: number | undefined): number;
  send(payload: TunnelPayload): void;
}

/** What stands for a tunnel, from the addresses of a tunnel packet that arrives at this node. */
export const arrivalKey = (source: Uint8Array, destination: Uint8Array): string => `${hex(source)} ${hex(destination)}`;

export const underlayOf = (iface: Ipv6Interface, over: Ipv6Interface, configuration: TunnelConfiguration): Underlay =>
  configuration.family === 'ipv6' ? ipv6Underlay(iface, over, configuration) : ipv4Underlay(iface, configuration);

const LIMIT_HEADER = DestinationOptions.encode({ options: [tunnelEncapsulationLimit(0)] }).length;

/** RFC 2473 section 5: packets in IPv6 packets, which leave this node like any others of its own. */
function ipv6Underlay(iface: Ipv6Interface, over: Ipv6Interface, configuration: Ipv6TunnelConfiguration): Underlay {
  const { local, remote, flowLabel } = configuration;
  return {
    key: arrivalKey(remote, local),
    hasLimits: true,
    isReady: () => isAssigned((over.context.routing.holder(local) ?? over).addresses.find(local)),
    room: (limit) => over.output.pathMtuTo(remote, iface) - IPV6_HEADER_OCTETS - (limit === undefined ? 0 : LIMIT_HEADER),
    send({ octets, protocol, trafficClass, limit, tunnelled }) {
      over.output.send({
        source: local,
        destination: remote,
        trafficClass,
        ...(flowLabel !== undefined && { flowLabel }),
        hopLimit: configuration.hopLimit ?? over.variables.curHopLimit,
        layers: [
          ...(limit === undefined ? [] : [destinationOptions({ options: [tunnelEncapsulationLimit(limit)] })]),
          raw(octets, protocol),
        ],
        tunnelled,
      });
    },
  };
}

const IPV4_HEADER = Ipv4.encode().length;

/** RFC 4213 sections 3.2 and 3.5: packets in IPv4 packets. */
function ipv4Underlay({ context, variables }: Ipv6Interface, configuration: Ipv4TunnelConfiguration): Underlay {
  const { local, remote, hopLimit, dynamicMtu } = configuration;
  const room = (): number => (dynamicMtu ? context.ipv4.pathMtuTo(remote) - IPV4_HEADER : Infinity);
  // Section 3.2.2: a path that cannot carry 1280 octets has to fragment them; a static tunnel MTU never forbids it.
  const mustBeWhole = (octets: Uint8Array): boolean =>
    dynamicMtu === true && room() >= variables.constants.MINIMUM_MTU && octets.length <= room();
  return {
    key: arrivalKey(remote, local),
    hasLimits: false,
    isReady: () => context.ipv4.holds(local),
    room,
    send: ({ octets, protocol, trafficClass, tunnelled }) =>
      void context.ipv4.send({
        source: local,
        destination: remote,
        protocol,
        payload: octets,
        typeOfService: trafficClass,
        dontFragment: mustBeWhole(octets),
        ...(hopLimit !== undefined && { timeToLive: hopLimit }),
        tunnelled,
      }),
  };
}
