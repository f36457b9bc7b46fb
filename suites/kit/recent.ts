import type { Duration, Instant } from '../../reference/time.js';

/** Why an entry left: its time was over, newer ones needed the room, or the capture ended. */
export type Departure = 'expired' | 'crowded' | 'finished';

export interface RecentOptions<V> {
  /** How long an entry stays, from the instant that it was put with. */
  readonly lifetime: Duration;
  /** How many entries are kept; the oldest goes first. */
  readonly limit: number;
  /** Told of each entry that leaves by itself. */
  onLeave?(value: V, why: Departure): void;
}

/** A table of what was seen of late: bounded in time and in number, whatever a capture does. */
export interface Recent<V> {
  readonly size: number;
  get(key: string): V | undefined;
  /** Puts or renews an entry. */
  put(key: string, at: Instant, value: V): void;
  /** Takes an entry out without telling `onLeave`. */
  remove(key: string): V | undefined;
  /** Lets entries go whose time is over. */
  advance(now: Instant): void;
  finish(): void;
}

export function recent<V>({ lifetime, limit, onLeave }: RecentOptions<V>): Recent<V> {
  const entries = new Map<string, { readonly at: Instant; readonly value: V }>();
  /** No entry's time is over before this instant. */
  let nothingDueBefore = Infinity;
  const leave = (key: string, value: V, why: Departure): void => {
    entries.delete(key);
    onLeave?.(value, why);
  };
  return {
    get size() {
      return entries.size;
    },
    get: (key) => entries.get(key)?.value,
    put(key, at, value) {
      entries.delete(key);
      entries.set(key, { at, value });
      if (entries.size === 1) nothingDueBefore = at + lifetime;
      if (entries.size <= limit) return;
      for (const [oldest, entry] of entries) return leave(oldest, entry.value, 'crowded');
    },
    remove(key) {
      const found = entries.get(key);
      entries.delete(key);
      return found?.value;
    },
    advance(now) {
      if (now <= nothingDueBefore || entries.size === 0) return;
      for (const [key, { at, value }] of entries) {
        nothingDueBefore = at + lifetime;
        if (nothingDueBefore >= now) return;
        leave(key, value, 'expired');
      }
    },
    finish() {
      for (const [key, { value }] of entries) leave(key, value, 'finished');
    },
  };
}
