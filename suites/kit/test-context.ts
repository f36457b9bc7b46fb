import type { Address } from '../../reference/net/address.js';
import type { Ipv4Address } from '../../reference/net/ipv4-address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import type { Duration, Instant } from '../../reference/time.js';
import type { DecodedFrame, FrameDraft } from '../../reference/wire/frame.js';
import type { Action, InterfaceState } from './action.js';
import type { Finding } from './check.js';
import type { Match } from './match.js';
import type { Role } from './requirement.js';

/**
 * What a test is written with. Time passes only inside the awaited calls, one at a time; a test cannot tell whether a
 * virtual clock, a real one or a recording stands behind them. Windows are the RFC's: the run widens them by its
 * uncertainty, in the device's favour.
 */
export interface TestContext {
  /** The device on the first link, or on another one by `on`. Addresses are learnt from it, never computed. */
  readonly dut: DeviceView & { on(link: string): DeviceView };
  /** The default simulated node on the first link; MAC and addresses are new in each test. */
  readonly tester: Neighbor;
  /** A /64 of this test's own. */
  readonly prefix: Prefix;
  /** A /64 for each link; that of the first one is `prefix`. */
  prefixOn(link: string): Prefix;
  readonly random: RandomSource;
  /** The part that the device plays. */
  readonly plays: Role;
  /** Behaviour set that the device is judged by. */
  readonly profile: 'current' | 'book' | 'kame';

  now(): Instant;
  /** Another simulated node, with its own MAC, link-local address and address in the test's prefix. */
  neighbor(options?: NeighborOptions): Neighbor;

  /**
   * Sends a frame. A draft without Ethernet header gets one: from the sender's MAC, to the group's MAC for a multicast
   * destination, else to the device's.
   */
  send(label: string, draft: FrameDraft, options?: SendOptions): Promise<Sent>;

  /**
   * Sent when the test has ended, however it ended: takes back what the device was told. No part of the verdict; a later
   * call with the same label and sender takes the place of the earlier one.
   */
  sendAtEnd(label: string, draft: FrameDraft, options?: SendOptions): void;

  /** The first frame that matches one of the alternatives must arrive inside the window. Ends the test when it does not. */
  expect(label: string, match: Match | readonly Match[], window: ExpectWindow): Promise<Received>;
  /** Every expectation must be met inside the window, in whatever order the frames arrive; results in the order asked for. */
  expectInAnyOrder(label: string, matches: readonly Match[], window: ExpectWindow): Promise<readonly Received[]>;
  /** A frame that may come; it is consumed when it does. */
  optionally(label: string, match: Match | readonly Match[], window: ExpectWindow): Promise<Received | undefined>;
  /** As `expect`, for another requirement of the ledger: its level decides what is recorded, and the test goes on. */
  prefer(label: string, match: Match | readonly Match[], window: ExpectWindow, requirement: string): Promise<Received | undefined>;
  /** `count` frames: the first one `within` after the cause (default: the longest interval), each next one an interval later. */
  expectSeries(label: string, match: Match | readonly Match[], series: SeriesWindow): Promise<readonly Received[]>;
  /**
   * Checks fields of a frame already received. With a requirement of its own whose level is below MUST the deviation is
   * recorded and the test goes on; otherwise it ends the test.
   */
  require(label: string, received: Received, match: Match, requirement?: string): void;
  /** What several frames say together: how many came, what was in none of them. Ends the test when it does not hold. */
  check(wanted: string, finding: Finding): void;
  /** No frame of the device may match during the time; ends with a proof of life asked by a node that tests never use. */
  expectNone(label: string, match: Match | readonly Match[], window: SilenceWindow): Promise<void>;

  /** Lets time pass. */
  elapse(duration: Duration): Promise<void>;
  /** Brings about a state that the test starts from. `false`, or an expectation inside that is not met, is INCONCLUSIVE. */
  given<T>(label: string, bring: () => Promise<T>): Promise<T>;
  /** Asks the device for an action: unsupported is SKIP, failed is INCONCLUSIVE. */
  do(action: Action): Promise<void>;
  /** As `do`, where the device may rightly refuse; unsupported is SKIP all the same. */
  attempt(action: Action): Promise<'done' | 'refused'>;
  /** The addresses of the device on a link as they are now; also brings `dut` up to date. */
  state(link?: string): Promise<InterfaceState>;

