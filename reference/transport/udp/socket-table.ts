import { sameAddress, type Address } from '../../net/address.js';
import type { UdpPeer } from './udp-service.js';

/** What decides who gets a datagram. */
export interface Bound {
  readonly port: number;
  readonly address?: Address | undefined;
  readonly link?: string | undefined;
  readonly peer?: UdpPeer | undefined;
  readonly shared?: true | undefined;
}

/** The ends of a datagram that arrived; without a link, any interface will do. */
export interface Ends {
  readonly source: Address;
  readonly sourcePort: number;
  readonly destination: Address;
  readonly destinationPort: number;
  readonly link?: string;
}

/** Who listens where; pure but for what is added and removed. Finding takes as long as there are sockets at the one port. */
export class SocketTable<S extends Bound> {
  readonly #byPort = new Map<number, S[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  isFree(port: number): boolean {
    return !this.#byPort.has(port);
  }

  /** Whether somebody has the very same place and does not share it. */
  isTaken(wanted: Bound): boolean {
    return this.#at(wanted.port).some((one) => isSamePlace(one, wanted) && !(one.shared && wanted.shared));
  }

  add(socket: S): void {
    this.#byPort.set(socket.port, [...this.#at(socket.port), socket]);
    this.#size++;
  }

  remove(socket: S): void {
    const left = this.#at(socket.port).filter((one) => one !== socket);
    if (left.length === this.#at(socket.port).length) return;
    if (left.length > 0) this.#byPort.set(socket.port, left);
    else this.#byPort.delete(socket.port);
    this.#size--;
  }

  /** The socket that says most about such a datagram; of several that say the same, the oldest. */
  find(ends: Ends): S | undefined {
    let best: S | undefined;
    for (const socket of this.#at(ends.destinationPort))
      if (accepts(socket, ends) && (best === undefined || specificity(socket) > specificity(best))) best = socket;
    return best;
  }

  /** Every socket that takes such a datagram in. */
  findAll(ends: Ends): readonly S[] {
    return this.#at(ends.destinationPort).filter((socket) => accepts(socket, ends));
  }

  #at(port: number): readonly S[] {
    return this.#byPort.get(port) ?? NOBODY;
  }
}

const NOBODY: readonly never[] = [];

const accepts = ({ address, link, peer }: Bound, ends: Ends): boolean =>
  (address === undefined || sameAddress(address, ends.destination)) &&
  (link === undefined || ends.link === undefined || link === ends.link) &&
  (peer === undefined || (peer.port === ends.sourcePort && sameAddress(peer.address, ends.source)));

/** A peer says more than an address, an address more than an interface. */
const specificity = ({ address, link, peer }: Bound): number => (peer ? 4 : 0) + (address ? 2 : 0) + (link === undefined ? 0 : 1);

const isSamePlace = (one: Bound, other: Bound): boolean =>
  one.port === other.port && one.link === other.link && isSame(one.address, other.address) && isSamePeer(one.peer, other.peer);

const isSame = (one: Address | undefined, other: Address | undefined): boolean =>
  one === undefined || other === undefined ? one === other : sameAddress(one, other);

const isSamePeer = (one: UdpPeer | undefined, other: UdpPeer | undefined): boolean =>
  one?.port === other?.port && isSame(one?.address, other?.address);
