import { isLinkLocal, isMulticast, sameAddress, ALL_NODES, type Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { Random } from '../../engine/random.js';
import { isAssigned } from '../../ipv6/address-table.js';
import type { Ipv6Interface, UdpProtocol } from '../../ipv6/services.js';
import { UDP_CONSTANTS, type UdpConstants } from './constants.js';
import { ephemeralPort } from './ephemeral-ports.js';
import { OpenSocket } from './open-socket.js';
import { SocketTable, type Bound, type Ends } from './socket-table.js';
import { areValid, isPort } from './udp-options.js';
import type { UdpOutlet } from './udp-output.js';
import type { Datagram, UdpBinding, UdpError, UdpListener, UdpProblem, UdpSocket, UdpSocketView } from './udp-service.js';

export interface UdpSurroundings extends Pick<UdpOutlet, 'interfaces' | 'outgoing'> {
  readonly random: Random;
  readonly constants?: Partial<UdpConstants> | undefined;
  readonly count: (name: string) => void;
}

/** Octets of the secret behind the flow labels. */
const SECRET_OCTETS = 16;

/** UDP of a node: its sockets, and who of them gets what arrives. */
export class Udp implements UdpProtocol {
  readonly #around: UdpSurroundings;
  readonly #outlet: UdpOutlet;
  readonly #table = new SocketTable<OpenSocket>();
  readonly #sockets = new Set<OpenSocket>();
  #secret: Uint8Array | undefined;

  constructor(around: UdpSurroundings) {
    const { interfaces, outgoing } = around;
    this.#around = around;
    this.#outlet = {
      ...{ interfaces, outgoing },
      constants: { ...UDP_CONSTANTS, ...around.constants },
      secret: () => (this.#secret ??= around.random.octets(SECRET_OCTETS)),
    };
  }

  bind(binding: UdpBinding, listener: UdpListener): Result<UdpSocket, UdpProblem> {
    const { constants } = this.#outlet;
    const { peer, options = {} } = binding;
    if (!areValid(options) || (peer !== undefined && !isPort(peer.port))) return failed('invalid');
    const place = this.#placeOf(binding);
    if (!place.ok) return place;
    if (this.#sockets.size >= constants.SOCKET_LIMIT) {
      this.#around.count('udp.sockets.refused');
      return failed('too-many-sockets');
    }
    const port = binding.port ?? ephemeralPort(constants, this.#around.random, (one) => this.#table.isFree(one));
    if (port === undefined) return failed('no-free-port');
    if (!isPort(port)) return failed('invalid');
    const bound: Bound = { ...place.value, port };
    if (this.#table.isTaken(bound)) return failed('port-in-use');
    const socket = new OpenSocket(this.#outlet, { bound, options, listener, closed: (one) => this.#forget(one) });
    this.#table.add(socket);
    this.#sockets.add(socket);
    return ok(socket);
  }

  list(): readonly UdpSocketView[] {
    return [...this.#sockets];
  }

  receive(datagram: Datagram, destinationPort: number): boolean {
    const receivers = isMulticast(datagram.destination)
      ? this.#membersFor({ ...datagram, destinationPort })
      : [this.#table.find({ ...datagram, destinationPort })].filter((one) => one !== undefined);
    for (const { listener } of receivers) {
      this.#around.count('udp.delivered');
      listener.received(datagram);
    }
    return receivers.length > 0;
  }

  failed(sourcePort: number, error: UdpError): boolean {
    const { source, destination, destinationPort, link } = error;
    if (!this.#isOwn(source)) return false;
    // What was sent is looked for as if it had come back; whichever way the error itself has come.
    const isOfOneLink = isLinkLocal(destination) || isMulticast(destination);
    const ends: Ends = { source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort };
    const socket = this.#table.find(isOfOneLink ? { ...ends, link } : ends);
    if (socket === undefined) return false;
    this.#around.count('udp.errors');
    socket.listener.failed?.(error);
    return true;
  }

  /** RFC 3542 section 11.3: everybody who wants to know, but not who has to do with somebody else only. */
  pathMtuDecreased(path: Parameters<UdpProtocol['pathMtuDecreased']>[0]): void {
    for (const { listener, peer, link } of [...this.#sockets]) {
      const isElsewhere =
        (peer !== undefined && !sameAddress(peer.address, path.destination)) || (link !== undefined && link !== path.link);
      if (!isElsewhere) listener.pathMtuDecreased?.(path);
    }
  }

  begin(iface: Ipv6Interface): void {
    for (const socket of this.#sockets) socket.joinAgain(iface);
  }

  /** RFC 3493 section 5.2: who listens to the group there. The group of all nodes everybody belongs to. */
  #membersFor(ends: Datagram & Ends): readonly OpenSocket[] {
    const { source, destination, link } = ends;
    return this.#table.findAll(ends).filter((socket) => sameAddress(destination, ALL_NODES) || socket.wantsFrom(source, destination, link));
  }

  /** The interface of a link-local address belongs to its place (RFC 4007 section 6). */
  #placeOf({ address, link, peer, shared }: UdpBinding): Result<Omit<Bound, 'port'>, UdpProblem> {
    if (link !== undefined && !this.#outlet.interfaces.has(link)) return failed('no-such-link');
    const rest = { ...(peer && { peer }), ...(shared && { shared }) };
    const place = { ...rest, ...(link !== undefined && { link }) };
    if (address === undefined) return ok(place);
    if (isMulticast(address)) return ok({ ...place, address });
    const holders = [...this.#outlet.interfaces.values()].filter(
      (iface) => (link === undefined || iface.name === link) && isAssigned(iface.addresses.find(address)),
    );
    const [holder] = holders;
    if (holder === undefined) return failed('address-not-ours');
    if (!isLinkLocal(address)) return ok({ ...place, address });
    return holders.length > 1 ? failed('link-needed') : ok({ ...rest, address, link: holder.name });
  }

  #isOwn(address: Address): boolean {
    for (const { addresses } of this.#outlet.interfaces.values()) if (isAssigned(addresses.find(address))) return true;
    return false;
  }

  #forget(socket: OpenSocket): void {
    this.#table.remove(socket);
    this.#sockets.delete(socket);
  }
}
