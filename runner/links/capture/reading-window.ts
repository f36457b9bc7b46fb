import type { FileOctets } from './file-octets.js';

/** Read at once: each reading costs a turn of the event loop. */
const WINDOW_OCTETS = 256 * 1024;
/** Looked at together, unless a record needs more: few enough for the frames in them to stay in the processor's cache. */
const BATCH_OCTETS = 64 * 1024;
const MAGIC_OCTETS = 4;

/**
 * The part of a file that is being looked at. One buffer serves for the whole file, so views of its octets hold until the
 * next call of `hasEnough`.
 */
export class ReadingWindow {
  private buffer = Buffer.allocUnsafeSlow(WINDOW_OCTETS);
  private from = 0;
  private to = 0;
  /** Octets to come that nobody wants to see. */
  toSkip = 0;
  /** Octets that must be there before it is worth looking. */
  needed = MAGIC_OCTETS;

  get length(): number {
    return this.to - this.from;
  }

  get octets(): Buffer {
    return this.buffer.subarray(this.from, Math.min(this.to, this.from + Math.max(BATCH_OCTETS, this.needed)));
  }

  /** Reads on until there is enough to look at; false when the end comes first. */
  async hasEnough(input: FileOctets): Promise<boolean> {
    while (this.length === 0 || this.length < this.needed) if (!(await this.fill(input))) return false;
    return true;
  }

  /** Done with the next octets, which may be more than there are here. */
  advance(octets: number, needed: number): void {
    const here = Math.min(octets, this.length);
    this.from += here;
    this.toSkip = octets - here;
    this.needed = needed;
  }

  private async fill(input: FileOctets): Promise<boolean> {
    this.makeRoom();
    const count = await input.read(this.buffer, this.to);
    const skipped = Math.min(this.toSkip, count);
    this.toSkip -= skipped;
    this.from += skipped;
    this.to += count;
    return count > 0;
  }

  private makeRoom(): void {
    if (this.from === 0 && this.needed <= this.buffer.length) return;
    const held = this.buffer.subarray(this.from, this.to);
    if (this.needed > this.buffer.length) this.buffer = Buffer.allocUnsafeSlow(2 * this.needed);
    held.copy(this.buffer);
    this.from = 0;
    this.to = held.length;
  }
}
