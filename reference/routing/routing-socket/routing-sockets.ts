import { Watchers } from '../../engine/watchers.js';
import type { RoutingService } from '../../ipv6/services.js';
import type { Route } from '../../ipv6/forwarding/routing-table.js';
import type { InterfaceChange } from '../../ipv6/interface-change.js';
import type { Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';
import { encodeAnnouncement } from './announcement.js';
import { ILP32, type DataModel } from './c-structure.js';
import { AF_INET6, AF_UNSPEC, errorNumber, IFAN, PF_ROUTE, RTA, RTF, RTM, RTM_VERSION, SOCK_RAW, type ErrorName } from './constants.js';
import { addressesOf, addressMessage, headerOf, interfaceMessage } from './kernel-messages.js';
import { entryOfRoute, kernelTable, type KernelEntry, type KernelInterface } from './kernel-table.js';
import { carryOutRequest } from './route-request.js';
import { decodeRoutingMessage, encodeRoutingMessage, type RouteMessage } from './routing-message.js';
import { routeSysctl, type SysctlAnswer } from './sysctl.js';

export interface RoutingSocketGround {
  readonly routing: Pick<RoutingService, 'add' | 'remove' | 'inUse' | 'listInUse' | 'lookup' | 'watchInUse'>;
  interfaces(): readonly KernelInterface[];
  linkTowards(address: Address): string | undefined;
  watchInterfaces(watcher: (change: InterfaceChange) => void): () => void;
}

/** Who opens a socket, and for which kind of machine it was compiled. */
export interface RoutingProgram {
  readonly pid: number;
  readonly isSuperUser: boolean;
  readonly model?: DataModel;
}

/** socket(2) with PF_ROUTE; `protocol` is the address family to hear of, or zero. */
export const ROUTING_SOCKET = { family: PF_ROUTE, type: SOCK_RAW, protocol: AF_UNSPEC } as const;

export interface RoutingSocket {
  /** One message. When it fails, whoever reads hears of it too, with the error in it. */
  write(octets: Uint8Array): Result<void, ErrorName>;
  close(): void;
}

/** A message in the form of whoever reads it. */
type MessageFor = (model: DataModel) => Uint8Array;
type Change = readonly [before: Route | undefined, after: Route | undefined];

/**
 * The routing sockets of a node: programs change its table by messages, and hear of every change of it, of interfaces and of
 * addresses, whoever made it. Each reads messages in the form of its own machine.
 */
export class RoutingSockets {
  readonly #ground: RoutingSocketGround;
  readonly #readers = new Watchers<readonly [MessageFor]>();
  /** Changes while a request is being carried out: it tells of them itself. */
  #meanwhile: Change[] | undefined;

  constructor(ground: RoutingSocketGround) {
    this.#ground = ground;
    ground.routing.watchInUse((before, after) => this.#tableChanged(before, after));
    ground.watchInterfaces((change) => this.#interfaceChanged(change));
  }

  open(
    { family, type, protocol }: { readonly family: number; readonly type: number; readonly protocol: number },
    program: RoutingProgram,
    received: (octets: Uint8Array) => void,
  ): Result<RoutingSocket, ErrorName> {
    if (family !== PF_ROUTE) return failed('EAFNOSUPPORT');
    if (type !== SOCK_RAW) return failed('EPROTOTYPE');
    if (protocol !== AF_UNSPEC && protocol !== AF_INET6) return failed('EPROTONOSUPPORT');
    const writer = { model: ILP32, ...program };
    const close = this.#readers.watch((message) => received(message(writer.model)));
    return ok({ write: (octets) => this.#write(octets, writer), close });
  }

  sysctl(name: readonly number[], model: DataModel, room?: number): Result<SysctlAnswer, ErrorName> {
    const source = { table: () => this.#table(), interfaces: () => this.#ground.interfaces() };
    return routeSysctl(name, room, source, model);
  }

  #table(): readonly KernelEntry[] {
    return kernelTable(this.#ground.interfaces(), this.#ground.routing.listInUse());
  }

  #write(octets: Uint8Array, { pid, isSuperUser, model }: Required<RoutingProgram>): Result<void, ErrorName> {
    const decoded = decodeRoutingMessage(octets, model);
    if (!decoded.ok || decoded.value.header.length !== octets.length) return failed('EINVAL');
    const { header } = decoded.value;
    if (header.version !== RTM_VERSION) return failed('EPROTONOSUPPORT');
    if (decoded.value.kind !== 'route') return failed('EOPNOTSUPP');
    const request = { ...decoded.value, header: { ...decoded.value.header, pid } };
    const outcome = request.header.type !== RTM.GET && !isSuperUser ? failed('EPERM' as const) : this.#carryOut(request, model);
    if (outcome.ok) return outcome;
    this.#readers.tell((reader) => refusal(request, outcome.error, reader));
    return outcome;
  }

  #carryOut(request: RouteMessage, model: DataModel): Result<void, ErrorName> {
    const changes: Change[] = (this.#meanwhile = []);
    const { routing, linkTowards } = this.#ground;
    const done = carryOutRequest(request, { routing, linkTowards, interfaces: this.#ground.interfaces(), model });
    this.#meanwhile = undefined;
    if (!done.ok) return done;
    const { type, pid, seq, addresses } = request.header;
    // The interface is told to who asks for it.
    const withInterface = (addresses & (RTA.IFP | RTA.IFA)) !== 0;
    this.#tellOf(done.value, { type, pid, seq }, withInterface);
    for (const [before, after] of changes) {
      const isOwn = done.value.route === (type === RTM.DELETE ? before : after);
      if (!isOwn) this.#tableChanged(before, after);
      // A route that stood behind the deleted one is in use now.
      else if (type === RTM.DELETE && after !== undefined) this.#tableChanged(undefined, after);
    }
    return ok(undefined);
  }

  #tableChanged(before: Route | undefined, after: Route | undefined): void {
    if (this.#meanwhile) return void this.#meanwhile.push([before, after]);
    if (this.#readers.size === 0) return;
    const route = after ?? before;
    const entry = route && entryOfRoute(route, this.#ground.interfaces());
    if (entry === undefined) return;
    const type = after === undefined ? RTM.DELETE : before === undefined ? RTM.ADD : RTM.CHANGE;
    this.#tellOf(entry, { type, pid: 0, seq: 0 }, false);
  }

  #tellOf(entry: KernelEntry, who: { readonly type: number; readonly pid: number; readonly seq: number }, withInterface: boolean): void {
    const header = headerOf(entry);
    const flags = (header.flags ?? 0) | RTF.DONE;
    this.#readers.tell((model) =>
      encodeRoutingMessage(
        { kind: 'route', header: { ...header, ...who, flags }, addresses: addressesOf(entry, model, withInterface) },
        model,
      ),
    );
  }

  #interfaceChanged(change: InterfaceChange): void {
    if (this.#readers.size === 0) return;
    if (change.kind === 'arrived' || change.kind === 'departed') {
      const what = change.kind === 'arrived' ? IFAN.ARRIVAL : IFAN.DEPARTURE;
      return this.#readers.tell((model) => encodeAnnouncement({ ...change, what }, model));
    }
    const iface = this.#ground.interfaces().find(({ name }) => name === change.name);
    if (iface === undefined) return;
    if ('address' in change) {
      const type = change.kind === 'address-assigned' ? RTM.NEWADDR : RTM.DELADDR;
      this.#readers.tell((model) => addressMessage(iface, change, { type, model }));
    } else this.#readers.tell((model) => interfaceMessage(iface, change.kind === 'up', model));
  }
}

/** What was written, with the reason why it was not done. */
function refusal({ header, addresses, rest }: RouteMessage, error: ErrorName, model: DataModel): Uint8Array {
  const { length: _length, ...asked } = header;
  return encodeRoutingMessage({ kind: 'route', header: { ...asked, errno: errorNumber(error) }, addresses, rest }, model);
}
