import type { NodeEvent } from './engine/environment.js';
import { virtualClock } from './engine/environment.js';
import { EventQueue } from './engine/event-queue.js';
import { MemoryLink, type MemoryLinkOptions, type Port } from './engine/memory-link.js';
import { rollDice, type Dice } from './engine/drive.js';
import type { Address } from './net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress, type LinkLayerAddress } from './net/link-layer-address.js';
import { isMulticast } from './net/address.js';
import { after, type Duration, type Instant } from './time.js';
import { ethernet } from './wire/ethernet.js';
import { decodeFrame, frame, type DecodedFrame } from './wire/frame.js';
import type { LayerDraft } from './wire/layer-draft.js';
import { notation } from './wire/notation.js';
import { createNode, type EthernetConfiguration, type Node, type NodeConfiguration } from './node.js';

export const NODE_MAC = linkLayerAddress([0x02, 0, 0, 0, 0, 0x0a]);
export const PEER_MAC = linkLayerAddress([0x02, 0, 0, 0, 0, 0x0b]);

export interface Heard {
  readonly at: Instant;
  readonly octets: Uint8Array;
  readonly decoded: DecodedFrame;
  /** One line of packet notation. */
  readonly line: string;
}

export interface NodeBench {
  readonly node: Node;
  readonly queue: EventQueue;
  readonly link: MemoryLink;
  readonly peer: Port;
  /** Frames of the node since the start, or since `forget`. */
  readonly heard: Heard[];
  readonly events: (NodeEvent & { readonly at: Instant })[];
  /** Sends as the peer; the link-layer destination follows from the IPv6 destination unless given. */
  send(
    destination: Address,
    layers: readonly LayerDraft[],
    options?: { readonly to?: LinkLayerAddress; readonly from?: LinkLayerAddress },
  ): Uint8Array;
  advance(by: Duration): void;
  forget(): void;
  /** How often a check discarded something. */
  discarded(reason: string): number;
}

export interface NodeBenchOptions {
  readonly node?: Partial<NodeConfiguration>;
  readonly iface?: Partial<EthernetConfiguration>;
  readonly dice?: Dice;
  readonly link?: MemoryLinkOptions;
}

/** One node with one interface on a memory link, and a port where the tests listen and speak. */
export function nodeBench(given: NodeBenchOptions = {}): NodeBench {
  const queue = new EventQueue();
  const link = new MemoryLink(queue, given.link);
  const events: (NodeEvent & { at: Instant })[] = [];
  const heard: Heard[] = [];
  const peer = link.attach('peer', (octets) => heard.push(new HeardFrame(queue.now, octets)));
  const node: Node = createNode(configurationOf(given), {
    ...virtualClock(queue),
    random: rollDice(given.dice ?? 7),
    transmit: (_port, octets) => port.transmit(octets),
    event: (event) => events.push({ ...event, at: queue.now }),
  });
  const port = link.attach('dut', (octets) => node.receive('link0', octets));
  return {
    ...{ node, queue, link, peer, heard, events },
    send(destination, layers, options = {}) {
      const to = options.to ?? (isMulticast(destination) ? multicastLinkLayerAddress(destination) : NODE_MAC);
      const built = frame(ethernet({ destination: to, source: options.from ?? PEER_MAC }), ...layers);
      peer.transmit(built.octets);
      queue.runUntil(queue.now);
      return built.packet;
    },
    advance: (by) => void queue.runUntil(after(queue.now, by)),
    forget() {
      heard.length = 0;
      events.length = 0;
    },
    discarded: (reason) => node.counters().get(`discard.${reason}`) ?? 0,
  };
}

/** One address for each prefix unless a test is about temporary ones. */
const configurationOf = ({ node, iface }: NodeBenchOptions): NodeConfiguration => ({
  name: 'dut',
  role: 'host',
  behaviour: 'current',
  interfaces: [
    {
      name: 'link0',
      linkLayerAddress: NODE_MAC,
      interfaceIdentifier: 'eui64',
      ...iface,
      features: { temporaryAddresses: false, ...iface?.features },
    },
  ],
  ...node,
});

/** Decoded when it is looked at. */
export class HeardFrame implements Heard {
  readonly at: Instant;
  readonly octets: Uint8Array;
  #decoded: DecodedFrame | undefined;

  constructor(at: Instant, octets: Uint8Array) {
    this.at = at;
    this.octets = octets;
  }

  get decoded(): DecodedFrame {
    return (this.#decoded ??= decodeFrame(this.octets));
  }

  get line(): string {
    return notation(this.decoded);
  }
}
