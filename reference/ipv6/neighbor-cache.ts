import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { addressKey, formatAddress, type Address } from '../net/address.js';
import { NO_LINK_LAYER_ADDRESS, type LinkLayerAddress } from '../net/link-layer-address.js';
import { equalOctets } from '../net/octets.js';
import { decodePacket } from '../wire/frame.js';
import { DestinationUnreachable } from '../wire/icmpv6.js';
import { tellAsker } from './failed-requests.js';
import { renewReachableTime, type InterfaceVariables } from './interface-variables.js';
import { machineSurroundings } from './machine-surroundings.js';
import { neighborEntry } from './neighbor-entry.js';
import type {
  NeighborCommand,
  NeighborEvent,
  NeighborMessage,
  NeighborPhase,
  NeighborSent,
  NeighborState,
  PendingPacket,
} from './neighbor-state.js';
import type { Ipv6Interface, NeighborService } from './services.js';
import { StaticNeighbors, type StaticNeighbor } from './static-neighbors.js';
import { solicitNeighbor } from './solicitation.js';
import { udpFailed } from '../transport/udp/udp-input.js';

interface Entry {
  readonly address: Address;
  readonly machine: RunningMachine<NeighborState, NeighborMessage, NeighborCommand>;
}

const NO_ENTRY: NeighborState = { phase: 'none' };

/** Entries that cost least to lose go first when the cache is full: RFC 7048 section 3 names the UNREACHABLE ones. */
const EVICTION_ORDER: readonly NeighborPhase[] = ['unreachable', 'stale', 'incomplete', 'reachable', 'delay', 'probe'];

/** The neighbour's link-layer address is known and not in doubt. */
const isSettled = (phase: NeighborPhase): boolean => phase !== 'none' && phase !== 'incomplete' && phase !== 'unreachable';

const evictionRank = (entry: Entry): number => EVICTION_ORDER.indexOf(entry.machine.state.phase);

const asState = ({ linkLayerAddress }: StaticNeighbor, isRouter: boolean): NeighborState => ({
  phase: 'reachable',
  linkLayerAddress,
  isRouter,
});

/** The Neighbor Cache of one interface (RFC 4861 section 5.1): a bounded table of machines, and what was set by hand. */
export class NeighborCache implements NeighborService {
  readonly #iface: Ipv6Interface;
  readonly #fixed: StaticNeighbors;
  readonly #entries = new Map<string, Entry>();

  constructor(iface: Ipv6Interface) {
    this.#iface = iface;
    const { context, variables } = iface;
    this.#fixed = new StaticNeighbors(variables.constants.NEIGHBOR_CACHE_LIMIT, (at, action) => context.environment.schedule(at, action));
  }

