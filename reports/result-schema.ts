import { z } from 'zod';
import type { RunResult, TestDescription, TestDetails } from '../suites/kit/record.js';
import { COVERAGE_STATES, SECTION_REASON_KINDS, type CoverageReport } from '../suites/kit/coverage-record.js';
import type { Agreement } from './schema-agreement.js';

/**
 * The machine-readable outputs as schemas. The interfaces of `suites/kit/record.ts` are the source of truth: `agreement`
 * at the end of this file stops compiling when a schema and its interface part ways. Unknown keys are allowed, so that a
 * later version may add some under the same schema number.
 */
const text = z.string();
const micros = z.int();
const count = z.int().min(0);
const ordinal = z.int().min(1);
const hexOctets = z.string().regex(/^([0-9a-f]{2})*$/);

export const verdictSchema = z.enum(['pass', 'fail', 'warn', 'skip', 'inconclusive', 'error']);
export const levelSchema = z.enum(['MUST', 'SHOULD', 'MAY', 'KAME', 'implementation choice']);

const reasonCodes = [
  'as-expected',
  'remark',
  'not-seen',
  'mismatch',
  'out-of-window',
  'forbidden-seen',
  'stopped-answering',
  'not-claimed',
  'unsupported-action',
  'testbed-does-not-fit',
  'not-applicable',
  'precondition',
  'no-proof-of-life',
  'frames-lost',
  'tester-late',
  'action-failed',
  'cleanup-failed',
  'link-lost',
  'flooded',
  'replay-differs',
  'event-budget',
  'exception',
] as const;
export const reasonSchema = z.object({ code: z.enum(reasonCodes), text });

/** One element of `sixproof list --json`. */
export const testDescriptionSchema = z.object({
  id: text,
  title: text,
  suite: text,
  requirement: text,
  rfc: z.int().min(0),
  section: text,
  level: levelSchema,
  roles: z.array(text),
  plays: z.exactOptional(text),
});
export const listSchema = z.array(testDescriptionSchema);

export const waiverSchema = z.object({ owner: text, reason: text, until: text });

export const testRecordSchema = testDescriptionSchema.extend({
  verdict: verdictSchema,
  reason: reasonSchema,
  message: z.exactOptional(text),
  seed: z.int(),
  wallUs: micros,
  protocolUs: micros,
  earlier: z.exactOptional(z.object({ verdict: verdictSchema, reason: reasonSchema })),
  waiver: z.exactOptional(waiverSchema),
});

export const runDescriptionSchema = z.object({
  tool: text,
  version: text,
  suites: z.exactOptional(text),
  dut: text,
  adapter: text,
  role: z.exactOptional(text),
  firmware: z.exactOptional(text),
  testedBy: z.exactOptional(text),
  profile: text,
  seed: z.int(),
  startedAt: text,
  wallUs: micros,
  protocolUs: micros,
  clock: z.enum(['virtual', 'real', 'replay']),
  uncertaintyUs: count,
  usualUncertaintyUs: z.exactOptional(count),
  selectors: z.array(text),
  shard: z.exactOptional(text),
  longestUs: z.exactOptional(count),
  interrupted: z.boolean(),
});

export const totalsSchema = z.object({ pass: count, fail: count, warn: count, skip: count, inconclusive: count, error: count });

/** `result.json`. */
export const runResultSchema = z.object({
  schema: z.literal('sixproof/result/1'),
  run: runDescriptionSchema,
  totals: totalsSchema,
  tests: z.array(testRecordSchema),
});

const frameSchema = z.object({
  ordinal,
  link: text,
  direction: z.enum(['in', 'out']),
  atUs: micros,
  spreadUs: z.exactOptional(count),
  node: text,
  octets: hexOctets,
  notation: text,
  steps: z.array(z.int()),
  background: z.boolean(),
});

const differenceSchema = z.object({ path: text, wanted: text, got: text, octets: z.exactOptional(z.tuple([count, count])) });

