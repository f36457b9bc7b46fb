import { longest, milliseconds, START, type Instant } from '../../reference/time.js';
import {
  declarationsOf,
  undecided,
  type Conversation,
  type FrameRule,
  type HeaderOccasion,
  type ObservedNode,
  type PassiveRule,
  type RuleDeclaration,
  type RuleSink,
  type Undecided,
  type Watcher,
} from '../../suites/kit/rule.js';
import type { FrameSource } from '../links/frames.js';
import { runChecks, runUsual, type FrameCheck, type UsualChecks } from './frame-check.js';
import { Inventory } from './inventory.js';
import { learn } from './learn.js';
import { LinkStarts, type LinkOf } from './link-starts.js';
import { NodeTable } from './node-table.js';
import type { JudgedNode } from './nodes.js';
import { decode, observe, type JudgedFrame, type Observed } from './observe.js';
import { KNOWN_KINDS } from './packet-kinds.js';
import { addBroken, addMissing, addUndecided, emptyTally, type ReasonCount, type Tally } from './tally.js';
import { isIpv6InIpv4, Tunnels } from './tunnels.js';

/** Stamps of other people's captures are not trusted beyond this. */
const UNCERTAINTY_FLOOR = milliseconds(50);
/** A conversation takes what several of them did for what one did. */
const ONE_OF_MANY = undecided('one of the nodes that there was no room to tell apart');

/** VRRP: who is the active router of a group sends from its address, first the one and then another. */
const OF_SEVERAL = undecided('routers of a virtual router group share the link-layer address, each with timers of its own');

/** RFC 2473 section 3: a tunnel takes a packet to its other end, over however many links and losses. */
const ON_ITS_WAY = undecided('what goes through a tunnel may be lost, delayed or doubled before it is captured');

/** VLANs of one router have its link-layer address in common; on each of them it begins anew. */
const MAYBE_SEVERAL = undecided('the capture does not tell the links of its interfaces apart');

/** Everything that a capture showed, before it is put into words. */
export interface Observations {
  readonly inventory: Inventory;
  readonly table: NodeTable;
  readonly declarations: readonly RuleDeclaration[];
  /** Undecided opportunities of which nobody knows whose they were, by the index of the declaration. */
  readonly nobody: readonly (Tally | undefined)[];
  /** Packets inside packets: how many were judged, and why others were not. */
  readonly tunnels: { readonly packets: number; readonly unjudged: readonly ReasonCount[] };
}

export interface Engine {
  add(batch: readonly JudgedFrame[]): void;
  finish(): Observations;
}

/** An engine for one capture, or for several that `linkOf` tells apart: synchronous, and of bounded memory whatever they hold. */
export function engine(rules: readonly PassiveRule[], { stamps, nameOf }: Pick<FrameSource, 'stamps' | 'nameOf'>, linkOf?: LinkOf): Engine {
  const inventory = new Inventory();
  const declarations = rules.flatMap(declarationsOf);
  const dispatch = new Dispatch(rules, declarations);
  const tunnels = new Tunnels();
  const starts = new LinkStarts(linkOf);
  const uncertainty = longest(stamps.uncertainty, UNCERTAINTY_FLOOR);
  const table = new NodeTable(starts, uncertainty, declarations.length, nameOf);
  const take = (packet: Observed): void => {
    dispatch.look(packet);
    learn(packet, table);
  };
  return {
    add(batch) {
      for (const frame of batch) {
        const decoded = decode(frame);
        const isNative = decoded.packetOffset >= 0;
        const carries = !isNative && isIpv6InIpv4(decoded);
        inventory.addFrame(frame, decoded, carries);
        if (!isNative && !carries) continue;
        starts.note(frame.interfaceId ?? 0, frame.at);
        if (isNative) {
          const packet = observe(frame, decoded, table);
          if (!packet) continue;
          inventory.addPacket(packet);
          take(packet);
          if (packet.kind !== 'tunnelled') continue;
        } else inventory.addIpv6InIpv4();
        for (const packet of tunnels.inside(frame, decoded, table)) {
          inventory.addInside(packet);
          take(packet);
        }
      }
    },
    finish() {
      dispatch.finish(inventory.lastAt ?? START);
      return { inventory, table, declarations, nobody: dispatch.nobody, tunnels };
    },
  };
}

/** What looks at packets of one kind. */
interface Lookers {
  readonly usual: readonly UsualChecks[];
  readonly checks: readonly FrameCheck[];
  readonly watchers: readonly Watcher[];
}

/** Which rules look at which packets. */
class Dispatch {
  private readonly watchers: readonly Watcher[];
  /** Opportunities of nobody known, by the index of the declaration. */
  readonly nobody: (Tally | undefined)[] = [];
  /** By the number of the kind, of packets without extension headers, with some, and with a Fragment header. */
  private readonly byKind: readonly Lookers[];
  private readonly extendedByKind: readonly Lookers[];
  private readonly fragmentedByKind: readonly Lookers[];

