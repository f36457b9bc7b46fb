import { linuxInNamespace } from '../adapters/linux.js';

/** Makes the namespaces of a run against the kernel and holds them until a signal comes. */
const prepared = await linuxInNamespace().prepare();
console.log(prepared.ok ? 'prepared' : prepared.error.detail);
setInterval(() => undefined, 60_000);
