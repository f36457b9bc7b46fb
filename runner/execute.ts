import { parsePrefix, type Prefix } from '../reference/net/prefix.js';
import { seededRandom, seedFor } from '../reference/engine/random.js';
import { elapsed, type Duration } from '../reference/time.js';
import type { BindError, Bench, Binding } from '../suites/kit/bench.js';
import type { Profile, RegisteredTest } from '../suites/kit/conformance.js';
import { failureMessage } from '../suites/kit/failure-message.js';
import { formatAddress } from '../reference/net/address.js';
import { formatLinkLayerAddress } from '../reference/net/link-layer-address.js';
import { everyNode } from '../suites/kit/neighborhood.js';
import type { Reason, TestDetails, TestRecord, Verdict } from '../suites/kit/record.js';
import { runTest, type Outcome } from '../suites/kit/run-test.js';

export interface ExecuteOptions {
  /** Seed of the run; each test's own is made of it and the test's id. */
  readonly seed: number;
  readonly profile?: Profile;
  /** Test prefixes are cut out of it: `2001:db8::/32` when left out. */
  readonly prefixes?: Prefix;
  /** The command that runs a test again, for its bug report. */
  readonly repeat?: (id: string) => string;
  /** 2 for a test that is repeated because it was INCONCLUSIVE: it then uses other MACs and addresses. */
  readonly attempt?: number;
  /** How long a test may take on a real clock that says how long it takes; none of them runs when left out. */
  readonly longest?: Duration | undefined;
}

export interface Executed {
  readonly record: TestRecord;
  readonly details: TestDetails;
}

/** A test that was run, before anything is written down about it. */
export interface Performed {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly seed: number;
  readonly wallUs: number;
  /** Absent when no bench could be opened. */
  readonly outcome?: Outcome;
  readonly bench?: Bench;
}

const DEFAULT_PREFIXES: Prefix = (() => {
  const parsed = parsePrefix('2001:db8::/32');
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
})();

/** Runs one test on a bench of its own, cleans up, and writes the record. Never throws: its own faults are ERROR. */
export async function executeTest(test: RegisteredTest, binding: Binding, options: ExecuteOptions): Promise<Executed> {
  return written(test, await performTest(test, binding, options), options);
}

/** Opens the bench, runs the test, closes the bench. */
export async function performTest(test: RegisteredTest, binding: Binding, options: ExecuteOptions): Promise<Performed> {
  const { attempt = 1 } = options;
  const seed = seedFor(options.seed, attempt === 1 ? test.id : `${test.id} attempt ${attempt}`);
  const begun = performance.now();
  const result = await onItsBench(test, binding, seed, options).catch((thrown: unknown): Omit<Performed, 'seed' | 'wallUs'> => ({
    verdict: 'error',
    reason: { code: 'exception', text: String(thrown) },
  }));
  return { seed, wallUs: Math.round((performance.now() - begun) * 1_000), ...result };
}

async function onItsBench(
  test: RegisteredTest,
  binding: Binding,
  seed: number,
  { profile = 'current', prefixes = DEFAULT_PREFIXES, longest }: ExecuteOptions,
): Promise<Omit<Performed, 'seed' | 'wallUs'>> {
  const opened = await binding.open(test.testbed, { id: test.id, seed, plays: test.plays });
  if (!opened.ok) return unopened(opened.error);
  const bench = opened.value;
  const outcome = await runTest(test, bench, { profile, prefixes, longest, random: seededRandom(seedFor(seed, 'tester')), watchIdle });
  const closed = await bench.close().catch((thrown: unknown) => ({ ok: false as const, error: String(thrown) }));
  if (closed.ok) return { verdict: outcome.verdict, reason: outcome.reason, outcome, bench };
  return { ...afterBadCleanup(outcome, closed.error), outcome, bench };
}

const LONGEST_IDLE_MS = 10_000;
const IDLE_CHECK_MS = 1_000;

/** Rejects once a test has been asking nothing of its bench for long: it waits for something that never comes. */
function watchIdle(isBusy: () => boolean): { readonly stalled: Promise<never>; stop(): void } {
  let idleMs = 0;
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      idleMs = isBusy() ? 0 : idleMs + IDLE_CHECK_MS;
      if (idleMs >= LONGEST_IDLE_MS) reject(new Error('the test waits for something that no call of its context gives'));
    }, IDLE_CHECK_MS);
  });
  return { stalled, stop: () => clearInterval(timer) };
}

function unopened({ kind, detail }: BindError): Omit<Performed, 'seed' | 'wallUs'> {
  if (kind === 'does-not-fit') return { verdict: 'skip', reason: { code: 'testbed-does-not-fit', text: detail } };
  if (kind === 'link-lost') return { verdict: 'inconclusive', reason: { code: 'link-lost', text: detail } };
  if (kind === 'unreachable') return { verdict: 'inconclusive', reason: { code: 'precondition', text: detail } };
  return { verdict: 'error', reason: { code: 'exception', text: `${kind}: ${detail}` } };
}

/** What the device did wrong stands; anything else cannot be trusted on a bench that is not as it was. */
function afterBadCleanup({ verdict, reason }: Outcome, what: string): Pick<Performed, 'verdict' | 'reason'> {
  if (verdict === 'fail' || verdict === 'warn') return { verdict, reason: { ...reason, text: `${reason.text}; not cleaned up: ${what}` } };
  return { verdict: 'error', reason: { code: 'cleanup-failed', text: what } };
}

function written(test: RegisteredTest, performed: Performed, options: ExecuteOptions): Executed {
  const details = detailsOf(test, performed);
  const { verdict, reason, seed, wallUs, outcome } = performed;
  const recorder = outcome?.run.recorder;
  const record: TestRecord = {
    ...test.description,
    verdict,
    reason,
    ...messageOf(test, performed, details, options),
    seed,
    wallUs,
    protocolUs: recorder ? elapsed(recorder.zero, recorder.now) : 0,
  };
  return { record, details };
}

function messageOf(
  test: RegisteredTest,
  performed: Performed,
  details: TestDetails,
  options: ExecuteOptions,
): { readonly message?: string } {
  const { verdict, reason, outcome } = performed;
  if (verdict === 'pass' || verdict === 'skip') return {};
  const deviation = outcome?.deviation;
  const step = deviation ? details.steps[deviation.step] : details.steps.findLast((one) => one.outcome === 'not-met');
  const message = failureMessage({
    test: test.description,
    requirement: deviation?.requirement ?? test.ledgerLine,
    verdict,
    reason,
    ...(step && { step }),
    frames: details.frames,
    repeat: options.repeat?.(test.id) ?? `sixproof run ${test.id} --seed ${options.seed}`,
  });
  return { message };
}

function detailsOf(test: RegisteredTest, { outcome, bench }: Performed): TestDetails {
  const base = { id: test.id, purpose: test.ledgerLine.text, testbed: { title: test.testbed.title, links: test.testbed.links } };
  if (!outcome || !bench) return { ...base, nodes: [], steps: [], frames: [], events: [], uncertaintyUs: 0, tape: [] };
  const { run } = outcome;
  const nodes = everyNode(run).map(({ name, link, linkLayerAddress, addresses }) => ({
    name,
    link,
    linkLayerAddress: formatLinkLayerAddress(linkLayerAddress),
    addresses: addresses.map(formatAddress),
  }));
  const { recorder, steps } = run;
  return {
    ...base,
    nodes,
    steps: steps.records,
    frames: recorder.frames(),
    events: bench.device.events(),
    uncertaintyUs: recorder.uncertainty,
    tape: recorder.tape,
  };
}
