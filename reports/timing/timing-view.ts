import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import { durationProfile, type DurationProfile } from '../charts/duration-profile.js';
import { arrivalsInWords, stripView, type StripView } from '../charts/strip.js';
import { distinctAnchors } from '../view/anchors.js';
import { clauseView, compareSections, type ClauseView } from '../view/clause.js';
import { testFile } from '../view/file-names.js';
import { deviceName } from '../view/run-view.js';
import { counted, duration } from '../view/text.js';
import { favicon, headline } from '../view/verdicts.js';
import type { Timer, TimerKind } from './timers.js';

/** The page of a run's measured times. */
export interface TimingView {
  readonly title: string;
  readonly root: string;
  readonly favicon: string;
  readonly device: string;
  readonly uncertainty: string;
  readonly sections: readonly {
    readonly anchor: string;
    readonly title: string;
    readonly meaning: string;
    readonly timers: readonly TimerView[];
    readonly more: string;
  }[];
  readonly profile: ProfileView | false;
}

/** The part of it that the first page shows. */
export interface TimingOverview {
  readonly timers: readonly TimerView[];
  readonly rest: string;
  readonly profile: ProfileView | false;
}

export interface ProfileView extends Omit<DurationProfile, 'longest'> {
  readonly longest: readonly { readonly id: string; readonly href: string; readonly took: string; readonly share: string }[];
  /** Of what the durations are. */
  readonly what: string;
}

export interface TimerView {
  readonly anchor: string;
  readonly label: string;
  readonly clauses: readonly ClauseView[];
  readonly moreClauses: string;
  readonly strip: StripView;
  readonly measured: string;
  /** `2 outside the window`; empty when none is. */
  readonly outside: string;
  readonly count: string;
  readonly tests: readonly { readonly id: string; readonly href: string; readonly arrived: string; readonly outside: boolean }[];
  readonly more: number;
}

const ON_FIRST_PAGE = 6;
const MOST_TIMERS = 150;
const MOST_TESTS = 30;
const MOST_CLAUSES = 3;

const SECTIONS: readonly { readonly kind: TimerKind; readonly title: string; readonly meaning: string }[] = [
  { kind: 'timer', title: 'Intervals', meaning: 'may be neither too short nor too long: retransmissions, rates, periodic messages' },
  { kind: 'delay', title: 'Delays', meaning: 'may be put off until the end of the window: random delays, waiting for others' },
  { kind: 'answer', title: 'Answers', meaning: 'come as soon as the device can' },
];

export function timingView(result: RunResult, timers: readonly Timer[]): TimingView {
  const head = headline(result);
  const sections = SECTIONS.map(({ kind, title, meaning }) => {
    const own = [...timers.filter((timer) => timer.kind === kind)].sort(outsideFirst(byClause));
    const more = own.length > MOST_TIMERS ? counted(own.length - MOST_TIMERS, 'more window') : '';
    return { anchor: kind, title, meaning, timers: timerViews(own.slice(0, MOST_TIMERS), kind), more };
  });
  return {
    title: `${head.title} · measured times · ${deviceName(result.run)} · ${result.run.tool}`,
    root: '',
    favicon: favicon(head.verdict),
    device: deviceName(result.run),
    uncertainty: uncertaintyIn(result),
    sections: sections.filter((section) => section.timers.length > 0),
    profile: profileView(result),
  };
}

export function timingOverview(result: RunResult, timers: readonly Timer[]): TimingOverview {
  const worth = timers.filter(({ kind, outside }) => kind !== 'answer' || outside > 0).sort(outsideFirst(byWeight));
  const shown = worth.slice(0, ON_FIRST_PAGE);
  const arrivals = timers.reduce((sum, { samples }) => sum + samples.length, 0);
  return {
    timers: timerViews(shown, 'timer'),
    rest: timers.length > 0 ? `${counted(arrivals, 'arrival')} in ${counted(timers.length, 'window')}` : '',
    profile: profileView(result),
  };
}

