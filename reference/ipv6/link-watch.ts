type Watcher = (link: string, isUsable: boolean) => void;

/** Programs of the node that want to know when an interface can be used: it is up and has a link-local address. */
export class LinkWatch {
  readonly #watchers = new Set<Watcher>();

  /** Returns what ends it. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  tell(link: string, isUsable: boolean): void {
    for (const watcher of this.#watchers) watcher(link, isUsable);
  }
}
