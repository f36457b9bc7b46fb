import { formatAddress, sameAddress } from '../../net/address.js';
import type { Layer } from '../../wire/frame.js';
import { Ipv6 } from '../../wire/ipv6.js';
import type { Ipv6Interface, PacketToSend, ReceivedPacket, TunnelService } from '../services.js';
import { innerPacket } from './decapsulation.js';
import { encapsulate, largestPayload } from './encapsulation.js';
import { configuredLimit, type Tunnel } from './tunnel.js';
import type { TunnelConfiguration } from './tunnel-configuration.js';
import { relayTunnelError, tunnelQuotedBy } from './tunnel-errors.js';
import { arrivalKey, ipv6Underlay } from './underlay.js';

/** An interface that a tunnel packet can be handed to. */
export type TunnelInterface = Ipv6Interface & { receive(octets: Uint8Array): void };

/** The tunnels of a node: RFC 2473, the engine of section 3.4. */
export class Tunnels implements TunnelService {
  readonly #interfaces: ReadonlyMap<string, TunnelInterface>;
  readonly #byArrival = new Map<string, Tunnel>();
  /** How many tunnel packets the node is taking out of each other, or measuring through each other, right now. */
  #depth = 0;

  constructor(interfaces: ReadonlyMap<string, TunnelInterface>) {
    this.#interfaces = interfaces;
  }

  attach(iface: Ipv6Interface, configuration: TunnelConfiguration): Tunnel {
    const over = this.#interfaces.get(configuration.over);
    if (over === undefined) throw new Error(`${iface.name}: there is no interface "${configuration.over}" for the tunnel`);
    const tunnel = { iface, configuration, underlay: ipv6Underlay(iface, over, configuration) };
    this.#byArrival.set(tunnel.underlay.key, tunnel);
    return tunnel;
  }

  detach(name: string): boolean {
    for (const [key, { iface }] of this.#byArrival) if (iface.name === name) return this.#byArrival.delete(key);
    return false;
  }

  list(): readonly Tunnel[] {
    return [...this.#byArrival.values()];
  }

  /** RFC 2473 section 6.7; a tunnel that leads into itself has the least that a link can have. */
  mtuOf(tunnel: Tunnel): number {
    const { MINIMUM_MTU } = tunnel.iface.variables.constants;
    return this.#within(tunnel, () => largestPayload(tunnel, configuredLimit(tunnel))) ?? MINIMUM_MTU;
  }

  send(tunnel: Tunnel, packet: PacketToSend): void {
    encapsulate(tunnel, packet);
  }

  receive(packet: ReceivedPacket, layer: Layer): boolean {
    const { context, name } = packet.iface;
    if (layer.message !== Ipv6 || this.#byArrival.size === 0) return false;
    const tunnel = this.#tunnelFor(packet);
    if (tunnel === undefined) return false;
    context.count('tunnel.in');
    const isTaken = this.#within(tunnel, () => {
      this.#interfaces.get(tunnel.iface.name)?.receive(innerPacket(tunnel, packet, layer));
      return true;
    });
    if (!isTaken) context.refuse('tunnel-nesting', name);
    return true;
  }

  relayError(packet: ReceivedPacket, layer: Layer): boolean {
    const tunnel = tunnelQuotedBy(this.#byArrival, layer);
    if (tunnel !== undefined) relayTunnelError(tunnel, packet, layer);
    return tunnel !== undefined;
  }

  /** The tunnel that a packet comes out of, by its addresses. */
  #tunnelFor({ iface, source, destination }: ReceivedPacket): Tunnel | undefined {
    const tunnel = this.#byArrival.get(arrivalKey(source, destination));
    if (tunnel !== undefined) return tunnel;
    if (iface.context.refuse('tunnel-unknown-entry', iface.name, formatAddress(source))) return undefined;
    return this.list().find(({ configuration }) => sameAddress(configuration.local, destination));
  }

  /** Runs a step unless it is too deep in steps for other tunnels. */
  #within<T>({ iface }: Tunnel, step: () => T): T | undefined {
    if (this.#depth >= iface.variables.constants.TUNNEL_NESTING_LIMIT) return undefined;
    this.#depth++;
    try {
      return step();
    } finally {
      this.#depth--;
    }
  }
}
