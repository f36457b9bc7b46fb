import { hex } from '../../reference/net/octets.js';
import { elapsed, formatDuration, minutes, times, type Instant } from '../../reference/time.js';
import type { NeighborAdvertisement, NeighborSolicitation } from '../../reference/wire/nd.js';
import { recent } from '../kit/recent.js';
import {
  broken,
  conversation,
  NEIGHBOR_DISCOVERY,
  undecided,
  type Conversation,
  type ObservedPacket,
  type PacketKind,
  type RuleSink,
  type Way,
} from '../kit/rule.js';
import { checksumOf, COPY, isCopy } from '../kit/sightings.js';
import { NodeStarts, type StartSinks } from './node-starts.js';
import { judgeEarly } from './retrans-timer.js';
import { carriesSource, optionsOf } from './source-option.js';

const TESTED_ADDRESSES = 8_192;
const MEMORY = minutes(10);
/** Probes further apart than this many times RetransTimer belong to two tests. */
const PROBE_STRETCH = 1.5;

const ANEW = undecided('the interface may have been enabled anew: no report shows that it was not');
/** Only a report would excuse it, and the probes came the way that it would. */
const NO_WAYS: readonly Way[] = [];

type Sinks = Readonly<Record<'spacing' | 'count' | 'nonce' | 'source' | 'wait', RuleSink>> & StartSinks;

/** An address that its node tests, or has just tested. */
interface Test {
  readonly frame: number;
  readonly nonces: string[];
  probes: number;
  lastAt: Instant;
  lastFrame: number;
  lastChecksum: number | undefined;
  /** Uses of the address that came late enough: one of each sort is counted. */
  readonly settled: Set<RuleSink>;
}

const targetOf = (packet: ObservedPacket): Uint8Array => (packet.message.value as NeighborSolicitation | NeighborAdvertisement).target;
const testKey = (packet: ObservedPacket, address: string): string => address + String.fromCharCode(packet.sender.id);
const isNd = (kind: PacketKind): boolean => (NEIGHBOR_DISCOVERY as readonly PacketKind[]).includes(kind);

class DadWatcher {
  private readonly tests = recent<Test>({ lifetime: MEMORY, limit: TESTED_ADDRESSES, stampOf: ({ lastAt }) => lastAt });
  private readonly starts: NodeStarts;

  constructor(private readonly sinks: Sinks) {
    this.starts = new NodeStarts(sinks);
  }

  see(packet: ObservedPacket): void {
    this.tests.advance(packet.at);
    this.starts.see(packet);
    if (packet.kind === 'dad-solicitation') return this.probe(packet);
    if (packet.kind === 'neighbor-advertisement') this.advertises(packet);
    this.uses(packet);
  }

  finish(end: Instant): void {
    this.tests.finish(end);
  }

  private probe(packet: ObservedPacket): void {
    if (!packet.whole) return;
    const target = targetOf(packet);
    const address = packet.targetKey;
    this.starts.probe(packet, target);
    const key = testKey(packet, address);
    const test = this.tests.get(key);
    const { at, frame } = packet;
    const checksum = checksumOf(packet);
    if (test && isCopy(packet, { at: test.lastAt, frame: test.lastFrame, checksum: test.lastChecksum })) {
      this.sinks.spacing.undecided(packet.sender, frame, COPY);
      return this.sinks.nonce.undecided(packet.sender, frame, COPY);
    }
    const interval = test && elapsed(test.lastAt, packet.at);
    const fresh = test === undefined || (interval ?? 0) > times(packet.segment.retransTimer, PROBE_STRETCH);
    const current: Test = fresh
      ? { frame, nonces: test?.nonces ?? [], probes: 0, lastAt: at, lastFrame: frame, lastChecksum: checksum, settled: new Set() }
      : test;
    this.nonce(packet, current, !fresh);
    if (!fresh && interval !== undefined) this.spacing(packet, current, interval);
    current.probes += 1;
    current.lastAt = at;
    current.lastFrame = frame;
    current.lastChecksum = checksum;
    this.count(packet, current);
    this.tests.put(key, current);
  }

  private spacing(packet: ObservedPacket, { lastAt, lastFrame }: Test, interval: number): void {
    if (interval < 0) return;
    const { retransTimer, uncertainty } = packet.segment;
    if (interval + uncertainty >= retransTimer) return this.sinks.spacing.kept(packet.sender, packet.frame);
    if (!this.staysMember(packet, lastAt)) return this.sinks.spacing.undecided(packet.sender, packet.frame, ANEW);
    const text = `${formatDuration(interval as typeof retransTimer)} after the last probe, wanted ${formatDuration(retransTimer)}`;
    judgeEarly(this.sinks.spacing, packet, lastAt, broken(text, undefined, [lastFrame]), NO_WAYS);
  }

