import type { Ipv6Interface } from '../services.js';
import type { TunnelConfiguration } from './tunnel-configuration.js';
import type { Underlay } from './underlay.js';

/** What is known of a packet that carries another one. */
export interface Tunnelled {
  /** Tunnels that it went through within this node, one in the other. */
  readonly depth: number;
  /** The near side of the tunnel that it goes through. */
  readonly through: Ipv6Interface;
  /** Tells the source of the packet inside, where that is another node, that nothing can be done for it. */
  readonly tellUnreachable?: () => void;
}

/** One tunnel of a node, with both of its faces: the interface that packets enter by, and the network that they cross. */
export interface Tunnel {
  readonly iface: Ipv6Interface;
  readonly configuration: TunnelConfiguration;
  readonly underlay: Underlay;
}

/** The limit that a tunnel puts on packets that bring none along; undefined where it puts none. */
export function configuredLimit({ iface, configuration, underlay }: Tunnel): number | undefined {
  if (!underlay.hasLimits || configuration.family !== 'ipv6') return undefined;
  const { constants, features } = iface.variables;
  const limit = configuration.encapsulationLimit ?? (features.limitEncapsulation ? constants.TUNNEL_ENCAPSULATION_LIMIT : 'none');
  return limit === 'none' ? undefined : limit;
}

/** RFC 2473 section 6.7: the largest packet for a tunnel that needs no fragmentation. */
export const tunnelMtu = (tunnel: Tunnel): number => tunnel.underlay.room(configuredLimit(tunnel));
