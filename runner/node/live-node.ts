import type { NodeEnvironment, NodeEvent } from '../../reference/engine/environment.js';
import { seededRandom } from '../../reference/engine/random.js';
import type { Address } from '../../reference/net/address.js';
import { addressKey } from '../../reference/net/address.js';
import { createNode, type Node, type NodeConfiguration } from '../../reference/node.js';
import { createRealClock } from '../clock/real-clock.js';
import { describeProblem } from '../links/frames.js';
import type { NicPort } from '../links/nic/nic-port.js';

/** What the owner of a node on a NIC wants to hear of it. */
export interface LiveNodeListener {
  /** An address that other nodes may use now; once each time that it becomes usable. */
  usable(address: Address): void;
  /** Every address that the node began with is usable. */
  ready(): void;
  event(event: NodeEvent): void;
  /** The node cannot go on: the link is lost, or its own address is taken. */
  ended(why: string): void;
}

export interface LiveNode {
  readonly node: Node;
  /** No timer of the node runs any more. */
  stop(): void;
}

/** Runs a reference node of one interface on an open NIC, in real time. */
export function startLiveNode(port: NicPort, configuration: NodeConfiguration, seed: number, listener: LiveNodeListener): LiveNode {
  const clock = createRealClock((error) => {
    throw error;
  });
  let stopped = false;
  const watch = watchAddresses(listener);
  const environment: NodeEnvironment = {
    now: clock.now,
    schedule: clock.schedule,
    random: seededRandom(seed),
    transmit: (_name, octets) => {
      if (!stopped) port.send(octets);
    },
    event(event) {
      listener.event(event);
      // The node is in the middle of something: it is looked at when that is done.
      setImmediate(() => {
        if (!stopped) watch(node);
      });
    },
  };
  const node = createNode(configuration, environment);
  const [iface] = configuration.interfaces;
  const name = iface?.name ?? '';
  const take: Parameters<NicPort['listen']>[1] = (batch) => {
    for (const frame of batch) node.receive(name, frame.octets);
  };
  port.listen(clock.zeroUs, take, (problem) => listener.ended(describeProblem(problem)));
  node.start();
  return {
    node,
    stop() {
      stopped = true;
      clock.stop();
      port.listen(0, () => undefined);
    },
  };
}

function watchAddresses(listener: LiveNodeListener): (node: Node) => void {
  let known = new Set<string>();
  let isReady = false;
  return (node) => {
    const [view] = node.interfaces();
    if (view === undefined) return;
    const usable = view.addresses.filter(({ state }) => state === 'preferred' || state === 'deprecated');
    for (const { address } of usable) if (!known.has(addressKey(address))) listener.usable(address);
    known = new Set(usable.map(({ address }) => addressKey(address)));
    if (view.disabled)
      return listener.ended(
        'another node has the link-local address of this one: IPv6 is disabled on the interface (RFC 4862 section 5.4.5)',
      );
    if (isReady || usable.length === 0 || view.addresses.some(({ state }) => state === 'tentative')) return;
    isReady = true;
    listener.ready();
  };
}
