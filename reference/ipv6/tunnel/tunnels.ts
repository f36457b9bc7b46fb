import type { Ipv4ToSend, ReceivedIpv4 } from '../../ipv4/services.js';
import { addressText } from '../../net/address-text.js';
import { commonPrefixLength } from '../../net/prefix.js';
import { isLoopback, isUnspecified } from '../../net/address.js';
import { equalOctets } from '../../net/octets.js';
import type { Layer } from '../../wire/frame.js';
import { Ipv4 } from '../../wire/ipv4.js';
import { Ipv6 } from '../../wire/ipv6.js';
import type { Ipv6Interface, PacketToSend, ReceivedPacket, TunnelService } from '../services.js';
import { IPV4_COMPATIBLE_PREFIX } from '../well-known-prefixes.js';
import { innerPacket, type Unpacked } from './decapsulation.js';
import { encapsulate, encapsulateIpv4 } from './encapsulation.js';
import { tunnelMtu, type Tunnel } from './tunnel.js';
import type { TunnelConfiguration } from './tunnel-configuration.js';
import { relayTunnelError, tunnelQuotedBy } from './tunnel-errors.js';
import { arrivalKey, underlayOf } from './underlay.js';

/** An interface that a tunnel packet can be handed to. */
export type TunnelInterface = Ipv6Interface & { receive(octets: Uint8Array): void };

/** The tunnels of a node: the engine of RFC 2473 section 3.4, for both protocols outside and inside. */
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
    const tunnel = { iface, configuration, underlay: underlayOf(iface, over, configuration) };
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

  configurationOf(name: string): TunnelConfiguration | undefined {
    return this.list().find(({ iface }) => iface.name === name)?.configuration;
  }

  /** A tunnel that leads into itself has the least that a link can have. */
  mtuOf(tunnel: Tunnel): number {
    const { MINIMUM_MTU } = tunnel.iface.variables.constants;
    return Math.max(this.ipv4MtuOf(tunnel), MINIMUM_MTU);
  }

  ipv4MtuOf(tunnel: Tunnel): number {
    return this.#within(tunnel, () => tunnelMtu(tunnel)) ?? tunnel.iface.variables.constants.MINIMUM_MTU;
  }

  send(tunnel: Tunnel, packet: PacketToSend): void {
    encapsulate(tunnel, packet);
  }

  sendIpv4(tunnel: Tunnel, packet: Ipv4ToSend): void {
    encapsulateIpv4(tunnel, packet);
  }

  receive(packet: ReceivedPacket, layer: Layer): boolean {
    const { decoded, iface } = packet;
    const octets = packet.octets.slice(layer.offset - decoded.packetOffset);
    const { trafficClass } = decoded.layers.find(({ message }) => message === Ipv6)?.value as Ipv6;
    return this.#receive(iface, packet, { octets, layer, outerClass: trafficClass });
  }

  receiveFromIpv4({ iface, header, network, octets }: ReceivedIpv4, layer: Layer): boolean {
    const unpacked = { octets: octets.slice(layer.offset - network.offset), layer, outerClass: header.typeOfService };
    if (layer.message === Ipv6 && isInvalidInside(unpacked) && iface.context.refuse('tunnel-inner-source', iface.name)) return true;
    return this.#receive(iface, header, unpacked);
  }

  relayError(packet: ReceivedPacket, layer: Layer): boolean {
    return this.#relay(packet.iface, layer);
  }

  relayIpv4Error(packet: ReceivedIpv4, layer: Layer): void {
    this.#relay(packet.iface, layer);
  }

  #receive(arrival: Ipv6Interface, ends: Ends, unpacked: Unpacked): boolean {
    const { message } = unpacked.layer;
    if ((message !== Ipv6 && message !== Ipv4) || this.#byArrival.size === 0) return false;
    const tunnel = this.#tunnelFor(arrival, ends);
    if (tunnel === undefined) return false;
    const { iface } = tunnel;
    iface.context.count('tunnel.in');
    const isTaken = this.#within(tunnel, () => {
      const octets = innerPacket(tunnel, unpacked);
      if (message === Ipv6) this.#interfaces.get(iface.name)?.receive(octets);
      else iface.context.ipv4.receivePacket(iface, octets);
      return true;
    });
    if (!isTaken) iface.context.refuse('tunnel-nesting', iface.name);
    return true;
  }

  #relay(arrival: Ipv6Interface, layer: Layer): boolean {
    const tunnel = tunnelQuotedBy(this.#byArrival, layer);
    if (tunnel !== undefined) relayTunnelError(tunnel, arrival, layer);
    return tunnel !== undefined;
  }

  /** The tunnel that a packet comes out of, by its addresses. */
  #tunnelFor({ context, name }: Ipv6Interface, { source, destination }: Ends): Tunnel | undefined {
    const tunnel = this.#byArrival.get(arrivalKey(source, destination));
    if (tunnel !== undefined) return tunnel;
    if (context.refuse('tunnel-unknown-entry', name, addressText(source))) return undefined;
    return this.list().find(({ configuration }) => equalOctets(configuration.local, destination));
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

interface Ends {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

/** RFC 4213 section 3.6: an IPv4-compatible source; the other invalid ones are refused on every interface. */
function isInvalidInside({ layer }: Unpacked): boolean {
  const { source } = layer.value as Partial<Ipv6>;
  if (source === undefined || isUnspecified(source) || isLoopback(source)) return false;
  return commonPrefixLength(source, IPV4_COMPATIBLE_PREFIX.address) >= IPV4_COMPATIBLE_PREFIX.length;
}
