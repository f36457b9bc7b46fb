import type { Address } from '../../reference/net/address.js';
import { concat } from '../../reference/net/octets.js';
import { Ethernet, ETHER_TYPE } from '../../reference/wire/ethernet.js';
import { decodeFrame, frame, layer, type DecodedFrame, type FrameDraft, type LayerDraft } from '../../reference/wire/frame.js';
import { EchoRequest, echoRequest } from '../../reference/wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, Ipv6, ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import type { Match, Matcher } from '../kit/match.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import type { Topology } from './topology.js';

const IDENTIFIER = 0x7472;

/** Far from every value that a router would choose itself. */
const HOP_LIMIT = 15;

const sequences = new WeakMap<TestContext, number>();

/** What packets in transit carry where that does not matter: different in each of a test. */
export function cargo(t: TestContext, octets = 24): LayerDraft {
  const sequence = (sequences.get(t) ?? 0) + 1;
  sequences.set(t, sequence);
  return echoRequest({ identifier: IDENTIFIER, sequence, data: t.random.octets(octets) });
}

export const packetBetween = (source: Address, destination: Address, layers: readonly LayerDraft[], header: Ipv6Draft = {}): FrameDraft =>
  frame(ipv6({ source, destination, hopLimit: HOP_LIMIT, ...header }), ...layers);

/** A packet from the node on the near link to that on the far one. */
export const transit = ({ near, far }: Topology, layers: readonly LayerDraft[], header?: Ipv6Draft): FrameDraft =>
  packetBetween(near.node, far.node, layers, header);

/** Where a router sends a packet on to. */
export interface Onward {
  readonly link: string;
  /** The destination, or the next router. */
  readonly to: Neighbor;
}

/**
 * The packet as a router sends it on (RFC 8200 sections 3 and 4): octet by octet what it was, but for the Hop Limit, which is
 * one less.
 */
export function sentOn(t: TestContext, draft: FrameDraft, { link, to }: Onward): Match {
  const { version, trafficClass, flowLabel, payloadLength, nextHeader, hopLimit, source, destination } = headerOf(draft);
  return {
    'ethernet.source': t.dut.on(link).linkLayerAddress,
    'ethernet.destination': to.linkLayerAddress,
    'ipv6.version': version,
    'ipv6.trafficClass': trafficClass,
    'ipv6.flowLabel': flowLabel,
    'ipv6.payloadLength': payloadLength,
    'ipv6.nextHeader': nextHeader,
    'ipv6.hopLimit': hopLimit - 1,
    'ipv6.source': source,
    'ipv6.destination': destination,
    'ipv6.payload': payloadOf(draft),
    ...flaws(draft),
  };
}

/** As it is on the link, where the EtherType says that it is IPv6 whatever its version. */
const inFrame = ({ packet }: FrameDraft): DecodedFrame => decodeFrame(concat(Ethernet.encode({ etherType: ETHER_TYPE.ipv6 }), packet));

const headerOf = (draft: FrameDraft): Ipv6 => {
  const header = layer(inFrame(draft), Ipv6);
  if (header === undefined) throw new Error('a packet in transit has an IPv6 header');
  return header;
};

export const sourceOf = (draft: FrameDraft): Address => headerOf(draft).source;

const payloadOf = (draft: FrameDraft): Uint8Array =>
  draft.packet.subarray(IPV6_HEADER_OCTETS, IPV6_HEADER_OCTETS + headerOf(draft).payloadLength);

const anything: Matcher = { matcher: true, words: 'as sent', accepts: () => true };

/** What would keep the packet's destination from taking it in, and a router should not even look at. */
function flaws(draft: FrameDraft): Match {
  const { layers, stopped } = inFrame(draft);
  const paths = [
    ...layers.filter(({ checksum }) => checksum === 'bad').map(({ name }) => `${name}.checksum`),
    ...layers.filter(({ partial }) => partial).map(({ name }) => name),
    ...(stopped ? [stopped.path] : []),
  ];
  return Object.fromEntries(paths.map((path) => [path, anything]));
}

/** A packet to a group goes to its link-layer address, any other to the router's. */
export const sendTransit = (t: TestContext, { near }: Topology, label: string, draft: FrameDraft): Promise<Sent> =>
  t.send(label, draft, { from: near.neighbor });

export const acrossTo = ({ far }: Topology): Onward => ({ link: far.link, to: far.neighbor });

/** The packet comes out on the other side as it went in. */
export async function expectForwarded(
  t: TestContext,
  topology: Topology,
  label: string,
  draft: FrameDraft,
  onward: Onward = acrossTo(topology),
): Promise<Received> {
  const sent = await sendTransit(t, topology, label, draft);
  return t.expect('the packet, forwarded', sentOn(t, draft, onward), { since: sent, within: ANSWER_TIME, link: onward.link });
}

/** As `expectForwarded`, and not a second time. */
export async function expectForwardedOnce(t: TestContext, topology: Topology, label: string, draft: FrameDraft): Promise<void> {
  const forwarded = await expectForwarded(t, topology, label, draft);
  await t.expectNone('the packet once more', copies(draft), { since: forwarded, for: ANSWER_TIME });
}

/** The packet, in whatever disguise: by its addresses, or by what it carries. */
export function copies(draft: FrameDraft): readonly Match[] {
  const { source, destination } = headerOf(draft);
  const echo = layer(inFrame(draft), EchoRequest);
  return [
    { 'ipv6.payload': payloadOf(draft) },
    { 'ipv6.source': source, 'ipv6.destination': destination },
    ...(echo ? [{ 'echoRequest.identifier': echo.identifier, 'echoRequest.sequence': echo.sequence }] : []),
  ];
}

/** The packet leaves on no link, or not on those named. */
export async function expectDropped(
  t: TestContext,
  { near, far }: Topology,
  sent: Sent,
  draft: FrameDraft,
  links: readonly string[] = [far.link, near.link],
): Promise<void> {
  for (const link of links) await t.expectNone(`the packet, on ${link}`, copies(draft), { since: sent, for: ANSWER_TIME, link });
}

/** A router that forwards nothing keeps every rule about what must not be forwarded. */
export const givenForwarding = (t: TestContext, topology: Topology): Promise<unknown> =>
  t.given('the device forwards packets from one link to the other', () =>
    expectForwarded(t, topology, 'an ordinary packet', transit(topology, [cargo(t)])),
  );