  constructor(
    rules: readonly PassiveRule[],
    private readonly declarations: readonly RuleDeclaration[],
  ) {
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
    this.watchers = [...watchers.values()];
    const lookers = (looks: (rule: PassiveRule) => boolean): Lookers => {
      const own = [...checks].filter(([rule]) => looks(rule));
      const usual = new Set(own.flatMap(([rule]) => rule.usual ?? []));
      const of = (sameAs: FrameRule['usual']): readonly FrameCheck[] =>
        own.filter(([rule]) => rule.usual === sameAs).map(([, check]) => check);
      return {
        usual: [...usual].map((one) => ({ usual: one, checks: of(one) })),
        checks: of(undefined),
        watchers: [...watchers].filter(([rule]) => looks(rule)).map(([, watcher]) => watcher),
      };
    };
    const table = (...headers: readonly HeaderOccasion[]): readonly Lookers[] =>
      KNOWN_KINDS.map(({ kind }) =>
        lookers(({ on }) => on === 'every packet' || on.includes(kind) || headers.some((one) => on.includes(one))),
      );
    this.byKind = table();
    this.extendedByKind = table('extension headers');
    this.fragmentedByKind = table('extension headers', 'Fragment header');
  }

  look(packet: Observed): void {
    const extended = packet.hasFragmentHeader ? this.fragmentedByKind : this.extendedByKind;
    const lookers = packet.hasExtensionHeaders ? extended : this.byKind;
    const { usual, checks, watchers } = lookers[packet.known.number] as Lookers;
    for (let i = 0; i < usual.length; i++) runUsual(packet, usual[i] as UsualChecks);
    runChecks(packet, checks);
    for (let i = 0; i < watchers.length; i++) (watchers[i] as Watcher).see(packet);
  }

  finish(end: Instant): void {
    for (const watcher of this.watchers) watcher.finish(end);
  }

  private sink(index: number): RuleSink {
    const { spoiltByCopies, spoiltByDelay } = this.declarations[index] as RuleDeclaration;
    const isSpoilt = spoiltByCopies === true || spoiltByDelay === true;
    const tally = (by: ObservedNode): Tally => (by as JudgedNode).scores.at(index);
    const doubt = (by: ObservedNode, byTheWay: boolean): Undecided | undefined =>
      doubtAbout(by, byTheWay) ?? (spoiltByCopies && isVirtualRouter(by) ? OF_SEVERAL : undefined);
    return {
      // What is in time at the place of capture may have been sent too early.
      kept: isSpoilt
        ? (by, frame) => !isInTunnel(by) && (by as JudgedNode).scores.addKept(index, frame)
        : (by, frame) => (by as JudgedNode).scores.addKept(index, frame),
      broken(by, frame, violation) {
        const why = doubt(by, isSpoilt);
        if (why) addUndecided(tally(by), frame, why);
        else addBroken(tally(by), frame, violation);
      },
      missing(by, frame, violation, ways) {
        const why = doubt(by, true);
        if (why) addUndecided(tally(by), frame, why);
        else addMissing(tally(by), frame, violation, ways);
      },
      undecided: (by, frame, why) => addUndecided(by ? tally(by) : (this.nobody[index] ??= emptyTally()), frame, why),
    };
  }
}

const isInTunnel = (by: ObservedNode): boolean => (by as JudgedNode).segment.isTunnel;

/** 00-00-5E-00-02-xx, or 00-00-5E-00-01-xx of IPv4, which other protocols of that sort use for both. */
function isVirtualRouter({ linkLayerAddress: a }: ObservedNode): boolean {
  return a?.[0] === 0 && a[1] === 0 && a[2] === 0x5e && a[3] === 0 && (a[4] === 2 || a[4] === 1);
}

/** Why a node is not blamed; `byTheWay` where what happens to packets on their way, or on another link, would explain it as well. */
function doubtAbout(by: ObservedNode, byTheWay: boolean): Undecided | undefined {
  if ((by as JudgedNode).isMany) return ONE_OF_MANY;
  if (!byTheWay) return undefined;
  if ((by as JudgedNode).segment.maybeSeveral) return MAYBE_SEVERAL;
  return isInTunnel(by) ? ON_ITS_WAY : undefined;
}

/** Runs a source through an engine, to its end or to its damage. */
export async function observeSource(
  source: FrameSource,
  rules: readonly PassiveRule[],
  onBatch?: (batch: readonly JudgedFrame[]) => void,
  linkOf?: LinkOf,
): Promise<Observations> {
  const running = engine(rules, source, linkOf);
  try {
    for await (const batch of source.batches()) {
      running.add(batch);
      onBatch?.(batch);
    }
  } finally {
    await source.close();
  }
  return running.finish();
}