  transmit(neighbor: Address, packet: PendingPacket): void {
    const fixed = this.#fixed.find(neighbor);
    if (fixed !== undefined) return this.#iface.output.transmit(fixed.linkLayerAddress, packet);
    const known = this.#find(neighbor);
    if (known !== undefined) return known.machine.command({ kind: 'transmit', packet });
    const isRouter = this.#iface.routes.isRouter(neighbor) || this.#iface.destinations.routesThrough(neighbor);
    const { machine } = this.#create(neighbor);
    // Where there is nothing to resolve the entry begins as one does whose link-layer address was told: STALE.
    if (!this.#iface.link.hasAddresses) machine.receive({ kind: 'other', linkLayerAddress: NO_LINK_LAYER_ADDRESS, isRouter });
    machine.command({ kind: 'transmit', packet, isRouter });
  }

  /** RFC 4861 section 7.2.5; what an advertisement must not do is named here, so that it is counted. */
  advertised(target: Address, message: Extract<NeighborMessage, { kind: 'advertisement' }>): void {
    const { context, name } = this.#iface;
    const fixed = this.#fixed.find(target);
    if (fixed !== undefined) {
      const { linkLayerAddress = fixed.linkLayerAddress } = message;
      if (!context.refuse('na-static-neighbor', name, formatAddress(target))) this.#fixed.add({ ...fixed, linkLayerAddress });
      return;
    }
    const entry = this.#find(target);
    // RFC 4213 section 3.8: what such an option says is ignored where nodes have no link-layer address.
    const linkLayerAddress = this.#iface.link.hasAddresses ? message.linkLayerAddress : undefined;
    if (entry === undefined) return this.#unknownAdvertised(target, message);
    const { state } = entry.machine;
    if (state.phase === 'incomplete' && linkLayerAddress === undefined) {
      context.refuse('na-no-link-layer-address', name, formatAddress(target));
      return;
    }
    const differs = 'linkLayerAddress' in state && linkLayerAddress !== undefined && !equalOctets(linkLayerAddress, state.linkLayerAddress);
    const overrides = message.override || (differs && !context.refuse('na-no-override', name, formatAddress(target)));
    const { linkLayerAddress: _told, ...rest } = message;
    entry.machine.receive({ ...rest, override: overrides, ...(linkLayerAddress && { linkLayerAddress }) });
  }

  /** RFC 9131 section 6.1.1: a router remembers who speaks up before there is traffic for him; a host has not asked for him. */
  #unknownAdvertised(target: Address, { linkLayerAddress, router }: Extract<NeighborMessage, { kind: 'advertisement' }>): void {
    const { context, name, variables } = this.#iface;
    if (variables.isRouter && variables.features.gratuitousEntries && linkLayerAddress !== undefined)
      return this.learned(target, linkLayerAddress, router);
    if (!context.refuse('na-no-entry', name, formatAddress(target)) && linkLayerAddress !== undefined)
      this.learned(target, linkLayerAddress);
  }

