import { longest, milliseconds, START, type Duration } from '../../reference/time.js';
import {
  declarationsOf,
  KEPT,
  type Conversation,
  type FrameRule,
  type ObservedNode,
  type Outcome,
  type PacketKind,
  type PassiveRule,
  type RuleDeclaration,
  type RuleSink,
  type Undecided,
  type Watcher,
} from '../../suites/kit/rule.js';
import type { FrameSource } from '../links/frames.js';
import { Inventory } from './inventory.js';
import { learn } from './learn.js';
import { NodeTable, type JudgedNode } from './nodes.js';
import { decode, observe, type JudgedFrame, type Observed } from './observe.js';
import { addBroken, addMissing, addUndecided, emptyTally, type Tally } from './tally.js';

/** Stamps of other people's captures are not trusted beyond this. */
const UNCERTAINTY_FLOOR = milliseconds(50);

const CUT: Undecided = { outcome: 'undecided', why: 'the capture has not all of the message' };
const FRAGMENTED: Undecided = { outcome: 'undecided', why: 'the message came in fragments' };

/** Everything that a capture showed, before it is put into words. */
export interface Observations {
  readonly inventory: Inventory;
  readonly table: NodeTable;
  readonly declarations: readonly RuleDeclaration[];
  /** Undecided opportunities of which nobody knows whose they were, by the index of the declaration. */
  readonly nobody: readonly (Tally | undefined)[];
}

export interface Engine {
  add(batch: readonly JudgedFrame[]): void;
  finish(): Observations;
}

/** An engine for one capture: synchronous, and of bounded memory whatever the capture holds. */
export function engine(rules: readonly PassiveRule[], stampUncertainty: Duration): Engine {
  const inventory = new Inventory();
  const declarations = rules.flatMap(declarationsOf);
  const dispatch = new Dispatch(rules, declarations);
  let table: NodeTable | undefined;
  const uncertainty = longest(stampUncertainty, UNCERTAINTY_FLOOR);
  return {
    add(batch) {
      for (const frame of batch) {
        const decoded = decode(frame);
        inventory.addFrame(frame, decoded);
        if (decoded.packetOffset < 0) continue;
        table ??= new NodeTable(frame.at, uncertainty, declarations.length);
        const packet = observe(frame, decoded, table);
        if (!packet) continue;
        inventory.addPacket(packet);
        dispatch.look(packet);
        learn(packet, table);
      }
    },
    finish() {
      for (const watcher of dispatch.watchers) watcher.finish(inventory.lastAt ?? START);
      return { inventory, table: table ?? new NodeTable(START, uncertainty, declarations.length), declarations, nobody: dispatch.nobody };
    },
  };
}

interface FrameCheck {
  /** Of the declaration. */
  readonly index: number;
  readonly needsMessage: boolean;
  readonly check: FrameRule['check'];
}

/** The rules that are kept by a pair of addresses, which keeps all that it has an opportunity to. */
interface GoodPair {
  readonly source: string;
  readonly destination: string;
  readonly kept: readonly number[];
}

const PAIRS = 1_024;

/** What looks at packets of one kind. */
interface Lookers {
  readonly checks: readonly FrameCheck[];
  readonly watchers: readonly Watcher[];
}

/** Which rules look at which packets. */
class Dispatch {
  readonly watchers: Watcher[] = [];
  /** Opportunities of nobody known, by the index of the declaration. */
  readonly nobody: (Tally | undefined)[] = [];
  private readonly every: Lookers;
  private readonly byKind = new Map<PacketKind, Lookers>();
  private readonly addressChecks: readonly FrameCheck[];
  private readonly goodPairs = Array<GoodPair | undefined>(PAIRS).fill(undefined);

