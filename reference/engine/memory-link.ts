import { after, ZERO, type Duration } from '../time.js';
import type { EventQueue } from './event-queue.js';

/** One end of a link. */
export interface Port {
  readonly name: string;
  /** Puts a whole frame on the link. The octets must not be changed afterwards. */
  transmit(octets: Uint8Array): void;
  /** Frames under way to this port are lost from now on. */
  detach(): void;
}

export type Receive = (octets: Uint8Array) => void;

/** Whatever ports can be attached to: a link, or a link behind a tap. */
export interface Attachable {
  attach(name: string, receive: Receive): Port;
}

export interface MemoryLinkOptions {
  /** From transmission to arrival; zero means the same instant, after everything that was queued before. */
  readonly delay?: Duration;
  /** Decides for each receiver whether the frame is lost on the way; asked in the order of attachment. */
  readonly loses?: (octets: Uint8Array, from: string, to: string) => boolean;
}

/**
 * A shared medium in memory: a frame from one port arrives at every other port, through the event queue and in the
 * order of transmission. It looks at no address; filtering is the receiver's job.
 */
export class MemoryLink implements Attachable {
  readonly #queue: EventQueue;
  readonly #delay: Duration;
  readonly #loses: MemoryLinkOptions['loses'];
  readonly #receivers = new Map<string, Receive>();
  #lost = 0;

  constructor(queue: EventQueue, options: MemoryLinkOptions = {}) {
    this.#queue = queue;
    this.#delay = options.delay ?? ZERO;
    this.#loses = options.loses;
  }

  /** Frames that the `loses` rule took, counted per receiver. */
  get lost(): number {
    return this.#lost;
  }

  attach(name: string, receive: Receive): Port {
    if (this.#receivers.has(name)) throw new Error(`the link already has a port "${name}"`);
    this.#receivers.set(name, receive);
    return {
      name,
      transmit: (octets) => this.#spread(name, octets),
      detach: () => {
        if (this.#receivers.get(name) === receive) this.#receivers.delete(name);
      },
    };
  }

  #spread(from: string, octets: Uint8Array): void {
    const arrival = after(this.#queue.now, this.#delay);
    for (const [to, receive] of this.#receivers) {
      if (to === from) continue;
      if (this.#loses?.(octets, from, to)) this.#lost++;
      else
        this.#queue.schedule(arrival, 'frame', () => {
          if (this.#receivers.get(to) === receive) receive(octets);
        });
    }
  }
}
