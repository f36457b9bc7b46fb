import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { formatDuration, ZERO, type Duration } from '../../reference/time.js';
import { BenchFailure, type Bench } from './bench.js';
import { BenchRecorder } from './bench-recorder.js';
import { assertionInWords } from './check.js';
import type { Profile, RegisteredTest } from './conformance.js';
import { FreshAddresses, simulatedNode } from './neighbor.js';
import { keepHouse } from './neighborhood.js';
import { setUp } from './proof-of-life.js';
import type { Reason, Verdict } from './record.js';
import { proveEnd } from './silence.js';
import { Steps } from './steps.js';
import type { RandomSource } from './test-context.js';
import { attributeArrivals, markReady, type TestRun } from './test-run.js';
import { createTester } from './tester.js';
import { Judgement, TestEnd, type Deviation } from './verdict.js';

export interface RunOptions {
  readonly profile: Profile;
  /** Source of MACs, addresses, prefixes and of everything else that the test draws. */
  readonly random: RandomSource;
  /** Test prefixes are cut out of it; at most 64 bits long. */
  readonly prefixes: Prefix;
  /** On a real clock tests are skipped that last longer, and by default all that say how long they last. */
  readonly longest?: Duration | undefined;
  /** Watches over a test that asks nothing of its bench any more; real time, so it is the runner's. */
  readonly watchIdle?: (isBusy: () => boolean) => { readonly stalled: Promise<never>; stop(): void };
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** What was held against the device, where the verdict comes from that. */
  readonly deviation?: Deviation;
  readonly run: TestRun;
}

/** Runs a test on an open bench. Never throws: whatever goes wrong becomes the verdict. */
export async function runTest(test: RegisteredTest, bench: Bench, options: RunOptions): Promise<Outcome> {
  const run = startRun(test, bench, options);
  try {
    refuseWhatDoesNotApply(run, options.longest);
    await setUp(run);
    for (const state of run.learnt.values()) for (const held of state.addresses) run.fresh.avoid(held.address);
    run.begun = { at: run.recorder.now, ordinal: run.recorder.arrivals.length + run.recorder.departures.length + 1 };
    markReady(run);
    const body = test.run(createTester(run, options.random)).then(() => refuseUnfinished(run));
    await watched(body, run, options.watchIdle);
  } catch (thrown) {
    endBy(run, thrown);
  }
  await proveEnd(run).catch((thrown: unknown) => endBy(run, thrown));
  run.recorder.answerBy();
  sayFarewell(run);
  attributeArrivals(run);
  return { run, ...run.judgement.verdict() };
}

/** The verdict stands by now: a bench that fails here cannot change it. */
function sayFarewell({ farewells }: TestRun): void {
  try {
    for (const transmit of farewells.values()) transmit();
  } catch {
    // The adapter's own cleanup is what is left.
  }
}

function refuseUnfinished(run: TestRun): void {
  if (run.busy) run.judgement.stop('error', 'exception', 'the test ended while a call was still under way: await each of them');
}

async function watched(body: Promise<void>, run: TestRun, watchIdle: RunOptions['watchIdle']): Promise<void> {
  const watch = watchIdle?.(() => run.busy);
  try {
    await (watch ? Promise.race([body, watch.stalled]) : body);
  } finally {
    watch?.stop();
  }
}

