import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { addressKey, formatAddress, solicitedNodeMulticast, type Address } from '../net/address.js';
import { phaseOf, type InterfaceAddress } from './address-table.js';
import { duplicateAddressDetection, type DadEvent, type DadMessage, type DadState } from './duplicate-address-detection.js';
import type { AssignmentService, Ipv6Interface } from './services.js';
import { sendDadProbe } from './solicitation.js';

type Detection = RunningMachine<DadState, DadMessage, never>;

export interface AssignmentEvents {
  /** The address passed Duplicate Address Detection, or needed none. */
  assigned(entry: InterfaceAddress): void;
  duplicated(entry: InterfaceAddress): void;
}

/** Gives an interface its addresses, each through Duplicate Address Detection (RFC 4862 section 5.4) but anycast ones. */
export function addressAssignment(iface: Ipv6Interface, events: AssignmentEvents): AssignmentService {
  const { context, name, addresses } = iface;
  const detections = new Map<string, Detection>();
  const joined = new Set<string>();

  const join = (address: Address): void => {
    joined.add(addressKey(address));
    iface.groups.join(solicitedNodeMulticast(address));
  };
  const leave = (address: Address): void => {
    if (joined.delete(addressKey(address))) iface.groups.leave(solicitedNodeMulticast(address));
  };

  const settle = (address: Address, detection: 'unique' | 'duplicate'): InterfaceAddress | undefined => {
    const entry = addresses.change(address, { detection });
    if (entry !== undefined) context.event(`address-${phaseOf(entry)}`, name, formatAddress(address));
    return entry;
  };

  const hear = (address: Address, event: DadEvent): void => {
    if (event.name === 'join') return join(address);
    if (event.name === 'looped-back') {
      context.refuse('ns-looped-back', name, formatAddress(address));
      return;
    }
    const entry = settle(address, event.name);
    if (entry === undefined) return;
    if (event.name === 'unique') return events.assigned(entry);
    // First what the conflict brings: an interface that is disabled by it sends no more, not even that it leaves a group.
    events.duplicated(entry);
    leave(address);
  };

  const detect = (address: Address, delayed: boolean): void => {
    // A detection that needs no time is over before it is known here.
    detections.set(
      addressKey(address),
      runMachine(duplicateAddressDetection({ delayed }), {
        now: () => context.now(),
        schedule: (at, action) => context.environment.schedule(at, action),
        random: context.environment.random,
        variables: () => iface.variables,
        send: (probe) => sendDadProbe(iface, address, probe.nonce),
        event: (event) => hear(address, event),
      }),
    );
  };

  return {
    assign(address, { delayed }) {
      if (!addresses.add(address)) return false;
      context.event('address-tentative', name, formatAddress(address.address));
      if (!address.anycast) {
        detect(address.address, delayed);
        return true;
      }
      join(address.address);
      const entry = settle(address.address, 'unique');
      if (entry !== undefined) events.assigned(entry);
      return true;
    },
    remove(address) {
      const entry = addresses.remove(address);
      if (entry === undefined) return false;
      detections.get(addressKey(address))?.stop();
      detections.delete(addressKey(address));
      leave(address);
      context.event('address-removed', name, formatAddress(address));
      return true;
    },
    receive: (target, message) => detections.get(addressKey(target))?.receive(message),
    stop() {
      for (const detection of detections.values()) detection.stop();
      detections.clear();
      joined.clear();
    },
  };
}
