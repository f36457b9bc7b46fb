import { isMulticast } from '../../reference/net/address.js';
import { after, elapsed, formatDuration, milliseconds, minutes, type Instant } from '../../reference/time.js';
import type { RouterRenumberingCommand, RouterRenumberingResult } from '../../reference/wire/router-renumbering.js';
import { recent } from '../kit/recent.js';
import {
  broken,
  conversation,
  KEPT,
  undecided,
  type Conversation,
  type FrameRule,
  type ObservedNode,
  type ObservedPacket,
  type RuleSink,
  type Segment,
  type Station,
} from '../kit/rule.js';

/** Longer than the longest MaxDelay, which has 16 bits for milliseconds. */
const PATIENCE = minutes(2);
/** RFC 2894 section 4.3: the delay should begin when the Command has been processed, and nothing says how long that may take. */
const PROCESSING = milliseconds(300);
const OPEN_COMMANDS = 4_096;
const ROUTERS = 64;

/** A Result to that station would not have been seen. */
const UNHEARD = undecided('no frame from the router to the sender of the Command was captured');

type Flags = Readonly<Record<'test' | 'resultRequested' | 'allInterfaces' | 'siteSpecific', boolean>>;
const COPIED = ['test', 'resultRequested', 'allInterfaces', 'siteSpecific'] as const;

/** A Command or a Sequence Number Reset. */
interface Command {
  readonly frame: number;
  readonly at: Instant;
  readonly segment: Segment;
  readonly from: Station;
  readonly flags: Flags;
  readonly dueAt: Instant;
  readonly toGroup: boolean;
  readonly destination: string;
  readonly answeredBy: Set<number>;
}

type Sinks = Readonly<Record<'header' | 'unasked' | 'asked' | 'delay', RuleSink>>;

const headerOf = (packet: ObservedPacket): RouterRenumberingCommand => packet.message.value as RouterRenumberingCommand;

/** Which Command a message is, or is about; `station` is the one that sent it. */
function keyOf(packet: ObservedPacket, station: string): string {
  const { sequenceNumber, segmentNumber } = headerOf(packet);
  return station + String.fromCharCode(packet.segment.id, sequenceNumber >>> 16, sequenceNumber & 0xffff, segmentNumber);
}

