import type { Address } from '../../net/address.js';
import type { Result } from '../../net/result.js';
import type { PrivacyPreference } from '../../ipv6/address-selection.js';
import type { SourceFilter } from '../../multicast/listener/source-filter.js';

/**
 * What the node's own programs use of UDP: sockets, as RFC 3493 and RFC 3542 describe them, without their C. A program binds
 * a port, is told of what arrives there, and sends; everything happens at once, nothing is queued.
 */
export interface UdpService {
  /** Opens a socket at a port. */
  bind(binding: UdpBinding, listener: UdpListener): Result<UdpSocket, UdpProblem>;
  /** The sockets that are open, in the order in which they were opened. */
  list(): readonly UdpSocketView[];
}

export interface UdpBinding {
  /** A free one is chosen when it is left out. */
  readonly port?: number;
  /** Only what is sent to this address, of the node or of a group; any when left out. It is the source of what is sent. */
  readonly address?: Address;
  /** Only what arrives by this interface and leaves by it. A link-local address needs it where several interfaces have that address. */
  readonly link?: string;
  /** The other end: nothing else is taken in, and it is where datagrams go that name no destination. */
  readonly peer?: UdpPeer;
  /** Several sockets may have the same port and address when each of them says so; each of them gets what goes to a group. */
  readonly shared?: true;
  readonly options?: UdpOptions;
}

export interface UdpPeer {
  readonly address: Address;
  readonly port: number;
}

/** Each can also be set for a single datagram. */
export interface UdpOptions {
  /** Of what goes to one node; as the interface has it when left out. */
  readonly hopLimit?: number;
  /** RFC 3493 section 5.2: 1 when left out. */
  readonly multicastHopLimit?: number;
  /** RFC 3493 section 5.2: whether this node too gets what it sends to a group that it listens to; true when left out. */
  readonly multicastLoop?: boolean;
  /** The interface by which datagrams to groups leave. */
  readonly multicastLink?: string;
  readonly trafficClass?: number;
  /** RFC 3542 section 11.1: what is sent in packets of the minimum MTU, without looking for a larger path MTU; `multicast` when left out. */
  readonly minimumMtu?: 'never' | 'multicast' | 'always';
  /** RFC 3542 section 11.2: what does not fit the path MTU is refused. */
  readonly dontFragment?: boolean;
  /** RFC 5014: which source is wanted where it is chosen. */
  readonly prefers?: PrivacyPreference;
}

export interface UdpListener {
  received(datagram: Datagram): void;
  /** RFC 4443 sections 3.1 to 3.4: an error about a datagram of this socket. */
  failed?(error: UdpError): void;
  /** RFC 8201 section 5.2: packets to a destination must be smaller from now on, whoever found out. */
  pathMtuDecreased?(path: { readonly destination: Address; readonly link: string; readonly mtu: number }): void;
}

/** A datagram that arrived. */
export interface Datagram {
  readonly source: Address;
  /** 0 when the sender expects no answer (RFC 768). */
  readonly sourcePort: number;
  readonly destination: Address;
  /** The interface that it came by. */
  readonly link: string;
  readonly hopLimit: number;
  readonly trafficClass: number;
  /** A view of the packet: to be copied when it is kept. */
  readonly octets: Uint8Array;
}

/** An error about a datagram of this node; without a reporter the node itself found out. */
export interface UdpError {
  /** ICMPv6 type and code. */
  readonly type: number;
  readonly code: number;
  /** With a Packet Too Big. */
  readonly mtu?: number;
  /** With a Parameter Problem: where in the datagram's packet. */
  readonly pointer?: number;
  readonly reporter?: Address;
  readonly source: Address;
  readonly destination: Address;
  readonly destinationPort: number;
  readonly link: string;
  /** What the error quotes of the data; seldom all of it. */
  readonly quoted: Uint8Array;
}

export interface UdpSending extends UdpOptions {
  readonly octets: Uint8Array;
  /** The peer of the socket when left out. */
  readonly to?: UdpPeer;
  /** In place of the address of the socket. */
  readonly source?: Address;
  /** The interface to leave by; that of the socket, or chosen, when left out. */
  readonly link?: string;
}

export interface UdpSocket extends UdpSocketView {
  send(datagram: UdpSending): Result<void, UdpProblem>;
  /** Datagrams to the group that arrive by the interface are wanted, from any source; also while the interface is down. */
  join(group: Address, link: string): Result<void, UdpProblem>;
  leave(group: Address, link: string): Result<void, UdpProblem>;
  /** RFC 3810 section 3: which datagrams to a group are wanted, in place of what was wanted before. */
  listen(membership: UdpMembership): Result<void, UdpProblem>;
  set(options: UdpOptions): Result<void, UdpProblem>;
  /** Leaves its groups; nothing is told of it any more. Twice is fine. */
  close(): void;
}

export interface UdpSocketView {
  readonly port: number;
  readonly address: Address | undefined;
  readonly link: string | undefined;
  readonly peer: UdpPeer | undefined;
  readonly options: UdpOptions;
  readonly groups: readonly UdpMembership[];
}

export interface UdpMembership extends SourceFilter {
  readonly group: Address;
  readonly link: string;
}

/** Why something cannot be done. */
export type UdpProblem =
  /** The port is no number from 1 to 65535, the hop limit none from 0 to 255... */
  | 'invalid'
  | 'port-in-use'
  | 'no-free-port'
  | 'too-many-sockets'
  | 'address-not-ours'
  /** A link-local address that several interfaces have, or a destination that is on every link. */
  | 'link-needed'
  | 'no-such-link'
  | 'link-down'
  | 'no-destination'
  | 'no-route'
  | 'no-source'
  | 'too-long'
  | 'no-group'
  | 'already-joined'
  | 'not-joined'
  | 'too-many-groups'
  | 'too-many-sources'
  /** RFC 4607: to a group of the prefix ff3x::/32 one listens by source only. */
  | 'source-needed'
  | 'closed';
