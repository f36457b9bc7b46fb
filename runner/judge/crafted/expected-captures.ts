import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaptureJudgement, Check, NodeDescription } from '../../../suites/kit/judgement.js';

/** What `vectors/captures/expected.json` says of a capture. */
export interface ExpectedCapture {
  readonly file: string;
  /** Who sent and who recorded it, and how to do it again. */
  readonly origin: string;
  /** Judged with --complete. */
  readonly complete: boolean;
  /** Only rules that are broken or undecided are listed. */
  readonly violationsOnly?: boolean;
  /** Frames by ICMPv6 type, as tshark counts them: independent of our decoder. */
  readonly icmpv6Types?: Readonly<Record<string, number>>;
  readonly frames: number;
  readonly ipv6: number;
  readonly losses: number | 'unknown';
  readonly problem?: string;
  readonly nodes: readonly string[];
  /** By node and rule: the verdict and how often it was kept, broken, not seen, undecided. */
  readonly verdicts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const readExpected = (folder: string): readonly ExpectedCapture[] =>
  (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { readonly captures: readonly ExpectedCapture[] }).captures;

type Described = Omit<ExpectedCapture, 'file' | 'origin' | 'complete' | 'violationsOnly' | 'icmpv6Types'>;

/** A judgement in the terms of `expected.json`. */
export function describeJudgement({ contents, nodes, findings }: CaptureJudgement, violationsOnly = false): Described {
  const verdicts: Record<string, Record<string, string>> = {};
  for (const { node, link, level, checks } of findings) {
    const name = link === '' ? node : `${node} (${link})`;
    for (const check of checks) {
      if (violationsOnly && check.broken + check.missing + check.undecided === 0) continue;
      (verdicts[name] ??= {})[check.rule] = verdictText(check, level);
    }
  }
  return {
    frames: contents.frames,
    ipv6: contents.ipv6,
    losses: contents.losses,
    ...(contents.problem && { problem: contents.problem.kind }),
    nodes: violationsOnly ? [] : nodes.map(nodeText),
    verdicts,
  };
}

function verdictText({ verdict, kept, broken, missing, undecided }: Check, level: string): string {
  const word = verdict === 'pass' && broken + missing > 0 ? `remark (${level})` : verdict;
  const counts = [`kept ${kept}`, `broken ${broken}`, `not seen ${missing}`, `undecided ${undecided}`];
  return [word, ...counts.filter((part) => !part.endsWith(' 0'))].join(', ');
}

const nodeText = ({ name, roles, addresses, frames }: NodeDescription): string =>
  [name, roles.join(','), `${frames} frames`, ...addresses.filter((one) => one !== name)].filter(Boolean).join(' ');