  /** The simulated node (all of them without one) stops answering Neighbor Solicitations. */
  takeOver(what: 'neighbor-discovery', node?: Neighbor): void;
  handBack(what: 'neighbor-discovery', node?: Neighbor): void;

  /** The device must answer the observer now; otherwise INCONCLUSIVE, or FAIL where it fell silent on a loss-free link. */
  proveAlive(link?: string): Promise<void>;
  /** Frames of the device so far, consumed or not, in order of arrival. */
  allReceived(match?: Match, since?: Cause): readonly Received[];
  note(text: string): void;
  skip(reason: string): never;
}

export interface DeviceView {
  /** The preferred link-local address. */
  readonly linkLocal: Address;
  readonly linkLayerAddress: LinkLayerAddress;
  /** All addresses as last learnt. */
  readonly addresses: readonly Address[];
}

/** A node played by the tester: it answers Neighbor Solicitations for its addresses until the test takes that over. */
export interface Neighbor {
  readonly name: string;
  readonly link: string;
  readonly linkLayerAddress: LinkLayerAddress;
  readonly linkLocal: Address;
  /** In the test's prefix for the link. */
  readonly address: Address;
  readonly addresses: readonly Address[];
  readonly ipv4?: Ipv4Address;
  readonly router: boolean;
  /** From now on the node has another MAC; it says nothing about that by itself. */
  moveTo(linkLayerAddress: LinkLayerAddress): void;
}

export interface NeighborOptions {
  /** Default: the first link of the testbed. */
  readonly link?: string;
  readonly name?: string;
  readonly linkLayerAddress?: LinkLayerAddress;
  readonly linkLocal?: Address;
  /** Instead of one address in the test's prefix for the link. */
  readonly addresses?: readonly Address[];
  /** It answers ARP requests for this address. */
  readonly ipv4?: Ipv4Address;
  /** Sets the R flag of its advertisements. */
  readonly router?: boolean;
}

export interface SendOptions {
  /** Default: the tester. */
  readonly from?: Neighbor;
  readonly link?: string;
  /** The Ethernet destination, where it is not the usual one. */
  readonly to?: LinkLayerAddress;
}

export interface Sent {
  readonly kind: 'sent';
  readonly at: Instant;
  /** The frame left between `at` and `at + spread`. */
  readonly spread: Duration;
  readonly link: string;
  readonly frame: FrameDraft;
  readonly octets: Uint8Array;
  /** Number of the frame within the test, from 1. */
  readonly ordinal: number;
}

export interface Received {
  readonly kind: 'received';
  readonly at: Instant;
  readonly link: string;
  readonly decoded: DecodedFrame;
  readonly ordinal: number;
  /** The value at a path; throws when the frame has no such field. */
  get(path: string): unknown;
}

/** What a window counts from. */
export type Cause = Sent | Received | Instant;

/** Closed intervals. Frames are looked for on the cause's link, or on the first one when the cause is an instant. */
export type ExpectWindow = { readonly since: Cause; readonly link?: string } & (
  | { readonly within: Duration; readonly between?: undefined }
  | { readonly between: readonly [Duration, Duration]; readonly within?: undefined }
);

export interface SeriesWindow {
  readonly since: Cause;
  readonly count: number;
  /** Shortest and longest time from each frame to the next. */
  readonly interval: readonly [Duration, Duration];
  readonly within?: Duration;
  readonly link?: string;
}

export interface SilenceWindow {
  readonly since: Cause;
  readonly for: Duration;
  readonly link?: string;
  /**
   * `echo` by the observer node when left out. Where muteness is right (after failed Duplicate Address Detection) the test
   * names another proof, or `none` when nothing can prove it.
   */
  readonly proof?: 'echo' | 'none' | (() => Promise<void>);
}

/** Seeded: the same test gives the same packets. */
export interface RandomSource {
  uint32(): number;
  /** Both ends included. */
  uniform(from: Duration, to: Duration): Duration;
  octets(count: number): Uint8Array;
}
