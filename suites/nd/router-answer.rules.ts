import { isMulticast } from '../../reference/net/address.js';
import { after, milliseconds, seconds, sum, type Instant } from '../../reference/time.js';
import {
  ANY_GROUP,
  broken,
  conversation,
  undecided,
  type Conversation,
  type ObservedNode,
  type ObservedPacket,
  type RuleSink,
  type Segment,
  type Station,
  type Way,
} from '../kit/rule.js';

/** RFC 4861 section 10. */
const MAX_RA_DELAY_TIME = milliseconds(500);
const MIN_DELAY_BETWEEN_RAS = seconds(3);
/** After this long every answer is due: the rate limit, and the random delay on top of it. */
const LATEST_ANSWER = sum(MIN_DELAY_BETWEEN_RAS, MAX_RA_DELAY_TIME);
/** How long an answer that comes too late is still waited for. */
const PATIENCE = sum(LATEST_ANSWER, seconds(1));
const ROUTERS = 64;
const OPEN_PER_ROUTER = 64;

interface Solicitation {
  readonly solicitor: number;
  readonly source: string;
  /** Absent where the solicitor has no address that an answer could go to. */
  readonly from: Station | undefined;
  readonly frame: number;
  readonly at: Instant;
}

interface Router {
  readonly node: ObservedNode;
  readonly segment: Segment;
  readonly station: Station;
  /** Solicitations that the router has not answered, the oldest first. */
  waiting: Solicitation[];
}

/** RFC 4861 section 6.2.6: each advertising router answers, at once or when the rate limit lets it. */
class RouterAnswerWatcher {
  private readonly routers = new Map<number, Router>();
  /** Of all routers together. */
  private waiting = 0;

  constructor(private readonly answer: RuleSink) {}

  see(packet: ObservedPacket): void {
    if (this.waiting > 0) for (const router of this.routers.values()) this.expire(router, packet.at);
    if (packet.kind === 'router-advertisement') this.advertisement(packet);
    else if (packet.whole && packet.ipv6.hopLimit === 255 && packet.message.checksum !== 'bad') this.solicitation(packet);
  }

  finish(end: Instant): void {
    for (const router of this.routers.values()) this.expire(router, end);
  }

  private solicitation(packet: ObservedPacket): void {
    const { frame, at, sourceKey: source, sender, segment } = packet;
    const from = packet.fromUnspecified ? undefined : packet.from;
    for (const router of this.routers.values()) {
      if (router.segment.id !== segment.id || router.node.id === sender.id || !router.node.isAdvertisingRouter(at)) continue;
      if (router.waiting.length >= OPEN_PER_ROUTER || router.waiting.some(({ solicitor }) => solicitor === sender.id)) continue;
      router.waiting.push({ solicitor: sender.id, source, from, frame, at });
      this.waiting += 1;
    }
  }

  private advertisement(packet: ObservedPacket): void {
    const { sender: node, segment } = packet;
    const router = this.routers.get(node.id) ?? { node, segment, station: packet.from, waiting: [] };
    if (this.routers.size < ROUTERS) this.routers.set(node.id, router);
    if (router.waiting.length === 0) return;
    const toAll = isMulticast(packet.destination);
    const answered = router.waiting.filter(({ source }) => toAll || source === packet.destinationKey);
    router.waiting = router.waiting.filter((one) => !answered.includes(one));
    this.waiting -= answered.length;
    for (const one of answered) {
      if (packet.at <= after(after(one.at, LATEST_ANSWER), segment.uncertainty)) this.answer.kept(node, packet.frame);
      else {
        const late = broken('Router Solicitation answered too late', undefined, [packet.frame]);
        this.answer.missing(node, one.frame, late, answerWays(router, one));
      }
    }
  }

  private expire(router: Router, now: Instant): void {
    const { node, waiting } = router;
    for (let oldest = waiting[0]; oldest && after(oldest.at, PATIENCE) < now; oldest = waiting[0]) {
      waiting.shift();
      this.waiting -= 1;
      if (node.lastSeen <= oldest.at) this.answer.undecided(node, oldest.frame, undecided('nothing was seen from the router afterwards'));
      else this.answer.missing(node, oldest.frame, broken('Router Solicitation not answered'), answerWays(router, oldest));
    }
  }
}

/** The answer may go to the solicitor or to all nodes, as the router likes. */
function answerWays({ segment, station }: Router, { from }: Solicitation): readonly Way[] {
  const toAll = { segment, from: station, to: ANY_GROUP };
  return from === undefined ? [toAll] : [toAll, { ...toAll, to: from }];
}

export const routerAnswerConversation: Conversation = conversation({
  on: ['router-solicitation', 'router-advertisement'],
  rules: {
    answer: { id: 'nd.router-advertisement.solicited', requirement: 'rtr-ra-solicited', title: 'answers Router Solicitations in time' },
  },
  watch: ({ answer }) => new RouterAnswerWatcher(answer),
});
