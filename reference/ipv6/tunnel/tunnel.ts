import type { Ipv6Interface, ReceivedPacket } from '../services.js';
import type { TunnelConfiguration } from './tunnel-configuration.js';
import type { Underlay } from './underlay.js';

/** What is known of a packet that carries another one. */
export interface Tunnelled {
  /** Tunnels that it went through within this node, one in the other. */
  readonly depth: number;
  /** The near side of the tunnel that it goes through. */
  readonly through: Ipv6Interface;
  /** The packet of another node that it carries, to be told when nothing can be done for it. */
  readonly onBehalfOf?: ReceivedPacket;
}

/** One tunnel of a node, with both of its faces: the interface that packets enter by, and the network that they cross. */
export interface Tunnel {
  readonly iface: Ipv6Interface;
  readonly configuration: TunnelConfiguration;
  readonly underlay: Underlay;
}

/** The limit that a tunnel puts on packets that bring none along; undefined where it puts none. */
export function configuredLimit({ iface, configuration }: Pick<Tunnel, 'iface' | 'configuration'>): number | undefined {
  const { constants, features } = iface.variables;
  const limit = configuration.encapsulationLimit ?? (features.limitEncapsulation ? constants.TUNNEL_ENCAPSULATION_LIMIT : 'none');
  return limit === 'none' ? undefined : limit;
}
