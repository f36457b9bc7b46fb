import { fromHex } from '../../reference/net/octets.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { fieldAt } from './differences.js';
import { inWords } from './match.js';
import type { FieldDifference, FrameRecord, Reason, StepRecord, TestDescription, Verdict } from './record.js';
import type { Requirement } from './requirement.js';

export interface Failure {
  readonly test: TestDescription;
  /** The ledger line that was violated; the test's own unless the step names another. */
  readonly requirement: Requirement;
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** The step that shows it, where one does. */
  readonly step?: StepRecord;
  /** Every frame of the test, in order of their ordinals. */
  readonly frames: readonly FrameRecord[];
  /** The command that runs the test again. */
  readonly repeat: string;
}

/** The section of an RFC at the RFC editor's. */
export const clauseUrl = (rfc: number, section: string): string =>
  `https://www.rfc-editor.org/rfc/rfc${rfc}${section === '' ? '' : `#${/^[A-Z]/.test(section) ? 'appendix' : 'section'}-${section}`}`;

/**
 * The bug report of a test that did not pass: at most eight lines, the same in terminal, HTML, JUnit and JSON. What the
 * device broke, what it was sent, what was wanted when, what came closest, its last sign of life, how to see it again.
 */
export function failureMessage(failure: Failure): string {
  const { test, requirement, verdict, repeat } = failure;
  const head = `${verdict.toUpperCase()}  ${test.id}  ${requirement.level}  RFC ${requirement.rfc} ${requirement.section}`.trimEnd();
  return [
    head,
    line('clause', `${requirement.text} (${clauseUrl(requirement.rfc, requirement.section)})`),
    ...stimulus(failure),
    ...wanted(failure),
    ...outcome(failure),
    ...lastSign(failure),
    line('repeat', repeat),
  ].join('\n');
}

const line = (subject: string, text: string): string => `  ${subject.padEnd(9)}${text}`.replace(/\s*\n\s*/g, ' ');

function stimulus({ step, frames }: Failure): string[] {
  const since = step?.sinceFrame === undefined ? undefined : frames[step.sinceFrame - 1];
  const lastSent = frames.findLast((frame) => frame.direction === 'out' && !frame.background);
  const cause = since?.direction === 'out' ? since : lastSent;
  return cause ? [line('stimulus', `frame ${cause.ordinal}  ${cause.notation}`)] : [];
}

function wanted({ step }: Failure): string[] {
  if (!step || (step.kind !== 'expect' && step.kind !== 'expect-none')) return [];
  const fields = (step.wanted ?? []).map(({ path, value }) => `${path} = ${value}`).join(', ');
  const place = step.link === undefined ? '' : ` on ${step.link}`;
  const silence = step.kind === 'expect-none' ? 'none: ' : '';
  return [line('wanted', `${silence}${step.label}${place}${windowOf(step)}${fields === '' ? '' : `, ${fields}`}`)];
}

function windowOf(step: StepRecord): string {
  if (!step.window) return '';
  const { fromUs, toUs, wideningUs } = step.window;
  const start = step.sinceUs ?? 0;
  const cause = step.sinceFrame === undefined ? 'the start' : `frame ${step.sinceFrame}`;
  const widened = wideningUs > 0 ? ` (±${inSeconds(wideningUs)} s)` : '';
  return `, ${inSeconds(fromUs - start)}-${inSeconds(toUs - start)} s after ${cause}${widened}`;
}

const inSeconds = (us: number): string => (us / 1_000_000).toFixed(3);

function outcome(failure: Failure): string[] {
  const { step, frames, reason } = failure;
  const near = step?.closest && frames[step.closest.frame - 1];
  if (near && step.closest) {
    const count = step.closest.differences.length;
    const where = `frame ${near.ordinal} at ${stamp(near, step)}, differs in ${count === 1 ? 'one field' : `${count} fields`}`;
    return [line('closest', where), line('', differencesInWords(step.closest.differences, near))];
  }
  const shown = step?.outcome !== 'met' && step?.frames?.at(-1) !== undefined ? frames[step.frames.at(-1)! - 1] : undefined;
  const found = step && isCheck(step) && step.detail !== undefined ? [line('found', step.detail)] : [];
  if (shown && step && step.kind !== 'proof-of-life' && shown.direction === 'in')
    return [
      ...found,
      line('came', `frame ${shown.ordinal} at ${stamp(shown, step)}${missed(step)}  ${shown.notation}`),
      ...(step.kind === 'expect-none' ? forbiddenFields(step, shown) : []),
    ];
  if (found.length > 0) return found;
  return [
    line(
      step?.kind === 'expect' ? 'closest' : 'reason',
      step?.kind === 'expect' ? `none: ${reason.text}` : `${reason.code}: ${reason.text}`,
    ),
  ];
}

/** What several frames say together was looked at: no window, no field of one frame. */
const isCheck = ({ kind, window, wanted }: StepRecord): boolean => kind === 'expect' && window === undefined && wanted === undefined;

/** What makes a frame a forbidden one, as it is in its octets. */
function forbiddenFields({ wanted = [] }: StepRecord, frame: FrameRecord): string[] {
  const decoded = decodeFrame(fromHex(frame.octets));
  const paths = new Set(wanted.map(({ path }) => path.replace(/^or /, '')));
  const fields = [...paths].flatMap((path) => {
    const field = path.includes('.') ? fieldAt(decoded, path) : undefined;
    return field?.found ? [`${path} = ${inWords(field.value)}${octetsOf([field.offset, field.octets], frame)}`] : [];
  });
  return fields.length === 0 ? [] : [line('', firstOf(fields))];
}

const stamp = (frame: FrameRecord, step: StepRecord): string => `+${inSeconds(frame.atUs - (step.sinceUs ?? 0))} s`;

function missed(step: StepRecord): string {
  if (step.missedByUs === undefined) return '';
  return `, ${inSeconds(Math.abs(step.missedByUs))} s too ${step.missedByUs < 0 ? 'early' : 'late'}`;
}

const SHOWN_DIFFERENCES = 3;
const SHOWN_OCTETS = 16;

const differencesInWords = (differences: readonly FieldDifference[], frame: FrameRecord): string =>
  firstOf(
    differences.map(({ path, got, wanted, octets }) => `${path}   got ${got}   wanted ${wanted}${octets ? octetsOf(octets, frame) : ''}`),
  );

function firstOf(fields: readonly string[]): string {
  const shown = fields.slice(0, SHOWN_DIFFERENCES);
  const more = fields.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(';  ');
}

function octetsOf([first, count]: readonly [number, number], frame: FrameRecord): string {
  const digits = frame.octets.slice(2 * first, 2 * (first + Math.min(count, SHOWN_OCTETS)));
  const range = count > 1 ? `octets ${first}-${first + count - 1}` : `octet ${first}`;
  return `   ${range}: ${digits.replace(/(..)(?=.)/g, '$1 ')}${count > SHOWN_OCTETS ? ' ...' : ''}`;
}

function lastSign({ frames, step }: Failure): string[] {
  const last = frames.findLast((frame) => frame.direction === 'in' && frame.node === 'dut');
  if (!last) return [line('alive', 'no frame of the device in this test')];
  if (step?.outcome !== 'met' && step?.closest === undefined && step?.frames?.at(-1) === last.ordinal)
    return [line('alive', `frame ${last.ordinal}, the one above`)];
  return [line('alive', `frame ${last.ordinal} at ${step ? stamp(last, step) : `${inSeconds(last.atUs)} s`}  ${last.notation}`)];
}
