import { sameAddress } from '../../reference/net/address.js';
import type { RouterAdvertisement } from '../../reference/wire/nd.js';
import { broken, conversation, MLD, NEIGHBOR_DISCOVERY, undecided, type Conversation, type ObservedPacket } from '../kit/rule.js';
import { ALL_RIP_ROUTERS } from './constants.js';
import { GarbageJudge, garbageRules } from './garbage.rules.js';
import { IntervalJudge, intervalRules } from './intervals.rules.js';
import { asksForAll, entriesOf, isFromRouter, isHeeded, isRequest, isUpdate, portsOf } from './observed.js';
import { SplitHorizonJudge, splitHorizonRules } from './split-horizon.rules.js';
import { TagJudge, tagRules } from './tags.rules.js';
import { Holes, ROUTERS, RoutersSeen, UpdatesSeen } from './updates-seen.js';

/** What routers tell all others, again and again: the rules share one memory of it. */
export const ripngUpdates: Conversation = conversation({
  on: ['ripng', ...NEIGHBOR_DISCOVERY, ...MLD],
  rules: { ...intervalRules, ...splitHorizonRules, ...garbageRules, ...tagRules },
  watch(sinks) {
    const routers = new RoutersSeen();
    const holes = new Holes();
    const judges = [new IntervalJudge(sinks, holes), new SplitHorizonJudge(sinks), new GarbageJudge(sinks, holes), new TagJudge(sinks)];
    const updates = new UpdatesSeen((update) => {
      for (const judge of judges) judge.update(update, routers);
      routers.note(update);
    });
    return {
      see(packet) {
        updates.advance(packet);
        holes.see(packet);
        if (packet.kind !== 'ripng') return;
        if (!isStartUpRequest(packet)) return updates.see(packet);
        updates.close(packet.sender);
        routers.noteRequest(packet);
      },
      finish(end) {
        updates.finish();
        for (const judge of judges) if ('finish' in judge) judge.finish(end, routers);
      },
    };
  },
});

const isStartUpRequest = (packet: ObservedPacket): boolean =>
  isFromRouter(packet) && packet.whole && isRequest(packet) && isHeeded(packet) && asksForAll(entriesOf(packet));

/** RFC 2080 section 2.5.2. */
export const ripngSources: Conversation = conversation({
  on: ['ripng'],
  rules: {
    source: { id: 'ripng.update.same-source', requirement: 'rip-src-stable', title: 'sends updates from the same link-local address' },
  },
  watch({ source }) {
    const sources = new Map<number, string>();
    return {
      see(packet) {
        if (!isUpdate(packet) || packet.linkSource === undefined || packet.sender.linkLayerAddress === undefined) return;
        const { sender, frame, sourceKey } = packet;
        const before = sources.get(sender.id);
        if (before !== undefined || sources.size < ROUTERS) sources.set(sender.id, sourceKey);
        if (before === sourceKey) source.kept(sender, frame);
        // The former address may have become invalid; and links that were put into one capture look like one.
        else if (before !== undefined) source.undecided(sender, frame, undecided('the former address may be valid no more'));
      },
      finish: () => undefined,
    };
  },
});

/** Of Ethernet; where it is larger the link's own is not known. */
const USUAL_MTU = 1_500;

/** RFC 2080 section 2.1: a message has no more entries than fit a packet of the link. */
export const ripngSizes: Conversation = conversation({
  on: ['ripng', 'router-advertisement'],
  rules: { size: { id: 'ripng.update.size', requirement: 'rip-mtu-limit', title: 'sends updates that fit the MTU of the link' } },
  watch({ size }) {
    const advertised = new Map<number, number>();
    return {
      see(packet) {
        if (packet.kind === 'router-advertisement') return noteMtu(packet, advertised);
        const { sender, frame, packetOctets, segment } = packet;
        if (!isFromRouter(packet) || !sameAddress(packet.destination, ALL_RIP_ROUTERS)) return;
        if (packet.fragment)
          return size.broken(sender, frame, broken(`sent in fragments, a datagram of ${portsOf(packet).length ?? 0} octets`));
        const mtu = advertised.get(segment.id) ?? USUAL_MTU;
        if (packetOctets <= mtu) return size.kept(sender, frame);
        size.undecided(sender, frame, undecided('what MTU the router has to heed is not known'));
      },
      finish: () => undefined,
    };
  },
});

/** The smallest that a router of the link advertised; there are no more links than a capture tells apart. */
function noteMtu(packet: ObservedPacket, advertised: Map<number, number>): void {
  if (!packet.whole || packet.message.checksum === 'bad' || packet.ipv6.hopLimit !== 255) return;
  for (const option of (packet.message.value as RouterAdvertisement).options)
    if (option.kind === 'mtu') advertised.set(packet.segment.id, Math.min(option.mtu, advertised.get(packet.segment.id) ?? Infinity));
}
