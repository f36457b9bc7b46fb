import type { Behaviour } from '../../ipv6/behaviour.js';

/**
 * How a system lets an IPv6 socket have to do with IPv4 (RFC 3493 sections 3.7 and 5.3). RFC 2553 said too little of it, and
 * the systems that KAME ran on each had rules of their own.
 */
export interface SocketPlatform {
  /** Whether an IPv6 socket leaves IPv4 alone: as its option says, which begins so; or whatever anybody says. */
  readonly v6only: { readonly initially: boolean } | 'always' | 'never';
  /** Whether an IPv6 socket can be connected to an IPv4-mapped address. */
  readonly connectsMapped: 'always' | 'never' | 'unless v6only';
  /**
   * What the wildcard sockets of both families on one port are to each other: nothing; a conflict while the IPv6 socket takes
   * IPv4 too; or, with BSD/OS 4, a conflict when the IPv6 socket came first, and otherwise the IPv6 socket gets everything.
   */
  readonly ports: 'separate' | 'shared' | 'bsdi4';
  /** The option may be set after binding. */
  readonly lateOption: boolean;
}

/** A system that keeps the families apart; so do FreeBSD 3 and NetBSD when their kernels are built without mapped addresses. */
const APART: SocketPlatform = { v6only: 'always', connectsMapped: 'never', ports: 'separate', lateOption: false };

export const SOCKET_PLATFORMS = {
  /** RFC 3493; a port is shared while the option is off. */
  current: { v6only: { initially: false }, connectsMapped: 'unless v6only', ports: 'shared', lateOption: false },
  bsdi3: APART,
  bsdi4: { v6only: 'never', connectsMapped: 'always', ports: 'bsdi4', lateOption: false },
  freebsd2: APART,
  freebsd3: { v6only: { initially: false }, connectsMapped: 'unless v6only', ports: 'separate', lateOption: true },
  netbsd: { v6only: { initially: true }, connectsMapped: 'always', ports: 'separate', lateOption: true },
  openbsd: APART,
} as const satisfies Readonly<Record<string, SocketPlatform>>;

export type SocketPlatformName = keyof typeof SOCKET_PLATFORMS;

/** KAME's own development, and the code that the book explains, was FreeBSD's. */
export const PLATFORM_OF: Readonly<Record<Behaviour, SocketPlatformName>> = {
  current: 'current',
  book: 'freebsd3',
  kame: 'freebsd3',
  'kame-book': 'freebsd3',
};
