import type { Duration, Instant } from '../time.js';

/**
 * A protocol machine: a pure function of (state, input, env). Time, dice and the variables of its surroundings come in
 * through `env`, everything goes out through `outputs`. `Received` and `Sent` are what the machine understands of
 * messages, not octets; the protocol object that hosts it translates.
 */
export interface Machine<State, Received, Command, Sent, Event, Variables = undefined> {
  readonly name: string;
  start(env: Env<Variables>): Step<State, Sent, Event>;
  step(state: State, input: Input<Received, Command>, env: Env<Variables>): Step<State, Sent, Event>;
}

export interface Env<Variables = undefined> {
  readonly now: Instant;
  /** Evenly from the closed interval, seeded. */
  uniform(from: Duration, to: Duration): Duration;
  octets(count: number): Uint8Array;
  /** What may change while the machine lives and is not its own: timers of the interface, limits. */
  readonly variables: Variables;
}

export type Input<Received, Command> =
  | { readonly kind: 'frame'; readonly frame: Received }
  | { readonly kind: 'timer'; readonly id: string }
  | { readonly kind: 'command'; readonly command: Command };

export type Output<Sent, Event> =
  | { readonly kind: 'send'; readonly frame: Sent }
  /** Replaces a timer of the same id. An instant in the past is a bug of the machine and throws. */
  | { readonly kind: 'arm'; readonly id: string; readonly at: Instant }
  | { readonly kind: 'disarm'; readonly id: string }
  | { readonly kind: 'event'; readonly event: Event };

export interface Step<State, Sent, Event> {
  readonly state: State;
  readonly outputs: readonly Output<Sent, Event>[];
}

const NOTHING: readonly never[] = [];

/** The step that changes nothing and does nothing. */
export const stay = <State>(state: State): Step<State, never, never> => ({ state, outputs: NOTHING });

export const send = <Sent>(frame: Sent): Output<Sent, never> => ({ kind: 'send', frame });
export const arm = (id: string, at: Instant): Output<never, never> => ({ kind: 'arm', id, at });
export const disarm = (id: string): Output<never, never> => ({ kind: 'disarm', id });
export const event = <Event>(what: Event): Output<never, Event> => ({ kind: 'event', event: what });
