import { START, type Instant } from '../time.js';

/** What an event is about: decides the order at equal instants. */
export type EventClass = 'frame' | 'command' | 'timer';

const RANK: Readonly<Record<EventClass, number>> = { frame: 0, command: 1, timer: 2 };

interface QueuedEvent {
  readonly at: Instant;
  readonly rank: number;
  readonly serial: number;
  action: (() => void) | undefined;
}

/** Cancelled events stay in the heap until they surface; above this many, and above half of the heap, it is rebuilt. */
const TOLERATED_CANCELLED = 64;

const precedes = (a: QueuedEvent, b: QueuedEvent): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.serial < b.serial;

/**
 * The virtual clock: a discrete-event queue. Time stands still while an event runs and jumps to the next one. At equal
 * instants frames come before commands, commands before timers, and within a class the order of creation decides.
 */
export class EventQueue {
  #now: Instant = START;
  #heap: QueuedEvent[] = [];
  #serial = 0;
  #cancelled = 0;

  get now(): Instant {
    return this.#now;
  }

  /** Events that wait, cancelled ones not counted. */
  get size(): number {
    return this.#heap.length - this.#cancelled;
  }

  /** Runs `action` at an instant; the returned function cancels it, and does nothing once it has run. Throws for the past. */
  schedule(at: Instant, kind: EventClass, action: () => void): () => void {
    if (!(at >= this.#now)) throw new Error(`an event at ${at} µs lies in the past: the clock stands at ${this.#now} µs`);
    const event: QueuedEvent = { at, rank: RANK[kind], serial: this.#serial++, action };
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1);
    return () => this.#cancel(event);
  }

  /** The instant of the next event; undefined when nothing waits. */
  next(): Instant | undefined {
    while (this.#heap.length > 0 && this.#heap[0]?.action === undefined) {
      this.#take();
      this.#cancelled--;
    }
    return this.#heap[0]?.at;
  }

  /** Moves the clock to the next event and runs it; false when nothing waits. */
  runNext(): boolean {
    if (this.next() === undefined) return false;
    const event = this.#take();
    this.#now = event.at;
    const action = event.action;
    event.action = undefined;
    action?.();
    return true;
  }

  /** Runs every event up to and including an instant and leaves the clock there. Returns how many ran. */
  runUntil(deadline: Instant): number {
    let count = 0;
    for (let at = this.next(); at !== undefined && at <= deadline; at = this.next()) {
      this.runNext();
      count++;
    }
    if (deadline > this.#now) this.#now = deadline;
    return count;
  }

  #cancel(event: QueuedEvent): void {
    if (event.action === undefined) return;
    event.action = undefined;
    this.#cancelled++;
    if (this.#cancelled > TOLERATED_CANCELLED && this.#cancelled * 2 > this.#heap.length) this.#rebuild();
  }

  #rebuild(): void {
    this.#heap = this.#heap.filter((event) => event.action !== undefined);
    this.#cancelled = 0;
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  #take(): QueuedEvent {
    const heap = this.#heap;
    const first = heap[0] as QueuedEvent;
    const last = heap.pop() as QueuedEvent;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink(0);
    }
    return first;
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const event = heap[from] as QueuedEvent;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as QueuedEvent;
      if (!precedes(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const event = heap[from] as QueuedEvent;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1] as QueuedEvent, heap[child] as QueuedEvent)) child++;
      const below = heap[child] as QueuedEvent;
      if (!precedes(below, event)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = event;
  }
}
