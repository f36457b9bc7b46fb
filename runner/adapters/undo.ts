/**
 * What must not stay behind when the process ends in an unplanned way: namespaces, interfaces, children. Registered when
 * something is made, taken back when it has been removed in the planned way.
 */
const pending = new Set<() => void>();
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
let watching = false;

/** `undo` runs when the process exits; it must be synchronous. The returned function takes the registration back. */
export function undoAtExit(undo: () => void): () => void {
  watch();
  pending.add(undo);
  return () => void pending.delete(undo);
}

function undoAll(): void {
  for (const undo of [...pending].reverse()) {
    pending.delete(undo);
    try {
      undo();
    } catch {
      // The process is ending: the next run names what stayed.
    }
  }
}

function watch(): void {
  if (watching) return;
  watching = true;
  process.on('exit', undoAll);
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      // Who else listens decides how to end; otherwise the usual effect of the signal, after tidying up.
      if (process.listenerCount(signal) === 1) process.exit(code);
    });
  }
}
