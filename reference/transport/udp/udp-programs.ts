import { formatAddress, type Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';
import { answering } from './answering.js';
import type { UdpMembership, UdpService, UdpSocket } from './udp-service.js';

/** Orders to programs of the node that do nothing but send back what they hear, or listen to a group. */
export type ProgramOrder =
  | { readonly kind: 'serve-udp-echo' | 'stop-udp-echo'; readonly link: string; readonly port: number }
  | { readonly kind: 'join-group' | 'leave-group'; readonly link: string; readonly group: Address }
  | ({ readonly kind: 'filter-sources' } & UdpMembership);

/** The programs of UDP that were started by hand. */
export class UdpPrograms {
  readonly #udp: UdpService;
  readonly #echoing = new Map<number, UdpSocket>();
  /** Belongs to groups, for somebody who wants nothing else. */
  #member: UdpSocket | undefined;

  constructor(udp: UdpService) {
    this.#udp = udp;
  }

  obey(order: ProgramOrder): Result<void, string> {
    switch (order.kind) {
      case 'serve-udp-echo':
        return this.#serve(order.port);
      case 'stop-udp-echo':
        return this.#stop(order.port);
      case 'join-group':
      case 'leave-group':
      case 'filter-sources':
        return this.#changeMembership(order);
    }
  }

  /** The Echo Protocol of RFC 862 over UDP. */
  #serve(port: number): Result<void, string> {
    const bound = this.#udp.bind(
      { port },
      {
        received(datagram) {
          const answer = answering(datagram, datagram.octets);
          if (answer !== undefined && bound.ok) bound.value.send(answer);
        },
      },
    );
    if (!bound.ok) return failed(`port ${port}: ${bound.error}`);
    this.#echoing.set(port, bound.value);
    return ok(undefined);
  }

  #stop(port: number): Result<void, string> {
    const socket = this.#echoing.get(port);
    if (socket === undefined) return failed(`nobody echoes at port ${port}`);
    socket.close();
    this.#echoing.delete(port);
    return ok(undefined);
  }

  #changeMembership(order: Exclude<ProgramOrder, { kind: 'serve-udp-echo' | 'stop-udp-echo' }>): Result<void, string> {
    const { kind, group, link } = order;
    const member = this.#member === undefined ? this.#udp.bind({}, { received: () => undefined }) : ok(this.#member);
    if (!member.ok) return failed(member.error);
    this.#member = member.value;
    const changed =
      kind === 'filter-sources'
        ? member.value.listen(order)
        : kind === 'join-group'
          ? member.value.join(group, link)
          : member.value.leave(group, link);
    return changed.ok ? changed : failed(`${formatAddress(group)}: ${changed.error}`);
  }
}
