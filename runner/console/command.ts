import type { NodeEvent } from '../../reference/engine/environment.js';
import type { Node } from '../../reference/node.js';
import type { Instant } from '../../reference/time.js';
import type { OptionSpec } from './options.js';

/** What the commands of the console work on. */
export interface ConsoleHost {
  readonly node: Node;
  now(): Instant;
  schedule(at: Instant, action: () => void): () => void;
  /** Tells of every event from now on; the returned function ends that. */
  observe(listen: (event: NodeEvent) => void): () => void;
  /** Opens the NIC of an interface again whose link was lost; the text says why that cannot be. */
  reopen(link: string): Promise<string | undefined>;
  isLost(link: string): boolean;
}

/** One command being carried out for somebody. */
export interface Session extends ConsoleHost {
  /** A line that comes while the command still runs. */
  say(line: string): void;
  /** Aborted when whoever asked interrupts the command, or is gone. */
  readonly signal: AbortSignal;
  /** The answer is wanted as data: lines are of no use. */
  readonly wantsData: boolean;
}

export interface Answer {
  readonly lines: readonly string[];
  /** The same for programs. */
  readonly data: unknown;
  /** It was carried out, and came to nothing: no reply to any ping. */
  readonly failed?: true;
}

export interface ConsoleCommand {
  readonly name: string;
  readonly summary: string;
  /** What may follow the name, a form a line. */
  readonly usage: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  run(words: readonly string[], session: Session): Answer | Promise<Answer>;
}

/** Settles when whoever asked has enough. */
export const untilAborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** Why a command was not carried out: it was not understood, or cannot be done. */
export class Complaint extends Error {
  override readonly name = 'Complaint';

  constructor(
    message: string,
    readonly kind: 'misused' | 'refused',
  ) {
    super(message);
  }
}

export const misused = (message: string): Complaint => new Complaint(message, 'misused');
export const refused = (message: string): Complaint => new Complaint(message, 'refused');

/** Nothing more to say than that it was done. */
export const done = (line?: string): Answer => ({ lines: line === undefined ? [] : [line], data: { done: true } });