/** RFC 2894 sections 3.1 and 4.3: Commands and the Results of routers that are known to process them. */
class ResultWatcher {
  private readonly commands = recent<Command>({
    lifetime: PATIENCE,
    limit: OPEN_COMMANDS,
    stampOf: ({ at }) => at,
    onLeave: (command, why) => why === 'expired' && this.conclude(command),
  });
  /** Who has sent a Result: others may have no such protocol, or discard what is not authenticated for them. */
  private readonly routers = new Map<
    number,
    { readonly node: ObservedNode; readonly station: Station; readonly segment: number; readonly since: Instant }
  >();

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    this.commands.advance(packet.at);
    if (!packet.whole || packet.message.checksum === 'bad') return;
    if (packet.message.name === 'routerRenumberingResult') this.result(packet);
    else this.command(packet);
  }

  finish(end: Instant): void {
    this.commands.finish(end);
  }

  private command(packet: ObservedPacket): void {
    const { frame, at, segment, from, sourceKey, destinationKey: destination } = packet;
    const { maxDelay, test, resultRequested, allInterfaces, siteSpecific } = headerOf(packet);
    const key = keyOf(packet, sourceKey);
    const earlier = this.commands.get(key);
    const dueAt = after(after(at, milliseconds(maxDelay)), segment.uncertainty);
    const flags: Flags = { test, resultRequested, allInterfaces, siteSpecific };
    const toGroup = isMulticast(packet.destination);
    const answeredBy = earlier?.answeredBy ?? new Set<number>();
    this.commands.put(key, { frame, at, segment, from, flags, dueAt, toGroup, destination, answeredBy });
  }

  private result(packet: ObservedPacket): void {
    const { sender, frame, at, segment } = packet;
    const isKnown = this.routers.has(sender.id);
    if (!isKnown && this.routers.size < ROUTERS)
      this.routers.set(sender.id, { node: sender, station: packet.from, segment: segment.id, since: at });
    const command = this.commands.get(keyOf(packet, packet.destinationKey));
    if (!command) return this.sinks.header.undecided(sender, frame, undecided('the Command was not captured'));
    const first = !command.answeredBy.has(sender.id);
    command.answeredBy.add(sender.id);
    this.header(packet, command);
    if (!command.flags.resultRequested)
      return this.sinks.unasked.broken(sender, frame, broken('a Result that the Command did not ask for', undefined, [command.frame]));
    if (!first) return;
    if (at > after(command.dueAt, PROCESSING)) {
      const late = formatDuration(elapsed(command.at, at));
      return this.sinks.delay.broken(sender, frame, broken(`${late} after the Command, MaxDelay is over`, undefined, [command.frame]));
    }
    if (at <= command.dueAt) this.sinks.delay.kept(sender, frame);
    else this.sinks.delay.undecided(sender, frame, undecided('late by no more than processing may take'));
    this.sinks.asked.kept(sender, frame);
  }

  private header({ message, sender, frame }: ObservedPacket, command: Command): void {
    const result = message.value as RouterRenumberingResult;
    const wrong = COPIED.find((flag) => result[flag] !== command.flags[flag]);
    if (!wrong) return this.sinks.header.kept(sender, frame);
    const [got, wanted] = [result[wrong], command.flags[wrong]].map((set) => (set ? 'set' : 'clear'));
    this.sinks.header.broken(
      sender,
      frame,
      broken(`${wrong} is ${got}, in the Command it is ${wanted}`, `${message.name}.${wrong}`, [command.frame]),
    );
  }

  /** What routers made of a Command, when its time is over. */
  private conclude(command: Command): void {
    for (const { node, station, segment, since } of this.routers.values()) {
      if (segment !== command.segment.id || since > command.at || command.answeredBy.has(node.id) || node.lastSeen <= command.dueAt)
        continue;
      if (!command.toGroup && !node.usesAddress(command.destination)) continue;
      const isHeard = command.segment.isHeard({ from: station, to: command.from });
      if (!isHeard) this.sinks[command.flags.resultRequested ? 'asked' : 'unasked'].undecided(node, command.frame, UNHEARD);
      else if (!command.flags.resultRequested) this.sinks.unasked.kept(node, command.frame);
      // A Command whose sequence number is too old is discarded, and which one that is only the router knows for sure.
      else this.sinks.asked.undecided(node, command.frame, undecided('the router may have discarded the Command'));
    }
  }
}

export const resultConversation: Conversation = conversation({
  on: ['router-renumbering'],
  rules: {
    header: { id: 'renumbering.result.flags', requirement: 'rr-result-header', title: 'copies the flags of the Command to its Result' },
    unasked: { id: 'renumbering.result.unasked', requirement: 'rr-result-unasked', title: 'sends a Result only when asked for one' },
    asked: { id: 'renumbering.result.asked', requirement: 'rr-result', title: 'sends the Result that it is asked for' },
    delay: {
      id: 'renumbering.result.delay',
      requirement: 'rr-result-delay',
      title: 'sends its Result within MaxDelay',
      spoiltByDelay: true,
    },
  },
  watch: (sinks) => new ResultWatcher(sinks),
});

export const renumberingRules: readonly FrameRule[] = [
  {
    id: 'renumbering.result.reserved',
    requirement: 'rr-reserved-zero',
    title: 'leaves the reserved fields of a Result zero',
    on: ['router-renumbering'],
    reads: 'message',
    check({ message }) {
      if (message.name !== 'routerRenumberingResult') return undefined;
      const { reserved, reservedFlags, matchReports } = message.value as RouterRenumberingResult;
      if (reserved !== 0) return broken(`reserved field ${reserved}, wanted 0`, `${message.name}.reserved`);
      if (reservedFlags !== 0) return broken(`reserved flags ${reservedFlags}, wanted 0`, `${message.name}.reservedFlags`);
      const at = matchReports.findIndex((report) => report.reserved !== 0);
      return at < 0 ? KEPT : broken('reserved bits of a Match Report are set', `${message.name}.matchReports[${at}].reserved`);
    },
  },
];
