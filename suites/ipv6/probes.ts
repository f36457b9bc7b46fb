import { isMulticast, type Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { frame, type FrameDraft, type LayerDraft } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import type { Match } from '../kit/match.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { assignOnLink } from '../nd/routers.js';

/** Between whom a packet goes. */
export interface Ends {
  readonly source: Address;
  readonly destination: Address;
}

export const linkLocalEnds = (t: TestContext): Ends => ({ source: t.tester.linkLocal, destination: t.dut.linkLocal });

/** With a new global address of the device, in a prefix that is on-link. */
export const globalEnds = async (t: TestContext): Promise<Ends> => ({ destination: await assignOnLink(t), source: t.tester.address });

/** A packet of which one looks what the device makes of it. */
export interface Probe extends Ends {
  readonly frame: FrameDraft;
  /** The Echo Reply to it, from whatever address and to whomever; no frame matches where the packet is no Echo Request. */
  readonly reply: Match;
  /** The packet once more, sent on by the device. */
  readonly again: Match;
  /** Where the frame does not go to the usual link-layer address. */
  readonly to?: LinkLayerAddress;
}

export interface ProbeDetails {
  /** Fields of the IPv6 header beside the addresses. */
  readonly header?: Ipv6Draft;
  readonly data?: Uint8Array;
  /** Layers after the Echo Request, such as padding of the link. */
  readonly after?: readonly LayerDraft[];
}

export const IDENTIFIER = 0x6970;
const asked = new WeakMap<TestContext, number>();

/** An Echo Request behind extension headers. Its sequence number is of no other one in the test. */
export function echoBehind(t: TestContext, ends: Ends, headers: readonly LayerDraft[], details: ProbeDetails = {}): Probe {
  const sequence = (asked.get(t) ?? 0) + 1;
  asked.set(t, sequence);
  const { header = {}, data = t.random.octets(8), after = [] } = details;
  const fields = { identifier: IDENTIFIER, sequence, data };
  return {
    frame: frame(ipv6({ ...header, ...ends }), ...headers, echoRequest(fields), ...after),
    reply: { 'echoReply.identifier': IDENTIFIER, 'echoReply.sequence': sequence },
    again: { 'echoRequest.identifier': IDENTIFIER, 'echoRequest.sequence': sequence },
    ...ends,
  };
}

/** Any other packet. */
export function packetOf(ends: Ends, layers: readonly LayerDraft[], header: Ipv6Draft = {}): Probe {
  return {
    frame: frame(ipv6({ ...header, ...ends }), ...layers),
    reply: { 'echoReply.identifier': IDENTIFIER },
    again: { 'echoRequest.identifier': IDENTIFIER },
    ...ends,
  };
}

export const send = (t: TestContext, label: string, probe: Probe): Promise<Sent> =>
  t.send(label, probe.frame, probe.to ? { to: probe.to } : {});

/** RFC 4443 section 2.2: the answer to what was sent to a unicast address comes from it. */
export const answerer = (t: TestContext, { destination }: Ends): readonly Address[] =>
  isMulticast(destination) ? t.dut.addresses : [destination];
