import { equalOctets } from '../../reference/net/octets.js';
import type { Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import type { Instant } from '../../reference/time.js';
import type { InterfaceState } from './action.js';
import type { Bench } from './bench.js';
import type { Arrival, BenchRecorder } from './bench-recorder.js';
import type { Profile, RegisteredTest } from './conformance.js';
import { layerNamed } from './housekeeping-frames.js';
import type { FreshAddresses, SimulatedNode } from './neighbor.js';
import type { Reason } from './record.js';
import type { Steps } from './steps.js';
import type { NeighborOptions } from './test-context.js';
import type { Judgement } from './verdict.js';

/** What one run of one test holds; the parts of the kit that play on it are functions. */
export interface TestRun {
  readonly test: RegisteredTest;
  readonly profile: Profile;
  readonly bench: Bench;
  readonly recorder: BenchRecorder;
  readonly steps: Steps;
  readonly judgement: Judgement;
  readonly fresh: FreshAddresses;
  readonly firstLink: string;
  /** Simulated nodes that the test may use. */
  readonly nodes: SimulatedNode[];
  /** One per link where proof of life was asked, by the link's name; tests never use them. */
  readonly observers: Map<string, SimulatedNode>;
  /** What was last learnt of the device, by link. */
  readonly learnt: Map<string, InterfaceState>;
  /** Every MAC that the device had on a link in this test. */
  readonly deviceMacs: Map<string, LinkLayerAddress[]>;
  /** Ordinals of arrivals that an expectation used up. */
  readonly consumed: Set<number>;
  /** Links on which the device has answered the observer in this test. */
  readonly aliveOn: Set<string>;
  /** Losses of each link at the end of the set-up. */
  readonly lossesBefore: Map<string, number | 'unknown'>;
  /** Where the test's own part began, after the set-up: the instant, and the number of its first frame. */
  begun: { readonly at: Instant; readonly ordinal: number };
  /** How many frames the device had sent and been sent when the last precondition was met. */
  ready: { readonly sent: number; readonly heard: number };
  /** Where the test did something to the device last, and how many frames had come from it by then; none where its end was proved. */
  stimulus: { readonly link: string; readonly arrivals: number } | undefined;
  /** Links that the test took down: no device shows there that it lives. */
  readonly linksDown: Set<string>;
  /** What is sent when the test has ended, by what it takes back. */
  readonly farewells: Map<string, () => void>;
  /** A call of the test is under way. */
  busy: boolean;
  /** Set when the tester did something so late that an absence proves nothing. */
  late: Reason | undefined;
  /** The test's own /64 on a link. */
  prefixOn(link: string): Prefix;
  /** A node with addresses that no other has; not yet among `nodes`. */
  makeNode(options: NeighborOptions, link: string, name: string): SimulatedNode;
}

/**
 * Whose business an arrival is: `test` frames can meet or break expectations; `listener` ones (Multicast Listener
 * Discovery) only where a match names them; those that concern the observer or come from a stranger never.
 */
export type ArrivalKind = 'test' | 'listener' | 'observer' | 'stranger';

export function kindOf(run: TestRun, arrival: Arrival): ArrivalKind {
  const link = layerNamed(arrival.decoded, 'ethernet')?.value as { source: Uint8Array; destination: Uint8Array } | undefined;
  const macs = run.deviceMacs.get(arrival.link);
  if (link && macs && !macs.some((mac) => equalOctets(mac, link.source))) return 'stranger';
  const observer = run.observers.get(arrival.link);
  if (observer && concerns(arrival, observer, link?.destination)) return 'observer';
  return arrival.decoded.layers.some((layer) => layer.name.startsWith('multicastListener')) ? 'listener' : 'test';
}

function concerns(arrival: Arrival, node: SimulatedNode, linkDestination: Uint8Array | undefined): boolean {
  if (linkDestination && equalOctets(linkDestination, node.linkLayerAddress)) return true;
  const packet = layerNamed(arrival.decoded, 'ipv6')?.value as { destination: Address } | undefined;
  if (packet && node.holds(packet.destination)) return true;
  const solicited = layerNamed(arrival.decoded, 'neighborSolicitation')?.value as { target?: Address } | undefined;
  return solicited?.target !== undefined && node.holds(solicited.target);
}

/** Writes down whose each arrival was, once the test has ended. */
export function attributeArrivals(run: TestRun): void {
  for (const arrival of run.recorder.arrivals) {
    const kind = kindOf(run, arrival);
    if (kind === 'stranger') run.recorder.attribute(arrival.ordinal, 'stranger', true);
    else if (kind !== 'test') run.recorder.attribute(arrival.ordinal, 'dut', true);
  }
}

/** Marks that what comes now is the test's own business: the set-up, or a precondition, is done. */
export function markReady(run: TestRun): void {
  run.ready = { sent: run.recorder.arrivals.length, heard: run.recorder.departures.length };
}

/** Takes in what the device holds on a link. */
export function learn(run: TestRun, link: string, state: InterfaceState): void {
  run.learnt.set(link, state);
  const macs = run.deviceMacs.get(link) ?? [];
  if (!macs.some((mac) => equalOctets(mac, state.linkLayerAddress))) macs.push(state.linkLayerAddress);
  run.deviceMacs.set(link, macs);
}
