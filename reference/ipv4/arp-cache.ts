import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { formatIpv4Address, numberOf, type Ipv4Address, type Ipv4Prefix } from '../net/ipv4-address.js';
import { LINK_LAYER_BROADCAST, type LinkLayerAddress } from '../net/link-layer-address.js';
import { concat, equalOctets } from '../net/octets.js';
import type { Ipv6Interface } from '../ipv6/services.js';
import { Arp, arp, ARP_REPLY, ARP_REQUEST } from '../wire/arp.js';
import { ethernet, Ethernet, ETHER_TYPE } from '../wire/ethernet.js';
import { frame, type DecodedFrame } from '../wire/frame.js';
import { arpEntry, type ArpCommand, type ArpEvent, type ArpMessage, type ArpSent, type ArpState } from './arp-entry.js';
import type { Ipv4Constants } from './constants.js';
import type { ArpService, Ipv4ToSend } from './services.js';

interface Entry {
  readonly address: Ipv4Address;
  readonly machine: RunningMachine<ArpState, ArpMessage, ArpCommand>;
}

/** Address resolution of one Ethernet interface: RFC 826, in a table of bounded size. */
export class ArpCache implements ArpService {
  readonly #iface: Ipv6Interface;
  readonly #constants: Ipv4Constants;
  /** The address of ours from which a neighbour is asked. */
  readonly #sourceFor: (neighbor: Ipv4Address) => Ipv4Address | undefined;
  readonly #entries = new Map<number, Entry>();

  constructor(iface: Ipv6Interface, constants: Ipv4Constants, sourceFor: (neighbor: Ipv4Address) => Ipv4Address | undefined) {
    this.#iface = iface;
    this.#constants = constants;
    this.#sourceFor = sourceFor;
  }

  transmit(neighbor: Ipv4Address, packet: Ipv4ToSend): void {
    (this.#entries.get(numberOf(neighbor)) ?? this.#create(neighbor)).machine.command({ kind: 'transmit', packet });
  }

  /** RFC 826, "Packet Reception": what is known is updated by any packet; a request for us makes its sender known, and is answered. */
  receive(decoded: DecodedFrame, own: readonly Ipv4Prefix[]): void {
    const { context, name } = this.#iface;
    const message = decoded.layers.find((one) => one.message === Arp);
    if (message === undefined || message.partial) return void context.refuse('arp-malformed', name);
    const { hardwareType, protocolType, senderProtocolAddress, senderHardwareAddress, targetProtocolAddress, operation } =
      message.value as Arp;
    if (hardwareType !== 1 || protocolType !== ETHER_TYPE.ipv4) return void context.refuse('arp-malformed', name);
    const learned = { linkLayerAddress: senderHardwareAddress };
    const known = this.#entries.get(numberOf(senderProtocolAddress));
    known?.machine.receive(learned);
    if (!own.some(({ address }) => equalOctets(address, targetProtocolAddress))) return;
    if (known === undefined) this.#create(senderProtocolAddress).machine.receive(learned);
    if (operation === ARP_REQUEST) this.#answer(senderHardwareAddress, senderProtocolAddress, targetProtocolAddress);
  }

  list(): readonly { readonly address: Ipv4Address; readonly linkLayerAddress?: LinkLayerAddress }[] {
    return [...this.#entries.values()].map(({ address, machine: { state } }) => ({
      address,
      ...(state.phase === 'resolved' && { linkLayerAddress: state.linkLayerAddress }),
    }));
  }

  stop(): void {
    for (const { machine } of this.#entries.values()) machine.stop();
    this.#entries.clear();
  }

  #create(address: Ipv4Address): Entry {
    const { context } = this.#iface;
    if (this.#entries.size >= this.#constants.ARP_CACHE_LIMIT) this.#evict();
    const { environment } = context;
    const machine = runMachine(arpEntry, {
      now: () => environment.now(),
      schedule: (at, action) => environment.schedule(at, action),
      random: environment.random,
      variables: () => this.#constants,
      send: (sent) => this.#carryOut(address, sent),
      event: (what) => this.#hear(address, what),
    });
    const entry: Entry = { address, machine };
    this.#entries.set(numberOf(address), entry);
    return entry;
  }

  #evict(): void {
    const [oldest] = this.#entries.values();
    if (oldest === undefined) return;
    oldest.machine.stop();
    this.#entries.delete(numberOf(oldest.address));
    this.#iface.context.count('arp-cache.evicted');
  }

  #carryOut(neighbor: Ipv4Address, sent: ArpSent): void {
    if (sent.kind === 'packet') return this.#transmitTo(sent.to, sent.packet.octets);
    const source = this.#sourceFor(neighbor);
    if (source === undefined) return;
    this.#say(LINK_LAYER_BROADCAST, { senderProtocolAddress: source, targetProtocolAddress: neighbor });
  }

  #answer(to: LinkLayerAddress, asker: Ipv4Address, asked: Ipv4Address): void {
    const addresses = { senderProtocolAddress: asked, targetHardwareAddress: to, targetProtocolAddress: asker };
    this.#say(to, { operation: ARP_REPLY, ...addresses });
  }

  #say(to: LinkLayerAddress, fields: Parameters<typeof arp>[0]): void {
    const { context, name, linkLayerAddress } = this.#iface;
    const draft = frame(
      ethernet({ destination: to, source: linkLayerAddress }),
      arp({ senderHardwareAddress: linkLayerAddress, ...fields }),
    );
    context.environment.transmit(name, draft.octets);
  }

  #transmitTo(to: LinkLayerAddress, packet: Uint8Array): void {
    const { context, name, linkLayerAddress } = this.#iface;
    context.count('ipv4.out');
    const header = Ethernet.encode({ destination: to, source: linkLayerAddress, etherType: ETHER_TYPE.ipv4 });
    context.environment.transmit(name, concat(header, packet));
  }

  #hear(address: Ipv4Address, what: ArpEvent): void {
    const { context, name } = this.#iface;
    if (what.name === 'forgotten') return void this.#entries.delete(numberOf(address));
    if (what.name === 'queue-overflow') return void context.refuse('arp-queue-overflow', name, formatIpv4Address(address));
    for (const { tunnelled } of what.packets) {
      context.refuse('arp-failed', name, formatIpv4Address(address));
      tunnelled?.tellUnreachable?.();
    }
  }
}
