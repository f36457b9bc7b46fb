import { before, type Duration } from '../../reference/time.js';
import type { Arrival } from './bench-recorder.js';
import { differences, matches, obstacles } from './differences.js';
import { absent, type Match } from './match.js';
import type { FieldDifference } from './record.js';
import type { Cause } from './test-context.js';
import { kindOf, type TestRun } from './test-run.js';

/** Where and since when frames are looked for. */
export interface Place {
  readonly since: Cause;
  readonly link: string;
  /** How far before the cause a stamp may lie and still come after it. */
  readonly tolerance: Duration;
}

export function placeOf(run: TestRun, since: Cause, link: string | undefined, tolerance: Duration): Place {
  return { since, link: link ?? (typeof since === 'number' ? run.firstLink : since.link), tolerance };
}

/** The first arrival that can come after the cause: one that was there before a frame left is no answer to it. */
function startIndex(run: TestRun, since: Cause): number {
  if (typeof since === 'number') return 0;
  const { arrivals } = run.recorder;
  // Ordinals rise with the index, so the arrivals after the cause begin where its own ordinal would stand.
  let low = 0;
  let high = arrivals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((arrivals[middle]?.ordinal ?? 0) > since.ordinal) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Moves once through the arrivals after a cause that no expectation has used up, further ones as they come. */
export function arrivalsAfter(run: TestRun, place: Place, which: 'left' | 'consumed too' = 'left'): () => Arrival | undefined {
  let index = startIndex(run, place.since);
  const earliest = before(typeof place.since === 'number' ? place.since : place.since.at, place.tolerance);
  return () => {
    const { arrivals } = run.recorder;
    while (index < arrivals.length) {
      const arrival = arrivals[index++] as Arrival;
      if (arrival.link !== place.link || arrival.at < earliest) continue;
      if (which === 'consumed too' || !run.consumed.has(arrival.ordinal)) return arrival;
    }
    return undefined;
  };
}

/** Whether a frame is the test's business and has what one of the alternatives asks for; obstacles not looked at. */
export function resembles(run: TestRun, arrival: Arrival, alternatives: readonly Match[]): boolean {
  const kind = kindOf(run, arrival);
  if (kind === 'stranger' || kind === 'observer') return false;
  return alternatives.some((match) => (kind === 'test' || namesListener(match)) && matches(arrival.decoded, match));
}

/** As `resembles`, and the node that the frame is for could take it in. */
export function meets(run: TestRun, arrival: Arrival, alternatives: readonly Match[]): boolean {
  const kind = kindOf(run, arrival);
  if (kind === 'stranger' || kind === 'observer') return false;
  return alternatives.some(
    (match) =>
      (kind === 'test' || namesListener(match)) &&
      matches(arrival.decoded, match) &&
      obstacles(arrival.decoded, match, run.nodes).length === 0,
  );
}

const namesListener = (match: Match): boolean => Object.keys(match).some((path) => path.startsWith('multicastListener'));

export interface Closest {
  readonly arrival: Arrival;
  readonly differences: readonly FieldDifference[];
}

/**
 * Of the frames after the cause, the one that comes nearest to what was wanted: it has the message that the match is
 * about, and the fewest fields that differ; of equals the first.
 */
export function closest(run: TestRun, place: Place, alternatives: readonly Match[]): Closest | undefined {
  const next = arrivalsAfter(run, place);
  let best: Closest | undefined;
  for (let arrival = next(); arrival; arrival = next()) {
    const kind = kindOf(run, arrival);
    if (kind === 'observer') continue;
    for (const match of alternatives) {
      if (kind === 'listener' && !namesListener(match)) continue;
      if (!hasSubject(arrival, match)) continue;
      const found = [
        ...differences(arrival.decoded, match),
        ...obstacles(arrival.decoded, match, run.nodes),
        ...(kind === 'stranger' ? [strange] : []),
      ];
      if (!best || found.length < best.differences.length) best = { arrival, differences: found };
    }
  }
  return best;
}

const strange: FieldDifference = { path: 'ethernet.source', wanted: 'an address of the device', got: 'another' };

const CARRIERS = new Set(['ethernet', 'vlanTag', 'ipv6', 'hopByHop', 'destinationOptions', 'routing', 'fragment', 'icmpv6']);

/** Whether a frame has the message that a match is about: the first layer that it names beside those that carry others. */
function hasSubject(arrival: Arrival, match: Match): boolean {
  const named = Object.keys(match)
    .filter((path) => match[path] !== absent)
    .map((path) => path.split('.')[0] ?? path);
  const subject = named.find((name) => !CARRIERS.has(name)) ?? named.at(-1);
  return subject === undefined || arrival.decoded.layers.some((layer) => layer.name === subject || layer.message.family === subject);
}
