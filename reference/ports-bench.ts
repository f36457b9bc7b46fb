import { virtualClock, type NodeEvent } from './engine/environment.js';
import { EventQueue } from './engine/event-queue.js';
import { rollDice } from './engine/drive.js';
import type { LinkLayerAddress } from './net/link-layer-address.js';
import { createNode, type Node, type NodeConfiguration } from './node.js';
import { after, type Duration, type Instant } from './time.js';
import { ethernet } from './wire/ethernet.js';
import { decodeFrame, decodePacket, frame, type DecodedFrame } from './wire/frame.js';
import type { LayerDraft } from './wire/layer-draft.js';
import { notation } from './wire/notation.js';

/** A node whose ports end at the test: what it sends there is kept, and the test puts in what it likes. */
export interface PortsBench {
  readonly node: Node;
  readonly queue: EventQueue;
  readonly events: (NodeEvent & { readonly at: Instant })[];
  /** What the node sent on a port since the start, or since `forget`; without the reports of Multicast Listener Discovery. */
  sent(port: string): readonly DecodedFrame[];
  /** The same in packet notation. */
  lines(port: string): readonly string[];
  /** The packet, from its network header on. */
  send(port: string, ...layers: readonly LayerDraft[]): Uint8Array;
  advance(by: Duration): void;
  forget(): void;
  discarded(reason: string): number;
}

/** `macs`: for each Ethernet port, whom its frames are for and from whom they come; the other ports carry bare packets. */
export type PortMacs = Readonly<Record<string, { readonly node: LinkLayerAddress; readonly peer: LinkLayerAddress }>>;

export function portsBench(configuration: NodeConfiguration, macs: PortMacs): PortsBench {
  const queue = new EventQueue();
  const events: PortsBench['events'] = [];
  const sent: { readonly port: string; readonly decoded: DecodedFrame }[] = [];
  const node = createNode(configuration, {
    ...virtualClock(queue),
    random: rollDice('earliest'),
    transmit: (port, octets) => sent.push({ port, decoded: port in macs ? decodeFrame(octets) : decodePacket(octets) }),
    event: (event) => events.push({ ...event, at: queue.now }),
  });
  const isReport = ({ layers }: DecodedFrame): boolean => layers.at(-1)?.name === 'multicastListenerReport2';
  const sentOn = (wanted: string): readonly DecodedFrame[] =>
    sent.flatMap(({ port, decoded }) => (port === wanted && !isReport(decoded) ? [decoded] : []));
  return {
    ...{ node, queue, events },
    sent: sentOn,
    lines: (port) => sentOn(port).map((decoded) => notation(decoded)),
    send(port, ...layers) {
      const ends = macs[port];
      const draft = ends === undefined ? frame(...layers) : frame(ethernet({ destination: ends.node, source: ends.peer }), ...layers);
      node.receive(port, draft.octets);
      queue.runUntil(queue.now);
      return draft.packet;
    },
    advance: (by) => void queue.runUntil(after(queue.now, by)),
    forget() {
      sent.length = 0;
      events.length = 0;
    },
    discarded: (reason) => node.counters().get(`discard.${reason}`) ?? 0,
  };
}
