import type { Arrival } from './bench-recorder.js';
import { wantedInWords } from './differences.js';
import { doubtOn, sinceRecord } from './expectations.js';
import type { Match } from './match.js';
import { answersObserver, lackOfAddress } from './proof-of-life.js';
import type { Reason } from './record.js';
import { arrivalsAfter, placeOf, resembles } from './search.js';
import type { SilenceWindow } from './test-context.js';
import { kindOf, type TestRun } from './test-run.js';
import { ZERO } from '../../reference/time.js';
import { isHarmless } from './verdict.js';
import { breaksSilence, silenceOf, windowInWords, windowRecord } from './windows.js';

/**
 * No frame of the device may match while the silence lasts. Returns the link whose silence is then to be proved: a mute
 * device is silent too.
 */
export async function expectSilence(run: TestRun, label: string, alternatives: readonly Match[], window: SilenceWindow): Promise<string> {
  const { recorder, steps, judgement } = run;
  let span = silenceOf(window.since, window.for, recorder.uncertainty);
  const place = placeOf(run, window.since, window.link, ZERO);
  const step = steps.begin('expect-none', label, recorder.sinceZero(recorder.now));
  const next = arrivalsAfter(run, place);
  let forbidden: Arrival | undefined;
  const broken = (): boolean => {
    for (let arrival = forbidden ? undefined : next(); arrival; arrival = forbidden ? undefined : next())
      if (breaksSilence(arrival.at, span) && resembles(run, arrival, alternatives)) forbidden = arrival;
    return forbidden !== undefined;
  };
  await recorder.waitUntil(broken, span.to, `to see none: ${label}`);
  if (broken()) {
    // What is known by now of the stamps may end the silence before the frame, and then before all later ones.
    await recorder.settleStamps();
    span = silenceOf(window.since, window.for, recorder.uncertainty);
    if (forbidden && !breaksSilence(forbidden.at, span)) forbidden = undefined;
  }
  const base = {
    link: place.link,
    ...sinceRecord(run, window.since),
    window: windowRecord(span, recorder.zero),
    wanted: wantedInWords(alternatives),
  };
  if (forbidden) {
    recorder.use(forbidden.ordinal, step.index);
    const detail = `frame ${forbidden.ordinal} is forbidden`;
    step.end({ ...base, outcome: 'not-met', frames: [forbidden.ordinal], detail });
    const text = `${label}: ${detail} (${windowInWords(span, window.since, recorder.zero)} on ${place.link})`;
    judgement.fail({ code: 'forbidden-seen', text, step: step.index, requirement: judgement.own });
  }
  step.end({ outcome: 'met', ...base });
  return place.link;
}

/**
 * No dead device passes or is excused: it must answer the observer where nothing came after the last thing that the test did
 * to it, and where a remark or a SKIP says that something was not seen. A silence that names its own proof has seen to that,
 * and a device that lawfully has no address, or no link that is up, cannot be asked.
 */
export async function proveEnd(run: TestRun): Promise<void> {
  const { stimulus, judgement, recorder } = run;
  const { verdict, reason } = judgement.verdict();
  if (!stimulus || !isHarmless(verdict)) return;
  const isFromDevice = (arrival: Arrival): boolean => kindOf(run, arrival) !== 'stranger';
  if (reason.code === 'as-expected' && recorder.arrivals.slice(stimulus.arrivals).some(isFromDevice)) return;
  const link = linkToAskOn(run, stimulus.link);
  if (link === undefined || (await lackOfAddress(run, link)) || (await answersObserver(run, link))) return;
  const doubt = await doubtOn(run, link);
  judgement.withdraw();
  accuseMute(run, link, doubt);
}

/** Where the last thing was done, or else another link that is up. */
const linkToAskOn = ({ bench, linksDown }: TestRun, last: string): string | undefined =>
  [last, ...bench.links.keys()].find((link) => bench.links.has(link) && !linksDown.has(link));

/**
 * Proves by the observer that a silence was not a mute device's. Mute through three probes is a failure where the device
 * was alive before and nothing was lost; in every other case the silence proves nothing.
 */
export async function proveSilence(run: TestRun, link: string): Promise<void> {
  const answered = await answersObserver(run, link);
  const doubt = await doubtOn(run, link);
  if (!answered) accuseMute(run, link, doubt);
  if (doubt?.code === 'frames-lost') run.judgement.stop('inconclusive', 'frames-lost', `the silence proves nothing: ${doubt.text}`);
}

/** The last step says that the device did not answer. */
function accuseMute({ judgement, aliveOn, steps }: TestRun, link: string, doubt: Reason | undefined): never {
  const mute = `the device does not answer the observer on ${link}`;
  if (doubt) judgement.stop('inconclusive', 'no-proof-of-life', `${mute}; ${doubt.text}`);
  if (!aliveOn.has(link)) judgement.stop('inconclusive', 'no-proof-of-life', `${mute}, and was not seen alive there before`);
  // No line that binds nobody makes a remark of a device that is gone.
  if (!judgement.canFail) judgement.stop('inconclusive', 'no-proof-of-life', `${mute} any more`);
  return judgement.fail({
    code: 'stopped-answering',
    text: `${mute} any more`,
    step: steps.records.length - 1,
    requirement: judgement.own,
  });
}