const uncertaintyIn = ({ run }: RunResult): string =>
  run.uncertaintyUs > 0
    ? `Stamps are uncertain by up to ${duration(run.uncertaintyUs)}; the pale fringe of a window is what that adds, in the device’s favour.`
    : 'Stamps are exact.';

type Order = (a: Timer, b: Timer) => number;

const outsideFirst =
  (then: Order): Order =>
  (a, b) =>
    Number(b.outside > 0) - Number(a.outside > 0) || then(a, b);

const byClause: Order = (a, b) => {
  const [x, y] = [a.samples[0]?.test, b.samples[0]?.test];
  return (x?.rfc ?? 0) - (y?.rfc ?? 0) || compareSections(x?.section ?? '', y?.section ?? '') || a.fromUs - b.fromUs || a.toUs - b.toUs;
};

/** Intervals before delays, what was measured often before what was measured once. */
const byWeight: Order = (a, b) =>
  SECTIONS.findIndex(({ kind }) => kind === a.kind) - SECTIONS.findIndex(({ kind }) => kind === b.kind) ||
  b.samples.length - a.samples.length;

/** Timers of one name, which await the same frame in different windows, are told apart by the window. */
function timerViews(timers: readonly Timer[], prefix: string): readonly TimerView[] {
  const anchor = distinctAnchors(prefix);
  const labels = timers.map(({ label }) => label);
  const isShared = new Set(labels.filter((label, i) => labels.indexOf(label) !== i));
  return timers.map((timer) => {
    const window = `${duration(timer.fromUs)} to ${duration(timer.toUs)}`;
    return {
      anchor: anchor(`${timer.label} ${window}`),
      ...timerView(timer),
      label: isShared.has(timer.label) ? `${timer.label}, ${window}` : timer.label,
    };
  });
}

function timerView({ label, fromUs, toUs, wideningUs, samples, outside }: Timer): Omit<TimerView, 'anchor'> {
  const arrivedUs = samples.map((sample) => sample.arrivedUs);
  const clauses = clausesOf(samples.map(({ test }) => test));
  const inOrder = [...samples].sort((a, b) => Number(b.isOutside) - Number(a.isOutside));
  const tests = [...new Map(inOrder.map((sample) => [sample.test.id, sample])).values()];
  const outsideUs = samples.filter((sample) => sample.isOutside).map((sample) => sample.arrivedUs);
  return {
    label,
    clauses: clauses.slice(0, MOST_CLAUSES),
    moreClauses: clauses.length > MOST_CLAUSES ? counted(clauses.length - MOST_CLAUSES, 'more clause') : '',
    strip: stripView({ fromUs, toUs, wideningUs, arrivedUs, outsideUs }),
    measured: arrivalsInWords(arrivedUs),
    outside: outside > 0 ? `${outside} outside the window` : '',
    count: counted(tests.length, 'test'),
    tests: tests.slice(0, MOST_TESTS).map(({ test, arrivedUs: us, isOutside }) => ({
      id: test.id,
      href: `tests/${testFile(test.id, 'html')}`,
      arrived: duration(us),
      outside: isOutside,
    })),
    more: Math.max(0, tests.length - MOST_TESTS),
  };
}

function clausesOf(tests: readonly TestRecord[]): readonly ClauseView[] {
  const counts = new Map<string, { readonly clause: ClauseView; count: number }>();
  for (const { rfc, section } of tests) {
    const key = `${rfc} ${section}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { clause: clauseView(rfc, section), count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ clause }) => clause);
}

function profileView({ run, tests }: RunResult): ProfileView | false {
  const real = run.clock === 'real';
  const profile = durationProfile(tests, ({ wallUs, protocolUs }) => (real ? wallUs : protocolUs));
  if (!profile) return false;
  const longest = profile.longest.map((test) => ({ ...test, href: `tests/${testFile(test.id, 'html')}` }));
  return { ...profile, longest, what: real ? 'on the clock of the wall' : 'of protocol time, on a virtual clock' };
}
