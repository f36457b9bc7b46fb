import { failed, ok, type Result } from '../../net/result.js';
import type { DataModel } from './c-structure.js';
import { AF_INET6, AF_UNSPEC, PF_ROUTE, type ErrorName } from './constants.js';
import { dumpMessage, interfaceListMessages } from './kernel-messages.js';
import type { KernelEntry, KernelInterface } from './kernel-table.js';

const CTL_NET = 4;
const NET_RT_DUMP = 1;
const NET_RT_IFLIST = 3;

/** Names of variables: net.route.0.inet6.dump.0, and net.route.0.inet6.iflist.0. */
export const ROUTE_DUMP: readonly number[] = [CTL_NET, PF_ROUTE, 0, AF_INET6, NET_RT_DUMP, 0];
export const INTERFACE_LIST: readonly number[] = [CTL_NET, PF_ROUTE, 0, AF_INET6, NET_RT_IFLIST, 0];

/** How many octets the variable has; without room for them that is all. */
export interface SysctlAnswer {
  readonly needed: number;
  readonly octets?: Uint8Array;
}

export interface SysctlSource {
  table(): readonly KernelEntry[];
  interfaces(): readonly KernelInterface[];
}

/** sysctl(3) for what is behind net.route. `room`: the size of the caller's buffer; without one it asks for the size. */
export function routeSysctl(
  name: readonly number[],
  room: number | undefined,
  source: SysctlSource,
  model: DataModel,
): Result<SysctlAnswer, ErrorName> {
  const [level, protocol, zero, family, operation, argument, ...more] = name;
  if (level !== CTL_NET || protocol !== PF_ROUTE || zero !== 0) return failed('ENOENT');
  if (family === undefined || operation === undefined || argument === undefined || more.length > 0) return failed('EINVAL');
  const messages = messagesOf(operation, source, model);
  if (messages === undefined) return failed('EINVAL');
  // Of other families the table has nothing.
  const octets = family === AF_INET6 || family === AF_UNSPEC ? joined(messages) : new Uint8Array(0);
  if (room === undefined) return ok({ needed: octets.length });
  return room < octets.length ? failed('ENOMEM') : ok({ needed: octets.length, octets });
}

/** A table may have more messages than a call takes arguments. */
function joined(messages: readonly Uint8Array[]): Uint8Array {
  const octets = new Uint8Array(messages.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const message of messages) {
    octets.set(message, at);
    at += message.length;
  }
  return octets;
}

function messagesOf(operation: number, source: SysctlSource, model: DataModel): readonly Uint8Array[] | undefined {
  switch (operation) {
    case NET_RT_DUMP:
      return source.table().map((entry) => dumpMessage(entry, model));
    case NET_RT_IFLIST:
      return source.interfaces().flatMap((iface) => interfaceListMessages(iface, model));
    default:
      return undefined;
  }
}

/** The table may grow between the question for its size and the one for its contents. */
const MOST_ATTEMPTS = 5;

export interface Dump {
  readonly octets: Uint8Array;
  /** More than one is worth a line in a log. */
  readonly attempts: number;
}

/** Asks for the size, then for as much, and anew when that is not enough any more. */
export function readDump(ask: (room?: number) => Result<SysctlAnswer, ErrorName>): Result<Dump, ErrorName> {
  let problem: ErrorName = 'ENOMEM';
  for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts++) {
    const size = ask();
    if (!size.ok) return size;
    const read = ask(size.value.needed);
    if (read.ok) return ok({ octets: read.value.octets ?? new Uint8Array(0), attempts });
    if (read.error !== 'ENOMEM') return read;
    problem = read.error;
  }
  return failed(problem);
}
