import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { addressKey, formatAddress, type Address } from '../net/address.js';
import { formatLinkLayerAddress } from '../net/link-layer-address.js';
import {
  neighborEntry,
  type NeighborCommand,
  type NeighborEvent,
  type NeighborMessage,
  type NeighborPhase,
  type NeighborSent,
  type NeighborState,
  type PendingPacket,
} from './neighbor-entry.js';
import { renewReachableTime } from './interface-variables.js';
import { equalOctets } from '../net/octets.js';
import type { Ipv6Interface, NeighborService } from './services.js';
import { solicitNeighbor } from './solicitation.js';

interface Entry {
  readonly address: Address;
  readonly machine: RunningMachine<NeighborState, NeighborMessage, NeighborCommand>;
}

const NO_ENTRY: NeighborState = { phase: 'none' };

/** Entries that cost least to lose go first when the cache is full. */
const EVICTION_ORDER: readonly NeighborPhase[] = ['stale', 'incomplete', 'reachable', 'delay', 'probe'];

/** The Neighbor Cache of one interface (RFC 4861 section 5.1): a bounded table of machines. */
export function neighborCache(iface: Ipv6Interface): NeighborService {
  const { context } = iface;
  const entries = new Map<string, Entry>();

  const forget = (entry: Entry): void => {
    const key = addressKey(entry.address);
    if (entries.get(key) === entry) entries.delete(key);
  };

  const create = (address: Address): Entry => {
    if (entries.size >= iface.variables.constants.NEIGHBOR_CACHE_LIMIT) evict();
    const entry: Entry = {
      address,
      machine: runMachine(neighborEntry, {
        now: () => context.now(),
        schedule: (at, action) => context.environment.schedule(at, action),
        random: context.environment.random,
        variables: () => renewedVariables(iface),
        send: (sent) => carryOut(iface, address, sent),
        event: (event) => {
          if (event.name === 'phase' && event.to === 'none') forget(entry);
          report(iface, address, event);
        },
      }),
    };
    entries.set(addressKey(address), entry);
    return entry;
  };

  const evict = (): void => {
    const victims = [...entries.values()];
    const rank = (entry: Entry): number => EVICTION_ORDER.indexOf(entry.machine.state.phase);
    const victim = victims.reduce((best, entry) => (rank(entry) < rank(best) ? entry : best));
    victim.machine.stop();
    forget(victim);
    context.count('neighbor-cache.evicted');
  };

  const find = (address: Address): Entry | undefined => entries.get(addressKey(address));

  return {
    transmit(neighbor, packet: PendingPacket) {
      const isRouter = iface.routers.has(neighbor) || iface.destinations.routesThrough(neighbor);
      (find(neighbor) ?? create(neighbor)).machine.command({ kind: 'transmit', packet, isRouter });
    },
    advertised(target, message) {
      const entry = find(target);
      const { linkLayerAddress } = message;
      if (entry === undefined) {
        if (!context.refuse('na-no-entry', iface.name, formatAddress(target)) && linkLayerAddress !== undefined)
          create(target).machine.receive({ kind: 'other', linkLayerAddress });
        return;
      }
      const { state } = entry.machine;
      if (state.phase === 'incomplete' && linkLayerAddress === undefined)
        return void context.refuse('na-no-link-layer-address', iface.name, formatAddress(target));
      const mustNotOverride =
        'linkLayerAddress' in state && linkLayerAddress && !message.override && !equalOctets(linkLayerAddress, state.linkLayerAddress);
      const overrides = mustNotOverride === true && !context.refuse('na-no-override', iface.name, formatAddress(target));
      entry.machine.receive(overrides ? { ...message, override: true } : message);
    },
    learned(neighbor, linkLayerAddress, isRouter) {
      const known = find(neighbor);
      // A new entry is no router's unless an advertisement has said so, now or before.
      const flag = isRouter ?? (known === undefined && iface.routers.has(neighbor) ? true : undefined);
      (known ?? create(neighbor)).machine.receive({ kind: 'other', linkLayerAddress, ...(flag !== undefined && { isRouter: flag }) });
    },
    isRouter: (neighbor) => find(neighbor)?.machine.command({ kind: 'is-router' }),
    confirm: (neighbor) => find(neighbor)?.machine.command({ kind: 'confirm' }),
    state: (neighbor) => find(neighbor)?.machine.state ?? NO_ENTRY,
    list: () => [...entries.values()].map(({ address, machine }) => ({ address, state: machine.state })),
    stop() {
      for (const entry of entries.values()) entry.machine.stop();
      entries.clear();
    },
  };
}

function renewedVariables(iface: Ipv6Interface) {
  const renewed = renewReachableTime(iface.variables, iface.context.now(), iface.context.environment.random);
  if (renewed !== iface.variables) iface.update(renewed);
  return renewed;
}

function carryOut(iface: Ipv6Interface, neighbor: Address, sent: NeighborSent): void {
  if (sent.kind === 'packet') iface.output.transmit(sent.to, sent.packet.octets);
  else solicitNeighbor(iface, neighbor, sent);
}

function report(iface: Ipv6Interface, neighbor: Address, event: NeighborEvent): void {
  const { context, name } = iface;
  switch (event.name) {
    case 'phase':
      return context.event('neighbor-state', name, `${formatAddress(neighbor)} ${event.from} -> ${event.to}`);
    case 'queue-overflow':
      return void context.refuse('resolution-queue-overflow', name, formatAddress(neighbor));
    case 'resolution-failed':
      // Section 7.2.2 has the sender told; on a host that is a local event for each packet.
      for (const packet of event.packets) {
        context.refuse('resolution-failed', name, formatAddress(neighbor));
        context.event('address-unreachable', name, formatAddress(packet.destination));
      }
      return iface.destinations.forgetThrough(neighbor);
    case 'unreachable':
      return iface.destinations.forgetThrough(neighbor);
    case 'router-became-host':
      // Section 7.3.3: it leaves the Default Router List, and its destinations get another next hop.
      iface.routers.remove(neighbor);
      iface.destinations.forget(
        (entry) => entry.source === 'redirect' && equalOctets(entry.nextHop, neighbor) && !equalOctets(entry.destination, neighbor),
      );
  }
}

/** One line for a view of the cache. */
export const describeNeighbor = (state: NeighborState): string =>
  'linkLayerAddress' in state ? `${state.phase} ${formatLinkLayerAddress(state.linkLayerAddress)}` : state.phase;
