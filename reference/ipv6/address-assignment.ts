import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { addressKey, formatAddress, solicitedNodeMulticast, type Address } from '../net/address.js';
import { phaseOf, type InterfaceAddress, type NewAddress } from './address-table.js';
import { duplicateAddressDetection, type DadEvent, type DadMessage, type DadState } from './duplicate-address-detection.js';
import { machineSurroundings } from './machine-surroundings.js';
import type { AssignmentService, Ipv6Interface } from './services.js';
import { sendDadProbe } from './solicitation.js';

type Detection = RunningMachine<DadState, DadMessage, never>;

export interface AssignmentEvents {
  /** The address passed Duplicate Address Detection, or needed none. */
  assigned(entry: InterfaceAddress): void;
  duplicated(entry: InterfaceAddress): void;
  removed(entry: InterfaceAddress): void;
}

/** Gives an interface its addresses, each through Duplicate Address Detection (RFC 4862 section 5.4) but anycast ones. */
export class AddressAssignment implements AssignmentService {
  readonly #iface: Ipv6Interface;
  readonly #events: AssignmentEvents;
  readonly #detections = new Map<string, Detection>();
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
    else this.#detect(address.address, delayed);
    return true;
  }

  remove(address: Address): boolean {
    const { addresses, context, name } = this.#iface;
    const entry = addresses.remove(address);
    if (entry === undefined) return false;
    this.#detections.get(addressKey(address))?.stop();
    this.#detections.delete(addressKey(address));
    this.#leave(address);
    context.event('address-removed', name, formatAddress(address));
    this.#events.removed(entry);
    return true;
  }

  receive(target: Address, message: DadMessage): void {
    this.#detections.get(addressKey(target))?.receive(message);
  }

  stop(): void {
    for (const detection of this.#detections.values()) detection.stop();
    this.#detections.clear();
    this.#joined.clear();
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
    const entry = this.#settle(address, event.name);
    if (entry === undefined) return;
    if (event.name === 'unique') return this.#events.assigned(entry);
    // First what the conflict brings: an interface that is disabled by it sends no more, not even that it leaves a group.
    this.#events.duplicated(entry);
    this.#leave(address);
  }

  #settle(address: Address, detection: 'unique' | 'duplicate'): InterfaceAddress | undefined {
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
