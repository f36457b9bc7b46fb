import { z } from 'zod';
import type { Agreement } from '../schema-agreement.js';
import type { RunTiming } from './measurements.js';

/** `timing.json` as a schema; `measurements.ts` is the source of truth. Times are microseconds from the step's cause. */
const micros = z.int();

export const timingSchema = z.object({
  schema: z.literal('sixproof/timing/1'),
  tests: z.array(
    z.object({
      id: z.string(),
      measurements: z.array(
        z.object({
          step: z.int().min(0),
          label: z.string(),
          requirement: z.exactOptional(z.string()),
          fromUs: micros,
          toUs: micros,
          wideningUs: z.int().min(0),
          arrivedUs: z.array(micros),
          met: z.boolean(),
        }),
      ),
    }),
  ),
});

export const agreement: Agreement<RunTiming, z.infer<typeof timingSchema>> = { there: (a) => a, back: (b) => b };
