import { equalOctets } from '../../reference/net/octets.js';
import type { Arp } from '../../reference/wire/arp.js';
import type { Arrival } from './bench-recorder.js';
import { answerTo, answerToArp, heardArpRequest, heardSolicitation } from './housekeeping-frames.js';
import type { SimulatedNode } from './neighbor.js';
import { kindOf, type TestRun } from './test-run.js';

/**
 * The housekeeping of the simulated nodes: whoever holds the target of a sound Neighbor Solicitation answers at once,
 * inside the arrival; so does whoever holds the target of an ARP request. Multicast Listener Discovery needs no answer; it is only marked as background.
 */
export function keepHouse(run: TestRun, arrival: Arrival): void {
  const asked = heardArpRequest(arrival.decoded);
  if (asked) return answerArp(run, arrival, asked);
  const heard = heardSolicitation(arrival.decoded);
  if (!heard) return;
  const holder = everyNode(run).find((node) => node.link === arrival.link && node.answers && node.holds(heard.target));
  if (!holder || kindOf(run, arrival) === 'stranger') return;
  run.recorder.attribute(arrival.ordinal, 'dut', true);
  run.recorder.transmit(arrival.link, answerTo(heard, holder).octets, holder.name, true);
}

function answerArp(run: TestRun, arrival: Arrival, asked: Arp): void {
  const isHeld = ({ link, answers, ipv4 }: SimulatedNode): boolean =>
    link === arrival.link && answers && ipv4 !== undefined && equalOctets(ipv4, asked.targetProtocolAddress);
  const holder = everyNode(run).find(isHeld);
  if (!holder || kindOf(run, arrival) === 'stranger') return;
  run.recorder.attribute(arrival.ordinal, 'dut', true);
  run.recorder.transmit(arrival.link, answerToArp(asked, holder).octets, holder.name, true);
}

export const everyNode = (run: TestRun): readonly SimulatedNode[] => [...run.nodes, ...run.observers.values()];
