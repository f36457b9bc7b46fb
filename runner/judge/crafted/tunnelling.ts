import { ipv4Address } from '../../../reference/net/ipv4-address.js';
import { linkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { ethernet } from '../../../reference/wire/ethernet.js';
import { frame, raw } from '../../../reference/wire/frame.js';
import { ipv4, type Ipv4Draft } from '../../../reference/wire/ipv4.js';
import { PROTOCOL } from '../../../reference/wire/protocol-numbers.js';
import type { PreparedFrame } from './prepared-source.js';

const ETHERNET_HEADER = 14;
const SOURCE_OFFSET = 6;
/** What the link-layer addresses of a scene end with is the role of the node: its IPv4 address ends with it, too. */
const ROLE_OFFSET = SOURCE_OFFSET + 5;

export const NEAR_END = linkLayerAddress([2, 0, 0, 0, 0, 1]);
export const FAR_END = linkLayerAddress([2, 0, 0, 0, 0, 2]);

/** The ends of the tunnel of a scene: node a has the one, whoever else sends stands behind the other. */
export const ENDS = { near: ipv4Address('192.0.2.1'), far: ipv4Address('192.0.2.2') } as const;

/** A frame of a scene as it looks where its link is a tunnel over IPv4 (RFC 4213). */
export function inIpv4({ octets, ...rest }: PreparedFrame, header: Ipv4Draft = {}): PreparedFrame {
  const isNear = octets[ROLE_OFFSET] === 1;
  const [source, destination] = isNear ? [ENDS.near, ENDS.far] : [ENDS.far, ENDS.near];
  const [from, to] = isNear ? [NEAR_END, FAR_END] : [FAR_END, NEAR_END];
  const packet = frame(
    ethernet({ source: from, destination: to }),
    ipv4({ source, destination, ...header }),
    raw(octets.subarray(ETHERNET_HEADER), PROTOCOL.ipv6),
  );
  return { ...rest, octets: packet.octets };
}