  constructor(rules: readonly PassiveRule[], declarations: readonly RuleDeclaration[]) {
    const indexOf = new Map(declarations.map(({ id }, index) => [id, index]));
    const checks = new Map<FrameRule, FrameCheck>();
    const watchers = new Map<Conversation, Watcher>();
    for (const rule of rules) {
      if ('rules' in rule)
        watchers.set(
          rule,
          rule.watch((name) => this.sink(indexOf.get(rule.rules[name]?.id ?? '') as number)),
        );
      else checks.set(rule, { index: indexOf.get(rule.id) as number, needsMessage: rule.reads === 'message', check: rule.check });
    }
    this.watchers.push(...watchers.values());
    this.addressChecks = [...checks].filter(([rule]) => rule.reads === 'addresses').map(([, check]) => check);
    const lookersAt = (kind: PacketKind | undefined): Lookers => {
      const looks = ({ on }: PassiveRule): boolean => on === 'every packet' || (kind !== undefined && on.includes(kind));
      return {
        checks: [...checks].filter(([rule]) => rule.reads !== 'addresses' && looks(rule)).map(([, check]) => check),
        watchers: [...watchers].filter(([rule]) => looks(rule)).map(([, watcher]) => watcher),
      };
    };
    this.every = lookersAt(undefined);
    const kinds = new Set(rules.flatMap(({ on }) => (on === 'every packet' ? [] : on)));
    for (const kind of kinds) this.byKind.set(kind, lookersAt(kind));
  }

  look(packet: Observed): void {
    this.lookAtAddresses(packet);
    const { checks, watchers } = this.byKind.get(packet.kind) ?? this.every;
    for (let i = 0; i < checks.length; i++) runCheck(packet, checks[i] as FrameCheck);
    for (let i = 0; i < watchers.length; i++) (watchers[i] as Watcher).see(packet);
  }

  private lookAtAddresses(packet: Observed): void {
    const { sourceKey: source, destinationKey: destination, frame } = packet;
    const { scores } = packet.sender;
    const slot = (31 * source.charCodeAt(7) + destination.charCodeAt(7) + destination.charCodeAt(0)) & (PAIRS - 1);
    const pair = this.goodPairs[slot];
    if (pair?.source === source && pair.destination === destination) {
      for (let i = 0; i < pair.kept.length; i++) scores.addKept(pair.kept[i] as number, frame);
      return;
    }
    const outcomes = this.addressChecks.map((check) => runCheck(packet, check));
    if (outcomes.some((outcome) => outcome !== undefined && outcome !== KEPT)) return;
    const kept = this.addressChecks.filter((_, i) => outcomes[i] === KEPT).map(({ index }) => index);
    this.goodPairs[slot] = { source, destination, kept };
  }

  private sink(index: number): RuleSink {
    const tally = (by: ObservedNode): Tally => (by as JudgedNode).scores.at(index);
    return {
      kept: (by, frame) => (by as JudgedNode).scores.addKept(index, frame),
      broken: (by, frame, violation) => addBroken(tally(by), frame, violation),
      missing: (by, frame, violation) => addMissing(tally(by), frame, violation),
      undecided: (by, frame, why) => addUndecided(by ? tally(by) : (this.nobody[index] ??= emptyTally()), frame, why),
    };
  }
}

function runCheck(packet: Observed, { index, needsMessage, check }: FrameCheck): Outcome {
  if (needsMessage && !packet.whole) {
    unreadable(packet, index);
    return undefined;
  }
  const outcome = check(packet);
  if (outcome === undefined) return undefined;
  const { scores } = packet.sender;
  if (outcome === KEPT) scores.addKept(index, packet.frame);
  else if (outcome.outcome === 'broken') addBroken(scores.at(index), packet.frame, outcome);
  else addUndecided(scores.at(index), packet.frame, outcome);
  return outcome;
}

/** A rule about the fields of a message cannot be asked about one that is not all there. */
function unreadable(packet: Observed, index: number): void {
  if (packet.fragment) addUndecided(packet.sender.scores.at(index), packet.frame, FRAGMENTED);
  else if (packet.cut) addUndecided(packet.sender.scores.at(index), packet.frame, CUT);
}

/** Runs a source through an engine, to its end or to its damage. */
export async function observeSource(
  source: FrameSource,
  rules: readonly PassiveRule[],
  onProgress?: (frames: number) => void,
): Promise<Observations> {
  const running = engine(rules, source.stamps.uncertainty);
  try {
    for await (const batch of source.batches()) {
      running.add(batch);
      onProgress?.(batch[batch.length - 1]?.no ?? 0);
    }
  } finally {
    await source.close();
  }
  return running.finish();
}
