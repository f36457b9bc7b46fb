import { equalOctets, fromHex } from '../../reference/net/octets.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import { instant, microseconds, type Instant } from '../../reference/time.js';
import type { ActionError, ActionKind, InterfaceState } from '../../suites/kit/action.js';
import { BenchFailure, type Bench, type Binding, type Clock, type Device, type Link, type SendStamp } from '../../suites/kit/bench.js';
import { LINK_TYPE, type CapturedFrame } from '../../suites/kit/captured-frame.js';
import { stateFromJson, type InterfaceStateJson } from '../../suites/kit/interface-state-json.js';
import type { DeviceEvent, FrameRecord, TapeEntry, TestDetails } from '../../suites/kit/record.js';
import { promised } from './promised.js';

/** A frame of a recorded test; octets and stamps may come from the test's details or from the run's capture file. */
export interface RecordedFrame extends Pick<FrameRecord, 'ordinal' | 'link' | 'direction' | 'atUs' | 'spreadUs'> {
  readonly octets: Uint8Array;
}

/** What is needed to run a test's code again without its device. */
export interface Recording {
  readonly tape: readonly TapeEntry[];
  readonly frames: readonly RecordedFrame[];
  readonly uncertaintyUs: number;
  readonly events?: readonly DeviceEvent[];
}

/** A recording out of a test's details alone. */
export const recordingOf = (details: TestDetails): Recording => ({
  tape: details.tape,
  frames: details.frames.map((frame) => ({ ...frame, octets: fromHex(frame.octets) })),
  uncertaintyUs: details.uncertaintyUs,
  events: details.events,
});

/**
 * Moves along recorded tests: arrivals, stamps, waits and answers of the device come from the tape, and what the test
 * sends is compared with what was sent. Whether a feature was claimed or an action offered is not asked again.
 */
export function replayBinding(recordingFor: (testId: string) => Recording | undefined): Binding {
  return {
    name: 'replay',
    open: (testbed, test) =>
      promised(() => {
        const recording = recordingFor(test.id);
        if (!recording || recording.tape.length === 0)
          return failed({ kind: 'does-not-fit', detail: `the recorded run holds nothing of ${test.id}` });
        return ok(new Replay(testbed.links, recording).bench());
      }),
    close: () => Promise.resolve(),
  };
}

const everything = <T>(): ReadonlySet<T> => Object.assign(new Set<T>(), { has: () => true });
const MTU = 1500;

class Replay {
  readonly #links: readonly string[];
  readonly #recording: Recording;
  readonly #frames: ReadonlyMap<number, RecordedFrame>;
  readonly #receivers = new Map<string, (batch: readonly CapturedFrame[]) => void>();
  readonly #scheduled: { readonly at: Instant; readonly action: () => void }[] = [];
  #next = 0;
  #now: Instant = instant(0);

  constructor(links: readonly string[], recording: Recording) {
    this.#links = links;
    this.#recording = recording;
    this.#frames = new Map(recording.frames.map((frame) => [frame.ordinal, frame]));
  }

