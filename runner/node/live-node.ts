import type { NodeEnvironment, NodeEvent, NonVolatileStorage } from '../../reference/engine/environment.js';
import { seededRandom } from '../../reference/engine/random.js';
import { createNode, type Node, type NodeConfiguration } from '../../reference/node.js';
import type { Instant } from '../../reference/time.js';
import { createRealClock } from '../clock/real-clock.js';
import { describeProblem } from '../links/frames.js';
import type { NicPort } from '../links/nic/nic-port.js';
import { watchAddresses, type AddressListener } from './address-watch.js';

/** What the owner of a node on NICs wants to hear of it. */
export interface LiveNodeListener extends Pick<AddressListener, 'usable' | 'ready'> {
  event(event: NodeEvent): void;
  /** An interface is of no use any more: its link is lost, or its own address is taken. */
  lost(link: string, why: string): void;
  /** None of the interfaces is of any use. */
  ended(): void;
}

export interface LiveNode {
  readonly node: Node;
  now(): Instant;
  schedule(at: Instant, action: () => void): () => void;
  /** Tells of every event from now on; the returned function ends that. */
  observe(listen: (event: NodeEvent) => void): () => void;
  /** Gives an interface whose link was lost a new one, and brings it up. */
  attach(link: string, port: NicPort): void;
  isLost(link: string): boolean;
  /** No timer of the node runs any more. */
  stop(): void;
}

const DUPLICATE = 'another node has the link-local address of this one: IPv6 is disabled on the interface (RFC 4862 section 5.4.5)';

/** Runs a reference node on open NICs, in real time; the ports carry the names of its interfaces. */
export function startLiveNode(
  ports: ReadonlyMap<string, NicPort>,
  configuration: NodeConfiguration,
  { seed, nonVolatile }: { readonly seed: number; readonly nonVolatile?: NonVolatileStorage | undefined },
  listener: LiveNodeListener,
): LiveNode {
  const clock = createRealClock((error) => {
    throw error;
  });
  let stopped = false;
  const attached = new Map<string, NicPort>();
  const unusable = new Set<string>();
  const observers = new Set<(event: NodeEvent) => void>();

  // A tunnel has no NIC that could be lost.
  const isLost = (link: string): boolean => ports.has(link) && !attached.has(link);

  const giveUp = (link: string, why: string): void => {
    if (stopped || unusable.has(link)) return;
    unusable.add(link);
    listener.lost(link, why);
    if ([...ports.keys()].every((name) => unusable.has(name))) listener.ended();
  };
  const watch = watchAddresses({ ...listener, disabled: (link) => giveUp(link, DUPLICATE) }, isLost);
  let isLookPending = false;
  /** The node is in the middle of something, and may tell of thousands of routes: it is looked at once, when that is done. */
  const lookSoon = (): void => {
    if (isLookPending) return;
    isLookPending = true;
    setImmediate(() => {
      isLookPending = false;
      if (!stopped) watch(node);
    });
  };
  const environment: NodeEnvironment = {
    now: clock.now,
    schedule: clock.schedule,
    random: seededRandom(seed),
    ...(nonVolatile && { nonVolatile }),
    transmit(link, octets) {
      if (!stopped) attached.get(link)?.send(octets);
    },
    event(event) {
      listener.event(event);
      for (const observe of observers) observe(event);
      lookSoon();
    },
  };
  const node = createNode(configuration, environment);

  const connect = (link: string, port: NicPort): void => {
    attached.set(link, port);
    unusable.delete(link);
    port.listen(
      clock.zeroUs,
      (batch) => {
        for (const frame of batch) node.receive(link, frame.octets);
      },
      (problem) => {
        attached.delete(link);
        node.command({ kind: 'interface-down', link });
        giveUp(link, describeProblem(problem));
      },
    );
  };
  for (const [link, port] of ports) connect(link, port);
  node.start();
  return {
    node,
    now: clock.now,
    schedule: clock.schedule,
    observe(listen) {
      observers.add(listen);
      return () => void observers.delete(listen);
    },
    attach(link, port) {
      connect(link, port);
      node.command({ kind: 'interface-up', link });
    },
    isLost,
    stop() {
      stopped = true;
      clock.stop();
      for (const port of attached.values()) port.listen(0, () => undefined);
    },
  };
}