  /**
   * The node joined the group of the address before the probe at `since` and not again afterwards, as it would if its
   * interface had been enabled anew: then the test begins from the start (RFC 4862 sections 5.3 and 5.4.2).
   */
  private staysMember(packet: ObservedPacket, since: Instant): boolean {
    const joinedAt = this.starts.joinedAt(packet, targetOf(packet));
    return joinedAt !== undefined && joinedAt <= since;
  }

  private count(packet: ObservedPacket, { probes }: Test): void {
    if (probes === 1) return this.sinks.count.kept(packet.sender, packet.frame);
    this.sinks.count.undecided(packet.sender, packet.frame, undecided('more than one probe: DupAddrDetectTransmits may be configured'));
  }

  /** RFC 7527 section 4.1: a nonce in each probe, another one each time. The next test may be by other software, as at a boot. */
  private nonce(packet: ObservedPacket, test: Test, goesOn: boolean): void {
    const found = optionsOf(packet).find((option) => option.kind === 'nonce');
    const { sender, frame } = packet;
    const path = 'neighborSolicitation.options.nonce';
    if (!found) {
      if (goesOn && test.nonces.length > 0)
        this.sinks.nonce.broken(sender, frame, broken('has no nonce, the probe before had one', path, [test.lastFrame]));
      return;
    }
    const nonce = hex(found.nonce);
    if (test.nonces.includes(nonce))
      this.sinks.nonce.broken(sender, frame, broken(`nonce ${nonce} was used before`, path, [test.lastFrame]));
    else this.sinks.nonce.kept(sender, frame);
    test.nonces.push(nonce);
    if (test.nonces.length > 4) test.nonces.shift();
  }

  /** An advertisement that makes use of the address under test. */
  private advertises(packet: ObservedPacket): void {
    if (!packet.whole) return;
    const test = this.tests.size > 0 ? this.tests.get(testKey(packet, packet.targetKey)) : undefined;
    if (!test || packet.at < test.lastAt) return;
    const { override } = packet.message.value as NeighborAdvertisement;
    this.judgeUse(this.sinks.wait, packet, test, !override, 'advertised');
  }

  private uses(packet: ObservedPacket): void {
    if (packet.fromUnspecified) return;
    const test = this.tests.size > 0 ? this.tests.get(testKey(packet, packet.sourceKey)) : undefined;
    if (test && packet.at >= test.lastAt) {
      const isSolicitation = packet.kind.endsWith('solicitation') && packet.kind !== 'router-solicitation';
      const optimistic = !isSolicitation && !(packet.whole && isNd(packet.kind) && carriesSource(packet));
      this.judgeUse(this.sinks.source, packet, test, optimistic, 'used as source');
    }
    this.starts.use(packet);
  }

  /** RFC 4429 lets a node use an address early, in ways that override nobody's cache: such a use proves nothing. */
  private judgeUse(sink: RuleSink, packet: ObservedPacket, test: Test, optimistic: boolean, what: string): void {
    if (test.settled.has(sink)) return;
    const waited = elapsed(test.lastAt, packet.at);
    const { retransTimer, uncertainty } = packet.segment;
    if (waited + uncertainty >= retransTimer) {
      test.settled.add(sink);
      return sink.kept(packet.sender, packet.frame);
    }
    if (optimistic) return sink.undecided(packet.sender, packet.frame, undecided('an optimistic address (RFC 4429) may be used like that'));
    const text = `${what} ${formatDuration(waited)} after its last probe, wanted ${formatDuration(retransTimer)} or more`;
    judgeEarly(sink, packet, test.lastAt, broken(text, 'ipv6.source', [test.lastFrame]));
  }
}

/** RFC 4862 section 5.4. */
export const dadConversation: Conversation = conversation({
  on: 'every packet',
  rules: {
    spacing: {
      id: 'nd.dad-solicitation.interval',
      requirement: 'dad-ns-count-config',
      title: 'spaces its probes for an address by RetransTimer',
      spoiltByCopies: true,
    },
    count: { id: 'nd.dad-solicitation.count', requirement: 'dad-ns-count', title: 'sends one probe for an address' },
    nonce: {
      id: 'nd.dad-solicitation.nonce',
      requirement: 'dad-nonce-each-probe',
      title: 'puts a fresh nonce into each probe',
      spoiltByCopies: true,
    },
    source: {
      id: 'nd.dad.tentative-source',
      requirement: 'dad-tentative-not-source',
      title: 'does not send from an address that it still tests',
      // Both ends of a tunnel may test the same address, and no link-layer address tells which of them did.
      spoiltByDelay: true,
    },
    wait: {
      id: 'nd.dad.wait',
      requirement: 'dad-wait-retrans',
      title: 'advertises an address only RetransTimer after the last probe',
      spoiltByDelay: true,
    },
    always: { id: 'nd.dad.every-address', requirement: 'dad-all-addresses', title: 'tests each address before it uses it' },
    join: { id: 'nd.dad.join-before', requirement: 'dad-join-before-ns', title: 'reports the solicited-node group before it probes' },
  },
  watch: (sinks) => new DadWatcher(sinks),
});
