import { after, elapsed, formatDuration, longest, seconds, type Duration, type Instant } from '../../reference/time.js';
import { valueAt } from '../../reference/wire/paths.js';
import type { Arrival } from './bench-recorder.js';
import { differences, wantedInWords } from './differences.js';
import type { Match } from './match.js';
import type { Reason, ReasonCode } from './record.js';
import type { Requirement } from './requirement.js';
import { arrivalsAfter, closest, meets, placeOf, type Place } from './search.js';
import type { OpenStep, StepResult } from './steps.js';
import type { Cause, ExpectWindow, Received, SeriesWindow } from './test-context.js';
import type { TestRun } from './test-run.js';
import { bounds, lastMoment, missedBy, spanOf, windowInWords, windowRecord, type Span } from './windows.js';

export interface Expectation {
  readonly label: string;
  readonly alternatives: readonly Match[];
  readonly window: ExpectWindow;
  /** The ledger line that is checked. */
  readonly requirement: Requirement;
  /** Whether the test ends, goes on with a deviation held, or goes on as if nothing had been asked. */
  readonly unmet: 'ends' | 'held' | 'allowed';
}

export const alternativesOf = (match: Match | readonly Match[]): readonly Match[] =>
  (Array.isArray(match) ? match : [match]) as readonly Match[];

interface Look {
  readonly step: OpenStep;
  readonly span: Span;
  readonly place: Place;
  readonly base: StepResult;
}

/** Waits for the first frame that meets one of the alternatives. */
export async function expectFrame(run: TestRun, wanted: Expectation): Promise<Received | undefined> {
  let look = beginLook(run, wanted);
  const seek = finder(run, look.place, wanted.alternatives);
  const wait = (until: Instant): Promise<void> => run.recorder.waitUntil(() => seek() !== undefined, until, `for ${wanted.label}`);
  await wait(lastMoment(look.span));
  if (!isHit(seek(), look)) {
    look = await withPresentWidening(run, look);
    const end = lastMoment(look.span);
    if (seek() === undefined && run.recorder.now < end) await wait(end);
  }
  const hit = seek();
  if (hit && isHit(hit, look)) return take(run, look, hit);
  if (wanted.unmet === 'allowed') return void look.step.end({ ...look.base, outcome: 'done', detail: 'not seen' });
  if (!hit && wanted.unmet === 'ends') await wait(graceAfter(look.span));
  await unmet(run, wanted, look, seek());
  return undefined;
}

const isHit = (arrival: Arrival | undefined, { span }: Look): boolean => arrival !== undefined && missedBy(arrival.at, span) === 0;

/** That the machine stood still during the wait is known only after it, and then counts for the device. */
export async function presentlyWidened(run: TestRun, span: Span): Promise<Span> {
  await run.recorder.settleStamps();
  return { ...span, widening: longest(span.widening, run.recorder.uncertainty) };
}

async function withPresentWidening(run: TestRun, look: Look): Promise<Look> {
  const span = await presentlyWidened(run, look.span);
  return { ...look, span, base: { ...look.base, window: windowRecord(span, run.recorder.zero) } };
}

const LONGEST_GRACE = seconds(2);

/** A failed expectation watches on a little, to tell a late frame from none. */
function graceAfter(span: Span): ReturnType<typeof lastMoment> {
  const length = elapsed(span.from, span.to);
  return after(lastMoment(span), Math.min(longest(length, seconds(1)), LONGEST_GRACE) as Duration);
}

function beginLook(run: TestRun, { label, alternatives, window, requirement }: Expectation): Look {
  const { recorder, steps } = run;
  const span = spanOf(window.since, bounds(window), recorder.uncertainty);
  const place = placeOf(run, window.since, window.link, recorder.uncertainty);
  const base: StepResult = {
    outcome: 'not-met',
    link: place.link,
    ...(requirement.slug !== run.test.requirement && { requirement: requirement.slug }),
    ...sinceRecord(run, window.since),
    window: windowRecord(span, recorder.zero),
    wanted: wantedInWords(alternatives),
  };
  return { step: steps.begin('expect', label, recorder.sinceZero(recorder.now)), span, place, base };
}

export const sinceRecord = (run: TestRun, since: Cause): Pick<StepResult, 'sinceFrame' | 'sinceUs'> =>
  typeof since === 'number'
    ? { sinceUs: run.recorder.sinceZero(since) }
    : { sinceFrame: since.ordinal, sinceUs: run.recorder.sinceZero(since.at) };

/** Looks through the arrivals as they come and stays at the first that fits. */
function finder(run: TestRun, place: Place, alternatives: readonly Match[]): () => Arrival | undefined {
  const next = arrivalsAfter(run, place);
  let found: Arrival | undefined;
  return () => {
    for (let arrival = found ? undefined : next(); arrival; arrival = found ? undefined : next())
      if (meets(run, arrival, alternatives)) found = arrival;
    return found;
  };
}