function startRun(test: RegisteredTest, bench: Bench, options: RunOptions): TestRun {
  const recorder = new BenchRecorder(bench);
  const firstLink = test.testbed.links[0] ?? '';
  const prefixes = new Map([[firstLink, freshPrefix(options.prefixes, options.random)]]);
  const prefixOn = (link: string): Prefix => {
    const known = prefixes.get(link) ?? freshPrefix(options.prefixes, options.random);
    prefixes.set(link, known);
    return known;
  };
  const fresh = new FreshAddresses(options.random);
  const run: TestRun = {
    test,
    profile: options.profile,
    bench,
    recorder,
    fresh,
    steps: new Steps(),
    judgement: new Judgement(test.ledgerLine, options.profile),
    firstLink,
    nodes: [],
    observers: new Map(),
    learnt: new Map(),
    deviceMacs: new Map(),
    consumed: new Set(),
    aliveOn: new Set(),
    lossesBefore: new Map(),
    begun: { at: recorder.now, ordinal: 1 },
    ready: { sent: 0, heard: 0 },
    stimulus: undefined,
    linksDown: new Set(),
    farewells: new Map(),
    busy: false,
    late: undefined,
    prefixOn,
    makeNode: (wanted, link, name) => simulatedNode(wanted, { fresh, prefix: prefixOn(link), link, name }),
  };
  recorder.answerBy((arrival) => keepHouse(run, arrival));
  return run;
}

/** A /64 drawn out of the user's prefix, so that a device cannot know this test's from the last one's. */
function freshPrefix(within: Prefix, random: RandomSource): Prefix {
  const drawn = Uint8Array.from(within.address);
  const octets = random.octets(8);
  for (let bit = within.length; bit < 64; bit++) {
    const mask = 0x80 >> (bit & 7);
    drawn[bit >> 3] = (drawn[bit >> 3] as number) | ((octets[bit >> 3] as number) & mask);
  }
  return prefixOf(drawn, 64);
}

function refuseWhatDoesNotApply(run: TestRun, longest: Duration = ZERO): void {
  const { test, bench, judgement, profile } = run;
  const skip = (code: Reason['code'], text: string): never => judgement.stop('skip', code, text);
  if (test.profiles && !test.profiles.includes(profile))
    skip('not-applicable', `holds for the behaviour of ${test.profiles.join(', ')}, not ${profile}`);
  if (bench.clock.kind === 'real' && test.lasts !== undefined && test.lasts > longest)
    skip('not-applicable', `takes ${formatDuration(test.lasts)}, longer than this run was to wait (--longest)`);
  const unclaimed = (test.claims ?? []).filter((claim) => !bench.device.claims.has(claim));
  if (unclaimed.length > 0) skip('not-claimed', `the device does not claim ${unclaimed.join(', ')}`);
  const lacking = (test.actions ?? []).filter((action) => !bench.device.actions.has(action));
  if (lacking.length > 0) skip('unsupported-action', `the adapter has no action ${lacking.join(', ')}`);
}

/** No fault of the harness. */
const isOfTheDevice = ({ code }: BenchFailure): boolean => code === 'link-lost' || code === 'flooded';

function endBy(run: TestRun, thrown: unknown): void {
  if (thrown instanceof TestEnd || run.judgement.end) return;
  try {
    if (thrown instanceof BenchFailure) run.judgement.stop(isOfTheDevice(thrown) ? 'inconclusive' : 'error', thrown.code, thrown.message);
    if (isAssertion(thrown)) failAssertion(run, thrown.message);
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    run.steps.add('note', 'exception', run.recorder.sinceZero(run.recorder.now), {
      outcome: 'failed',
      detail: error.stack ?? error.message,
    });
    run.judgement.stop('error', 'exception', `${error.name}: ${error.message}`);
  } catch (end) {
    if (!(end instanceof TestEnd)) throw end;
  }
}

/** Chai's assertions in a test's body speak about what the device sent. */
const isAssertion = (thrown: unknown): thrown is Error => thrown instanceof Error && thrown.name === 'AssertionError';

function failAssertion(run: TestRun, message: string): never {
  const { wanted, found } = assertionInWords(message) ?? { wanted: 'what the frames say together', found: message };
  const step = run.steps.add('expect', wanted, run.recorder.sinceZero(run.recorder.now), { outcome: 'not-met', detail: found });
  return run.judgement.fail({ code: 'mismatch', text: `${wanted}: found ${found}`, step, requirement: run.judgement.own });
}
