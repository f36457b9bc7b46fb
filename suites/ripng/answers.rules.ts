import { addressKey, isLinkLocal, isMulticast } from '../../reference/net/address.js';
import { seconds, type Instant } from '../../reference/time.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import type { Udp } from '../../reference/wire/udp.js';
import { recent } from '../kit/recent.js';
import {
  broken,
  conversation,
  undecided,
  type Conversation,
  type ObservedNode,
  type ObservedPacket,
  type RuleSink,
  type Segment,
} from '../kit/rule.js';
import { INFINITY, RESPONSE, RIPNG_PORT } from './constants.js';
import { asksForAll, entriesOf, isFromRouter, isRequest, isResponse, portsOf, ripngOf } from './observed.js';

/** How long an answer may take; no RFC says. */
const PATIENCE = seconds(10);
const OPEN_REQUESTS = 2_048;
const OPEN_PER_REQUESTER = 8;
const ROUTERS = 256;
const VERSION = 1;
const HEADER_OCTETS = 4;

interface Request {
  readonly frame: number;
  readonly at: Instant;
  readonly segment: Segment;
  readonly by: ObservedNode;
  readonly port: number;
  readonly destination: string;
  readonly toMulticast: boolean;
  readonly toLinkLocal: boolean;
  readonly asks: 'all' | 'some' | 'nothing';
  /** Prefix, tag and length of each entry. */
  readonly fields: readonly string[];
  answered: boolean;
  /** A response that went to port 521 of the requester instead. */
  astray: { readonly node: ObservedNode; readonly frame: number } | undefined;
}

const RULES = {
  toRouter: {
    id: 'ripng.answer.to-router',
    requirement: 'rip-req-whole-unicast-reply',
    title: 'answers requests from port 521 to the address and port of the requester',
  },
  toPort: {
    id: 'ripng.answer.to-port',
    requirement: 'rip-req-other-port',
    title: 'answers requests from other ports to the address and port of the requester',
  },
  fromPort: { id: 'ripng.answer.source-port', requirement: 'rip-req-reply-src-port', title: 'answers from port 521' },
  source: {
    id: 'ripng.answer.source',
    requirement: 'rip-req-other-port-source',
    title: 'answers unicast requests from other ports from a global address',
  },
  entries: {
    id: 'ripng.answer.entries',
    requirement: 'rip-req-specific-mixed',
    title: 'answers requests for certain routes entry by entry, nothing changed but the metrics',
  },
  empty: { id: 'ripng.answer.empty-request', requirement: 'rip-req-empty', title: 'does not answer requests without entries' },
} as const;

type Sinks = Readonly<Record<keyof typeof RULES, RuleSink>>;

const fieldsOf = ({ prefix, prefixLength, routeTag }: RouteTableEntry): string =>
  addressKey(prefix) + String.fromCharCode(prefixLength, routeTag);

const keyOf = (address: string, port: number, { segment }: ObservedPacket): string => address + String.fromCharCode(port, segment.id);

