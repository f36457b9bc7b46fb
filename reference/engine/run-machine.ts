import type { Duration, Instant } from '../time.js';
import type { Input, Machine, Output } from './machine.js';
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
  const timers = new Map<string, () => void>();
  const waiting: Input<Received, Command>[] = [];
  let busy = false;
  let stopped = false;

  const env = () => ({
    now: around.now(),
    uniform: (from: Duration, to: Duration) => around.random.uniform(from, to),
    octets: (count: number) => around.random.octets(count),
    variables: around.variables(),
  });

  const disarm = (id: string): void => {
    timers.get(id)?.();
    timers.delete(id);
  };

  const execute = (output: Output<Sent, Event>): void => {
    if (output.kind === 'send') around.send(output.frame);
    else if (output.kind === 'event') around.event(output.event);
    else {
      disarm(output.id);
      if (output.kind === 'arm')
        timers.set(
          output.id,
          around.schedule(output.at, () => expire(output.id)),
        );
    }
  };

  const expire = (id: string): void => {
    timers.delete(id);
    take({ kind: 'timer', id });
  };

  const carryOut = (outputs: readonly Output<Sent, Event>[]): void => {
    busy = true;
    try {
      for (const output of outputs) if (!stopped) execute(output);
    } finally {
      busy = false;
    }
    const next = waiting.shift();
    if (next !== undefined) take(next);
  };

  const take = (input: Input<Received, Command>): void => {
    if (stopped) return;
    if (busy) {
      waiting.push(input);
      return;
    }
    const step = machine.step(state, input, env());
    state = step.state;
    carryOut(step.outputs);
  };

  const first = machine.start(env());
  let state = first.state;
  carryOut(first.outputs);

  return {
    get state() {
      return state;
    },
    receive: (frame) => take({ kind: 'frame', frame }),
    command: (command) => take({ kind: 'command', command }),
    stop() {
      stopped = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
