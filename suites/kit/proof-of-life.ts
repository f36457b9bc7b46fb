import { equalOctets } from '../../reference/net/octets.js';
import { isLinkLocal, type Address } from '../../reference/net/address.js';
import { after, formatDuration, milliseconds, seconds } from '../../reference/time.js';
import type { InterfaceState } from './action.js';
import type { Arrival } from './bench-recorder.js';
import { echoProbe, layerNamed, solicitationProbe, type ProbePath } from './housekeeping-frames.js';
import type { SimulatedNode } from './neighbor.js';
import type { Reason } from './record.js';
import { learn, type TestRun } from './test-run.js';

const PROBES = 3;
const ANSWER_WAIT = seconds(1);
const OBSERVER_IDENTIFIER = 0x0b5e;

/** The node of a link that only asks for signs of life. */
function observerOn(run: TestRun, link: string): SimulatedNode {
  const known = run.observers.get(link);
  if (known) return known;
  const observer = run.makeNode({}, link, 'observer');
  run.observers.set(link, observer);
  return observer;
}

/**
 * Asks the device up to three times: by echo, then by echo and Neighbor Solicitation, so that a device that lacks one of
 * the two is not taken for dead. Leaves a step.
 */
export async function answersObserver(run: TestRun, link: string): Promise<boolean> {
  const { recorder, steps } = run;
  const observer = observerOn(run, link);
  const step = steps.begin('proof-of-life', `the device answers the observer on ${link}`, recorder.sinceZero(recorder.now));
  const frames: number[] = [];
  for (let probe = 1; probe <= PROBES; probe++) {
    if (probe > 1) await refresh(run, link);
    const path = pathTo(run, observer, link);
    if (!path) break;
    const answer = await ask(run, path, link, probe, frames);
    if (answer) {
      recorder.use(answer.ordinal, step.index);
      recorder.attribute(answer.ordinal, 'dut', true);
      run.aliveOn.add(link);
      step.end({ outcome: 'met', link, frames: [...frames, answer.ordinal] });
      return true;
    }
  }
  step.end({ outcome: 'not-met', link, frames, detail: frames.length > 0 ? `no answer to ${PROBES} probes` : 'no address to ask' });
  return false;
}

async function refresh(run: TestRun, link: string): Promise<void> {
  const state = await run.recorder.state(link);
  if (state.ok) learn(run, link, state.value);
}

function pathTo(run: TestRun, observer: SimulatedNode, link: string): ProbePath | undefined {
  const state = run.learnt.get(link);
  const to = state && usableLinkLocal(state);
  if (!state || !to) return undefined;
  return { from: observer.linkLocal, fromLinkLayer: observer.linkLayerAddress, to, toLinkLayer: state.linkLayerAddress };
}

export const usableLinkLocal = (state: InterfaceState): Address | undefined =>
  state.addresses.find((held) => isLinkLocal(held.address) && (held.state === 'preferred' || held.state === 'deprecated'))?.address;

async function ask(run: TestRun, path: ProbePath, link: string, probe: number, frames: number[]): Promise<Arrival | undefined> {
  const { recorder } = run;
  let seen = recorder.arrivals.length;
  const drafts = [...(probe > 1 ? [solicitationProbe(path)] : []), echoProbe(path, OBSERVER_IDENTIFIER, probe)];
  for (const draft of drafts) frames.push(recorder.transmit(link, draft.octets, 'observer', true).ordinal);
  let answer: Arrival | undefined;
  const heard = (): boolean => {
    for (; !answer && seen < recorder.arrivals.length; seen++) {
      const arrival = recorder.arrivals[seen] as Arrival;
      if (arrival.link === link && isAnswer(arrival, path)) answer = arrival;
    }
    return answer !== undefined;
  };
  await recorder.waitUntil(heard, after(recorder.now, ANSWER_WAIT), 'for the device to answer the observer');
  heard();
  return answer;
}

function isAnswer({ decoded }: Arrival, path: ProbePath): boolean {
  const packet = layerNamed(decoded, 'ipv6')?.value as { source: Address; destination: Address } | undefined;
  if (!packet || !equalOctets(packet.destination, path.from) || !equalOctets(packet.source, path.to)) return false;
  const echo = layerNamed(decoded, 'echoReply');
  if (echo) return echo.checksum === 'good' && (echo.value as { identifier: number }).identifier === OBSERVER_IDENTIFIER;
  return layerNamed(decoded, 'neighborAdvertisement')?.checksum === 'good';
}

const ADDRESS_WAIT = seconds(10);
const ADDRESS_POLL = milliseconds(100);

/** Learns the device's addresses on every link, waiting for a link-local one that it may use; then it must answer. */
export async function setUp(run: TestRun): Promise<void> {
  for (const link of run.bench.links.keys()) {
    const lack = await lackOfAddress(run, link);
    if (lack) run.judgement.stop('inconclusive', lack.code, lack.text);
  }
  const alive = await answersObserver(run, run.firstLink);
  if (!alive)
    run.judgement.stop('inconclusive', 'no-proof-of-life', `the device does not answer on ${run.firstLink}, before the test began`);
  for (const link of run.bench.links.keys()) run.lossesBefore.set(link, await run.recorder.losses(link));
}

/** Learns what the device holds on a link until there is an address to ask it by; why there is none after some seconds. */
export async function lackOfAddress(run: TestRun, link: string): Promise<Reason | undefined> {
  const { recorder } = run;
  const deadline = after(recorder.now, ADDRESS_WAIT);
  for (;;) {
    const state = await recorder.state(link);
    if (!state.ok) return { code: 'action-failed', text: `the device's addresses on ${link} cannot be learnt: ${state.error.detail}` };
    learn(run, link, state.value);
    if (usableLinkLocal(state.value)) return undefined;
    if (recorder.now >= deadline)
      return { code: 'precondition', text: `the device has no usable link-local address on ${link} after ${formatDuration(ADDRESS_WAIT)}` };
    await recorder.waitUntil(() => false, after(recorder.now, ADDRESS_POLL), 'for an address of the device');
  }
}
