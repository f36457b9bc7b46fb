import { UNSPECIFIED, type Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { fragment } from '../../reference/wire/extension-headers.js';
import { frame, raw, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { ripng, type RipngDraft, type RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { udp, type UdpDraft } from '../../reference/wire/udp.js';
import type { Neighbor, SendOptions, Sent, TestContext } from '../kit/test-context.js';
import { ALL_RIP_ROUTERS, INFINITY, NEXT_HOP, REQUEST, RESPONSE, RIPNG_PORT } from './constants.js';

/** How a message differs from a right one. */
export interface Unusual {
  readonly header?: Ipv6Draft;
  readonly ports?: UdpDraft;
  readonly message?: RipngDraft;
}

/** A route as a route table entry. */
export const route = ({ address, length }: Prefix, metric: number, more: RouteTableEntryDraft = {}): RouteTableEntryDraft => ({
  ...{ prefix: address, prefixLength: length, metric },
  ...more,
});

/** RFC 2080 section 2.1.1: the next hop of the entries behind it. */
export const nextHop = (prefix: Address, more: RouteTableEntryDraft = {}): RouteTableEntryDraft => ({
  ...{ prefix, routeTag: 0, prefixLength: 0, metric: NEXT_HOP },
  ...more,
});

/** An update as a router multicasts it. */
export const response = (from: Neighbor, entries: readonly RouteTableEntryDraft[], { header, ports, message }: Unusual = {}): FrameDraft =>
  frame(
    ipv6({ source: from.linkLocal, destination: ALL_RIP_ROUTERS, hopLimit: 255, ...header }),
    udp({ sourcePort: RIPNG_PORT, destinationPort: RIPNG_PORT, ...ports }),
    ripng({ command: RESPONSE, entries, ...message }),
  );

export const tell = (
  t: TestContext,
  from: Neighbor,
  entries: readonly RouteTableEntryDraft[],
  { label = `Response of the ${from.name}`, ...unusual }: Unusual & { readonly label?: string } = {},
): Promise<Sent> => t.send(label, response(from, entries, unusual), { from });

/** So many routes that a message with them fits any link. */
const TOLD_TOGETHER = 60;

/** Routes to all these, of one metric, in as many messages as it takes. */
export async function tellAll(t: TestContext, from: Neighbor, prefixes: readonly Prefix[], metric: number): Promise<void> {
  for (let at = 0; at < prefixes.length; at += TOLD_TOGETHER)
    await tell(
      t,
      from,
      prefixes.slice(at, at + TOLD_TOGETHER).map((prefix) => route(prefix, metric)),
    );
}

/** A datagram of the router to the group, of these octets. */
export const datagram = (from: Neighbor, data: Uint8Array): FrameDraft =>
  frame(
    ipv6({ source: from.linkLocal, destination: ALL_RIP_ROUTERS, hopLimit: 255 }),
    udp({ sourcePort: RIPNG_PORT, destinationPort: RIPNG_PORT, data }),
  );

const FRAGMENT_OCTETS = 1_232;
const FRAGMENT_UNIT = 8;

/** The update in fragments that fit any link. */
export function inFragments(from: Neighbor, entries: readonly RouteTableEntryDraft[], identification: number): readonly FrameDraft[] {
  const payload = response(from, entries).packet.subarray(frame(ipv6()).packet.length);
  return Array.from({ length: Math.ceil(payload.length / FRAGMENT_OCTETS) }, (_, i) => {
    const at = i * FRAGMENT_OCTETS;
    const moreFragments = at + FRAGMENT_OCTETS < payload.length;
    return frame(
      ipv6({ source: from.linkLocal, destination: ALL_RIP_ROUTERS, hopLimit: 255 }),
      fragment({ nextHeader: PROTOCOL.udp, fragmentOffset: at / FRAGMENT_UNIT, moreFragments, identification }),
      raw(payload.slice(at, at + FRAGMENT_OCTETS), PROTOCOL.udp),
    );
  });
}

/** Section 2.4.1: the one entry that asks for everything. */
export const WHOLE_TABLE: RouteTableEntryDraft = { prefix: UNSPECIFIED, routeTag: 0, prefixLength: 0, metric: INFINITY };

/** A request; from the router's link-local address and the RIPng port to the group, where nothing else is said. */
export const ask = (
  t: TestContext,
  from: Neighbor,
  entries: readonly RouteTableEntryDraft[],
  { label = `Request of the ${from.name}`, to, ...unusual }: Unusual & { readonly label?: string } & Pick<SendOptions, 'to'> = {},
): Promise<Sent> => {
  const draft = response(from, entries, { ...unusual, message: { command: REQUEST, ...unusual.message } });
  return t.send(label, draft, { from, ...(to && { to }) });
};
