import { formatAddress } from '../../reference/net/address.js';
import { textOfKey } from '../../suites/kit/packet-keys.js';
import type { Requirement } from '../../suites/kit/requirement.js';
import { packageVersion } from '../package-root.js';
import { describeProblem, type SourceProblem } from '../links/frames.js';
import type { Observations } from './engine.js';
import { FindingList } from './finding-list.js';
import { findingsOf, unjudgedOfNobody, type Conditions } from './findings.js';
import type { Inventory } from './inventory.js';
import { addTotals, type CaptureJudgement, type Contents, type Judgement, type NodeDescription } from '../../suites/kit/judgement.js';
import type { NodeTable } from './node-table.js';
import type { JudgedNode, JudgedSegment } from './nodes.js';
import type { OneWay } from './ways.js';

const MAX_ONE_WAY = 100;

const LINK_TYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'loopback',
  1: 'Ethernet',
  101: 'raw IP',
  108: 'loopback',
  113: 'Linux cooked',
  229: 'raw IPv6',
  276: 'Linux cooked, version 2',
};

/** What is known of a capture beside its frames. */
export interface CaptureCircumstances {
  readonly file: string;
  readonly losses: number | 'unknown';
  /** The user vouches that nothing was lost. */
  readonly complete: boolean;
  readonly stampUncertaintyUs: number;
  readonly problem: SourceProblem | undefined;
}

/** Puts what was observed into words and verdicts. */
export function captureJudgement(
  observations: Observations,
  ledger: ReadonlyMap<string, Requirement>,
  circumstances: CaptureCircumstances,
): CaptureJudgement {
  const { inventory, table, declarations, nobody, tunnels } = observations;
  const conditions = conditionsOf(inventory, circumstances);
  const nodes = mergeNames(table);
  const list = new FindingList();
  const described = nodes.map((node) => describeNode(node, list.add(findingsOf(node, declarations, ledger, conditions))));
  const furtherFindings = list.furtherFindings();
  return {
    file: circumstances.file,
    contents: {
      ...contentsOf(inventory, table, circumstances),
      ...(tunnels.packets + tunnels.unjudged.length > 0 && { tunnelled: { packets: tunnels.packets, unjudged: tunnels.unjudged } }),
    },
    absence: { conclusive: conditions.absenceIsConclusive, why: conditions.whyNot },
    nodes: described,
    findings: list.findings(),
    ...(furtherFindings && { furtherFindings }),
    totals: list.totals,
    unjudged: [...list.unjudged(), ...unjudgedOfNobody(nobody, declarations)],
    notExercised: declarations
      .filter((_, index) => !nobody[index] && !nodes.some(({ scores }) => scores.isExercised(index)))
      .map(({ id: rule, requirement, title }) => ({ rule, requirement, title })),
  };
}

export function judgement(captures: readonly CaptureJudgement[]): Judgement {
  return {
    schema: 'sixproof/judgement/1',
    tool: 'sixproof',
    version: packageVersion(),
    captures,
    totals: addTotals(captures.map(({ totals }) => totals)),
  };
}

function conditionsOf(inventory: Inventory, { losses, complete }: CaptureCircumstances): Conditions {
  const common = { doublesFrames: inventory.doublesFrames, isVouchedFor: complete };
  if (complete) return { absenceIsConclusive: true, whyNot: 'the capture is said to be complete', ...common };
  if (losses === 0) return { absenceIsConclusive: true, whyNot: 'the capture counted no lost frame', ...common };
  const whyNot = losses === 'unknown' ? 'the capture does not say whether frames were lost' : `${losses} frames were lost`;
  return { absenceIsConclusive: false, whyNot, ...common };
}

/** A node that was first known by an address only, and later by its link-layer address, is one node. */
function mergeNames(table: NodeTable): readonly JudgedNode[] {
  const merged = new Set<JudgedNode>();
  for (const segment of table.segments.values()) {
    for (const [key, node] of segment.byAddress) {
      const holder = holderOf(key, node, segment);
      if (!holder || holder === node) continue;
      absorb(holder, node);
      merged.add(node);
    }
  }
  return table.all().filter((node) => !merged.has(node));
}

/** Whose address it is: by Neighbor Discovery, or because hosts forward nothing, so that what one sends is its own. */
function holderOf(key: string, { via }: JudgedNode, segment: JudgedSegment): JudgedNode | undefined {
  const [owner, second] = segment.ownersOf(key) as readonly JudgedNode[];
  if (owner) return second ? undefined : owner;
  const [only, another] = via.keys();
  const sender = only === undefined || another !== undefined ? undefined : segment.byLinkLayer.get(only);
  return sender?.roles.has('host') && !sender.roles.has('router') ? sender : undefined;
}

function absorb(into: JudgedNode, from: JudgedNode): void {
  for (const [key, address] of from.addresses) into.addresses.set(key, address);
  into.frames += from.frames;
  into.lastSeen = into.lastSeen > from.lastSeen ? into.lastSeen : from.lastSeen;
  for (const role of from.roles) into.roles.add(role);
  into.scores.absorb(from.scores);
}

function describeNode(node: JudgedNode, totals: NodeDescription['totals']): NodeDescription {
  return {
    name: node.name,
    link: node.segment.name,
    addresses: [...node.addresses.values()].map(formatAddress),
    via: [...node.via.values()],
    roles: node.roles.has('router') ? ['router'] : [...node.roles],
    frames: node.frames,
    firstSeenUs: node.firstSeen,
    lastSeenUs: node.lastSeen,
    totals,
  };
}

/** What went to nodes that answered nobody is told once for each, whoever sent it. */
function oneWayOf(table: NodeTable): readonly OneWay[] {
  const found = new Map<string, OneWay>();
  for (const { ways } of table.segments.values()) {
    for (const one of ways.oneWay()) {
      if (found.size >= MAX_ONE_WAY) return [...found.values()];
      found.set(`${one.from ?? ''} ${one.to}`, one);
    }
  }
  return [...found.values()];
}

function contentsOf(inventory: Inventory, table: NodeTable, { losses, stampUncertaintyUs, problem }: CaptureCircumstances): Contents {
  const byCount = [...inventory.protocols].sort(([a, many], [b, few]) => few.packets - many.packets || a.localeCompare(b));
  const oneWay = oneWayOf(table);
  return {
    frames: inventory.frames,
    ipv6: inventory.packets,
    notIpv6: inventory.notIpv6,
    octets: inventory.octets,
    spanUs: Math.max(0, (inventory.lastAt ?? 0) - (inventory.firstAt ?? 0)),
    linkTypes: inventory.linkTypes.map(({ linkType, frames }) => ({
      linkType,
      name: LINK_TYPE_NAMES[linkType] ?? `link type ${linkType}`,
      frames,
    })),
    links: [...table.segments.values()].map(({ name }) => name),
    protocols: byCount.map(([name, { packets }]) => ({ name, packets })),
    prefixes: [...inventory.prefixes.values()].map((prefix) => ({ ...prefix, routers: [...prefix.routers].map(textOfKey) })),
    losses,
    stampUncertaintyUs,
    ...(inventory.cut > 0 && { cut: { frames: inventory.cut, shortestOctets: inventory.shortestCut } }),
    unreadable: { frames: inventory.unreadableCount, first: inventory.unreadable },
    backwards: inventory.backwards,
    copies: inventory.copies,
    unheard: inventory.unheard(table.segments.values()),
    ...(oneWay.length > 0 && { oneWay }),
    furtherNodes: table.further,
    ...(problem && { problem: { kind: problem.kind, text: describeProblem(problem) } }),
  };
}
