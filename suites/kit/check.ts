import type { Received } from './test-context.js';
import type { TestRun } from './test-run.js';

/** What several frames say together, where no single one is right or wrong. */
export interface Finding {
  readonly holds: boolean;
  /** What was found instead of what is wanted, in a sentence that stands alone. */
  readonly found: string;
  /** Frames that show it, the most telling last. */
  readonly frames?: readonly Received[];
}

/** A step that holds or ends the test; the sentence of a finding is its reason. */
export function check(run: TestRun, wanted: string, { holds, found, frames = [] }: Finding): void {
  const { recorder, steps, judgement } = run;
  const step = steps.begin('expect', wanted, recorder.sinceZero(recorder.now));
  for (const { ordinal } of frames) recorder.use(ordinal, step.index);
  const shown = frames.length > 0 ? { frames: frames.map(({ ordinal }) => ordinal) } : {};
  if (holds) return step.end({ outcome: 'met', ...shown });
  step.end({ outcome: 'not-met', ...shown, detail: found });
  judgement.fail({ code: 'mismatch', text: `${wanted}: ${found}`, step: step.index, requirement: judgement.own });
}

/** What an assertion of Chai wanted and what it found, of a message such as `the sum: expected 3 to be above +0`. */
export function assertionInWords(message: string): { readonly wanted: string; readonly found: string } | undefined {
  const parts = /^(?:([^]*?): )?expected ([^]*?) to ([^]*)$/.exec(message);
  if (!parts) return undefined;
  const [, label = 'the value', found = '', condition = ''] = parts;
  return { wanted: `${label}: to ${plain(condition)}`, found: plain(found) };
}

/** Chai tells the two zeros apart. */
const plain = (text: string): string => text.replace(/(?<![\w.])\+0(?![\w.])/g, '0');