const stepSchema = z.object({
  index: z.int(),
  kind: z.enum(['send', 'expect', 'expect-none', 'elapse', 'action', 'given', 'proof-of-life', 'note']),
  label: text,
  atUs: micros,
  link: z.exactOptional(text),
  requirement: z.exactOptional(text),
  outcome: z.enum(['done', 'met', 'not-met', 'remark', 'failed']),
  sinceFrame: z.exactOptional(ordinal),
  sinceUs: z.exactOptional(micros),
  window: z.exactOptional(z.object({ fromUs: micros, toUs: micros, wideningUs: count })),
  wanted: z.exactOptional(z.array(z.object({ path: text, value: text }))),
  frames: z.exactOptional(z.array(ordinal)),
  closest: z.exactOptional(z.object({ frame: ordinal, differences: z.array(differenceSchema) })),
  missedByUs: z.exactOptional(micros),
  detail: z.exactOptional(text),
});

const tapeEntrySchema = z.union([
  z.object({ kind: z.enum(['in', 'out']), ordinal }),
  z.object({ kind: z.literal('wait'), untilUs: micros }),
  z.object({ kind: z.literal('action'), action: text, endedUs: micros, result: z.unknown() }),
]);

/** `tests/<id>.json`. */
export const testDetailsSchema = z.object({
  id: text,
  purpose: text,
  testbed: z.object({ title: text, links: z.array(text) }),
  nodes: z.array(z.object({ name: text, link: text, linkLayerAddress: text, addresses: z.array(text) })),
  steps: z.array(stepSchema),
  frames: z.array(frameSchema),
  events: z.array(z.object({ atUs: micros, name: text, detail: text, discard: z.exactOptional(text), says: z.exactOptional(text) })),
  uncertaintyUs: count,
  tape: z.array(tapeEntrySchema),
});

const requirementCoverageSchema = z.object({
  slug: text,
  text,
  level: levelSchema,
  role: text,
  also: z.exactOptional(z.array(text)),
  state: z.enum(COVERAGE_STATES),
  reason: z.exactOptional(text),
  tests: z.array(text),
});

const sectionReasonSchema = z.object({ kind: z.enum(SECTION_REASON_KINDS), text });

/** `sixproof coverage --json`. */
export const coverageSchema = z.object({
  schema: z.literal('sixproof/coverage/1'),
  rfcs: z.array(
    z.object({
      rfc: z.int().min(1),
      title: text,
      sections: z.array(
        z.object({
          section: text,
          title: text,
          must: count,
          should: count,
          requirements: z.array(requirementCoverageSchema),
          reason: z.exactOptional(sectionReasonSchema),
        }),
      ),
    }),
  ),
});

const mutantSchema = z.object({ id: text, title: text, candidates: count, killedBy: z.exactOptional(text) });

/** `sixproof perturb --json`: the survivors are those that no explanation covers. */
export const perturbSchema = z.object({
  mutants: count,
  killed: count,
  explained: count,
  survivors: z.array(mutantSchema),
  unkillableTests: z.array(text),
  explainedSurvivors: z.array(mutantSchema.extend({ reason: text, clause: text })),
  staleExplanations: z.array(text),
  baselineFailures: z.array(z.object({ id: text, verdict: verdictSchema, reason: reasonSchema })),
  kills: z.array(z.object({ mutant: text, test: text })),
  testsRun: count,
});

/** What is published under `reports/schema/`, by file name. */
export const publishedSchemas = {
  result: { title: 'sixproof result.json', schema: runResultSchema },
  'test-details': { title: 'sixproof tests/<id>.json', schema: testDetailsSchema },
  list: { title: 'sixproof list --json', schema: listSchema },
  coverage: { title: 'sixproof coverage --json', schema: coverageSchema },
  perturb: { title: 'sixproof perturb --json', schema: perturbSchema },
} as const;

export const agreement: readonly [
  Agreement<RunResult, z.infer<typeof runResultSchema>>,
  Agreement<TestDescription, z.infer<typeof testDescriptionSchema>>,
  Agreement<TestDetails, z.infer<typeof testDetailsSchema>>,
  Agreement<CoverageReport, z.infer<typeof coverageSchema>>,
] = [
  { there: (a) => a, back: (b) => b },
  { there: (a) => a, back: (b) => b },
  { there: (a) => a, back: (b) => b },
  { there: (a) => a, back: (b) => b },
];
