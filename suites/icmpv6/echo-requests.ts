import { isLinkLocal, isMulticast } from '../../reference/net/address.js';
import { seconds, type Instant } from '../../reference/time.js';
import type { EchoReply, EchoRequest } from '../../reference/wire/icmpv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { digest, sameDigest, type Digest } from '../kit/digest.js';
import { recent, type Departure, type Recent } from '../kit/recent.js';
import { wayBack, type ObservedNode, type ObservedPacket, type Segment, type Violation, type Way } from '../kit/rule.js';

/** How long an answer may take; no RFC says, and paths over the world take a second at most. */
export const PATIENCE = seconds(10);
const OPEN_REQUESTS = 65_536;
/** Requests to different addresses with the same identifier and sequence number. */
const OPEN_PER_KEY = 8;
/** Requests to one address with the same identifier and sequence number, and other data. */
const OPEN_PER_ADDRESS = 4;

/** An answer that came from another address than the one that was asked. */
export interface Elsewhere {
  readonly by: ObservedNode;
  readonly frame: number;
  readonly violation: Violation;
  /** The way that requests to the node went. */
  readonly asked: Way;
}

export interface Request {
  readonly frame: number;
  readonly at: Instant;
  readonly segment: Segment;
  readonly source: string;
  readonly destination: string;
  readonly toMulticast: boolean;
  readonly toLinkLocal: boolean;
  readonly linkDestination: Uint8Array | undefined;
  readonly back: Way;
  /** Requests are compared with their answers without being kept; absent where not all of the data was captured. */
  readonly data: Digest | undefined;
  answered: boolean;
  elsewhere: Elsewhere | undefined;
}

const NOTHING: readonly Request[] = [];

export const echoOf = (packet: ObservedPacket): Partial<EchoRequest & EchoReply> =>
  packet.message.value as Partial<EchoRequest & EchoReply>;

/** Undefined where not all of the data was captured. */
export function dataOf(packet: ObservedPacket): Digest | undefined {
  const { data } = echoOf(packet);
  return packet.whole && data ? digest(data) : undefined;
}

function keyOf(packet: ObservedPacket, requester: string): string | undefined {
  const { identifier, sequence } = echoOf(packet);
  if (identifier === undefined || sequence === undefined) return undefined;
  return requester + String.fromCharCode(packet.segment.id, identifier, sequence);
}

/** Extension headers and fragments may rightly keep a request from being answered, a bad checksum must. */
const isPlainRequest = (packet: ObservedPacket): boolean =>
  packet.ipv6.nextHeader === PROTOCOL.icmpv6 &&
  packet.message.checksum !== 'bad' &&
  !packet.fragment &&
  (packet.whole || packet.cut) &&
  !packet.fromUnspecified &&
  !isMulticast(packet.source);

const requestOf = (packet: ObservedPacket): Request => ({
  frame: packet.frame,
  at: packet.at,
  segment: packet.segment,
  source: packet.sourceKey,
  destination: packet.destinationKey,
  toMulticast: isMulticast(packet.destination),
  toLinkLocal: isLinkLocal(packet.destination),
  linkDestination: packet.linkDestination?.slice(),
  back: wayBack(packet),
  data: dataOf(packet),
  answered: false,
  elsewhere: undefined,
});

/** The list with a newer request in place of the one that it repeats, or of the oldest where there is no room. */
function withRequest(
  list: readonly Request[] | undefined,
  request: Request,
  limit: number,
  repeats: (one: Request, other: Request) => boolean,
): readonly Request[] {
  if (!list) return [request];
  const others = list.filter((one) => !repeats(one, request));
  return [...others.slice(Math.max(0, others.length + 1 - limit)), request];
}

/** Echo Requests whose answers may still come. */
export class OpenRequests {
  /** By requester, identifier and sequence number, and the address asked: however many are asked at once. */
  private readonly byAddress: Recent<readonly Request[]>;
  /** The last ones by requester, identifier and sequence number alone. */
  private readonly byKey = recent<readonly Request[]>({ lifetime: PATIENCE, limit: OPEN_REQUESTS, stampOf });

  constructor(onLeave: (list: readonly Request[], why: Departure) => void) {
    this.byAddress = recent({ lifetime: PATIENCE, limit: OPEN_REQUESTS, stampOf, onLeave });
  }

  advance(now: Instant): void {
    this.byAddress.advance(now);
    this.byKey.advance(now);
  }

  finish(end: Instant): void {
    this.byAddress.finish(end);
    this.byKey.finish(end);
  }

  add(packet: ObservedPacket): void {
    const key = keyOf(packet, packet.sourceKey);
    if (key === undefined || !isPlainRequest(packet)) return;
    const request = requestOf(packet);
    const full = key + request.destination;
    this.byAddress.put(full, withRequest(this.byAddress.get(full), request, OPEN_PER_ADDRESS, hasSameData));
    this.byKey.put(key, withRequest(this.byKey.get(key), request, OPEN_PER_KEY, isSame));
  }

  /** What a reply may answer that went to this address, if anything. */
  to(reply: ObservedPacket, address: string): readonly Request[] | undefined {
    const key = keyOf(reply, reply.destinationKey);
    return key === undefined ? undefined : this.byAddress.get(key + address);
  }

  /** What a reply may answer, wherever it went. */
  of(reply: ObservedPacket): readonly Request[] {
    const key = keyOf(reply, reply.destinationKey);
    return (key === undefined ? undefined : this.byKey.get(key)) ?? NOTHING;
  }
}

const hasSameData = ({ data: a }: Request, { data: b }: Request): boolean => a === b || (!!a && !!b && sameDigest(a, b));
const isSame = (one: Request, other: Request): boolean => one.destination === other.destination && hasSameData(one, other);

function stampOf(list: readonly Request[]): Instant {
  return (list[list.length - 1] as Request).at;
}
