import { z } from 'zod';
import type { Judgement } from '../suites/kit/judgement.js';
import { levelSchema, verdictSchema } from './result-schema.js';
import type { Agreement } from './schema-agreement.js';

/** `judgement.json` as a schema; `suites/kit/judgement.ts` is the source of truth, and `agreement` keeps the two together. */
const text = z.string();
const micros = z.int();
const count = z.int().min(0);
const frame = z.int().min(1);

const judgedVerdict = verdictSchema.extract(['pass', 'fail', 'warn', 'inconclusive']);
const totals = z.object({ pass: count, fail: count, warn: count, inconclusive: count });
const undecided = z.object({ why: text, count: frame, firstFrame: frame });

const contents = z.object({
  frames: count,
  ipv6: count,
  notIpv6: count,
  octets: count,
  spanUs: count,
  linkTypes: z.array(z.object({ linkType: z.int(), name: text, frames: frame })),
  links: z.array(text),
  protocols: z.array(z.object({ name: text, packets: frame })),
  prefixes: z.array(z.object({ prefix: text, link: text, onLink: z.boolean(), autonomous: z.boolean(), routers: z.array(text) })),
  parts: z.array(z.object({ file: text, link: text.exactOptional(), frames: count, firstFrame: frame.exactOptional() })).exactOptional(),
  tunnelled: z.object({ packets: count, unjudged: z.array(undecided) }).exactOptional(),
  losses: z.union([count, z.literal('unknown')]),
  stampUncertaintyUs: count,
  cut: z.object({ frames: frame, shortestOctets: count }).exactOptional(),
  unreadable: z.object({ frames: count, first: z.array(z.object({ frame, offset: count, field: text, reason: text })) }),
  backwards: count,
  copies: count,
  unheard: z.array(text),
  oneWay: z.array(z.object({ from: text.exactOptional(), to: text })).exactOptional(),
  furtherNodes: count,
  problem: z.object({ kind: text, text }).exactOptional(),
});

const node = z.object({
  name: text,
  link: text,
  addresses: z.array(text),
  via: z.array(text),
  roles: z.array(text),
  frames: count,
  firstSeenUs: micros,
  lastSeenUs: micros,
  totals,
});

const check = z.object({
  rule: text,
  title: text,
  verdict: judgedVerdict,
  kept: count,
  firstKept: frame.exactOptional(),
  broken: count,
  missing: count,
  undecided: count,
  evidence: z.array(z.object({ frame, text, path: text.exactOptional(), frames: z.array(frame).exactOptional() })),
  undecidedBecause: z.array(undecided),
});

const finding = z.object({
  node: text,
  link: text,
  requirement: text,
  rfc: count,
  section: text,
  level: levelSchema,
  role: text,
  judged: text,
  text,
  verdict: judgedVerdict,
  reason: z.object({ code: z.enum(['as-expected', 'remark', 'not-seen', 'mismatch', 'precondition', 'frames-lost']), text }),
  checks: z.array(check).min(1),
});

const capture = z.object({
  file: text,
  contents,
  absence: z.object({ conclusive: z.boolean(), why: text }),
  nodes: z.array(node),
  findings: z.array(finding),
  furtherFindings: totals.exactOptional(),
  totals,
  unjudged: z.array(undecided.extend({ node: text.exactOptional(), furtherNodes: frame.exactOptional(), rule: text, requirement: text })),
  notExercised: z.array(z.object({ rule: text, requirement: text, title: text })),
});

export const judgementSchema = z.object({
  schema: z.literal('sixproof/judgement/1'),
  tool: text,
  version: text,
  captures: z.array(capture),
  totals,
});

export const agreement: Agreement<Judgement, z.infer<typeof judgementSchema>> = { there: (a) => a, back: (b) => b };
