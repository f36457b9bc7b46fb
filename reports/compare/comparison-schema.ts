import { z } from 'zod';
import { levelSchema, reasonSchema, runDescriptionSchema, totalsSchema, verdictSchema, waiverSchema } from '../result-schema.js';
import type { Agreement } from '../schema-agreement.js';
import { ABSENCES, TRANSITIONS, type Absence, type Comparison, type TransitionKind } from './comparison.js';

/** `comparison.json` as a schema; `comparison.ts` is the source of truth, and `agreement` keeps the two together. */
const text = z.string();
const micros = z.int();
const count = z.int().min(0);

const outcome = z.object({ verdict: verdictSchema, reason: reasonSchema, waiver: z.exactOptional(waiverSchema) });

const transition = z.object({
  kind: z.enum(TRANSITIONS),
  run: text,
  id: text,
  title: text,
  suite: text,
  requirement: text,
  rfc: count,
  section: text,
  level: levelSchema,
  before: z.exactOptional(outcome),
  after: z.exactOptional(outcome),
  move: z.exactOptional(
    z.object({
      step: count,
      label: text,
      fromUs: micros,
      toUs: micros,
      beforeUs: micros,
      afterUs: micros,
      uncertaintyUs: count,
      arrivals: z.int().min(1),
    }),
  ),
});

const countOfEach = Object.fromEntries(TRANSITIONS.map((kind) => [kind, count])) as Readonly<Record<TransitionKind, typeof count>>;

const apartCounts = Object.fromEntries(ABSENCES.map((absence) => [absence, count])) as Readonly<Record<Absence, typeof count>>;

export const comparisonSchema = z.object({
  schema: z.literal('sixproof/comparison/1'),
  judgedOn: text,
  runs: z.array(z.object({ name: text, path: text, run: runDescriptionSchema, roles: z.array(text), totals: totalsSchema })).min(2),
  notes: z.array(
    z.object({
      about: z.enum([
        'version',
        'suites',
        'declarations',
        'profile',
        'seed',
        'role',
        'adapter',
        'clock',
        'longest',
        'selection',
        'interrupted',
      ]),
      grave: z.boolean(),
      text,
    }),
  ),
  changes: z.array(
    z.object({ run: text, common: count, same: count, byChance: count, apart: z.object(apartCounts), transitions: z.object(countOfEach) }),
  ),
  transitions: z.array(transition),
  tests: z.array(
    z.object({
      id: text,
      requirement: text,
      plays: z.exactOptional(text),
      verdicts: z.record(text, verdictSchema),
      absent: z.exactOptional(z.record(text, z.enum(ABSENCES))),
    }),
  ),
});

export const agreement: Agreement<Comparison, z.infer<typeof comparisonSchema>> = { there: (a) => a, back: (b) => b };
