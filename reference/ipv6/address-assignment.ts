import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { addressKey, formatAddress, solicitedNodeMulticast, type Address } from '../net/address.js';
import { isOptimistic, phaseOf, type InterfaceAddress, type NewAddress } from './address-table.js';
import { duplicateAddressDetection, type DadEvent, type DadMessage, type DadState } from './duplicate-address-detection.js';
import { machineSurroundings } from './machine-surroundings.js';
import type { PendingPacket } from './neighbor-state.js';
import { mayBeOptimistic } from './optimistic-addresses.js';
import type { AssignmentService, Ipv6Interface } from './services.js';
import { sendDadProbe } from './solicitation.js';

type Detection = RunningMachine<DadState, DadMessage, never>;

export interface AssignmentEvents {
  /** The address is there to be used: it passed Duplicate Address Detection, needed none, or is Optimistic. */
  assigned(entry: InterfaceAddress): void;
  duplicated(entry: InterfaceAddress): void;
  removed(entry: InterfaceAddress): void;
}

/** A packet that waits for the outcome of the detection of its source, and where it is to go then. */
interface Held {
  readonly nextHop: Address;
  readonly packet: PendingPacket;
}

/** Gives an interface its addresses, each through Duplicate Address Detection (RFC 4862 section 5.4) but anycast ones. */
export class AddressAssignment implements AssignmentService {
  readonly #iface: Ipv6Interface;
  readonly #events: AssignmentEvents;
  readonly #detections = new Map<string, Detection>();
  /** By source. */
  readonly #held = new Map<string, readonly Held[]>();
  /** Addresses whose solicited-node group was joined on their behalf. */
  readonly #joined = new Set<string>();

  constructor(iface: Ipv6Interface, events: AssignmentEvents) {
    this.#iface = iface;
    this.#events = events;
  }

  assign(address: NewAddress, { delayed }: { readonly delayed: boolean }): boolean {
    const { addresses, context, name } = this.#iface;
    if (!addresses.add(address)) return false;
    context.event('address-tentative', name, formatAddress(address.address));
    if (address.anycast) this.#adopt(address.address);
    else if (mayBeOptimistic(this.#iface, address)) this.#useAtOnce(address.address);
    else this.#detect(address.address, delayed);
    return true;
  }

  remove(address: Address): boolean {
    const { addresses, context, name } = this.#iface;
    const entry = addresses.remove(address);
    if (entry === undefined) return false;
    this.#detections.get(addressKey(address))?.stop();
    this.#detections.delete(addressKey(address));
    this.#held.delete(addressKey(address));
    this.#leave(address);
    context.event('address-removed', name, formatAddress(address));
    this.#events.removed(entry);
    return true;
  }

  receive(target: Address, message: DadMessage): void {
    this.#detections.get(addressKey(target))?.receive(message);
  }

  hold(nextHop: Address, packet: PendingPacket): void {
    const { context, name, variables } = this.#iface;
    const key = addressKey(packet.source);
    const held = [...(this.#held.get(key) ?? []), { nextHop, packet }];
    const surplus = held.splice(0, Math.max(0, held.length - variables.constants.RESOLUTION_QUEUE_LIMIT));
    for (const lost of surplus) context.refuse('optimistic-queue-overflow', name, formatAddress(lost.packet.destination));
    this.#held.set(key, held);
  }

  stop(): void {
    for (const detection of this.#detections.values()) detection.stop();
    this.#detections.clear();
    this.#held.clear();
    this.#joined.clear();
  }

  /** RFC 4429 section 3.3: without a delay before the first solicitation. */
  #useAtOnce(address: Address): void {
    this.#detect(address, false);
    if (this.#iface.addresses.find(address)?.detection !== 'tentative') return;
    const entry = this.#settle(address, 'optimistic');
    if (entry !== undefined) this.#events.assigned(entry);
  }

  #detect(address: Address, delayed: boolean): void {
    // A detection that needs no time is over before it is known here.
    const detection = runMachine(duplicateAddressDetection({ delayed }), {
      send: (probe) => sendDadProbe(this.#iface, address, probe.nonce),
      event: (event) => this.#hear(address, event),
      ...machineSurroundings(this.#iface),
    });
    this.#detections.set(addressKey(address), detection);
  }

  /** RFC 4862 section 5.4: an anycast address is not tested. */
  #adopt(address: Address): void {
    this.#join(address);
    const entry = this.#settle(address, 'unique');
    if (entry !== undefined) this.#events.assigned(entry);
  }

  #hear(address: Address, event: DadEvent): void {
    const { context, name } = this.#iface;
    if (event.name === 'join') return this.#join(address);
    if (event.name === 'looped-back') {
      context.refuse('ns-looped-back', name, formatAddress(address));
      return;
    }
    const wasOptimistic = isOptimistic(this.#iface.addresses.find(address));
    const entry = this.#settle(address, event.name);
    if (entry === undefined) return;
    if (event.name === 'unique' && !wasOptimistic) return this.#events.assigned(entry);
    this.#release(address, event.name);
    if (event.name === 'unique') return;
    // First what the conflict brings: an interface that is disabled by it sends no more, not even that it leaves a group.
    this.#events.duplicated(entry);
    this.#leave(address);
  }

  #release(address: Address, outcome: 'unique' | 'duplicate'): void {
    const { context, name, neighbors } = this.#iface;
    const held = this.#held.get(addressKey(address)) ?? [];
    this.#held.delete(addressKey(address));
    for (const { nextHop, packet } of held)
      if (outcome === 'unique') neighbors.transmit(nextHop, packet);
      else context.refuse('optimistic-duplicate', name, formatAddress(packet.destination));
  }

  #settle(address: Address, detection: 'optimistic' | 'unique' | 'duplicate'): InterfaceAddress | undefined {
    const { addresses, context, name } = this.#iface;
    const entry = addresses.change(address, { detection });
    if (entry !== undefined) context.event(`address-${phaseOf(entry)}`, name, formatAddress(address));
    return entry;
  }

  #join(address: Address): void {
    this.#joined.add(addressKey(address));
    this.#iface.groups.join(solicitedNodeMulticast(address));
  }

  #leave(address: Address): void {
    if (this.#joined.delete(addressKey(address))) this.#iface.groups.leave(solicitedNodeMulticast(address));
  }
}
