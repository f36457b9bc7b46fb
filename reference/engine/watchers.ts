/** Those who want to be told of something, in the order in which they came. */
export class Watchers<A extends readonly unknown[]> {
  readonly #watchers = new Set<(...what: A) => void>();

  /** How many there are. */
  get size(): number {
    return this.#watchers.size;
  }

  /** Returns what ends it. */
  watch(watcher: (...what: A) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Whoever comes or goes meanwhile is told of the next thing, or of no more. */
  tell(...what: A): void {
    for (const watcher of [...this.#watchers]) if (this.#watchers.has(watcher)) watcher(...what);
  }
}
