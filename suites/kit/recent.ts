import { after, type Duration, type Instant } from '../../reference/time.js';

/** Why an entry left: its time was over, newer ones needed the room, or the capture ended. */
export type Departure = 'expired' | 'crowded' | 'finished';

export interface RecentOptions<V> {
  /** How long an entry stays at least; it leaves before twice that time is over, if anything is seen by then. */
  readonly lifetime: Duration;
  /** How many entries are kept; the oldest go first. */
  readonly limit: number;
  /** When an entry was last of interest. */
  stampOf(value: V): Instant;
  /** Told of each entry that leaves by itself. */
  onLeave?(value: V, why: Departure): void;
}

/** A table of what was seen of late: bounded in time and in number, whatever a capture does. */
export interface Recent<V> {
  readonly size: number;
  get(key: string): V | undefined;
  /** Puts or renews an entry. */
  put(key: string, value: V): void;
  /** Takes an entry out without telling `onLeave`. */
  remove(key: string): V | undefined;
  /** Lets entries go whose time is over. */
  advance(now: Instant): void;
  finish(end: Instant): void;
}

/** Two generations of entries take turns: that costs no more than two maps, however many entries come and go. */
export function recent<V>(options: RecentOptions<V>): Recent<V> {
  return new Generations(options);
}

class Generations<V> implements Recent<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();
  private turnAt = -Infinity;

  constructor(private readonly options: RecentOptions<V>) {}

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(key: string): V | undefined {
    return this.young.get(key) ?? (this.old.size > 0 ? this.old.get(key) : undefined);
  }

  put(key: string, value: V): void {
    this.young.set(key, value);
    if (this.young.size >= this.options.limit / 2) this.turn(this.options.stampOf(value));
  }

  remove(key: string): V | undefined {
    const found = this.get(key);
    if (found !== undefined) {
      this.young.delete(key);
      this.old.delete(key);
    }
    return found;
  }

  advance(now: Instant): void {
    if (now < this.turnAt) return;
    if (this.turnAt > -Infinity) this.turn(now);
    this.turnAt = after(now, this.options.lifetime);
    // Nothing was seen for so long that the younger generation is over as well.
    if (this.old.size > 0 && this.young.size === 0 && this.allOver(now)) this.turn(now);
  }

  private allOver(now: Instant): boolean {
    for (const value of this.old.values()) if (!this.isOver(value, now)) return false;
    return true;
  }

  finish(end: Instant): void {
    for (const value of [...this.leaving(), ...this.young.values()])
      this.options.onLeave?.(value, this.isOver(value, end) ? 'expired' : 'finished');
    this.young.clear();
    this.old.clear();
  }

  private turn(now: Instant): void {
    const { onLeave } = this.options;
    const leaving = onLeave ? this.leaving() : [];
    this.old = this.young;
    this.young = new Map();
    for (const value of leaving) onLeave?.(value, this.isOver(value, now) ? 'expired' : 'crowded');
  }

  /** What of the older generation was not renewed. */
  private leaving(): readonly V[] {
    const leaving: V[] = [];
    for (const [key, value] of this.old) if (!this.young.has(key)) leaving.push(value);
    return leaving;
  }

  private isOver(value: V, now: Instant): boolean {
    return after(this.options.stampOf(value), this.options.lifetime) < now;
  }
}
