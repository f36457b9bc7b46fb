import { isLinkLocal, isMulticast, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { after, elapsed, formatDuration } from '../../reference/time.js';
import { withEthernet, type FrameDraft } from '../../reference/wire/frame.js';
import type { Action, InterfaceState } from './action.js';
import { expectInAnyOrder } from './any-order.js';
import { check } from './check.js';
import { alternativesOf, expectFrame, expectSeries, received, requireFields } from './expectations.js';
import type { SimulatedNode } from './neighbor.js';
import { proveSilence, expectSilence } from './silence.js';
import { arrivalsAfter, placeOf, resembles } from './search.js';
import type {
  Cause,
  DeviceView,
  Neighbor,
  NeighborOptions,
  RandomSource,
  Received,
  SendOptions,
  Sent,
  TestContext,
} from './test-context.js';
import { learn, markReady, type TestRun } from './test-run.js';
import type { Match } from './match.js';
import { START, ZERO } from '../../reference/time.js';

/** What the body of a test is given. */
export function createTester(run: TestRun, random: RandomSource): TestContext {
  const one = exclusively(run);
  const tester = addNode(run, {}, run.firstLink, 'tester');
  const own = run.judgement.own;
  const lookFor =
    (unmet: 'ends' | 'allowed') => (label: string, match: Match | readonly Match[], window: Parameters<TestContext['expect']>[2]) =>
      expectFrame(run, { label, alternatives: alternativesOf(match), window, requirement: own, unmet });
  return {
    dut: Object.assign(new LearntDevice(run, run.firstLink), { on: (link: string) => new LearntDevice(run, link) }),
    tester,
    prefix: run.prefixOn(run.firstLink),
    prefixOn: (link) => run.prefixOn(link),
    random,
    plays: run.test.plays,
    profile: run.profile,
    now: () => run.recorder.now,
    neighbor: (options = {}) => addNode(run, options, options.link ?? run.firstLink, options.name ?? `neighbor ${run.nodes.length}`),
    send: one((label: string, draft: FrameDraft, options: SendOptions = {}) => send(run, tester, label, draft, options)),
    sendAtEnd: (label, draft, options = {}) => sendAtEnd(run, tester, label, draft, options),
    expect: one(async (...request: Parameters<TestContext['expect']>) => (await lookFor('ends')(...request)) as Received),
    optionally: one(lookFor('allowed')),
    expectInAnyOrder: one((label, matches, window) => expectInAnyOrder(run, label, matches, window)),
    prefer: one((label, match, window, slug) =>
      expectFrame(run, { label, alternatives: alternativesOf(match), window, requirement: run.test.requirementOf(slug), unmet: 'held' }),
    ),
    expectSeries: one((label, match, series) => expectSeries(run, label, alternativesOf(match), series)),
    require: (label, frame, match, slug) =>
      requireFields(run, label, frame, match, slug === undefined ? own : run.test.requirementOf(slug)),
    check: (wanted, finding) => check(run, wanted, finding),
    expectNone: async (label, match, window) => {
      const link = await one(() => expectSilence(run, label, alternativesOf(match), window))();
      const { proof = 'echo' } = window;
      if (proof === 'echo') return one(() => proveSilence(run, link))();
      if (proof !== 'none') await proof();
      run.stimulus = undefined;
    },
    elapse: one((duration) => elapse(run, duration)),
    given: (label, bring) => given(run, label, bring),
    do: one(async (action) => void (await act(run, action, 'needed'))),
    attempt: one((action) => act(run, action, 'tried')),
    state: one((link = run.firstLink) => askState(run, link)),
    takeOver: (_what, node) => answering(run, node, false),
    handBack: (_what, node) => answering(run, node, true),
    proveAlive: one((link = run.firstLink) => proveSilence(run, link)),
    allReceived: (match, since) => allReceived(run, match ?? {}, since ?? START),
    note: (text) => void run.steps.add('note', text, run.recorder.sinceZero(run.recorder.now), { outcome: 'done' }),
    skip: (reason) => run.judgement.stop('skip', 'not-applicable', reason),
  };
}

/** A test does one thing at a time, and nothing once it has ended; a rejection that it does not await is no crash. */
function exclusively(run: TestRun) {
  return <A extends unknown[], R>(operation: (...args: A) => Promise<R> | R) =>
    (...args: A): Promise<R> => {
      const outcome = (async () => {
        if (run.judgement.end) throw run.judgement.end;
        if (run.busy) run.judgement.stop('error', 'exception', 'the test began a call before the last one had ended: await each of them');
        run.busy = true;
        try {
          return await operation(...args);
        } finally {
          run.busy = false;
        }
      })();
      outcome.catch(() => {});
      return outcome;
    };
}

function addNode(run: TestRun, options: NeighborOptions, link: string, name: string): SimulatedNode {
  const node = run.makeNode(options, link, name);
  run.nodes.push(node);
  return node;
}

/** What was last learnt of the device on one link. */
class LearntDevice implements DeviceView {
  readonly #run: TestRun;
  readonly #link: string;

  constructor(run: TestRun, link: string) {
    this.#run = run;
    this.#link = link;
  }

  get linkLocal(): Address {
    const held = this.#learnt.addresses.filter((one) => isLinkLocal(one.address));
    return (held.find((one) => one.state === 'preferred') ?? held[0])?.address ?? UNSPECIFIED;
  }

  get linkLayerAddress(): LinkLayerAddress {
    return this.#learnt.linkLayerAddress;
  }

  get addresses(): readonly Address[] {
    return this.#learnt.addresses.map((one) => one.address);
  }

  get #learnt(): InterfaceState {
    const state = this.#run.learnt.get(this.#link);
    if (!state) throw new Error(`the testbed has no link "${this.#link}"`);
    return state;
  }
}

