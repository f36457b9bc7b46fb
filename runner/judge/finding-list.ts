import {
  noTotals,
  type Finding,
  type JudgedVerdict,
  type NodeDescription,
  type Totals,
  type Unjudged,
} from '../../suites/kit/judgement.js';
import { WORST_FIRST } from './findings.js';

/** Of a requirement that so many nodes kept, or gave no occasion to decide about, the others are only counted. */
export const MAX_NODES_TOLD = 100;

/** The findings and open questions of a capture, node by node: what forged senders make many of is counted, what is violated is told. */
export class FindingList {
  readonly totals = noTotals();
  readonly further = noTotals();
  private readonly byVerdict: Readonly<Record<JudgedVerdict, Finding[]>> = { fail: [], warn: [], inconclusive: [], pass: [] };
  private readonly told = new Map<string, number>();
  private readonly open = new UnjudgedList();

  /** Adds what was found about one node; returns how often each verdict was. */
  add(findings: readonly Finding[]): NodeDescription['totals'] {
    const totals = noTotals();
    for (const finding of findings) {
      totals[finding.verdict] += 1;
      this.totals[finding.verdict] += 1;
      if (this.isTold(finding)) this.byVerdict[finding.verdict].push(finding);
      else this.further[finding.verdict] += 1;
      for (const one of unjudgedIn(finding)) this.open.add(one);
    }
    return totals;
  }

  private isTold({ verdict, requirement }: Finding): boolean {
    if (verdict === 'fail' || verdict === 'warn') return true;
    const key = `${verdict} ${requirement}`;
    const told = this.told.get(key) ?? 0;
    if (told < MAX_NODES_TOLD) this.told.set(key, told + 1);
    return told < MAX_NODES_TOLD;
  }

  /** Worst first, and else in the order of the nodes. */
  findings(): readonly Finding[] {
    return WORST_FIRST.flatMap((verdict) => this.byVerdict[verdict]);
  }

  /** What was only counted, where there is any. */
  furtherFindings(): Totals | undefined {
    return Object.values(this.further).some((count) => count > 0) ? this.further : undefined;
  }

  unjudged(): readonly Unjudged[] {
    return this.open.all();
  }
}

const unjudgedIn = ({ node, requirement, checks }: Finding): readonly Unjudged[] =>
  checks.flatMap(({ rule, undecidedBecause: list }) => list.map((one): Unjudged => ({ node, rule, requirement, ...one })));

/** What could not be judged of nodes; where the same holds of many, the others are one entry. */
class UnjudgedList {
  private readonly listed: Unjudged[] = [];
  private readonly byReason = new Map<string, { nodes: number; further: Unjudged | undefined }>();

  add(one: Unjudged): void {
    const key = `${one.rule} ${one.why}`;
    const known = this.byReason.get(key) ?? { nodes: 0, further: undefined };
    this.byReason.set(key, known);
    known.nodes += 1;
    if (known.nodes <= MAX_NODES_TOLD) this.listed.push(one);
    else known.further = together(known.further, one);
  }

  all(): readonly Unjudged[] {
    const further = [...this.byReason.values()].flatMap((reason) => reason.further ?? []);
    return [...this.listed, ...further];
  }
}

function together(known: Unjudged | undefined, { rule, requirement, why, count, firstFrame }: Unjudged): Unjudged {
  return {
    furtherNodes: (known?.furtherNodes ?? 0) + 1,
    rule,
    requirement,
    why,
    count: (known?.count ?? 0) + count,
    firstFrame: Math.min(known?.firstFrame ?? firstFrame, firstFrame),
  };
}
