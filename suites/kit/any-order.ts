import type { Arrival } from './bench-recorder.js';
import { wantedInWords } from './differences.js';
import { doubtOn, received, sinceRecord } from './expectations.js';
import type { Match } from './match.js';
import { arrivalsAfter, closest, meets, placeOf } from './search.js';
import type { ExpectWindow, Received } from './test-context.js';
import type { TestRun } from './test-run.js';
import { bounds, lastMoment, missedBy, spanOf, windowInWords, windowRecord } from './windows.js';

/** Several frames inside one window, in whatever order; each arrival serves the first match that still waits for one. */
export async function expectInAnyOrder(
  run: TestRun,
  label: string,
  matches: readonly Match[],
  window: ExpectWindow,
): Promise<readonly Received[]> {
  const { recorder, steps } = run;
  const span = spanOf(window.since, bounds(window), recorder.uncertainty);
  const place = placeOf(run, window.since, window.link, recorder.uncertainty);
  const step = steps.begin('expect', label, recorder.sinceZero(recorder.now));
  const found: (Arrival | undefined)[] = matches.map(() => undefined);
  const next = arrivalsAfter(run, place);
  const assign = (): boolean => {
    for (let arrival = next(); arrival; arrival = next()) {
      const serves = arrival;
      const slot = matches.findIndex((match, i) => !found[i] && missedBy(serves.at, span) === 0 && meets(run, serves, [match]));
      if (slot >= 0) found[slot] = serves;
    }
    return found.every((one) => one !== undefined);
  };
  await recorder.waitUntil(assign, lastMoment(span));
  assign();
  const frames = found.flatMap((arrival) => (arrival ? [arrival.ordinal] : []));
  for (const frame of frames) {
    run.consumed.add(frame);
    recorder.use(frame, step.index);
  }
  const base = {
    link: place.link,
    ...sinceRecord(run, window.since),
    window: windowRecord(span, recorder.zero),
    wanted: matches.flatMap((match) => wantedInWords([match])),
    frames,
  };
  const missing = matches.filter((_, i) => !found[i]);
  if (missing.length === 0) {
    step.end({ ...base, outcome: 'met' });
    return found.map((arrival) => received(arrival as Arrival));
  }
  const near = closest(run, place, missing);
  const detail = `${missing.length} of ${matches.length} not seen`;
  step.end({
    ...base,
    outcome: 'not-met',
    detail,
    ...(near && { closest: { frame: near.arrival.ordinal, differences: near.differences } }),
  });
  const text = `${label}: ${detail} (${windowInWords(span, place.since, recorder.zero)} on ${place.link})`;
  const deviation = { code: near ? ('mismatch' as const) : ('not-seen' as const), text, step: step.index, requirement: run.judgement.own };
  return run.judgement.fail(deviation, await doubtOn(run, place.link));
}
