import { after, START, type Duration, type Instant } from '../time.js';
import { EventQueue } from './event-queue.js';
import type { Machine } from './machine.js';
import { fromUint32, seededRandom, type Random } from './random.js';
import { runMachine } from './run-machine.js';

/** Every draw at its lower end, every draw at its upper end, or draws from a seed. A machine's tests run all three. */
export type Dice = 'earliest' | 'latest' | number;

export function rollDice(dice: Dice): Random {
  if (typeof dice === 'number') return seededRandom(dice);
  const extreme = fromUint32(() => (dice === 'earliest' ? 0 : 0xffff_ffff));
  return { ...extreme, uniform: (from, to) => (dice === 'earliest' ? from : to) };
}

export interface Driven<State, Received, Command, Sent, Event> {
  readonly state: State;
  receive(frame: Received): void;
  command(command: Command): void;
  /** Runs the machine's timers through a stretch of time. */
  advance(by: Duration): void;
  now(): Instant;
  /** Everything sent since the start, with its instant. */
  sent(): readonly { readonly at: Instant; readonly frame: Sent }[];
  sentAt(): readonly Instant[];
  /** Events with their instant merged in. */
  events(): readonly (Event & { readonly at: Instant })[];
  pendingTimers(): number;
}

/** Runs a machine alone on a virtual clock, from its start, for tests. */
export function drive<State, Received, Command, Sent, Event, Variables = undefined>(
  machine: Machine<State, Received, Command, Sent, Event, Variables>,
  options: { readonly dice?: Dice; readonly variables?: Variables } = {},
): Driven<State, Received, Command, Sent, Event> {
  const queue = new EventQueue();
  const sent: { at: Instant; frame: Sent }[] = [];
  const events: (Event & { at: Instant })[] = [];
  const running = runMachine(machine, {
    now: () => queue.now,
    schedule: (at, action) => queue.schedule(at, 'timer', action),
    random: rollDice(options.dice ?? 'earliest'),
    variables: () => options.variables as Variables,
    send: (frame) => sent.push({ at: queue.now, frame }),
    event: (event) => events.push({ at: queue.now, ...event }),
  });
  return {
    get state() {
      return running.state;
    },
    receive: (frame) => running.receive(frame),
    command: (command) => running.command(command),
    advance: (by) => void queue.runUntil(after(queue.now, by)),
    now: () => queue.now,
    sent: () => sent,
    sentAt: () => sent.map(({ at }) => at),
    events: () => events,
    pendingTimers: () => queue.size,
  };
}

/** The three dice that every machine's tests run with. */
export const THREE_DICE: readonly Dice[] = ['earliest', 'latest', 20_260];

/** The instant a number of seconds after the start, for expectations. */
export const at = (duration: Duration): Instant => after(START, duration);