  bench(): Bench {
    const links = new Map(this.#links.map((name) => [name, this.#link(name)]));
    return { clock: this.#clock(), links, device: this.#device(), close: () => Promise.resolve(ok(undefined)) };
  }

  #clock(): Clock {
    return {
      kind: 'replay',
      uncertainty: microseconds(this.#recording.uncertaintyUs),
      now: () => this.#now,
      waitUntil: (done, deadline) => promised(() => this.#wait(done, deadline)),
      schedule: (at, action) => {
        const entry = { at, action };
        this.#scheduled.push(entry);
        this.#scheduled.sort((a, b) => a.at - b.at);
        return () => void this.#scheduled.splice(this.#scheduled.indexOf(entry) >>> 0, 1);
      },
    };
  }

  #link(name: string): Link {
    return {
      name,
      mtu: MTU,
      transmit: (octets) => this.#transmit(name, octets),
      onFrames: (receive) => void this.#receivers.set(name, receive),
      losses: () => promised(() => this.#answer(`losses ${name}`) as number | 'unknown'),
    };
  }

  #device(): Device {
    return {
      name: 'replay',
      claims: everything<string>(),
      actions: everything<ActionKind>(),
      do: (action) => promised(() => this.#answer(action.kind) as Result<void, ActionError>),
      state: (link) => promised(() => this.#state(link)),
      events: () => this.#recording.events ?? [],
    };
  }

  /** One recorded wait for each; further ones where the code now waits longer than it did when the run was recorded. */
  #wait(done: () => boolean, deadline: Instant): void {
    this.#deliverArrivals();
    if (this.#recording.tape[this.#next]?.kind !== 'wait' && this.#now >= deadline) return;
    do this.#passTo(this.#advanceTo('wait').untilUs);
    while (!done() && this.#now < deadline);
  }

  #state(link: string): Result<InterfaceState, ActionError> {
    const result = this.#answer(`state ${link}`) as Result<InterfaceStateJson, ActionError>;
    if (!result.ok) return result;
    const state = stateFromJson(result.value);
    return state ? ok(state) : this.#differ(`the recorded state of ${link} cannot be read`);
  }

  #transmit(link: string, octets: Uint8Array): SendStamp {
    this.#deliverArrivals();
    const entry = this.#take();
    if (entry?.kind !== 'out') return this.#differ(`a frame is sent on ${link} where the record has ${inWords(entry)}`);
    const frame = this.#frame(entry.ordinal);
    if (frame.link !== link) this.#differ(`frame ${frame.ordinal} was sent on ${frame.link}, not ${link}`);
    if (!equalOctets(frame.octets, octets))
      this.#differ(`frame ${frame.ordinal} is sent with other octets, from octet ${firstDifference(frame.octets, octets)}`);
    const notBefore = instant(frame.atUs);
    const notAfter = instant(frame.atUs + (frame.spreadUs ?? 0));
    this.#passTo(notAfter);
    return { notBefore, notAfter };
  }

  #answer(action: string): unknown {
    const entry = this.#advanceTo('action');
    if (entry.action !== action) this.#differ(`${action} is asked for where the record has ${inWords(entry)}`);
    this.#passTo(entry.endedUs);
    return entry.result;
  }

  /** Moves to the next entry of a kind; on the way arrivals are delivered and scheduled sends made. */
  #advanceTo<K extends TapeEntry['kind']>(kind: K): Extract<TapeEntry, { kind: K }> {
    for (;;) {
      this.#deliverArrivals();
      const entry = this.#recording.tape[this.#next];
      if (entry?.kind === 'out') this.#runScheduled(entry.ordinal);
      else if (entry?.kind === kind) return this.#take() as Extract<TapeEntry, { kind: K }>;
      else this.#differ(`the test comes to a ${kind} where the record has ${inWords(entry)}`);
    }
  }

  /** A recorded send that no code is making: an action that a simulated neighbour had scheduled made it. */
  #runScheduled(ordinal: number): void {
    const before = this.#next;
    this.#scheduled.shift()?.action();
    if (this.#next === before) this.#differ(`frame ${ordinal} of the record is not sent`);
  }

  #deliverArrivals(): void {
    for (let entry = this.#recording.tape[this.#next]; entry?.kind === 'in'; entry = this.#recording.tape[this.#next]) {
      this.#next++;
      const { octets, link, atUs, ordinal } = this.#frame(entry.ordinal);
      const captured: CapturedFrame = {
        no: ordinal,
        at: instant(atUs),
        direction: 'in',
        linkType: LINK_TYPE.ethernet,
        octets,
        originalLength: octets.length,
      };
      this.#receivers.get(link)?.([captured]);
    }
  }

  #take(): TapeEntry | undefined {
    return this.#recording.tape[this.#next++];
  }

  #frame(ordinal: number): RecordedFrame {
    return this.#frames.get(ordinal) ?? this.#differ(`frame ${ordinal} is not in the record`);
  }

  #passTo(atUs: number): void {
    if (atUs > this.#now) this.#now = instant(atUs);
  }

  #differ(text: string): never {
    throw new BenchFailure('replay-differs', text);
  }
}

function inWords(entry: TapeEntry | undefined): string {
  if (!entry) return 'its end';
  if (entry.kind === 'wait') return 'a wait';
  return entry.kind === 'action' ? `the action ${entry.action}` : `frame ${entry.ordinal}`;
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return i;
  return Math.min(a.length, b.length);
}
