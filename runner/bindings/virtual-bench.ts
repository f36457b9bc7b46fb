import type { NodeEnvironment, NodeEvent } from '../../reference/engine/environment.js';
import { virtualClock } from '../../reference/engine/environment.js';
import { EventQueue } from '../../reference/engine/event-queue.js';
import { tapped, type Tap } from '../../reference/engine/link-wrappers.js';
import { MemoryLink } from '../../reference/engine/memory-link.js';
import type { Random } from '../../reference/engine/random.js';
import { discardRule } from '../../reference/ipv6/discard-reasons.js';
import { ok, type Result } from '../../reference/net/result.js';
import { ZERO, type Duration, type Instant } from '../../reference/time.js';
import type { Action, ActionError, ActionKind, InterfaceState } from '../../suites/kit/action.js';
import { BenchFailure, type Bench, type Clock, type Link } from '../../suites/kit/bench.js';
import { LINK_TYPE, type CapturedFrame } from '../../suites/kit/captured-frame.js';
import type { DeviceEvent } from '../../suites/kit/record.js';
import { promised } from './promised.js';

/** A device that lives in memory: the embedded reference, or a scripted one in the kit's own tests. */
export interface VirtualDevice {
  start(): void;
  receive(link: string, octets: Uint8Array): void;
  do(action: Action): Result<void, ActionError>;
  state(link: string): Result<InterfaceState, ActionError>;
}

export interface VirtualBenchOptions {
  readonly name: string;
  readonly links: readonly string[];
  readonly device: (environment: NodeEnvironment) => VirtualDevice;
  readonly actions: ReadonlySet<ActionKind>;
  readonly claims?: ReadonlySet<string>;
  /** Of the links; that of Ethernet when left out. */
  readonly mtu?: number;
  /** Seeded source of the device's own chance. */
  readonly random: Random;
  /** Stands between the device and its links; made anew for each bench. */
  readonly tap?: ((now: () => Instant) => Tap | undefined) | undefined;
  /** One way; zero, so that windows of zero width can be met. */
  readonly linkDelay?: Duration;
  /** Decides for each frame of the device whether the link loses it. */
  readonly loses?: (octets: Uint8Array) => boolean;
  /** Whether the link can tell what it lost. */
  readonly countsLosses?: boolean;
  /** Events and waits after which a test counts as one that never ends. */
  readonly eventBudget?: number;
}

const EVENT_BUDGET = 500_000;
const MTU = 1500;

/** A bench on the virtual clock. Its time begins with zero; waiting runs the event queue. */
export function openVirtualBench(options: VirtualBenchOptions): Bench {
  const queue = new EventQueue();
  const events: DeviceEvent[] = [];
  const driver = clockDriver(queue, options.eventBudget ?? EVENT_BUDGET);
  const ports = new Map<string, (octets: Uint8Array) => void>();
  const environment: NodeEnvironment = {
    random: options.random,
    transmit: (port, octets) => ports.get(port)?.(octets),
    event: (event) => void events.push(eventRecord(event, queue.now)),
    ...virtualClock(queue),
  };
  const device = options.device(environment);
  const tap = options.tap?.(() => queue.now);
  const links = new Map<string, Link>();
  for (const name of options.links) {
    const { link, transmitOfDevice } = virtualLink({
      name,
      queue,
      tap,
      options,
      arrived: driver.arrived,
      receiveOfDevice: (octets) => device.receive(name, octets),
    });
    links.set(name, link);
    ports.set(name, transmitOfDevice);
  }
  device.start();
  return {
    clock: driver.clock,
    links,
    device: {
      name: options.name,
      claims: options.claims ?? new Set(),
      actions: options.actions,
      do: (action) => promised(() => device.do(action)),
      state: (link) => promised(() => device.state(link)),
      events: () => events,
    },
    close: () => Promise.resolve(ok(undefined)),
  };
}

function clockDriver(queue: EventQueue, budget: number): { readonly clock: Clock; readonly arrived: () => void } {
  let left = budget;
  let hasArrived = false;
  const spend = (): void => {
    if (--left < 0) throw new BenchFailure('event-budget', `the test used up its budget of ${budget} events`);
  };
  const runUntil = (done: () => boolean, deadline: Instant): void => {
    spend();
    if (done()) return;
    for (let next = queue.next(); next !== undefined && next <= deadline; next = queue.next()) {
      spend();
      queue.runNext();
      if (!hasArrived) continue;
      hasArrived = false;
      if (done()) return;
    }
    queue.runUntil(deadline);
  };
  const clock: Clock = {
    kind: 'virtual',
    uncertainty: ZERO,
    now: () => queue.now,
    waitUntil: (done, deadline) => promised(() => runUntil(done, deadline)),
    schedule: (at, action) => queue.schedule(at, 'command', action),
  };
  return { clock, arrived: () => void (hasArrived = true) };
}

interface LinkEnds {
  readonly link: Link;
  readonly transmitOfDevice: (octets: Uint8Array) => void;
}

interface LinkParts {
  readonly options: Pick<VirtualBenchOptions, 'mtu' | 'linkDelay' | 'loses' | 'countsLosses'>;
  readonly name: string;
  readonly queue: EventQueue;
  readonly tap: Tap | undefined;
  readonly arrived: () => void;
  readonly receiveOfDevice: (octets: Uint8Array) => void;
}

function virtualLink(parts: LinkParts): LinkEnds {
  const { name, queue, tap, arrived, receiveOfDevice } = parts;
  const { mtu = MTU, linkDelay = ZERO, loses, countsLosses = true } = parts.options;
  const isLost = (octets: Uint8Array, from: string): boolean => from === 'device' && loses !== undefined && loses(octets);
  const medium = new MemoryLink(queue, { delay: linkDelay, loses: isLost });
  let receiver: ((batch: readonly CapturedFrame[]) => void) | undefined;
  let count = 0;
  const tester = medium.attach('tester', (octets) => {
    count++;
    arrived();
    receiver?.([{ no: count, at: queue.now, direction: 'in', linkType: LINK_TYPE.ethernet, octets, originalLength: octets.length }]);
  });
  const device = (tap ? tapped(medium, queue, tap) : medium).attach('device', receiveOfDevice);
  const stamp = (at: Instant) => ({ notBefore: at, notAfter: at });
  const link: Link = {
    name,
    mtu,
    transmit(octets) {
      tester.transmit(octets);
      return stamp(queue.now);
    },
    onFrames: (receive) => void (receiver = receive),
    losses: () => Promise.resolve(countsLosses ? medium.lost : 'unknown'),
  };
  return { link, transmitOfDevice: (octets) => device.transmit(octets) };
}

const eventRecord = ({ name, port, detail, discard }: NodeEvent, at: Instant): DeviceEvent => ({
  atUs: at,
  name,
  detail: port === undefined ? detail : `${port}: ${detail}`,
  ...(discard !== undefined && { discard, says: discardRule(discard).says }),
});