function send(run: TestRun, tester: SimulatedNode, label: string, draft: FrameDraft, options: SendOptions): Sent {
  const { recorder, steps } = run;
  const { from, link, whole } = addressed(run, tester, draft, options);
  const step = steps.begin('send', label, recorder.sinceZero(recorder.now));
  run.stimulus = { link, arrivals: recorder.arrivals.length };
  const departure = recorder.transmit(link, whole.octets, from.name, false);
  recorder.use(departure.ordinal, step.index);
  step.end({ outcome: 'done', link, frames: [departure.ordinal] });
  const { notBefore, notAfter } = departure.stamp;
  const spread = elapsed(notBefore, notAfter);
  return { kind: 'sent', at: notBefore, spread, link, frame: draft, octets: whole.octets, ordinal: departure.ordinal };
}

function addressed(run: TestRun, tester: SimulatedNode, draft: FrameDraft, options: SendOptions) {
  const from = options.from ?? tester;
  const link = options.link ?? from.link;
  const isWhole = draft.layers[0]?.message.name === 'ethernet';
  const destination = (): LinkLayerAddress => options.to ?? linkDestination(run, draft, link);
  const whole = isWhole ? draft : withEthernet(draft, { source: from.linkLayerAddress, destination: destination() });
  return { from, link, whole };
}

function sendAtEnd(run: TestRun, tester: SimulatedNode, label: string, draft: FrameDraft, options: SendOptions): void {
  const { from, link, whole } = addressed(run, tester, draft, options);
  const transmit = (): void => void run.recorder.transmit(link, whole.octets, from.name, true);
  run.farewells.set(`${from.name}: ${label}`, transmit);
}

function linkDestination(run: TestRun, draft: FrameDraft, link: string): LinkLayerAddress {
  const packet = draft.layers.find(({ message }) => message.name === 'ipv6' || message.name === 'ipv4');
  const destination = packet?.values['destination'] as Address | undefined;
  return packet?.message.name === 'ipv6' && destination && isMulticast(destination)
    ? multicastLinkLayerAddress(destination)
    : new LearntDevice(run, link).linkLayerAddress;
}

async function elapse(run: TestRun, duration: Parameters<TestContext['elapse']>[0]): Promise<void> {
  const { recorder, steps } = run;
  const step = steps.begin('elapse', `${formatDuration(duration)} pass`, recorder.sinceZero(recorder.now));
  const end = after(recorder.now, duration);
  await recorder.waitUntil(() => false, end, 'while time passes');
  const overshoot = elapsed(end, recorder.now);
  if (overshoot > recorder.uncertainty) run.late = { code: 'tester-late', text: `the tester woke ${formatDuration(overshoot)} late` };
  step.end({ outcome: 'done' });
}

async function given<T>(run: TestRun, label: string, bring: () => Promise<T>): Promise<T> {
  const { judgement, recorder, steps } = run;
  const step = steps.begin('given', label, recorder.sinceZero(recorder.now));
  judgement.preconditions++;
  try {
    const brought = await bring();
    if (brought === false) judgement.stop('inconclusive', 'precondition', `not brought about: ${label}`);
    step.end({ outcome: 'done' });
    markReady(run);
    return brought;
  } finally {
    judgement.preconditions--;
  }
}

async function act(run: TestRun, action: Action, how: 'needed' | 'tried'): Promise<'done' | 'refused'> {
  const { judgement, recorder, steps } = run;
  const step = steps.begin('action', action.kind, recorder.sinceZero(recorder.now));
  const arrivals = recorder.arrivals.length;
  const result = await recorder.do(action);
  // A device may have died of an action that failed, but of none that its adapter does not have.
  if (result.ok || result.error.kind === 'failed') run.stimulus = { link: action.link, arrivals };
  if (action.kind === 'interface-down') run.linksDown.add(action.link);
  if (action.kind === 'interface-up' || action.kind === 'reset') run.linksDown.delete(action.link);
  if (result.ok) {
    if (action.kind === 'set-link-layer-address') run.deviceMacs.get(action.link)?.push(action.address);
    step.end({ outcome: 'done', link: action.link });
    return 'done';
  }
  const { kind, detail } = result.error;
  const refused = how === 'tried' && kind === 'failed';
  step.end({ outcome: refused ? 'done' : 'failed', link: action.link, detail: refused ? `refused: ${detail}` : detail });
  if (kind === 'unsupported') judgement.stop('skip', 'unsupported-action', `the adapter has no action ${action.kind}: ${detail}`);
  if (refused) return 'refused';
  return judgement.stop('inconclusive', 'action-failed', `${action.kind}: ${detail}`);
}

async function askState(run: TestRun, link: string): Promise<InterfaceState> {
  const state = await run.recorder.state(link);
  if (!state.ok) run.judgement.stop('inconclusive', 'action-failed', `the addresses on ${link} cannot be learnt: ${state.error.detail}`);
  learn(run, link, state.value);
  return state.value;
}

function answering(run: TestRun, node: Neighbor | undefined, answers: boolean): void {
  for (const one of run.nodes) if (node === undefined || one === node) one.answers = answers;
}

function allReceived(run: TestRun, match: Match, since: Cause): readonly Received[] {
  const all: Received[] = [];
  for (const link of run.bench.links.keys()) {
    const next = arrivalsAfter(run, placeOf(run, since, link, ZERO), 'consumed too');
    for (let arrival = next(); arrival; arrival = next()) if (resembles(run, arrival, [match])) all.push(received(arrival));
  }
  return all.sort((a, b) => a.ordinal - b.ordinal);
}