function take(run: TestRun, { step, base }: Look, hit: Arrival): Received {
  run.consumed.add(hit.ordinal);
  run.recorder.use(hit.ordinal, step.index);
  step.end({ frames: [hit.ordinal], ...base, outcome: 'met' });
  return received(hit);
}

export const received = (arrival: Arrival): Received => ({
  kind: 'received',
  at: arrival.at,
  link: arrival.link,
  decoded: arrival.decoded,
  ordinal: arrival.ordinal,
  get(path) {
    const field = valueAt(arrival.decoded, path);
    if (!field.found) throw new Error(`frame ${arrival.ordinal} has no ${path}`);
    return field.value;
  },
});

async function unmet(run: TestRun, wanted: Expectation, look: Look, late: Arrival | undefined): Promise<void> {
  const { requirement, alternatives, label, unmet: manner } = wanted;
  const { step, base, span, place } = look;
  const told = late ? missedTiming(late, span) : nothingMet(run, place, alternatives);
  if (late) run.recorder.use(late.ordinal, step.index);
  const text = `${label}: ${told.text} (${windowInWords(span, place.since, run.recorder.zero)} on ${place.link})`;
  const doubt = await doubtOn(run, place.link);
  const deviation = { code: told.code, text, step: step.index, requirement };
  if (manner === 'held') {
    const outcome = doubt ? 'remark' : run.judgement.hold(deviation);
    return step.end({ ...base, ...told.record, outcome, detail: doubt ? `${told.text}; ${doubt.text}` : told.text });
  }
  step.end({ ...base, ...told.record, outcome: 'not-met', detail: told.text });
  run.judgement.fail(deviation, doubt);
}

interface Told {
  readonly code: ReasonCode;
  readonly text: string;
  readonly record: Partial<StepResult>;
}

function missedTiming(late: Arrival, span: Span): Told {
  const missed = missedBy(late.at, span);
  const text = `frame ${late.ordinal} came ${formatDuration(Math.abs(missed) as Duration)} too ${missed < 0 ? 'early' : 'late'}`;
  return { code: 'out-of-window', text, record: { frames: [late.ordinal], missedByUs: missed } };
}

function nothingMet(run: TestRun, place: Place, alternatives: readonly Match[]): Told {
  const near = closest(run, place, alternatives);
  if (!near) return { code: 'not-seen', text: 'not seen', record: {} };
  const frame = near.arrival.ordinal;
  const fields = near.differences.map((difference) => difference.path).join(', ');
  return { code: 'mismatch', text: `frame ${frame} differs in ${fields}`, record: { closest: { frame, differences: near.differences } } };
}

/** Why an absence on this link proves nothing: frames were lost since the set-up, nobody knows, or the tester was late. */
export async function doubtOn(run: TestRun, link: string): Promise<Reason | undefined> {
  const now = await run.recorder.losses(link);
  const start = run.lossesBefore.get(link) ?? 0;
  if (now === 'unknown' || start === 'unknown') return { code: 'frames-lost', text: `whether frames were lost on ${link} is not known` };
  if (now > start) return { code: 'frames-lost', text: `${now - start} frames were lost on ${link}` };
  return run.late;
}

/** Checks fields of a frame at hand. */
export function requireFields(run: TestRun, label: string, frame: Received, match: Match, requirement: Requirement): void {
  const { recorder, steps, judgement } = run;
  const found = differences(frame.decoded, match);
  const step = steps.begin('expect', label, recorder.sinceZero(recorder.now));
  recorder.use(frame.ordinal, step.index);
  const base: StepResult = {
    outcome: 'met',
    link: frame.link,
    ...(requirement.slug !== run.test.requirement && { requirement: requirement.slug }),
    wanted: wantedInWords([match]),
    frames: [frame.ordinal],
  };
  if (found.length === 0) return step.end(base);
  const text = `${label}: frame ${frame.ordinal} differs in ${found.map((one) => one.path).join(', ')}`;
  const deviation = { code: 'mismatch' as const, text, step: step.index, requirement };
  const record = { ...base, closest: { frame: frame.ordinal, differences: found } };
  if (!judgement.isDecisive(requirement)) return step.end({ ...record, outcome: judgement.hold(deviation) });
  step.end({ ...record, outcome: 'not-met' });
  judgement.fail(deviation);
}

/** Frames in a row, each counted from the one before. */
export async function expectSeries(
  run: TestRun,
  label: string,
  alternatives: readonly Match[],
  series: SeriesWindow,
): Promise<readonly Received[]> {
  const { count, interval, within, link } = series;
  const place = link === undefined ? {} : { link };
  const frames: Received[] = [];
  let since = series.since;
  for (let i = 1; i <= count; i++) {
    const window: ExpectWindow = i === 1 ? { since, within: within ?? interval[1], ...place } : { since, between: interval, ...place };
    const wanted = { label: `${label} (${i} of ${count})`, alternatives, window, requirement: run.judgement.own, unmet: 'ends' as const };
    const frame = (await expectFrame(run, wanted)) as Received;
    frames.push(frame);
    since = frame;
  }
  return frames;
}
