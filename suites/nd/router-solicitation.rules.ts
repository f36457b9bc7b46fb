import { after, elapsed, formatDuration, minutes, seconds, sum, times, type Instant } from '../../reference/time.js';
import { recent } from '../kit/recent.js';
import { broken, conversation, undecided, type Conversation, type ObservedPacket, type RuleSink } from '../kit/rule.js';
import { COPY, isCopy, MEMORY, nodeKey, REMEMBERED, sightingOf, stampOf, type Sighting } from '../kit/sightings.js';
import { carriesSource } from './source-option.js';

/** RFC 4861 section 10. */
const RTR_SOLICITATION_INTERVAL = seconds(4);
/** RFC 7559 section 2 takes the interval of RFC 3315 section 14, which varies by a tenth. */
const EARLIEST_ROUTER_SOLICITATION = times(RTR_SOLICITATION_INTERVAL, 0.9);
/** How long ago a probe may have been sent that is still waited after, whatever its node waits (RFC 4862 section 5.4). */
const TEST_MEMORY = minutes(1);

const TESTED = undecided('the address was being tested, and an optimistic one is used without that option (RFC 4429 section 3.2)');
const ATTACHED_ANEW = undecided('a host that attached to the link anew may begin anew (RFC 4861 section 6.3.7)');

interface Solicited extends Sighting {
  /** It came too soon after the one before. */
  readonly early: boolean;
  /** Undefined of the unspecified address. */
  readonly source: string | undefined;
}

type Sinks = Readonly<Record<'interval' | 'option', RuleSink>>;

class RouterSolicitationWatcher {
  private readonly last = recent<Solicited>({ lifetime: MEMORY, limit: REMEMBERED, stampOf });
  /** The last probe of a node for an address. */
  private readonly tests = recent<Instant>({ lifetime: TEST_MEMORY, limit: REMEMBERED, stampOf: (at) => at });

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    this.last.advance(packet.at);
    this.tests.advance(packet.at);
    if (packet.kind === 'dad-solicitation') return this.probe(packet);
    this.option(packet);
    this.interval(packet);
  }

  finish = (): void => undefined;

  /** A node that tests an address may have come up, and begins anew. */
  private probe(packet: ObservedPacket): void {
    this.last.remove(nodeKey(packet));
    if (packet.whole) this.tests.put(packet.targetKey + nodeKey(packet), packet.at);
  }

  private interval(packet: ObservedPacket): void {
    const { sender, frame, segment } = packet;
    const { interval: sink } = this.sinks;
    const key = nodeKey(packet);
    const last = this.last.get(key);
    const sighting = { ...sightingOf(packet), source: packet.fromUnspecified ? undefined : packet.sourceKey };
    // A proxy passes on what several hosts send (RFC 4389).
    const isOther = last?.source !== undefined && sighting.source !== undefined && last.source !== sighting.source;
    if (!last || isOther || packet.at < last.at) return this.last.put(key, { ...sighting, early: false });
    if (isCopy(packet, last)) return sink.undecided(sender, frame, COPY);
    const interval = elapsed(last.at, packet.at);
    const early = interval + segment.uncertainty < EARLIEST_ROUTER_SOLICITATION;
    this.last.put(key, { ...sighting, early });
    if (!early) return sink.kept(sender, frame);
    // Nobody loses its link twice within so few seconds.
    if (!last.early) return sink.undecided(sender, frame, ATTACHED_ANEW);
    const text = `${formatDuration(interval)} after the last Router Solicitation, which came too soon itself, wanted ${formatDuration(EARLIEST_ROUTER_SOLICITATION)} or more`;
    sink.broken(sender, frame, broken(text, undefined, [last.frame]));
  }

  private option(packet: ObservedPacket): void {
    if (packet.fromUnspecified || !packet.segment.hasLinkLayer || !packet.whole) return;
    const { sender, frame } = packet;
    const { option: sink } = this.sinks;
    if (carriesSource(packet)) return sink.kept(sender, frame);
    if (this.isTentative(packet)) return sink.undecided(sender, frame, TESTED);
    const violation = broken('has no source link-layer address option', 'routerSolicitation.options.sourceLinkLayerAddress');
    // A probe that was not captured would make it an optimistic address, if it was not in use before.
    if (wasInUse(packet)) sink.broken(sender, frame, violation);
    else sink.missing(sender, frame, violation);
  }

  private isTentative(packet: ObservedPacket): boolean {
    const tested = this.tests.get(packet.sourceKey + nodeKey(packet));
    const { longestRetransTimer, uncertainty } = packet.segment;
    return tested !== undefined && packet.at <= after(tested, sum(longestRetransTimer, uncertainty));
  }
}

/** A test takes RetransTimer after its last probe (RFC 4862 section 5.4): that of this address was over before. */
function wasInUse({ segment, sourceKey, at }: ObservedPacket): boolean {
  const used = segment.lastUseOf(sourceKey);
  return used !== undefined && elapsed(used, at) > segment.longestRetransTimer;
}

/** RFC 4861 section 6.3.7. */
export const routerSolicitationConversation: Conversation = conversation({
  on: ['router-solicitation', 'dad-solicitation'],
  rules: {
    interval: {
      id: 'nd.router-solicitation.interval',
      requirement: 'rs-max3',
      title: 'solicits routers at most every 4 s',
      spoiltByCopies: true,
    },
    option: {
      id: 'nd.router-solicitation.source-link-layer-address',
      requirement: 'rs-slla',
      title: 'carries the source link-layer address option when it has a source',
    },
  },
  watch: (sinks) => new RouterSolicitationWatcher(sinks),
});
