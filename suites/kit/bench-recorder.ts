import type { Result } from '../../reference/net/result.js';
import { copyOf, hex } from '../../reference/net/octets.js';
import { elapsed, type Duration, type Instant } from '../../reference/time.js';
import { decodeFrame, type DecodedFrame } from '../../reference/wire/frame.js';
import { notation } from '../../reference/wire/notation.js';
import type { Action, ActionError, InterfaceState } from './action.js';
import { BenchFailure, type Bench, type Link, type SendStamp } from './bench.js';
import { stateAsJson } from './interface-state-json.js';
import type { FrameRecord, TapeEntry } from './record.js';

/** A frame that reached the tester, decoded once. */
export interface Arrival {
  readonly ordinal: number;
  /** Position among the arrivals, from 0. */
  readonly index: number;
  readonly link: string;
  readonly at: Instant;
  readonly octets: Uint8Array;
  readonly decoded: DecodedFrame;
}

export interface Departure {
  readonly ordinal: number;
  readonly link: string;
  readonly stamp: SendStamp;
  readonly octets: Uint8Array;
  readonly node: string;
}

interface FrameEntry {
  readonly ordinal: number;
  readonly link: string;
  readonly direction: 'in' | 'out';
  at: Instant;
  spread: Duration | undefined;
  readonly octets: Uint8Array;
  readonly decoded: DecodedFrame | undefined;
  node: string;
  background: boolean;
  /** Those that used it; most frames are used by none. */
  steps: Set<number> | undefined;
}

const NO_STEPS: ReadonlySet<number> = new Set();

/** Far more than any test asks for: a device that sends more floods its tester, which keeps them all until the test is over. */
export const MOST_ARRIVALS = 50_000;
const MOST_ARRIVED_OCTETS = 64 * 1024 * 1024;

/**
 * Stands between a test and its bench and writes down everything that passes: frames in both directions, waits, actions.
 * What the test learns it learns from here, so that the tape is enough to run it again.
 */
export class BenchRecorder {
  readonly #bench: Bench;
  readonly #entries: FrameEntry[] = [];
  readonly #arrivals: Arrival[] = [];
  readonly #departures: Departure[] = [];
  readonly #tape: TapeEntry[] = [];
  #arrivedOctets = 0;
  #now: Instant;
  #waiting = false;
  #onArrival: (arrival: Arrival) => void = () => undefined;
  /** What went wrong while an arrival was answered; told by the next call, since an arrival has no caller. */
  #failure: { readonly thrown: unknown } | undefined;
  readonly zero: Instant;

  constructor(bench: Bench) {
    this.#bench = bench;
    this.zero = bench.clock.now();
    this.#now = this.zero;
    for (const link of bench.links.values()) this.#listen(link);
  }

  /** The instant of the last thing that the test met; time passes for a test only in what it awaits. */
  get now(): Instant {
    return this.#now;
  }

  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  get departures(): readonly Departure[] {
    return this.#departures;
  }

  get tape(): readonly TapeEntry[] {
    return this.#tape;
  }

  get uncertainty(): Duration {
    return this.#bench.clock.uncertainty;
  }

