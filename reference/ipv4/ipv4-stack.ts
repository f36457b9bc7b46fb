import { LearnedMtus } from '../ipv6/learned-mtus.js';
import type { Ipv6Interface, NodeContext } from '../ipv6/services.js';
import { formatIpv4Address, type Ipv4Address, type Ipv4Prefix } from '../net/ipv4-address.js';
import { equalOctets } from '../net/octets.js';
import { Arp } from '../wire/arp.js';
import { decodePacket, frame, raw, type DecodedFrame } from '../wire/frame.js';
import { ipv4 } from '../wire/ipv4.js';
import { ArpCache } from './arp-cache.js';
import type { Ipv4Constants } from './constants.js';
import { forwardIpv4 } from './ipv4-forward.js';
import { ipv4Fragments } from './ipv4-fragments.js';
import { carriedLayer, checkedIpv4, isForMany } from './ipv4-input.js';
import { Ipv4Reassembly } from './ipv4-reassembly.js';
import { wayTo, type Ipv4Way } from './ipv4-routes.js';
import { Icmpv4 } from './icmpv4.js';
import type { Ipv4Error, Ipv4Route, Ipv4Service, Ipv4ToSend, OutgoingIpv4, ReceivedIpv4 } from './services.js';

/** IPv4 of a node, as far as its tunnels need it. */
export class Ipv4Stack implements Ipv4Service {
  readonly constants: Ipv4Constants;
  readonly #context: NodeContext;
  readonly #interfaces: ReadonlyMap<string, Ipv6Interface>;
  readonly #addresses = new Map<string, Ipv4Prefix[]>();
  readonly #resolution = new Map<string, ArpCache>();
  readonly #reassembly: Ipv4Reassembly;
  readonly #icmp: Icmpv4;
  readonly #pathMtus: LearnedMtus;
  #routes: readonly Ipv4Route[] = [];
  #identification = 0;

