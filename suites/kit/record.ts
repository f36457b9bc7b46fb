import type { Level, Role } from './requirement.js';

/**
 * What remains of a test: plain JSON, written to the journal as each test ends. Times are integer microseconds from the
 * test's own zero; octets are hexadecimal.
 */
export type Verdict = 'pass' | 'fail' | 'warn' | 'skip' | 'inconclusive' | 'error';

export type ReasonCode =
  | 'as-expected'
  | 'remark' /* a line that cannot fail was not followed */
  | 'not-seen'
  | 'mismatch'
  | 'out-of-window'
  | 'forbidden-seen'
  | 'stopped-answering'
  | 'not-claimed'
  | 'unsupported-action'
  | 'testbed-does-not-fit'
  | 'not-applicable'
  | 'precondition'
  | 'no-proof-of-life'
  | 'frames-lost'
  | 'tester-late'
  | 'action-failed'
  | 'cleanup-failed'
  | 'link-lost'
  | 'flooded'
  | 'replay-differs'
  | 'event-budget'
  | 'exception';

export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
}

/** What `sixproof list --json` prints of a test. */
export interface TestDescription {
  readonly id: string;
  readonly title: string;
  /** The protocol folder: `nd`, `icmpv6`. */
  readonly suite: string;
  readonly requirement: string;
  readonly rfc: number;
  readonly section: string;
  readonly level: Level;
  /** Whom the requirement concerns: `host`, `router`, `node` for both. */
  readonly roles: readonly Role[];
  /** The part that the device plays in it; a test for any node is listed once for each. */
  readonly plays?: Role;
}

export interface FrameRecord {
  /** 1-based within the test, both directions counted together in order of time. */
  readonly ordinal: number;
  readonly link: string;
  readonly direction: 'in' | 'out';
  readonly atUs: number;
  /** For sent frames: how long the hand-over took. */
  readonly spreadUs?: number;
  /** Which simulated node sent it, or which one it was for; `dut` for arrivals from the device. */
  readonly node: string;
  readonly octets: string;
  readonly notation: string;
  /** Which steps used it: stimulus, match, forbidden. */
  readonly steps: readonly number[];
  /** Housekeeping of the bench: answers of simulated neighbours, Multicast Listener Discovery noise. */
  readonly background: boolean;
}

export interface Window {
  readonly fromUs: number;
  readonly toUs: number;
  /** Added on both sides in the device's favour. */
  readonly wideningUs: number;
}

export interface FieldDifference {
  readonly path: string;
  readonly wanted: string;
  readonly got: string;
  /** Octets of the frame: first and count; absent when the field is not there. */
  readonly octets?: readonly [number, number];
}

export interface StepRecord {
  readonly index: number;
  readonly kind: 'send' | 'expect' | 'expect-none' | 'elapse' | 'action' | 'given' | 'proof-of-life' | 'note';
  readonly label: string;
  readonly atUs: number;
  readonly link?: string;
  /** The slug checked here, when it is not the test's own. */
  readonly requirement?: string;
  readonly outcome: 'done' | 'met' | 'not-met' | 'remark' | 'failed';
  /** Ordinal of the frame that the window counts from. */
  readonly sinceFrame?: number;
  readonly sinceUs?: number;
  readonly window?: Window;
  /** What was looked for: field path -> wanted, in words. */
  readonly wanted?: readonly { readonly path: string; readonly value: string }[];
  /** Frames sent, matched or forbidden by this step. */
  readonly frames?: readonly number[];
  readonly closest?: { readonly frame: number; readonly differences: readonly FieldDifference[] };
  /** How far outside the window the arrival was; negative when early. */
  readonly missedByUs?: number;
  readonly detail?: string;
}

export interface DeviceEvent {
  readonly atUs: number;
  readonly name: string;
  readonly detail: string;
  /** Set when the event is a discarded packet: the reason's name. */
  readonly discard?: string;
  /** What the reason's name stands for, in words. */
  readonly says?: string;
}

/** The order in which a test met the world, enough to run its code again without the device. */
export type TapeEntry =
  | { readonly kind: 'in' | 'out'; readonly ordinal: number }
  | { readonly kind: 'wait'; readonly untilUs: number }
  | { readonly kind: 'action'; readonly action: string; readonly endedUs: number; readonly result: unknown };

export interface TestRecord extends TestDescription {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** The eight-line bug report of a test that did not pass. */
  readonly message?: string;
  readonly seed: number;
  readonly wallUs: number;
  readonly protocolUs: number;
  /** An attempt before this one that was INCONCLUSIVE. */
  readonly earlier?: { readonly verdict: Verdict; readonly reason: Reason };
  readonly waiver?: { readonly owner: string; readonly reason: string; readonly until: string };
}

/** The details of a test, in a file of their own. */
export interface TestDetails {
  readonly id: string;
  readonly purpose: string;
  readonly testbed: { readonly title: string; readonly links: readonly string[] };
  readonly nodes: readonly {
    readonly name: string;
    readonly link: string;
    readonly linkLayerAddress: string;
    readonly addresses: readonly string[];
  }[];
  readonly steps: readonly StepRecord[];
  readonly frames: readonly FrameRecord[];
  readonly events: readonly DeviceEvent[];
  readonly uncertaintyUs: number;
  readonly tape: readonly TapeEntry[];
}

export interface RunDescription {
  readonly tool: string;
  readonly version: string;
  /** Changes when the tests change or the decoders that they judge by; runs of an older version do not have it. */
  readonly suites?: string;
  readonly dut: string;
  readonly adapter: string;
  readonly role?: string;
  readonly firmware?: string;
  /** Who ran the tests; runs of older versions do not have it. */
  readonly testedBy?: string;
  readonly profile: string;
  readonly seed: number;
  readonly startedAt: string;
  readonly wallUs: number;
  readonly protocolUs: number;
  readonly clock: 'virtual' | 'real' | 'replay';
  /** The greatest of any test. */
  readonly uncertaintyUs: number;
  /** That of the middle one of the tests that were executed; runs of older versions and of an exact clock do not have it. */
  readonly usualUncertaintyUs?: number;
  readonly selectors: readonly string[];
  readonly shard?: string;
  /** How long a test was allowed to take on a real clock that says how long it takes; absent when none of them was to run. */
  readonly longestUs?: number;
  readonly interrupted: boolean;
}

export interface RunResult {
  readonly schema: 'sixproof/result/1';
  readonly run: RunDescription;
  readonly totals: Readonly<Record<Verdict, number>>;
  readonly tests: readonly TestRecord[];
}
