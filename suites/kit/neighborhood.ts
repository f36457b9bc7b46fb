import type { Arrival } from './bench-recorder.js';
import { answerTo, heardSolicitation } from './housekeeping-frames.js';
import type { SimulatedNode } from './neighbor.js';
import { kindOf, type TestRun } from './test-run.js';

/**
 * The housekeeping of the simulated nodes: whoever holds the target of a sound Neighbor Solicitation answers at once,
 * inside the arrival. Multicast Listener Discovery needs no answer; it is only marked as background.
 */
export function keepHouse(run: TestRun, arrival: Arrival): void {
  const heard = heardSolicitation(arrival.decoded);
  if (!heard) return;
  const holder = everyNode(run).find((node) => node.link === arrival.link && node.answers && node.holds(heard.target));
  if (!holder || kindOf(run, arrival) === 'stranger') return;
  run.recorder.attribute(arrival.ordinal, 'dut', true);
  run.recorder.transmit(arrival.link, answerTo(heard, holder).octets, holder.name, true);
}

export const everyNode = (run: TestRun): readonly SimulatedNode[] => [...run.nodes, ...run.observers.values()];
