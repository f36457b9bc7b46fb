import type { DiscardReason } from '../ipv6/discard-reasons.js';
import type { Instant } from '../time.js';
import type { EventQueue } from './event-queue.js';
import type { Random } from './random.js';

/** Something that happened inside a node: a state change, or a packet that was discarded. */
export interface NodeEvent {
  /** `address-preferred`, `neighbor-state`, `discard`... */
  readonly name: string;
  readonly port?: string;
  readonly detail: string;
  /** The registered reason, when a packet was discarded. */
  readonly discard?: DiscardReason;
}

/**
 * All that a node gets from outside. On the virtual clock time stands still while the node works; on a real one it moves,
 * so an instant that has just passed runs as soon as possible there, while the virtual clock refuses it.
 */
export interface NodeEnvironment {
  now(): Instant;
  /** Runs an action at an instant; the returned function cancels it. */
  schedule(at: Instant, action: () => void): () => void;
  readonly random: Random;
  /** Hands a whole Ethernet frame (without frame check sequence) to a link, or a bare packet to a point-to-point one. */
  transmit(port: string, octets: Uint8Array): void;
  event(event: NodeEvent): void;
  /** What survives a restart of the node; without it nothing does. */
  readonly nonVolatile?: NonVolatileStorage;
}

/** Values by name. */
export interface NonVolatileStorage {
  read(name: string): string | undefined;
  write(name: string, value: string): void;
}

export type Schedule = (at: Instant, action: () => void) => () => void;

/** The clock part of an environment on a virtual clock: the actions run as timers. */
export const virtualClock = (queue: EventQueue): Pick<NodeEnvironment, 'now' | 'schedule'> => ({
  now: () => queue.now,
  schedule: (at, action) => queue.schedule(at, 'timer', action),
});
