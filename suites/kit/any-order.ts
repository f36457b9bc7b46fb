import type { Arrival } from './bench-recorder.js';
import { wantedInWords } from './differences.js';
import { doubtOn, presentlyWidened, received, sinceRecord } from './expectations.js';
import type { Match } from './match.js';
import { arrivalsAfter, closest, meets, placeOf, type Place } from './search.js';
import type { ExpectWindow, Received } from './test-context.js';
import type { TestRun } from './test-run.js';
import { bounds, lastMoment, missedBy, spanOf, windowInWords, windowRecord, type Span } from './windows.js';

/** Several frames inside one window, in whatever order; each arrival serves the first match that still waits for one. */
export async function expectInAnyOrder(
  run: TestRun,
  label: string,
  matches: readonly Match[],
  window: ExpectWindow,
): Promise<readonly Received[]> {
  const { recorder, steps } = run;
  let span = spanOf(window.since, bounds(window), recorder.uncertainty);
  const place = placeOf(run, window.since, window.link, recorder.uncertainty);
  const step = steps.begin('expect', label, recorder.sinceZero(recorder.now));
  let served = serving(run, place, matches, span);
  const wait = (): Promise<void> => recorder.waitUntil(() => isComplete(served()), lastMoment(span), `for ${label}`);
  await wait();
  if (!isComplete(served())) {
    span = await presentlyWidened(run, span);
    // A frame that missed the window may be inside of it now, so that all of them are looked at again.
    served = serving(run, place, matches, span);
    if (!isComplete(served()) && recorder.now < lastMoment(span)) await wait();
  }
  const found = served();
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

type Served = readonly (Arrival | undefined)[];

const isComplete = (served: Served): boolean => served.every((one) => one !== undefined);

/** Which arrival serves which match by now; looks through the arrivals as they come. */
function serving(run: TestRun, place: Place, matches: readonly Match[], span: Span): () => Served {
  const found: (Arrival | undefined)[] = matches.map(() => undefined);
  const next = arrivalsAfter(run, place);
  return () => {
    for (let arrival = next(); arrival; arrival = next()) {
      const serves = arrival;
      const slot = matches.findIndex((match, i) => !found[i] && missedBy(serves.at, span) === 0 && meets(run, serves, [match]));
      if (slot >= 0) found[slot] = serves;
    }
    return found;
  };
}
