import type { Result } from '../../reference/net/result.js';
import type { Duration, Instant } from '../../reference/time.js';
import type { Action, ActionError, ActionKind, InterfaceState } from './action.js';
import type { CapturedFrame } from './captured-frame.js';
import type { DeviceEvent } from './record.js';
import type { Role } from './requirement.js';
import type { Testbed } from './testbed.js';

/** When octets were handed over: the true instant of sending lies between the two stamps. */
export interface SendStamp {
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

/**
 * The one driver of a test's time. On the virtual clock `waitUntil` runs the event queue, live it waits, in a replay it
 * moves along the record. Only one wait is under way at any time.
 */
export interface Clock {
  readonly kind: 'virtual' | 'real' | 'replay';
  /** By how much every window is widened in the device's favour. */
  readonly uncertainty: Duration;
  now(): Instant;
  /**
   * Returns when `done()` holds (asked after each arrival) or when the deadline has passed and the links are drained. The
   * purpose, which follows the word "waiting", is for people who watch.
   */
  waitUntil(done: () => boolean, deadline: Instant, purpose?: string): Promise<void>;
  /** Runs an action of a simulated neighbour at an instant; the returned function cancels it. */
  schedule(at: Instant, action: () => void): () => void;
}

export interface Link {
  readonly name: string;
  /** MTU of the link, octets after the link-layer header. */
  readonly mtu: number;
  transmit(octets: Uint8Array): SendStamp;
  /** Every frame that arrives at the tester, in batches, also while no test code waits. One receiver per link. */
  onFrames(receive: (batch: readonly CapturedFrame[]) => void): void;
  /** Frames known to be lost on the way to the tester since the bench was opened. */
  losses(): Promise<number | 'unknown'>;
}

export interface Device {
  readonly name: string;
  readonly claims: ReadonlySet<string>;
  /** Which actions the adapter has; others give SKIP before the test starts. */
  readonly actions: ReadonlySet<ActionKind>;
  do(action: Action): Promise<Result<void, ActionError>>;
  /** The addresses on a link as they are now, tentative ones included. */
  state(link: string): Promise<Result<InterfaceState, ActionError>>;
  /** State changes and discard reasons, where the device is the embedded reference. */
  events(): readonly DeviceEvent[];
}

export interface Bench {
  readonly clock: Clock;
  readonly links: ReadonlyMap<string, Link>;
  readonly device: Device;
  /** Brings device and links back to the state before the test and verifies it; the text says what could not be undone. */
  close(): Promise<Result<void, string>>;
}

/** `link-down`, `no-permission`... end the run with exit code 3; `does-not-fit` makes the test SKIP with the detail. */
export interface BindError {
  readonly kind: 'does-not-fit' | 'unreachable' | 'no-permission' | 'module-missing' | 'link-lost';
  readonly detail: string;
}

/** What a binding is told of the test that a bench is for. */
export interface TestOfBench {
  readonly id: string;
  readonly seed: number;
  /** The part that the device is to play. */
  readonly plays: Role;
}

/** What stands behind a testbed: the embedded reference, a kernel in a namespace, a device on NICs, a recorded run. */
export interface Binding {
  readonly name: string;
  open(testbed: Testbed, test: TestOfBench): Promise<Result<Bench, BindError>>;
  /** Gives back everything that was made for the run. */
  close(): Promise<void>;
}

/** Thrown out of the calls of a bench when the run cannot go on; the test ends with the code as its reason. */
export class BenchFailure extends Error {
  readonly code: 'event-budget' | 'flooded' | 'link-lost' | 'replay-differs';

  constructor(code: BenchFailure['code'], text: string) {
    super(text);
    this.name = 'BenchFailure';
    this.code = code;
  }
}