/** RFC 2080 sections 2.1, 2.4.1, 2.5.2: requests and what comes back. */
class AnswerWatcher {
  private readonly requests = recent<Request[]>({
    lifetime: PATIENCE,
    limit: OPEN_REQUESTS,
    stampOf: (list) => (list[list.length - 1] as Request).at,
    onLeave: (list, why) => why === 'expired' && list.forEach((request) => this.conclude(request)),
  });
  /** The port of the last request from another port than 521, by the address of the requester. */
  private readonly ports = recent<{ readonly port: number; readonly at: Instant }>({
    lifetime: PATIENCE,
    limit: OPEN_REQUESTS,
    stampOf: ({ at }) => at,
  });
  /** Who was seen to send from port 521. */
  private readonly routers = new Set<number>();

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    this.requests.advance(packet.at);
    this.ports.advance(packet.at);
    if (packet.kind === 'udp') return this.requests.size > 0 ? this.otherDatagram(packet) : undefined;
    if (isFromRouter(packet) && this.routers.size < ROUTERS) this.routers.add(packet.sender.id);
    if (!packet.whole || packet.message.checksum === 'bad') return;
    if (isRequest(packet)) this.request(packet);
    else if (isFromRouter(packet) && isResponse(packet) && !isMulticast(packet.destination)) this.response(packet);
  }

  finish(end: Instant): void {
    this.requests.finish(end);
  }

  private request(packet: ObservedPacket): void {
    const { sourcePort: port = 0, destinationPort } = portsOf(packet);
    if (destinationPort !== RIPNG_PORT || ripngOf(packet)?.version !== VERSION || packet.fromUnspecified || isMulticast(packet.source))
      return;
    const { frame, at, segment, sender: by, destinationKey: destination } = packet;
    const entries = entriesOf(packet);
    const request: Request = {
      ...{ frame, at, segment, by, port, destination },
      toMulticast: isMulticast(packet.destination),
      toLinkLocal: isLinkLocal(packet.destination),
      asks: entries.length === 0 ? 'nothing' : asksForAll(entries) ? 'all' : 'some',
      fields: entries.map(fieldsOf),
      answered: false,
      astray: undefined,
    };
    const key = keyOf(packet.sourceKey, port, packet);
    this.requests.put(key, [...(this.requests.get(key) ?? []).slice(1 - OPEN_PER_REQUESTER), request]);
    if (port !== RIPNG_PORT) this.ports.put(keyOf(packet.sourceKey, 0, packet), { port, at });
  }

  private response(packet: ObservedPacket): void {
    const { sender, frame } = packet;
    const { destinationPort: port = 0 } = portsOf(packet);
    const open = this.openFor(packet, port);
    if (open.length === 0) return port === RIPNG_PORT ? this.strays(packet) : this.unasked(packet);
    const asking = open.filter(({ asks }) => asks !== 'nothing');
    // Another request may be among the frames that a capture lost.
    if (port !== RIPNG_PORT && asking.length === 0) {
      const frames = open.map((request) => request.frame);
      return this.sinks.empty.missing(sender, frame, broken('answers a request without entries', undefined, frames));
    }
    for (const request of open) request.answered = true;
    if (asking.length === 0) return;
    (port === RIPNG_PORT ? this.sinks.toRouter : this.sinks.toPort).kept(sender, frame);
    this.sinks.fromPort.kept(sender, frame);
    this.entries(packet, asking, port);
    if (port !== RIPNG_PORT) this.source(packet, asking);
  }

  /** Requests that this may answer: who was asked by another of its addresses may answer from this one. */
  private openFor(packet: ObservedPacket, port: number): readonly Request[] {
    const open = this.requests.get(keyOf(packet.destinationKey, port, packet)) ?? [];
    return open.filter(({ toMulticast, destination, by }) => {
      if (by === packet.sender) return false;
      const owners = packet.segment.ownersOf(destination);
      return toMulticast || destination === packet.sourceKey || owners.length === 0 || owners.includes(packet.sender);
    });
  }

  private unasked({ sender, frame }: ObservedPacket): void {
    this.sinks.toPort.undecided(sender, frame, undecided('the request was not captured'));
  }

  /** A response to port 521 of somebody who asked from another port. */
  private strays(packet: ObservedPacket): void {
    const asked = this.ports.get(keyOf(packet.destinationKey, 0, packet));
    if (!asked) return;
    for (const request of this.openFor(packet, asked.port))
      if (request.destination === packet.sourceKey) request.astray = { node: packet.sender, frame: packet.frame };
  }

  private entries(packet: ObservedPacket, asking: readonly Request[], port: number): void {
    if (!asking.some(({ asks }) => asks === 'some')) return;
    const { sender, frame } = packet;
    const entries = entriesOf(packet);
    const fields = entries.map(fieldsOf);
    const isSame = (request: Request): boolean =>
      request.fields.length === fields.length && request.fields.every((one, i) => one === fields[i]);
    const hasMetrics = entries.every(({ metric }) => metric >= 1 && metric <= INFINITY);
    if (asking.some(isSame) && hasMetrics) return this.sinks.entries.kept(sender, frame);
    // To the RIPng port a router may send its table at any time, and of several requests nobody knows which it answers.
    const [only, another] = asking;
    if (!only || another || port === RIPNG_PORT || only.destination !== packet.sourceKey)
      return this.sinks.entries.undecided(sender, frame, undecided('the response may answer another request'));
    const text = hasMetrics || !isSame(only) ? 'the entries are not those of the request' : 'metrics that are none';
    this.sinks.entries.missing(sender, frame, broken(text, 'ripng.entries', [only.frame]));
  }

  private source(packet: ObservedPacket, asking: readonly Request[]): void {
    const { sender, frame, source } = packet;
    const unicast = asking.filter(({ toMulticast }) => !toMulticast);
    if (unicast.length === 0 || unicast.length < asking.length) return;
    if (!isLinkLocal(source)) return this.sinks.source.kept(sender, frame);
    // Who was asked by a global address has one, whoever was asked by a link-local one may have none.
    if (unicast.some(({ toLinkLocal }) => toLinkLocal))
      return this.sinks.source.undecided(sender, frame, undecided('the router may have no global address'));
    const frames = unicast.map((request) => request.frame);
    this.sinks.source.broken(sender, frame, broken('a link-local source address', 'ipv6.source', frames));
  }

  /** A datagram between two other ports: a response to a requester, from the address that was asked. */
  private otherDatagram(packet: ObservedPacket): void {
    if (!packet.whole || packet.message.checksum === 'bad') return;
    const { destinationPort, sourcePort, data } = packet.message.value as Udp;
    if (data[0] !== RESPONSE || data[1] !== VERSION || data.length <= HEADER_OCTETS || (data.length - HEADER_OCTETS) % 20 !== 0) return;
    const open = this.requests.get(keyOf(packet.destinationKey, destinationPort, packet)) ?? [];
    const request = open.find(({ destination }) => destination === packet.sourceKey);
    if (!request) return;
    request.answered = true;
    const text = `answers from port ${sourcePort}, wanted 521`;
    this.sinks.fromPort.broken(packet.sender, packet.frame, broken(text, 'udp.sourcePort', [request.frame]));
  }

  /** What became of a request, when its time is over. */
  private conclude(request: Request): void {
    const [owner, second] = request.segment.ownersOf(request.destination);
    if (request.answered || request.toMulticast || !owner || second) return;
    const { astray } = request;
    const isRouter = this.routers.has(request.by.id);
    if (astray && !isRouter && request.asks !== 'nothing') {
      const text = `answers to port ${RIPNG_PORT}, wanted ${request.port}`;
      return this.sinks.toPort.missing(astray.node, astray.frame, broken(text, 'udp.destinationPort', [request.frame]));
    }
    if (!this.routers.has(owner.id) || owner.lastSeen <= request.at) return;
    if (request.asks === 'nothing') return this.sinks.empty.kept(owner, request.frame);
    // Filters, limits of rates and lists of neighbours are the router's own business (RFC 2080 section 3).
    const sink = request.port === RIPNG_PORT ? this.sinks.toRouter : this.sinks.toPort;
    sink.undecided(owner, request.frame, undecided('no answer was seen, and the router may have its reasons'));
  }
}

export const ripngAnswers: Conversation = conversation({
  on: ['udp', 'ripng'],
  rules: RULES,
  watch: (sinks) => new AnswerWatcher(sinks),
});
