import { hex } from '../../reference/net/octets.js';
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

/** That octets are those wanted; the words show the first that are not. */
export function sameOctets(got: Uint8Array, wanted: Uint8Array, frames: readonly Received[] = []): Finding {
  const length = Math.max(got.length, wanted.length);
  const at = Array.from({ length }, (_, i) => i).find((i) => got[i] !== wanted[i]);
  if (at === undefined) return { holds: true, found: 'the same octets', frames };
  const shown = (octets: Uint8Array): string => hex(octets.subarray(at, at + SHOWN)) || 'none';
  const lengths = got.length === wanted.length ? '' : `${got.length} octets instead of ${wanted.length}, `;
  return { holds: false, found: `${lengths}from octet ${at} on ${shown(got)} instead of ${shown(wanted)}`, frames };
}

/** Octets that words show from where two strings begin to differ. */
const SHOWN = 8;

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
