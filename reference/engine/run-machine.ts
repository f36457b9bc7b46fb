import type { Duration, Instant } from '../time.js';
import type { Env, Input, Machine, Output } from './machine.js';
import type { Random } from './random.js';

/** What a machine runs in: a clock, dice, and somebody who executes what it puts out. */
export interface Surroundings<Sent, Event, Variables> {
  now(): Instant;
  schedule(at: Instant, action: () => void): () => void;
  readonly random: Random;
  variables(): Variables;
  send(frame: Sent): void;
  event(event: Event): void;
}

export interface RunningMachine<State, Received, Command> {
  readonly state: State;
  receive(frame: Received): void;
  command(command: Command): void;
  /** When the next of its timers runs out; undefined when none is armed. */
  readonly deadline: Instant | undefined;
  /** Disarms every timer; later inputs are ignored. */
  stop(): void;
}

/**
 * Starts a machine and keeps it running. Inputs that arise while outputs are being executed wait until these are done,
 * so that a step never sees half of the step before.
 */
export function runMachine<State, Received, Command, Sent, Event, Variables>(
  machine: Machine<State, Received, Command, Sent, Event, Variables>,
  around: Surroundings<Sent, Event, Variables>,
): RunningMachine<State, Received, Command> {
  return new Runner(machine, around);
}

class Runner<State, Received, Command, Sent, Event, Variables> implements RunningMachine<State, Received, Command> {
  readonly #machine: Machine<State, Received, Command, Sent, Event, Variables>;
  readonly #around: Surroundings<Sent, Event, Variables>;
  readonly #timers = new Map<string, { readonly at: Instant; readonly cancel: () => void }>();
  readonly #waiting: Input<Received, Command>[] = [];
  readonly #uniform = (from: Duration, to: Duration): Duration => this.#around.random.uniform(from, to);
  readonly #octets = (count: number): Uint8Array => this.#around.random.octets(count);
  #state: State;
  #isBusy = false;
  #isStopped = false;

  constructor(machine: Machine<State, Received, Command, Sent, Event, Variables>, around: Surroundings<Sent, Event, Variables>) {
    this.#machine = machine;
    this.#around = around;
    const first = machine.start(this.#env());
    this.#state = first.state;
    this.#carryOut(first.outputs);
  }

  get state(): State {
    return this.#state;
  }

  get deadline(): Instant | undefined {
    let first: Instant | undefined;
    for (const { at } of this.#timers.values()) if (first === undefined || at < first) first = at;
    return first;
  }

  receive(frame: Received): void {
    this.#take({ kind: 'frame', frame });
  }

  command(command: Command): void {
    this.#take({ kind: 'command', command });
  }

  stop(): void {
    this.#isStopped = true;
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #env(): Env<Variables> {
    return { now: this.#around.now(), uniform: this.#uniform, octets: this.#octets, variables: this.#around.variables() };
  }

  #take(input: Input<Received, Command>): void {
    if (this.#isStopped) return;
    if (this.#isBusy) {
      this.#waiting.push(input);
      return;
    }
    const step = this.#machine.step(this.#state, input, this.#env());
    this.#state = step.state;
    this.#carryOut(step.outputs);
  }

  #carryOut(outputs: readonly Output<Sent, Event>[]): void {
    this.#isBusy = true;
    try {
      for (const output of outputs) if (!this.#isStopped) this.#execute(output);
    } finally {
      this.#isBusy = false;
    }
    const next = this.#waiting.shift();
    if (next !== undefined) this.#take(next);
  }

  #execute(output: Output<Sent, Event>): void {
    if (output.kind === 'send') return this.#around.send(output.frame);
    if (output.kind === 'event') return this.#around.event(output.event);
    const { id } = output;
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
    if (output.kind !== 'arm') return;
    const { at } = output;
    this.#timers.set(id, { at, cancel: this.#around.schedule(at, () => this.#expire(id)) });
  }

  #expire(id: string): void {
    this.#timers.delete(id);
    this.#take({ kind: 'timer', id });
  }
}
