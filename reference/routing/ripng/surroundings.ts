import type { Random } from '../../engine/random.js';
import type { RoutingService } from '../../ipv6/services.js';
import type { Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import type { Instant } from '../../time.js';
import type { UdpService } from '../../transport/udp/udp-service.js';
import type { RipngDiscardReason } from './discard-rules.js';

/** A network that the router is connected to, and can speak on: its interface is up and has a link-local address. */
export interface RipngLink {
  readonly name: string;
  /** Octets of the largest packet. */
  readonly mtu: number;
  /** The address that updates come from: always the same one while it is valid (RFC 2080 section 2.5.2). */
  readonly linkLocalAddress: Address;
}

/** What a RIPng process gets from its node. */
export interface RipngSurroundings {
  now(): Instant;
  schedule(at: Instant, action: () => void): () => void;
  readonly random: Random;
  readonly udp: UdpService;
  readonly routing: Pick<RoutingService, 'add' | 'remove' | 'inUse' | 'listInUse' | 'watchInUse'>;
  /** The interface as a link to speak on; undefined while it is none. */
  link(name: string): RipngLink | undefined;
  /** Told when an interface becomes a link to speak on, and when it is none any more; returns what ends it. */
  watchLinks(changed: (name: string, isUsable: boolean) => void): () => void;
  /** A global address of the router to answer from, for requesters that are not neighbours. */
  globalAddress(destination: Address): Address | undefined;
  /** An address of the router in a subnet of the link. */
  ownAddressIn(subnet: Prefix, link: string): Address | undefined;
  /** Told of the link whenever it has one address more or less; returns what ends it. */
  watchAddresses(changed: (link: string) => void): () => void;
  isOwnAddress(address: Address): boolean;
  /** The link has two ends and no more. */
  isPointToPoint(link: string): boolean;
  refuse(reason: RipngDiscardReason, link: string, detail?: string): boolean;
  count(name: string): void;
  event(name: string, link: string, detail: string): void;
}
