import { isLinkLocal, isMulticast, isUnspecified, sameAddress } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { Ripng, type RouteTableEntry } from '../../reference/wire/ripng.js';
import type { Udp } from '../../reference/wire/udp.js';
import type { ObservedPacket } from '../kit/rule.js';
import { ALL_RIP_ROUTERS, INFINITY, NEXT_HOP, REQUEST, RESPONSE, RIPNG_PORT } from './constants.js';

const VERSION = 1;
const HOP_LIMIT = 255;

/** The UDP header of a packet of kind `ripng`; some of its fields may be missing from a packet that is cut. */
export const portsOf = (packet: ObservedPacket): Partial<Udp> => packet.message.value as Partial<Udp>;

/** The message; of one that is cut or malformed what there is of it. */
export function ripngOf({ decoded: { layers } }: ObservedPacket): Partial<Ripng> | undefined {
  const last = layers[layers.length - 1];
  return last?.message === Ripng ? (last.value as Partial<Ripng>) : undefined;
}

/** The frame came from elsewhere than the holder of the source address: it was forwarded, or somebody used another's address. */
export const isOfAnother = ({ linkSource, sender: { linkLayerAddress } }: ObservedPacket): boolean =>
  linkSource !== undefined && linkLayerAddress !== undefined && !equalOctets(linkSource, linkLayerAddress);

/** Sent by a process that runs RIPng: others have no business to use its port (RFC 2080 section 2.1). */
export const isFromRouter = (packet: ObservedPacket): boolean => portsOf(packet).sourcePort === RIPNG_PORT && !isOfAnother(packet);

export const isResponse = (packet: ObservedPacket): boolean => ripngOf(packet)?.command === RESPONSE;
export const isRequest = (packet: ObservedPacket): boolean => ripngOf(packet)?.command === REQUEST;

/** A response that nobody in particular asked for, as far as its headers tell: regular and triggered updates are multicast. */
export const isUpdate = (packet: ObservedPacket): boolean =>
  isFromRouter(packet) && isMulticast(packet.destination) && isResponse(packet) && portsOf(packet).destinationPort === RIPNG_PORT;

/** Receivers take what it says (RFC 2080 section 2.4.2), so that its sender means it. */
export const isHeeded = (packet: ObservedPacket): boolean =>
  sameAddress(packet.destination, ALL_RIP_ROUTERS) &&
  packet.ipv6.hopLimit === HOP_LIMIT &&
  isLinkLocal(packet.source) &&
  packet.message.checksum !== 'bad' &&
  ripngOf(packet)?.version === VERSION;

export const entriesOf = (packet: ObservedPacket): readonly RouteTableEntry[] => ripngOf(packet)?.entries ?? [];

export const namesNextHop = ({ metric }: RouteTableEntry): boolean => metric === NEXT_HOP;

/** RFC 2080 section 2.4.1: the one entry that asks for everything. */
export function asksForAll(entries: readonly RouteTableEntry[]): boolean {
  const [only, second] = entries;
  return only !== undefined && !second && isUnspecified(only.prefix) && only.prefixLength === 0 && only.metric === INFINITY;
}