  learned(neighbor: Address, linkLayerAddress: LinkLayerAddress, isRouter?: boolean): void {
    if (!this.#iface.link.hasAddresses) return isRouter === undefined ? undefined : this.isRouter(neighbor, isRouter);
    if (this.#fixed.find(neighbor) !== undefined) return;
    const known = this.#find(neighbor);
    // A new entry is no router's unless an advertisement has said so, now or before.
    const flag = isRouter ?? (known === undefined && this.#iface.routes.isRouter(neighbor) ? true : undefined);
    const { machine } = known ?? this.#create(neighbor);
    machine.receive({ kind: 'other', linkLayerAddress, ...(flag !== undefined && { isRouter: flag }) });
  }

  isRouter(neighbor: Address, isRouter: boolean): void {
    this.#find(neighbor)?.machine.command({ kind: 'is-router', isRouter });
  }

  inquire(neighbor: Address, source: Address): void {
    if (this.#fixed.find(neighbor) !== undefined) return;
    (this.#find(neighbor) ?? this.#create(neighbor)).machine.command({ kind: 'inquire', source });
  }

  confirm(neighbor: Address): void {
    this.#find(neighbor)?.machine.command({ kind: 'confirm' });
  }

  state(neighbor: Address): NeighborState {
    const fixed = this.#fixed.find(neighbor);
    if (fixed !== undefined) return asState(fixed, this.#iface.destinations.routesThrough(neighbor));
    return this.#find(neighbor)?.machine.state ?? NO_ENTRY;
  }

  list(): ReturnType<NeighborService['list']> {
    return [...this.#entries.values()].map(({ address, machine }) => ({ address, state: machine.state, until: machine.deadline }));
  }

  fix(neighbor: StaticNeighbor): boolean {
    if (!this.#fixed.add(neighbor)) return false;
    const learned = this.#find(neighbor.address);
    const waiting = learned?.machine.state;
    this.#drop(learned);
    if (waiting?.phase === 'incomplete') for (const packet of waiting.queue) this.transmit(neighbor.address, packet);
    return true;
  }

  fixed(): readonly StaticNeighbor[] {
    return this.#fixed.list();
  }

  forget(neighbor: Address): boolean {
    const wasFixed = this.#fixed.remove(neighbor);
    const learned = this.#find(neighbor);
    this.#drop(learned);
    this.#iface.destinations.forgetThrough(neighbor);
    return wasFixed || learned !== undefined;
  }

  stop(): void {
    for (const entry of this.#entries.values()) entry.machine.stop();
    this.#entries.clear();
  }

  #find(address: Address): Entry | undefined {
    return this.#entries.get(addressKey(address));
  }

  #create(address: Address): Entry {
    const iface = this.#iface;
    if (this.#entries.size >= iface.variables.constants.NEIGHBOR_CACHE_LIMIT) this.#evict();
    const machine = runMachine(neighborEntry, {
      send: (sent) => carryOut(iface, address, sent),
      event: (event) => {
        if (event.name === 'phase' && event.to === 'none') this.#forget(entry);
        report(iface, address, event);
      },
      ...machineSurroundings(iface),
      variables: () => renewedVariables(iface),
    });
    const entry: Entry = { address, machine };
    this.#entries.set(addressKey(address), entry);
    return entry;
  }

  #drop(entry: Entry | undefined): void {
    if (entry === undefined) return;
    entry.machine.stop();
    this.#forget(entry);
  }

  #forget(entry: Entry): void {
    const key = addressKey(entry.address);
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  #evict(): void {
    const victim = [...this.#entries.values()].reduce((best, entry) => (evictionRank(entry) < evictionRank(best) ? entry : best));
    victim.machine.stop();
    this.#forget(victim);
    this.#iface.context.count('neighbor-cache.evicted');
  }
}

function renewedVariables(iface: Ipv6Interface): InterfaceVariables {
  const renewed = renewReachableTime(iface.variables, iface.context.now(), iface.context.environment.random);
  if (renewed !== iface.variables) iface.update(renewed);
  return renewed;
}

function carryOut(iface: Ipv6Interface, neighbor: Address, sent: NeighborSent): void {
  if (sent.kind === 'packet') iface.output.transmit(sent.to, sent.packet);
  else solicitNeighbor(iface, neighbor, sent);
}

function report(iface: Ipv6Interface, neighbor: Address, event: NeighborEvent): void {
  const { context, name } = iface;
  switch (event.name) {
    case 'phase':
      if (!isSettled(event.from) && isSettled(event.to)) iface.routes.answered(neighbor);
      return context.event('neighbor-state', name, `${formatAddress(neighbor)} ${event.from} -> ${event.to}`);
    case 'queue-overflow':
      return void context.refuse('resolution-queue-overflow', name, formatAddress(neighbor));
    case 'resolution-failed':
      for (const packet of event.packets) {
        context.refuse('resolution-failed', name, formatAddress(neighbor));
        tellSender(iface, packet);
      }
      return iface.routes.lost(neighbor);
    case 'unreachable':
      return iface.routes.lost(neighbor);
    case 'router-became-host':
      return iface.routes.becameHost(neighbor);
  }
}

/** RFC 4443 section 3.1. */
const ADDRESS_UNREACHABLE = 3;

/** Section 7.2.2 has the sender of each packet told; for a packet of the node itself that is a local event. */
function tellSender(iface: Ipv6Interface, { destination, inTransit, tunnelled, octets }: PendingPacket): void {
  if (inTransit === undefined) {
    const packet = decodePacket(octets);
    tellAsker(iface.context, packet, { kind: 'unreachable' });
    udpFailed(iface, packet, { type: DestinationUnreachable.fields.type.initial, code: ADDRESS_UNREACHABLE });
  }
  iface.context.event('address-unreachable', iface.name, formatAddress(destination));
  tunnelled?.tellUnreachable?.();
  inTransit?.iface.errors.report(inTransit, { kind: 'destination-unreachable', code: ADDRESS_UNREACHABLE });
}
