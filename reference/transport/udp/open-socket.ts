import { addressKey, isMulticast, isSourceSpecific, type Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { Ipv6Interface } from '../../ipv6/services.js';
import { ANY_SOURCE, NO_SOURCE, sourceFilter, wants, wantsNothing } from '../../multicast/listener/source-filter.js';
import type { Bound } from './socket-table.js';
import { sendDatagram, type UdpOutlet } from './udp-output.js';
import { areValid } from './udp-options.js';
import type { UdpListener, UdpMembership, UdpOptions, UdpPeer, UdpProblem, UdpSending, UdpSocket } from './udp-service.js';

export interface OpenSocketSettings {
  readonly bound: Bound;
  readonly options: UdpOptions;
  readonly listener: UdpListener;
  /** The socket is closed: nothing is delivered to it any more. */
  readonly closed: (socket: OpenSocket) => void;
}

/** One socket: where it listens, what it has set, and the groups that it has joined. */
export class OpenSocket implements UdpSocket, Bound {
  readonly port: number;
  readonly address: Address | undefined;
  readonly link: string | undefined;
  readonly peer: UdpPeer | undefined;
  readonly shared: true | undefined;
  readonly listener: UdpListener;
  readonly #outlet: UdpOutlet;
  readonly #closed: OpenSocketSettings['closed'];
  readonly #groups = new Map<string, UdpMembership>();
  #options: UdpOptions;
  #isOpen = true;

  constructor(outlet: UdpOutlet, { bound, options, listener, closed }: OpenSocketSettings) {
    this.port = bound.port;
    this.address = bound.address;
    this.link = bound.link;
    this.peer = bound.peer;
    this.shared = bound.shared;
    this.listener = listener;
    this.#outlet = outlet;
    this.#closed = closed;
    this.#options = options;
  }

  get options(): UdpOptions {
    return this.#options;
  }

  get groups(): readonly UdpMembership[] {
    return [...this.#groups.values()];
  }

  set(options: UdpOptions): Result<void, UdpProblem> {
    if (!areValid(options)) return failed('invalid');
    this.#options = { ...this.#options, ...options };
    return ok(undefined);
  }

  send(datagram: UdpSending): Result<void, UdpProblem> {
    return this.#isOpen ? sendDatagram(this.#outlet, this, datagram) : failed('closed');
  }

  join(group: Address, link: string): Result<void, UdpProblem> {
    return this.#groups.has(membershipKey(group, link)) ? failed('already-joined') : this.listen({ group, link, ...ANY_SOURCE });
  }

  leave(group: Address, link: string): Result<void, UdpProblem> {
    return this.#groups.has(membershipKey(group, link)) ? this.listen({ group, link, ...NO_SOURCE }) : failed('not-joined');
  }

  listen({ group, link, mode, sources }: UdpMembership): Result<void, UdpProblem> {
    const key = membershipKey(group, link);
    const filter = sourceFilter(mode, sources);
    const iface = this.#outlet.interfaces.get(link);
    if (!this.#isOpen) return failed('closed');
    if (!isMulticast(group)) return failed('no-group');
    if (iface === undefined) return failed('no-such-link');
    // RFC 4607 section 4.1: such a group has no meaning without a source.
    if (mode === 'exclude' && isSourceSpecific(group)) return failed('source-needed');
    if (!this.#groups.has(key) && this.#groups.size >= this.#outlet.constants.GROUPS_PER_SOCKET_LIMIT) {
      iface.context.count('udp.groups.refused');
      return failed('too-many-groups');
    }
    if (iface.state === 'up' && !iface.groups.listen(this, group, filter)) return failed('too-many-sources');
    if (wantsNothing(filter)) this.#groups.delete(key);
    else this.#groups.set(key, { group, link, ...filter });
    return ok(undefined);
  }

  close(): void {
    if (!this.#isOpen) return;
    for (const { group, link } of this.groups) this.leave(group, link);
    this.#isOpen = false;
    this.#closed(this);
  }

  /** RFC 3810 section 4.2: what the interface gets for others is not for this socket. */
  wantsFrom(source: Address, group: Address, link: string): boolean {
    const membership = this.#groups.get(membershipKey(group, link));
    return membership !== undefined && wants(membership, source);
  }

  /** The interface has come up without any memberships. */
  joinAgain(iface: Ipv6Interface): void {
    for (const { group, link, mode, sources } of this.#groups.values())
      if (link === iface.name) iface.groups.listen(this, group, { mode, sources });
  }
}

const membershipKey = (group: Address, link: string): string => `${addressKey(group)}%${link}`;