  constructor(context: NodeContext, interfaces: ReadonlyMap<string, Ipv6Interface>, constants: Ipv4Constants) {
    this.#context = context;
    this.#interfaces = interfaces;
    this.constants = constants;
    this.#reassembly = new Ipv4Reassembly(context, constants);
    this.#icmp = new Icmpv4(context, this, constants);
    this.#pathMtus = new LearnedMtus({
      limit: constants.PATH_MTU_LIMIT,
      age: constants.PATH_MTU_AGE,
      now: () => context.now(),
      evicted: () => context.count('ipv4.path-mtu.evicted'),
    });
  }

  addAddress({ name }: Ipv6Interface, prefix: Ipv4Prefix): boolean {
    if (this.holds(prefix.address)) return false;
    this.#addresses.set(name, [...(this.#addresses.get(name) ?? []), prefix]);
    return true;
  }

  removeAddress({ name }: Ipv6Interface, address: Ipv4Address): boolean {
    const held = this.#addresses.get(name) ?? [];
    const left = held.filter((prefix) => !equalOctets(prefix.address, address));
    this.#addresses.set(name, left);
    return left.length < held.length;
  }

  addRoute(route: Ipv4Route): void {
    this.#routes = [...this.#routes, route];
  }

  forget({ name }: Ipv6Interface): void {
    this.#addresses.delete(name);
    this.#resolution.get(name)?.stop();
    this.#resolution.delete(name);
    this.#routes = this.#routes.filter(({ link }) => link !== name);
  }

  addressesOf({ name }: Ipv6Interface): readonly Ipv4Prefix[] {
    return this.#addresses.get(name) ?? [];
  }

  holds(address: Ipv4Address): boolean {
    return [...this.#addresses.values()].some((held) => held.some((prefix) => equalOctets(prefix.address, address)));
  }

  receiveFrame(iface: Ipv6Interface, decoded: DecodedFrame): boolean {
    const own = this.addressesOf(iface);
    if (own.length === 0) return false;
    if (decoded.layers.some(({ message }) => message === Arp)) this.#resolutionOf(iface).receive(decoded, own);
    else this.#arrived(iface, decoded);
    return true;
  }

  receivePacket(iface: Ipv6Interface, octets: Uint8Array): void {
    this.#arrived(iface, decodePacket(octets));
  }

  send(packet: OutgoingIpv4): boolean {
    const { destination, protocol, payload, timeToLive = this.constants.DEFAULT_TTL, typeOfService, dontFragment, tunnelled } = packet;
    this.#context.count('ipv4.out.local');
    const way = this.wayTo(destination, tunnelled?.through);
    const iface = way && this.#interfaces.get(way.link);
    const source = packet.source ?? (iface && this.#sourceOn(iface, destination));
    if (way === undefined || source === undefined) {
      this.#context.refuse('ipv4-no-route', iface?.name ?? '', formatIpv4Address(destination));
      return false;
    }
    const identification = this.#nextIdentification();
    const header = { source, destination, identification, timeToLive, typeOfService, dontFragment };
    const octets = frame(ipv4(header), raw(payload, protocol)).packet;
    return this.sendBy(way, { octets, ...(tunnelled && { tunnelled }) });
  }

  sendBy({ link, nextHop }: Ipv4Way, packet: Ipv4ToSend): boolean {
    return this.#interfaces.get(link)?.link.sendIpv4(nextHop, packet) ?? false;
  }

  mtuOf({ link }: Ipv4Way): number {
    return this.#interfaces.get(link)?.link.ipv4Mtu() ?? 0;
  }

  resolve(iface: Ipv6Interface, neighbor: Ipv4Address, packet: Ipv4ToSend): void {
    const mtu = iface.link.ipv4Mtu();
    const pieces = packet.octets.length <= mtu ? [packet.octets] : ipv4Fragments(packet.octets, mtu);
    for (const octets of pieces) this.#resolutionOf(iface).transmit(neighbor, { ...packet, octets });
  }

  pathMtuTo(destination: Ipv4Address): number {
    const way = this.wayTo(destination);
    return Math.min(way ? this.mtuOf(way) : this.constants.MINIMUM_MTU, this.#pathMtus.of(destination) ?? Infinity);
  }

  tooBig(destination: Ipv4Address, mtu: number): void {
    if (mtu >= this.pathMtuTo(destination)) return;
    this.#pathMtus.learn(destination, Math.max(mtu, this.constants.MINIMUM_MTU));
  }

  report(packet: ReceivedIpv4, error: Ipv4Error): void {
    this.#icmp.report(packet, error);
  }

  wayTo(destination: Ipv4Address, notThrough?: Ipv6Interface): Ipv4Way | undefined {
    const subnets = [...this.#addresses].flatMap(([link, held]) => held.map((prefix) => ({ link, prefix })));
    const isAllowed = ({ link }: { readonly link: string }): boolean =>
      link !== notThrough?.name && this.#interfaces.get(link)?.state === 'up';
    return wayTo(destination, subnets.filter(isAllowed), this.#routes.filter(isAllowed));
  }

  #arrived(iface: Ipv6Interface, decoded: DecodedFrame): void {
    this.#context.count('ipv4.in');
    this.#receive(iface, decoded);
  }

  #receive(iface: Ipv6Interface, decoded: DecodedFrame): void {
    const packet = checkedIpv4(iface, decoded);
    if (packet === undefined) return;
    if (this.holds(packet.header.destination)) return this.#deliver(packet);
    if (isForMany(packet, this)) return void iface.context.refuse('ipv4-for-many', iface.name);
    forwardIpv4(packet, this);
  }

  #deliver(packet: ReceivedIpv4): void {
    const { header, iface } = packet;
    if (header.moreFragments || header.fragmentOffset !== 0) {
      iface.context.count('ipv4.fragments');
      const whole = this.#reassembly.take(packet);
      return whole === undefined ? undefined : this.#receive(iface, decodePacket(whole));
    }
    const layer = carriedLayer(packet);
    if (layer?.message.family === 'icmpv4') this.#icmp.receive(packet, layer);
    else if (layer === undefined || !iface.context.tunnels.receiveFromIpv4(packet, layer))
      return void iface.context.refuse('ipv4-protocol', iface.name, `${header.protocol}`);
    this.#context.count('ipv4.delivered');
  }

  #resolutionOf(iface: Ipv6Interface): ArpCache {
    const known = this.#resolution.get(iface.name);
    if (known !== undefined) return known;
    const made = new ArpCache(iface, this.constants, (neighbor) => this.#sourceOn(iface, neighbor));
    this.#resolution.set(iface.name, made);
    return made;
  }

  /** The interface's address in the subnet of the destination, or its first. */
  #sourceOn(iface: Ipv6Interface, destination: Ipv4Address): Ipv4Address | undefined {
    const held = this.addressesOf(iface);
    const near = held.find((prefix) => wayTo(destination, [{ link: iface.name, prefix }], []) !== undefined);
    const anywhere = [...this.#addresses.values()].flat();
    return (near ?? held[0] ?? anywhere[0])?.address;
  }

  /** RFC 791 section 3.2: no other packet with the same addresses and protocol has it while it lives. */
  #nextIdentification(): number {
    this.#identification = (this.#identification + 1) & 0xffff;
    return this.#identification;
  }
}
