import { ok, type Result } from '../../reference/net/result.js';
import { elapsed, type Duration } from '../../reference/time.js';
import { BenchFailure, type Bench, type Link, type SendStamp } from '../../suites/kit/bench.js';
import type { Adapter } from '../adapters/adapter.js';
import { describeProblem } from '../links/frames.js';
import type { Counters, NicPort } from '../links/nic/nic-port.js';
import { createLiveClock, type LiveClock } from './live-clock.js';

export interface LiveBenchOptions {
  readonly name: string;
  readonly claims: ReadonlySet<string>;
  readonly adapter: Adapter;
  /** Open ports of the testbed's links, with their MTU. */
  readonly ports: ReadonlyMap<string, { readonly port: NicPort; readonly mtu: number }>;
  /** Every window is widened by at least this much. */
  readonly floor: Duration;
}

/** Ethernet header and one VLAN tag more than the MTU counts. */
const LINK_HEADER_OCTETS = 18;
const LINK_IS_DOWN = /network is down|no such device/i;

/** A bench on real links for one test; its time begins now. The ports and the adapter outlive it. */
export async function openLiveBench(options: LiveBenchOptions): Promise<Bench> {
  const { adapter, ports } = options;
  const lateness = latenessOf([...ports.values()].map(({ port }) => port));
  const live: LiveClock = createLiveClock({ floor: options.floor, drain, lateness: lateness.worst });
  const links = new Map<string, Link>();
  for (const [name, { port, mtu }] of ports) links.set(name, await openLink(name, port, mtu, live, lateness.note));

  async function drain(): Promise<void> {
    await Promise.all([...ports.values()].map(({ port }) => port.drain()));
    lateness.take();
    for (const { port } of ports.values()) reportTrouble(port, live);
  }

  return {
    clock: live.clock,
    links,
    device: {
      name: options.name,
      claims: options.claims,
      actions: adapter.actions,
      async do(action) {
        // What was sent before must have left: an interface that goes down takes the rest with it.
        await drain();
        return adapter.do(action);
      },
      state: (link) => adapter.state(link),
      events: () => [],
    },
    async close(): Promise<Result<void, string>> {
      live.stop();
      for (const { port } of ports.values()) port.listen(0, () => undefined);
      const cleaned = await adapter.cleanUp();
      return cleaned.ok ? ok(undefined) : cleaned;
    },
  };
}

async function openLink(name: string, port: NicPort, mtu: number, live: LiveClock, noteSpread: (stamp: SendStamp) => void): Promise<Link> {
  let receive: Parameters<Link['onFrames']>[0] = () => undefined;
  const take: typeof receive = (batch) => {
    receive(batch);
    live.arrived();
  };
  port.listen(live.zeroUs, take, (problem) => live.fail(new BenchFailure('link-lost', `${name}: ${describeProblem(problem)}`)));
  const before = await port.counters();
  return {
    name,
    mtu,
    transmit(octets) {
      reportTrouble(port, live);
      if (octets.length > mtu + LINK_HEADER_OCTETS)
        throw new RangeError(`a frame of ${octets.length} octets does not fit ${name}, whose MTU is ${mtu}`);
      const stamp = port.send(octets);
      noteSpread(stamp);
      return stamp;
    },
    onFrames: (listener) => void (receive = listener),
    losses: async () => lost(before, await port.counters()),
  };
}

/** What the NIC counted and nobody delivered. */
const lost = (before: Counters | 'unknown', now: Counters | 'unknown'): number | 'unknown' =>
  before === 'unknown' || now === 'unknown' ? 'unknown' : Math.max(0, now.received - before.received - (now.delivered - before.delivered));

/** A link that is gone, or that takes no frames, ends the test. */
function reportTrouble(port: NicPort, live: LiveClock): void {
  const problem = port.problem();
  if (problem !== undefined) live.fail(new BenchFailure('link-lost', describeProblem(problem)));
  for (const failure of port.takeSendFailures()) {
    live.fail(LINK_IS_DOWN.test(failure) ? new BenchFailure('link-lost', failure) : new Error(`a frame could not be sent: ${failure}`));
  }
}

/** How far stamps of this test may be off: by how late the capture processes woke, and by how long sends took. */
function latenessOf(ports: readonly NicPort[]): {
  readonly worst: () => number;
  readonly take: () => void;
  readonly note: (stamp: SendStamp) => void;
} {
  let worstUs = 0;
  let unsettled: SendStamp[] = [];
  for (const port of ports) port.takeLateness();
  return {
    worst: () => worstUs,
    note: (stamp) => void unsettled.push(stamp),
    take() {
      const spreads = unsettled.map((stamp) => elapsed(stamp.notBefore, stamp.notAfter));
      unsettled = [];
      worstUs = Math.max(worstUs, ...spreads, ...ports.map((port) => port.takeLateness()));
    },
  };
}
