import type { NodeBench } from '../../node-bench.js';
import { LINK_LOCAL, PEER } from '../../settled-node.js';
import { ipv6, type Ipv6Draft } from '../../wire/ipv6.js';
import { udp, type UdpDraft } from '../../wire/udp.js';
import type { LayerDraft } from '../../wire/layer-draft.js';
import type { Datagram, UdpBinding, UdpError, UdpListener, UdpSocket } from './udp-service.js';

type Path = Parameters<NonNullable<UdpListener['pathMtuDecreased']>>[0];

/** A socket that keeps what it is told, for tests. */
export interface Listening {
  readonly socket: UdpSocket;
  readonly received: Datagram[];
  readonly failed: UdpError[];
  readonly paths: Path[];
  /** The data of what was received, as text. */
  heard(): readonly string[];
}

const text = new TextDecoder();
export const octetsOf = (words: string): Uint8Array => new TextEncoder().encode(words);

/** Opens a socket; throws when that is refused. */
export function listen({ node }: Pick<NodeBench, 'node'>, binding: UdpBinding = {}): Listening {
  const [received, failed, paths]: [Datagram[], UdpError[], Path[]] = [[], [], []];
  const bound = node.udp.bind(binding, {
    received: (datagram) => received.push(datagram),
    failed: (error) => failed.push(error),
    pathMtuDecreased: (path) => paths.push(path),
  });
  if (!bound.ok) throw new Error(`cannot bind: ${bound.error}`);
  return { socket: bound.value, received, failed, paths, heard: () => received.map(({ octets }) => text.decode(octets)) };
}

/** A datagram of the peer, as a rule to port 4000 of the node. */
export const datagram = (fields: UdpDraft = {}, header: Ipv6Draft = {}): LayerDraft[] => [
  ipv6({ source: PEER, destination: LINK_LOCAL, ...header }),
  udp({ sourcePort: 5000, destinationPort: 4000, data: octetsOf('hello'), ...fields }),
];
