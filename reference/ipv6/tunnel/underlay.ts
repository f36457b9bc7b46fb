import { addressKey, type Address } from '../../net/address.js';
import { DestinationOptions, destinationOptions } from '../../wire/extension-headers.js';
import { raw } from '../../wire/frame.js';
import { Ipv6 } from '../../wire/ipv6.js';
import { tunnelEncapsulationLimit } from '../../wire/ipv6-options.js';
import { isAssigned } from '../address-table.js';
import type { Ipv6Interface } from '../services.js';
import type { Tunnelled } from './tunnel.js';
import type { TunnelConfiguration } from './tunnel-configuration.js';

/** A packet on its way into a tunnel, with what its header is to say. */
export interface TunnelPayload {
  readonly octets: Uint8Array;
  /** What the octets are, as a Next Header field says it. */
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
  /** The node has the address that the tunnel begins at. */
  isReady(): boolean;
  /** The largest tunnel packet that needs no fragmentation. */
  pathMtu(): number;
  /** Octets before the packet inside. */
  headerOctets(limit: number | undefined): number;
  send(payload: TunnelPayload): void;
}

/** What stands for a tunnel, from the addresses of a tunnel packet that arrives at this node. */
export const arrivalKey = (source: Address, destination: Address): string => `${addressKey(source)}${addressKey(destination)}`;

const IPV6_HEADER = Ipv6.encode().length;

const LIMIT_HEADER = DestinationOptions.encode({ options: [tunnelEncapsulationLimit(0)] }).length;

/** RFC 2473 section 5: packets in IPv6 packets, which leave this node like any others of its own. */
export function ipv6Underlay(iface: Ipv6Interface, over: Ipv6Interface, configuration: TunnelConfiguration): Underlay {
  const { local, remote, flowLabel } = configuration;
  return {
    key: arrivalKey(remote, local),
    isReady: () => isAssigned((over.context.routing.holder(local) ?? over).addresses.find(local)),
    pathMtu: () => over.output.pathMtuTo(remote, iface),
    headerOctets: (limit) => IPV6_HEADER + (limit === undefined ? 0 : LIMIT_HEADER),
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
