import type { ReasonCode } from './record.js';
import type { Level, Role } from './requirement.js';

/** `judgement.json`: what passive rules found in captures. Times are integer microseconds, frame numbers count from 1. */
export interface Judgement {
  readonly schema: 'sixproof/judgement/1';
  readonly tool: string;
  readonly version: string;
  readonly captures: readonly CaptureJudgement[];
  readonly totals: Totals;
}

export type JudgedVerdict = 'pass' | 'fail' | 'warn' | 'inconclusive';
export interface JudgedReason {
  readonly code: Extract<ReasonCode, 'as-expected' | 'remark' | 'not-seen' | 'mismatch' | 'precondition' | 'frames-lost'>;
  readonly text: string;
}

export type Totals = Readonly<Record<JudgedVerdict, number>>;

export interface CaptureJudgement {
  readonly file: string;
  readonly contents: Contents;
  /** Whether something that was not seen counts as not sent, and why. */
  readonly absence: { readonly conclusive: boolean; readonly why: string };
  readonly nodes: readonly NodeDescription[];
  /** By node and requirement; what was never exercised is not among them. */
  readonly findings: readonly Finding[];
  /** Of a requirement that was kept, or left undecided, by more than a hundred nodes: those not among `findings`. Violations are all there. */
  readonly furtherFindings?: Totals;
  readonly totals: Totals;
  readonly unjudged: readonly Unjudged[];
  /** Rules that found no opportunity anywhere. */
  readonly notExercised: readonly { readonly rule: string; readonly requirement: string; readonly title: string }[];
}

export interface Contents {
  readonly frames: number;
  readonly ipv6: number;
  readonly notIpv6: number;
  readonly octets: number;
  readonly spanUs: number;
  /** Link type as registered, with the number of its frames. */
  readonly linkTypes: readonly { readonly linkType: number; readonly name: string; readonly frames: number }[];
  readonly links: readonly string[];
  readonly protocols: readonly { readonly name: string; readonly packets: number }[];
  readonly prefixes: readonly {
    readonly prefix: string;
    readonly link: string;
    readonly onLink: boolean;
    readonly autonomous: boolean;
    readonly routers: readonly string[];
  }[];
  /** The files of a capture that was written in pieces, or on several links, with the number of the first frame of each. */
  readonly parts?: readonly { readonly file: string; readonly link?: string; readonly frames: number; readonly firstFrame?: number }[];
  /** IPv6 packets inside packets of IPv6 or IPv4: how many were judged, on links of their own, and why others were not. */
  readonly tunnelled?: {
    readonly packets: number;
    readonly unjudged: readonly { readonly why: string; readonly count: number; readonly firstFrame: number }[];
  };
  readonly losses: number | 'unknown';
  readonly stampUncertaintyUs: number;
  readonly cut?: { readonly frames: number; readonly shortestOctets: number };
  readonly unreadable: {
    readonly frames: number;
    readonly first: readonly { readonly frame: number; readonly offset: number; readonly field: string; readonly reason: string }[];
  };
  /** Frames stamped earlier than the one before them. */
  readonly backwards: number;
  /** Packets that look like one shortly before. */
  readonly copies: number;
  /** Link-layer addresses that frames went to and none came from: the capture shows one side only. */
  readonly unheard: readonly string[];
  /** Of nodes that sent something: unicast went to them, and none came back; without `from`, to nobody at all. The first hundred. */
  readonly oneWay?: readonly { readonly from?: string; readonly to: string }[];
  /** Packets of senders beyond the size of the table of nodes. */
  readonly furtherNodes: number;
  /** Why reading ended before the end of the file. */
  readonly problem?: { readonly kind: string; readonly text: string };
}

export interface NodeDescription {
  readonly name: string;
  readonly link: string;
  readonly addresses: readonly string[];
  /** For a node known by its address only: the link-layer addresses that its packets came from. */
  readonly via: readonly string[];
  readonly roles: readonly string[];
  readonly frames: number;
  readonly firstSeenUs: number;
  readonly lastSeenUs: number;
  /** Of the findings about it. */
  readonly totals: Totals;
}

export interface Finding {
  readonly node: string;
  readonly link: string;
  readonly requirement: string;
  readonly rfc: number;
  readonly section: string;
  readonly level: Level;
  readonly role: Role;
  /** What the verdict is about: the titles of the rules that led to it. */
  readonly judged: string;
  /** The requirement. It may ask for more than a capture shows, such as what a receiver does with a packet that never came. */
  readonly text: string;
  readonly verdict: JudgedVerdict;
  readonly reason: JudgedReason;
  readonly checks: readonly Check[];
}

/** What one rule found. `missing` counts what had to come and was not seen. */
export interface Check {
  readonly rule: string;
  readonly title: string;
  readonly verdict: JudgedVerdict;
  readonly kept: number;
  readonly firstKept?: number;
  readonly broken: number;
  readonly missing: number;
  readonly undecided: number;
  readonly evidence: readonly {
    readonly frame: number;
    readonly text: string;
    readonly path?: string;
    readonly frames?: readonly number[];
  }[];
  readonly undecidedBecause: readonly { readonly why: string; readonly count: number; readonly firstFrame: number }[];
}

/** Opportunities that say nothing, with the reason: of a node, of those that followed a hundred for the same reason, or of nobody known. */
export interface Unjudged {
  readonly node?: string;
  readonly furtherNodes?: number;
  readonly rule: string;
  readonly requirement: string;
  readonly why: string;
  readonly count: number;
  readonly firstFrame: number;
}

export const noTotals = (): Record<JudgedVerdict, number> => ({ pass: 0, fail: 0, warn: 0, inconclusive: 0 });

export function addTotals(totals: readonly Totals[]): Totals {
  const sum = noTotals();
  for (const one of totals) for (const verdict of Object.keys(sum) as JudgedVerdict[]) sum[verdict] += one[verdict];
  return sum;
}