  #listen(link: Link): void {
    link.onFrames((batch) => {
      for (const captured of batch) {
        if (captured.direction === 'out') continue;
        if (!this.#hasRoomFor(captured.octets)) return;
        const octets = copyOf(captured.octets);
        const ordinal = this.#entries.length + 1;
        const [at, decoded] = [captured.at, decodeFrame(octets)];
        const arrival: Arrival = { ordinal, index: this.#arrivals.length, link: link.name, at, octets, decoded };
        this.#entries.push({
          ordinal,
          link: link.name,
          direction: 'in',
          at,
          spread: undefined,
          octets,
          decoded,
          node: 'dut',
          background: false,
          steps: undefined,
        });
        this.#arrivals.push(arrival);
        this.#tape.push({ kind: 'in', ordinal });
        this.#answer(arrival);
      }
    });
  }

  /** What finds no room is not looked at: the next call tells why. */
  #hasRoomFor({ length }: Uint8Array): boolean {
    this.#arrivedOctets += length;
    const hasRoom = this.#arrivals.length < MOST_ARRIVALS && this.#arrivedOctets <= MOST_ARRIVED_OCTETS;
    if (!hasRoom) {
      const text = `more than ${MOST_ARRIVALS} frames or ${MOST_ARRIVED_OCTETS >> 20} MiB came from the device during the test: capture its link to see what it sends`;
      this.#failure ??= { thrown: new BenchFailure('flooded', text) };
    }
    return hasRoom;
  }

  #answer(arrival: Arrival): void {
    try {
      this.#onArrival(arrival);
    } catch (thrown) {
      this.#failure ??= { thrown };
    }
  }

  /** Has each arrival answered as it comes, also while no test code waits; by nothing when left out. */
  answerBy(answer: (arrival: Arrival) => void = () => undefined): void {
    this.#onArrival = answer;
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.thrown;
  }

  /** Sends octets in the name of a node; `background` marks the bench's own housekeeping. */
  transmit(linkName: string, octets: Uint8Array, node: string, background: boolean): Departure {
    const link = this.#bench.links.get(linkName);
    if (!link) throw new Error(`the testbed has no link "${linkName}"`);
    const ordinal = this.#entries.length + 1;
    const entry: FrameEntry = {
      ordinal,
      link: linkName,
      direction: 'out',
      at: this.#now,
      spread: undefined,
      octets,
      decoded: undefined,
      node,
      background,
      steps: undefined,
    };
    this.#entries.push(entry);
    this.#tape.push({ kind: 'out', ordinal });
    const stamp = link.transmit(octets);
    entry.at = stamp.notBefore;
    entry.spread = elapsed(stamp.notBefore, stamp.notAfter);
    if (stamp.notAfter > this.#now) this.#now = stamp.notAfter;
    const departure = { ordinal, link: linkName, stamp, octets, node };
    this.#departures.push(departure);
    return departure;
  }

  /** As `Clock.waitUntil`; a second wait at the same time is a mistake of the test and throws. */
  async waitUntil(done: () => boolean, deadline: Instant, purpose?: string): Promise<void> {
    if (this.#waiting)
      throw new Error('two waits at the same time: await each call, and use expectInAnyOrder for what may come in any order');
    this.#waiting = true;
    try {
      await this.#bench.clock.waitUntil(() => this.#failure !== undefined || done(), deadline, purpose);
    } finally {
      this.#waiting = false;
      this.#throwFailure();
    }
    this.#passTo(this.#bench.clock.now());
    this.#tape.push({ kind: 'wait', untilUs: elapsed(this.zero, this.#now) });
  }

  /**
   * Learns what is known by now of the stamps, so that `uncertainty` tells of a machine that stood still during the last
   * wait. Only real time has such; the tape says nothing of it, since a replay is given the whole uncertainty at once.
   */
  async settleStamps(): Promise<void> {
    const { clock } = this.#bench;
    if (clock.kind !== 'real') return;
    await clock.waitUntil(() => false, clock.now());
    this.#throwFailure();
  }

  async do(action: Action): Promise<Result<void, ActionError>> {
    return this.#taped(action.kind, this.#bench.device.do(action), (result) => (result.ok ? { ok: true } : result));
  }

  async state(link: string): Promise<Result<InterfaceState, ActionError>> {
    return this.#taped(`state ${link}`, this.#bench.device.state(link), (result) =>
      result.ok ? { ok: true, value: stateAsJson(result.value) } : result,
    );
  }

  async losses(linkName: string): Promise<number | 'unknown'> {
    const link = this.#bench.links.get(linkName);
    if (!link) throw new Error(`the testbed has no link "${linkName}"`);
    return this.#taped(`losses ${linkName}`, link.losses(), (count) => count);
  }

  async #taped<T>(action: string, under: Promise<T>, asJson: (result: T) => unknown): Promise<T> {
    const result = await under;
    this.#throwFailure();
    this.#passTo(this.#bench.clock.now());
    this.#tape.push({ kind: 'action', action, endedUs: elapsed(this.zero, this.#now), result: asJson(result) });
    return result;
  }

  #passTo(at: Instant): void {
    if (at > this.#now) this.#now = at;
  }

  /** Says whose frame it is, and that it is none of the test's business where it is not. */
  attribute(ordinal: number, node: string, background: boolean): void {
    const entry = this.#entries[ordinal - 1];
    if (!entry) return;
    entry.node = node;
    entry.background = background;
  }

  /** Ties a frame to the step that sent, matched or forbade it; from then on it is not background. */
  use(ordinal: number, step: number): void {
    const entry = this.#entries[ordinal - 1];
    if (!entry) return;
    entry.steps ??= new Set();
    entry.steps.add(step);
    entry.background = false;
  }

  /** The steps that used a frame. */
  stepsOf(ordinal: number): ReadonlySet<number> {
    return this.#entries[ordinal - 1]?.steps ?? NO_STEPS;
  }

  /** Microseconds from the test's zero. */
  sinceZero(at: Instant): number {
    return elapsed(this.zero, at);
  }

  /** One frame as it goes into the record. */
  frame(ordinal: number): FrameRecord | undefined {
    const entry = this.#entries[ordinal - 1];
    return entry && this.#record(entry);
  }

  frames(): readonly FrameRecord[] {
    return this.#entries.map((entry) => this.#record(entry));
  }

  #record(entry: FrameEntry): FrameRecord {
    return {
      ordinal: entry.ordinal,
      link: entry.link,
      direction: entry.direction,
      atUs: this.sinceZero(entry.at),
      ...(entry.spread !== undefined && { spreadUs: entry.spread }),
      node: entry.node,
      octets: hex(entry.octets),
      notation: notation(entry.decoded ?? decodeFrame(entry.octets)),
      steps: [...(entry.steps ?? NO_STEPS)].sort((a, b) => a - b),
      background: entry.background,
    };
  }
}
